"""Finished audio, kept for texts that come again: in memory, and on disk if that is wanted."""
