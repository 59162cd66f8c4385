"""Sentences into phonemes and phoneme ids."""
