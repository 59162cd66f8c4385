"""What a client asks for, free of any protocol: the types that handler and engine share."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from .text.feed import TextFeed


@dataclass(frozen=True, slots=True)
class VoiceSelector:
    """Which voice a client wants; every part may be left out.

    `language` counts only without `name`.
    """

    name: str | None = None
    speaker: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Per-request settings (`context.jabbertts` on the wire); None keeps the server's own.

    `speed` is a rate factor, 0.25 to 4.0 (2.0 halves the duration). The scales are VITS's own:
    `noise_scale` for the prior, `noise_w_scale` for the durations. `sentence_silence` is in
    seconds. The same `seed`, text and voice give the same samples. `instructions` say how to
    speak, for engines that can follow them; others leave them unread. `exact` asks for the model's
    own sound even where it comes later for it. Without `normalize` the text is spoken as it is
    written. With `timestamps` the utterance tells when each word is heard.
    """

    speed: float = 1.0
    seed: int | None = None
    length_scale: float | None = None
    noise_scale: float | None = None
    noise_w_scale: float | None = None
    sentence_silence: float | None = None
    instructions: str | None = None
    exact: bool = False
    normalize: bool = True
    timestamps: bool = False


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """One utterance: everything but its text, which comes through a `TextFeed`.

    With `ssml` the text is a document, which is spoken when all of it is there.
    """

    voice: VoiceSelector = field(default_factory=VoiceSelector)
    settings: SpeechSettings = field(default_factory=SpeechSettings)
    ssml: bool = False


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """Raw little-endian signed PCM: `rate` in Hz, `width` in bytes per sample."""

    rate: int
    width: int = 2
    channels: int = 1


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice as clients are told of it; `installed` ones speak when they are asked to.

    `languages` are tags in Piper's form (`en_US`), the first one the main one; `speakers` is
    empty for a single-speaker voice; `sample_rate` is in Hz.
    """

    name: str
    description: str
    languages: Sequence[str]
    speakers: Sequence[str]
    sample_rate: int
    quality: str
    engine: str
    version: str | None
    attribution_name: str
    attribution_url: str
    installed: bool = True


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """`text`, the source from `start_char` to `end_char`, is heard from `start` to `end`, seconds.

    Times count from the utterance's first sample.
    """

    text: str
    start_char: int
    end_char: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SpokenMark:
    """A mark of the text is reached after `time` seconds of sound."""

    name: str
    time: float


Heard = bytes | SpokenWord | SpokenMark
"""What an utterance brings: PCM, and what is told of it."""


class Utterance(Protocol):
    """One spoken answer, voice already chosen and loaded."""

    @property
    def format(self) -> AudioFormat:
        """The format of every chunk."""

    def chunks(self, feed: TextFeed) -> AsyncIterator[Heard]:
        """Speak what `feed` brings until it is closed; yield PCM chunks, never an empty one.

        What is told of a word or a mark comes about when its sound does. At least 100 ms of
        silence comes even for a text without words. Closing the iterator (or cancelling its
        task) stops the synthesis at the next window. Raises `JabberError`.
        """


class Speech(Protocol):
    """The door to the engines, as the protocol handlers see it."""

    async def voices(self) -> Sequence[VoiceInfo]:
        """List the voices, the default one first; never blocks on synthesis."""

    def open(self, request: SpeechRequest) -> AbstractAsyncContextManager[Utterance]:
        """Choose the voice for `request` and have it for the length of a `with` block.

        Entering raises `UnknownVoiceError`, `VoiceError`, `BusyError` or `RequestError`.
        """
