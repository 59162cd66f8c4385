"""Formant synthesis by espeak-ng: robotic, tiny, and there for many languages."""
