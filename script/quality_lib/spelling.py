"""Two writings of the same words made equal, so that only what was said counts."""

import unicodedata
from collections.abc import Callable
from functools import cache

# Written without spaces, or (Korean) with spaces that writers put as they like.
_BY_CHARACTER = frozenset({"ja", "ko", "zh"})
# Vowel marks that everyday writing leaves out.
_POINTED = frozenset({"ar", "he"})
_TATWEEL = "\N{ARABIC TATWEEL}"  # only lengthens a word on paper
_SAME = {"nb": "no", "iw": "he", "cmn": "zh"}


def language_of(tag: str) -> str:
    """Return the language of a tag, as Whisper names it: `pt` of `pt-BR`."""
    primary = tag.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(primary, primary)


def unit_of(language: str) -> str:
    """Return what is counted: `word`, or `character` where spaces do not part words."""
    return "character" if language in _BY_CHARACTER else "word"


def units(text: str, language: str) -> list[str]:
    """Return the words or characters of `text` that are compared.

    English goes through Whisper's own normaliser, which knows numbers, contractions and British
    spelling. Elsewhere only case, punctuation, the width of characters, omitted vowel marks
    (Arabic, Hebrew) and traditional Chinese characters are evened out, and Japanese is compared
    by its reading in kana, since one word has several writings. A number in digits where the text
    has words is an error.
    """
    if language == "en":
        return str(_english()(text)).split()
    if language in _REWRITTEN:
        text = _REWRITTEN[language]()(text)
    words = plain(text, drop_marks=language in _POINTED).split()
    return list("".join(words)) if unit_of(language) == "character" else words


def plain(text: str, *, drop_marks: bool = False) -> str:
    """Return `text` in lower case, with spaces for punctuation and symbols."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_plain(character, drop_marks=drop_marks) for character in text)


def _plain(character: str, *, drop_marks: bool) -> str:
    category = unicodedata.category(character)
    if category == "Cf" or character == _TATWEEL or (drop_marks and category == "Mn"):
        return ""
    return " " if category[0] in "CPSZ" else character


@cache
def _english() -> Callable[[str], str]:
    from whisper_normalizer.english import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        EnglishTextNormalizer,
    )

    return EnglishTextNormalizer()  # type: ignore[no-any-return,unused-ignore]


@cache
def _simplified() -> Callable[[str], str]:
    from opencc import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        OpenCC,
    )

    return OpenCC("t2s").convert  # type: ignore[no-any-return,unused-ignore]


@cache
def _kana() -> Callable[[str], str]:
    import pyopenjtalk  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    return lambda text: str(pyopenjtalk.g2p(text, kana=True)) if text.strip() else ""


@cache
def _dotted() -> Callable[[str], str]:
    return lambda text: text.replace("İ", "i").replace("I", "ı")


_REWRITTEN = {"ja": _kana, "tr": _dotted, "zh": _simplified}
