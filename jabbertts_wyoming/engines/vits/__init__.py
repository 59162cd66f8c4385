"""VITS (Piper) voices, streamed."""
