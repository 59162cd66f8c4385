"""The OpenAI-compatible bridge (its own milestone; a stub for now)."""
