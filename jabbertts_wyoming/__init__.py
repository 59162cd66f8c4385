"""JabberTTS: local text-to-speech that starts talking first, over the Wyoming protocol."""

__version__ = "0.1.0"
