"""The voices that one request may choose from, and the ways to find one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from ..errors import ApiError, bad_field
from ..order import Voice
from . import languages
from .quality import is_last_resort, rank
from .wording import fold, hint, listed, quoted

LONGEST_NAME = 512  # characters; what is longer is no name, and would cost time to compare
_BLENDING = ("kokoro",)  # engines whose voices can be blended by name
_RETRY_SECONDS = 3.0
_LANGUAGES = 150  # languages that an error lists


@dataclass(frozen=True, slots=True)
class Choice:
    """What a request means, in the server's own words.

    `voice` is None only where a request names no voice and the server doesn't say which is its
    default; `language` is None where the server is to decide.
    """

    voice: str | None
    speaker: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A voice, and the speaker of it that is meant (None: its first)."""

    voice: Voice
    speaker: str | None = None

    def speaks(self, wanted: languages.Tag) -> int:
        """Return how well the voice speaks a language: 0 is not at all."""
        return languages.best(wanted, self.voice.languages)[0]

    def choice(self, wanted: languages.Tag | None = None) -> Choice:
        """Return the choice of this; `wanted` is the language to speak in."""
        own = self.voice.languages
        if wanted is not None:
            language = languages.best(wanted, own)[1]
        else:
            # Which one of several languages a text is in, we can't know.
            language = own[0] if len(own) == 1 else None
        return Choice(self.voice.name, self.speaker, language)


class Shelf:
    """The voices of one engine, or of all, in the server's order: the first is its default.

    Raises `ApiError` if there is none.
    """

    def __init__(self, voices: Sequence[Voice], engine: str | None = None) -> None:
        if not voices:
            raise ApiError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "the speech server has no voice yet",
                error_code="server_down",
                retry_after=_RETRY_SECONDS,
            )
        self.voices = [v for v in voices if engine is None or v.engine == engine]
        if not self.voices:
            raise bad_field("model", f"no voice of the model {quoted(engine or '')} is installed")
        self._engine = engine
        self._exact = {v.name: v for v in reversed(self.voices)}
        self._folded: dict[str, list[Voice]] = {}
        for voice in self._exact.values():
            self._folded.setdefault(fold(voice.name), []).append(voice)

    @property
    def default(self) -> Found:
        """The first voice."""
        return Found(self.voices[0])

    def default_choice(self) -> Choice:
        """Return what to speak with if a request leaves it open.

        Our own servers list their default first. Others may sort their voices, so that they are
        asked for no voice by name.
        """
        first = self.voices[0]
        return Choice(None) if first.engine is None else Found(first).choice()

    def voice(self, name: str) -> Voice | None:
        """Return the voice of this name; its case may differ if there is only one such."""
        if name in self._exact:
            return self._exact[name]
        named = self._folded.get(fold(name), ())
        return named[0] if len(named) == 1 else None

    def find(self, name: str) -> Found | None:
        """Return the voice for `VOICE`, `VOICE:SPEAKER` or a blend; None if there is none such.

        Raises the 400 for a voice that has no such speaker.
        """
        if voice := self.voice(name) or self._blend(name):
            return Found(voice)
        # Names of either kind may have a ':' themselves: the longest voice name wins.
        rest, colon, _ = name.rpartition(":")
        while colon:
            if voice := self.voice(rest):
                return Found(voice, _speaker(name[len(rest) + 1 :], voice))
            rest, colon, _ = rest.rpartition(":")
        return None

    def find_quietly(self, name: str) -> Found | None:
        """Return the same, and None for an unknown speaker too."""
        try:
            return self.find(name)
        except ApiError:
            return None

    def _blend(self, name: str) -> Voice | None:
        """Return the voice that a server makes of `VOICE:WEIGHT+VOICE:WEIGHT`, if it can."""
        parts = [part.strip().partition(":") for part in name.split("+")]
        voices = [self.voice(part[0].strip()) for part in parts]
        known = [voice for voice in voices if voice is not None and voice.engine in _BLENDING]
        if len(parts) < 2 or len(known) < len(parts):
            return None
        own = [voice.name + "".join(part[1:]) for voice, part in zip(known, parts, strict=True)]
        return replace(known[0], name="+".join(own))

    def best(self, wanted: languages.Tag) -> Found | None:
        """Return the best voice of a language: the closest tag, then quality, then order.

        A last resort is taken only if no other voice speaks the language, of whatever region.
        """
        scored = [(Found(v).speaks(wanted), v) for v in self.voices]
        spoken = [(score, v) for score, v in scored if score]
        if not spoken:
            return None
        return Found(min(spoken, key=lambda s: (is_last_resort(s[1]), -s[0], rank(s[1])))[1])

    def spoken(self) -> str:
        """Return the languages that are spoken, for an error."""
        tags = {tag for voice in self.voices for tag in voice.languages}
        return f"the languages{self.of_model} are {listed(sorted(tags), most=_LANGUAGES)}"

    @property
    def of_model(self) -> str:
        """What tells in an error that only one engine's voices count."""
        return f" of the model {quoted(self._engine)}" if self._engine else ""


def _speaker(asked: str, voice: Voice) -> str | None:
    """Return the speaker by its name or by its number in the voice's list."""
    speakers, wanted = voice.speakers, asked.strip()
    if asked in speakers:
        return asked
    named = [s for s in speakers if fold(s) == fold(wanted)]
    if len(named) == 1:
        return named[0]
    if wanted.isdecimal() and len(wanted) < 10 and int(wanted) < max(1, len(speakers)):
        return speakers[int(wanted)] if speakers else None
    if not speakers:
        raise bad_field("voice", f"voice {quoted(voice.name)} has one speaker: leave out the ':'")
    raise bad_field(
        "voice",
        f"voice {quoted(voice.name)} has no speaker {quoted(asked)}; "
        f"{hint(wanted, speakers)}there are {listed(speakers)}",
    )
