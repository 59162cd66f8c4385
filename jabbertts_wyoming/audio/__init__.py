"""Samples into PCM that a client can play."""
