"""What each element of SSML 1.1 asks for. A ValueError says what is wrong and what is allowed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from .say_as import is_bleeped, say_as_of
from .spans import Boundary, Mark, Pause, Prosody, SayAs
from .values import language_of, pause_of, shown, with_emphasis, with_prosody, with_voice
from .xsampa import ipa_of

Attributes = Mapping[str, str]

UNSPOKEN: Final = ("desc", "lexicon", "meta", "metadata")
_LONGEST_NAME = 200
_ALPHABETS = ("ipa", "x-sampa")
_BESIDE_IPA = "/[] \t\r\n"  # as in /həˈləʊ/


@dataclass(frozen=True, slots=True)
class Reading:
    """What becomes of the text of an element, which then holds nothing else.

    `text` is spoken in its place; `bleeped`: it is not heard.
    """

    text: str | None = None
    say_as: SayAs | None = None
    phonemes: str | None = None
    bleeped: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """An element: how its text is spoken, what comes before and after it, and its reading."""

    name: str
    how: Prosody
    before: Boundary | Pause | Mark | None = None
    after: Boundary | None = None
    reading: Reading | None = None


def element_of(name: str, attributes: Attributes, how: Prosody) -> Element:
    """Return what an element within text that is spoken as `how` asks for."""
    if name == "audio":
        raise ValueError("<audio> is not supported; leave it out, or write what it says")
    if name not in _ELEMENTS:
        allowed = ", ".join(sorted((*_ELEMENTS, *UNSPOKEN)))
        raise ValueError(f"unknown element {shown(name)}; known are {allowed}")
    element = _ELEMENTS[name](name, attributes, how)
    if "xml:lang" not in attributes:
        return element
    return replace(element, how=replace(element.how, language=language_of(attributes["xml:lang"])))


def _transparent(name: str, attributes: Attributes, how: Prosody) -> Element:
    return Element(name, how)


def _lang(name: str, attributes: Attributes, how: Prosody) -> Element:
    _needed(attributes, "xml:lang", "<lang> needs xml:lang, a tag such as en or de-DE")
    return Element(name, how)


def _paragraph(name: str, attributes: Attributes, how: Prosody) -> Element:
    boundary = Boundary(paragraph=True)
    return Element(name, how, boundary, boundary)


def _sentence(name: str, attributes: Attributes, how: Prosody) -> Element:
    return Element(name, how, Boundary(), Boundary())


def _break(name: str, attributes: Attributes, how: Prosody) -> Element:
    return Element(name, how, Pause(pause_of(attributes)))


def _mark(name: str, attributes: Attributes, how: Prosody) -> Element:
    mark = _needed(attributes, "name", "<mark> needs a name").strip()
    if not 0 < len(mark) <= _LONGEST_NAME:
        raise ValueError(f"the name of a <mark> must have 1 to {_LONGEST_NAME} characters")
    return Element(name, how, Mark(mark))


def _prosody(name: str, attributes: Attributes, how: Prosody) -> Element:
    return Element(name, with_prosody(how, attributes))


def _emphasis(name: str, attributes: Attributes, how: Prosody) -> Element:
    return Element(name, with_emphasis(how, attributes))


def _voice(name: str, attributes: Attributes, how: Prosody) -> Element:
    return Element(name, with_voice(how, attributes))


def _say_as(name: str, attributes: Attributes, how: Prosody) -> Element:
    if is_bleeped(attributes):
        return Element(name, how, reading=Reading(bleeped=True))
    say_as = say_as_of(attributes)
    return Element(name, how, reading=None if say_as is None else Reading(say_as=say_as))


def _sub(name: str, attributes: Attributes, how: Prosody) -> Element:
    alias = _needed(attributes, "alias", "<sub> needs an alias, what is spoken in its place")
    return Element(name, how, reading=Reading(text=" ".join(alias.split())))


def _phoneme(name: str, attributes: Attributes, how: Prosody) -> Element:
    alphabet = attributes.get("alphabet", "ipa").strip().lower()
    if alphabet not in _ALPHABETS:
        known = " or ".join(_ALPHABETS)
        raise ValueError(f"the alphabet of a <phoneme> must be {known}, not {shown(alphabet)}")
    written = _needed(attributes, "ph", "<phoneme> needs ph, its phonemes")
    phonemes = written.strip(_BESIDE_IPA) if alphabet == "ipa" else ipa_of(written.strip())
    if not phonemes:
        raise ValueError("the ph of a <phoneme> is empty")
    return Element(name, how, reading=Reading(phonemes=phonemes))


def _needed(attributes: Attributes, name: str, message: str) -> str:
    if name not in attributes:
        raise ValueError(message)
    return attributes[name]


_ELEMENTS: dict[str, Callable[[str, Attributes, Prosody], Element]] = {
    "break": _break,
    "emphasis": _emphasis,
    "lang": _lang,
    "lookup": _transparent,
    "mark": _mark,
    "p": _paragraph,
    "phoneme": _phoneme,
    "prosody": _prosody,
    "s": _sentence,
    "say-as": _say_as,
    "speak": _transparent,
    "sub": _sub,
    "token": _transparent,
    "voice": _voice,
    "w": _transparent,
}
