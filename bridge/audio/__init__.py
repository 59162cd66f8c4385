"""From PCM as it arrives to the bytes of an audio format, in threads."""
