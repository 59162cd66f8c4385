"""Semiotic classes: each module recognises one kind of written thing and says it in words.

A recogniser gets a `Context` and a position, and gives a `Reading` or None. Its work is bounded,
whatever follows. The terms are those of Ebden and Sproat, "The Kestrel TTS text normalization
system" (2015), though here one function both recognises and says.

Numbers: `numbers`, `ordinals`, `ranges`, `dashes`, `sizes`, `fractions`, `dotted`, `telephone`.
Amounts: `money`, `measure`, `durations`. The calendar: `clock`, `dates` (with a month's name),
`date_figures`, `date_ranges`, `weekdays`, `years`; `clock_words` and `date_words` say what these
found. Words: `abbreviations`, `acronyms`, `roman`, `prefixes`, `network`. Signs: `symbols`,
`pictures`. What several ask for: `units` (which one follows?), `counted` (which form does a noun
ask for?), `governor` (on which word does a number hang?). Last, `harmony` fits suffixes.
"""
