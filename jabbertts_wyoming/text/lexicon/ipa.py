"""Phonemes as people write them (the IPA), into those that espeak-ng writes.

Voices learned from espeak-ng's notation. It is the IPA, but a stress mark stands before the
vowel, not before the syllable, and there are neither syllable dots nor ties.
"""

import re
import unicodedata

# The chart of the International Phonetic Association, revised to 2020.
_VOWELS = "iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒ"
_CONSONANTS = (
    "pbtdʈɖcɟkɡqɢʔmɱnɳɲŋɴʙrʀⱱɾɽɸβfvθðszʃʒʂʐçʝxɣχʁħʕhɦɬɮʋɹɻjɰlɭʎʟ"  # pulmonic
    "ʘǀǃǂǁɓɗʄɠʛʼ"  # not pulmonic
    "ʍwɥʜʢʡɕʑɺɧ"  # other symbols
)
_DIACRITICS = (
    "\u0325\u030a\u0324\u032a\u032c\u0330\u033a\u033c\u033b\u0339\u031c\u031f\u0320\u0308\u033d"
    "\u0329\u032f\u031a\u0303\u0334\u031d\u031e\u0318\u0319ʰʷʲˠˤⁿˡ˞"
)
_STRESS = "ˈˌ"
_SUPRASEGMENTALS = "ːˑ\u0306"
_TONES = "\u030b\u0301\u0304\u0300\u030f\u030c\u0302\u1dc4\u1dc5\u1dc8˥˦˧˨˩ꜜꜛ↓↑↗↘"
# Not on the chart, but espeak-ng writes them; the digits are tones.
_ESPEAK_VOWELS, _ESPEAK_OTHERS = "ᵻɚɝ", "ɫ1234567"

_LETTERS = frozenset(_VOWELS + _CONSONANTS + _ESPEAK_VOWELS + "ɫ")
_KNOWN = frozenset(
    unicodedata.normalize(
        "NFD",
        " ".join((_VOWELS, _CONSONANTS, _DIACRITICS, _STRESS, _SUPRASEGMENTALS, _TONES)),
    )
    + _ESPEAK_VOWELS
    + _ESPEAK_OTHERS
)

# What no sound is lost with: ties, syllables, groups, linking, joiners; and look-alikes.
_DROPPED = dict.fromkeys("\u0361\u035c.|‖‿\u200d\u200c\u2060\ufeff", "")
_LIGATURES = {"ʦ": "ts", "ʣ": "dz", "ʧ": "tʃ", "ʤ": "dʒ", "ʨ": "tɕ", "ʥ": "dʑ"}
_LOOK_ALIKES = {"g": "ɡ", ":": "ː", "'": "ˈ", "’": "ˈ", "ε": "ɛ", "φ": "ɸ", "ᵿ": "ʊ", "ɩ": "ɪ"}
_CHANGED = str.maketrans(_DROPPED | _LIGATURES | _LOOK_ALIKES)
_ENCLOSED = re.compile(r"/([^/]*)/|\[([^\[\]]*)\]")
_EARLY_STRESS = re.compile(
    rf"([{_STRESS}])([^{_VOWELS}{_ESPEAK_VOWELS}{_STRESS}\s]+)(?=[{_VOWELS}{_ESPEAK_VOWELS}])"
)


def spoken(ipa: str) -> str:
    """Return phonemes of the IPA as espeak-ng writes them: decomposed (NFD), one space a gap.

    Raises `ValueError`, which names the characters that are no IPA.
    """
    text = ipa.strip()
    if enclosed := _ENCLOSED.fullmatch(text):
        text = enclosed[1] or enclosed[2] or ""
    plain = " ".join(unicodedata.normalize("NFD", text).translate(_CHANGED).split())
    unknown = sorted({char for char in plain if char not in _KNOWN})
    if unknown:
        named = ", ".join(f"{char!r} (U+{ord(char):04X})" for char in unknown[:5])
        raise ValueError(f"{named}: only characters of the IPA are allowed")
    if not any(char in _LETTERS for char in plain):
        raise ValueError("at least one sound of the IPA is needed")
    return _EARLY_STRESS.sub(r"\2\1", plain)


def english_r(phonemes: str) -> str:
    """Return English phonemes with their own r: dictionaries write a plain one, a trill."""
    return phonemes.replace("r", "ɹ")
