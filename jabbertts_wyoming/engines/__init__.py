"""Engines: phoneme ids into windows of samples."""
