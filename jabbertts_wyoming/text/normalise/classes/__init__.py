"""Semiotic classes: each module recognises one kind of written thing and says it in words.

A recogniser gets a `Context` and a position, and gives a `Reading` or None. Its work is bounded,
whatever follows. The terms are those of Ebden and Sproat, "The Kestrel TTS text normalization
system" (2015), though here one function both recognises and says.
"""
