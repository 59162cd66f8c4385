"""SSML and inline marks into spans of text, each with how it is to be spoken."""
