"""What is asked of a Wyoming server and what comes back: types that all parts share."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice as a server's `info` tells of it.

    `languages` are the server's own tags (`en_US`, `de`), the main one first; `speakers` is empty
    for a single-speaker voice. `engine`, `quality` and `sample_rate` (Hz) come from the voice's
    `jabbertts` object and are None behind a foreign server.
    """

    name: str
    languages: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    description: str | None = None
    engine: str | None = None
    quality: str | None = None
    sample_rate: int | None = None


@dataclass(frozen=True, slots=True)
class SpeechOrder:
    """One text to be spoken, voice already resolved.

    `voice` is a name from some server's `info` (None: the server's default), `speaker` one of its
    speakers, `language` a tag. `speed` is a rate factor, 0.25 to 4 (2 halves the duration). With
    `ssml` the text is a document; without `normalize` it is spoken as it is written; with
    `timestamps` the answer tells of its words; `telling` says that the voice surely does, so that
    an answer without any has none.
    """

    text: str
    voice: str | None = None
    speaker: str | None = None
    language: str | None = None
    speed: float = 1.0
    seed: int | None = None
    instructions: str | None = None
    ssml: bool = False
    normalize: bool = True
    timestamps: bool = False
    telling: bool = False

    @property
    def ours_only(self) -> bool:
        """Whether it can't be spoken by a server that is not JabberTTS."""
        return self.ssml or self.timestamps


@dataclass(frozen=True, slots=True)
class Word:
    """The text from `start_char` to `end_char` is heard from `start` to `end`.

    Characters of the order's text, and seconds of the server's audio, counted from its start.
    """

    start_char: int
    end_char: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of an SSML document is reached after `time` seconds of the server's audio."""

    name: str
    time: float


@dataclass(frozen=True, slots=True)
class PcmFormat:
    """Raw little-endian PCM: `rate` in Hz, `width` in bytes per sample (1 is unsigned)."""

    rate: int
    width: int = 2
    channels: int = 1

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of all channels."""
        return self.width * self.channels


class PcmStream(Protocol):
    """The answer to one order while it arrives."""

    @property
    def format(self) -> PcmFormat:
        """The format of every chunk."""

    @property
    def speed_applied(self) -> bool:
        """Whether the server itself speaks at the speed that was asked for (true for 1)."""

    @property
    def words(self) -> Sequence[Word]:
        """The words that were told of so far; none unless the order asks for `timestamps`."""

    @property
    def marks(self) -> Sequence[Mark]:
        """The marks, in the same way."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield chunks of whole frames, never an empty one; raises `UpstreamError`."""


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """One Wyoming server as last seen; `round_trip` is that of a `describe`, in seconds."""

    uri: str
    up: bool
    program: str | None
    version: str | None
    voices: tuple[str, ...]
    round_trip: float | None
    speaking: int
    problem: str | None = None


class Upstream(Protocol):
    """The Wyoming servers behind the bridge, seen as one."""

    async def voices(self) -> Sequence[Voice]:
        """Return the voices of all servers that are up, merged by name, a server's first first.

        Comes from memory where it can; raises `UpstreamDownError` if no server is up.
        """

    async def check(self) -> Sequence[ServerStatus]:
        """Ask every server now and say how it is; never raises for a server's sake."""

    def status(self) -> Sequence[ServerStatus]:
        """Say how every server was when it was last asked."""

    def speak(self, order: SpeechOrder) -> AbstractAsyncContextManager[PcmStream]:
        """Have one server speak `order`.

        Entering waits for the first audio, so that up to there a failed server can be replaced by
        another; raises `UpstreamError`. Leaving before the end cancels the request at once.
        """
