"""The family of espeak-ng's formant voices, from the data that the package piper-tts carries."""

import re
from importlib.resources import files
from typing import Any

_PROJECT = "https://github.com/espeak-ng/espeak-ng"
_STATUS = re.compile(r"^status\s+(\w+)", re.MULTILINE)

# Tag, English name and espeak-ng's file. Japanese is not here: espeak-ng reads kana, but of kanji
# it only says that they are Chinese letters.
_LANGUAGES = (
    ("ar", "Arabic", "sem/ar"),
    ("da", "Danish", "gmq/da"),
    ("de", "German", "gmw/de"),
    ("el", "Greek", "grk/el"),
    ("en_US", "English (United States)", "gmw/en-US"),
    ("es", "Spanish", "roa/es"),
    ("fi", "Finnish", "urj/fi"),
    ("fr", "French", "roa/fr"),
    ("he", "Hebrew", "sem/he"),
    ("hi", "Hindi", "inc/hi"),
    ("it", "Italian", "roa/it"),
    ("ko", "Korean", "ko"),
    ("ms", "Malay", "poz/ms"),
    ("nl", "Dutch", "gmw/nl"),
    ("no", "Norwegian", "gmq/nb"),
    ("pl", "Polish", "zlw/pl"),
    ("pt_BR", "Portuguese (Brazil)", "roa/pt-BR"),
    ("ru", "Russian", "zle/ru"),
    ("sv", "Swedish", "gmq/sv"),
    ("sw", "Swahili", "bnt/sw"),
    ("tr", "Turkish", "trk/tr"),
    ("zh_CN", "Chinese (China)", "sit/cmn"),
)
# What we saw in the phonemes of everyday text.
_NOTES = {
    "ar": "it guesses the vowels that are not written",
    "he": "of the vowels that are not written it knows few, and some points it spells out",
    "zh_CN": "Mandarin",
}
_OWN_NOTES = {"testing": "espeak-ng is still testing this language"}


def family() -> dict[str, Any]:
    """Return the family as its YAML file has it. Raises `OSError` for a language that is gone."""
    return {
        "family": "espeak",
        "title": "espeak-ng",
        "engine": "espeak",
        "facts": "the languages in the data of espeak-ng that the package piper-tts carries; "
        "rate as the library tells; notes after what it made of everyday text",
        "base": f"{_PROJECT}/blob/master/",
        "built_in": True,
        "licence": "GPL-3.0-or-later",
        "attribution": {"name": "espeak-ng", "url": _PROJECT},
        "card": "README.md",
        "quality": "x_low",
        "tier": "low",
        "sample_rate": 22_050,
        "languages": {tag: name for tag, name, _ in _LANGUAGES},
        "voices": {f"espeak-{tag[:2]}": _voice(tag, file) for tag, _, file in _LANGUAGES},
    }


def _voice(tag: str, file: str) -> dict[str, Any]:
    place = files("piper") / "espeak-ng-data" / "lang"
    status = _STATUS.search((place / file).read_bytes().decode("utf-8", "replace"))
    notes = [_OWN_NOTES.get(status[1]) if status else None, _NOTES.get(tag)]
    made: dict[str, Any] = {"languages": [tag], "engine_voice": file}
    if any(notes):
        made["note"] = "; ".join(note for note in notes if note)
    return made
