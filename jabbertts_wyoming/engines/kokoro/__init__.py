"""Kokoro-82M: text to symbols, styles, and what a loaded model is."""
