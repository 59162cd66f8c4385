"""Choose the voice that a request means, or say which ones come near."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Protocol

from ..common.errors import UnknownVoiceError
from ..request import VoiceSelector
from .languages import match, normalize
from .standing import is_last_resort

_SHOWN = 8


class Candidate(Protocol):
    """What choosing looks at; `speakers` maps names to indexes."""

    @property
    def name(self) -> str:
        """The voice's name."""

    @property
    def language(self) -> str:
        """The language tag."""

    @property
    def standing(self) -> float:
        """How good it sounds beside others, from 0, the last resort, to 1."""

    @property
    def speakers(self) -> Mapping[str, int]:
        """Speaker names to indexes; empty for one speaker."""


def choose(selector: VoiceSelector, voices: Sequence[Candidate], default: str) -> str:
    """Return the name of the voice for `selector`; raises `UnknownVoiceError`.

    A name may differ in case. A language without a name picks the best voice for it: the exact
    tag before the language alone, then the default voice, then the higher standing. A last resort
    is taken only where nothing else speaks the language, of whatever region.
    """
    if selector.name is not None:
        return _by_name(selector.name, [v.name for v in voices])
    if selector.language is not None:
        return _by_language(selector.language, voices, default)
    return default


def choose_speaker(speaker: str | None, voice: Candidate) -> int | None:
    """Return the index of `speaker`, given by name or number; raises `UnknownVoiceError`."""
    if speaker is None:
        return None
    if not voice.speakers:
        if speaker == "0":
            return None
        raise UnknownVoiceError(f"voice {voice.name!r} has one speaker; it knows no {speaker!r}")
    if speaker in voice.speakers:
        return voice.speakers[speaker]
    if speaker.isdecimal() and int(speaker) in voice.speakers.values():
        return int(speaker)
    raise UnknownVoiceError(
        f"voice {voice.name!r} has no speaker {speaker!r}; {_near(speaker, voice.speakers)}"
    )


def _by_name(name: str, names: Sequence[str]) -> str:
    if name in names:
        return name
    folded = [n for n in names if n.casefold() == name.casefold()]
    if len(folded) == 1:
        return folded[0]
    raise UnknownVoiceError(f"there is no voice {name!r}; {_near(name, names)}")


def _by_language(language: str, voices: Sequence[Candidate], default: str) -> str:
    scored = [(match(language, [v.language]), v) for v in voices]
    fitting = [(score, v) for score, v in scored if score]
    if not fitting:
        tags = sorted({normalize(v.language) for v in voices})
        raise UnknownVoiceError(f"no voice speaks {language!r}; {_near(language, tags)}")
    return min(fitting, key=lambda s: _order(s[0], s[1], default))[1].name


def _order(score: int, voice: Candidate, default: str) -> tuple[object, ...]:
    is_default = voice.name == default
    return is_last_resort(voice), -score, not is_default, -voice.standing, voice.name


def _near(wanted: str, names: Iterable[str]) -> str:
    known = list(names)
    by_folded = {n.casefold(): n for n in known}
    close = get_close_matches(wanted[:100].casefold(), by_folded, n=3, cutoff=0.4)
    if close:
        return "did you mean " + " or ".join(repr(by_folded[c]) for c in close) + "?"
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return f"there is {', '.join(map(repr, known[:_SHOWN])) or 'none'}{more}"
