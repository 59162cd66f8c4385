"""The path from text to sound: a request's text, passage by passage, into PCM windows."""

import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass

from .cast import Cast
from .common.errors import JabberError, SynthesisError
from .encode_ahead import EncodeAhead, Encoded
from .request import AudioFormat, Heard, SpokenMark
from .runtime.pacer import Pacer
from .runtime.pool import WorkerPool
from .text.feed import TextFeed
from .text.front import TextFront
from .text.passages import Passage
from .word_times import PassageWords

# What is sent for a text without a word: Home Assistant fails on no sound at all.
SILENCE_SECONDS = 0.1
_SILENCE_PIECE = 0.5  # seconds in one chunk

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SpokenUtterance:
    """One answer; `pause` is the seconds of silence between sentences."""

    cast: Cast
    front: TextFront
    pool: WorkerPool
    pacer: Pacer
    seed: int | None
    timed: bool
    pause: float

    @property
    def format(self) -> AudioFormat:
        """The format of every chunk: the first voice's."""
        return AudioFormat(rate=self.cast.lead.voice.sample_rate)

    async def chunks(self, feed: TextFeed) -> AsyncGenerator[Heard, None]:
        """Speak what `feed` brings; see `request.Utterance.chunks`."""
        ahead = EncodeAhead(self.cast, self.front, self.pool, self.pacer, self.seed, self.timed)
        tape = _Tape(self.format.rate, self.pacer)
        async with aclosing(ahead.encoded(feed)) as encoded:
            async for item in encoded:
                if item.passage.mark is not None:
                    yield SpokenMark(item.passage.mark, tape.reached)
                words = self._words(item, tape.now)
                async with aclosing(self._sound(item, words)) as sound:
                    async for pcm in sound:
                        ahead.sound_began()
                        for chunk in tape.put(pcm):
                            yield chunk
                        for word in words.known():
                            yield word
                for word in words.rest():
                    yield word
                tape.rest(self._pause_after(item.passage))
                feed.spoken(item.passage.source_length)
        for chunk in tape.end():
            yield chunk

    def _pause_after(self, passage: Passage) -> tuple[float, bool]:
        """Return the seconds of silence after a passage, and whether the text asks for it."""
        if passage.pause is not None:
            return passage.pause, True
        return (self.pause if passage.ends_sentence else 0.0), False

    @staticmethod
    def _words(item: Encoded, start: float) -> PassageWords:
        pitch = item.role.adjustment.pitch
        return PassageWords(item.passage, start, item.role.voice.sample_rate, pitch)

    def _sound(self, item: Encoded, words: PassageWords) -> AsyncGenerator[bytes, None]:
        audio, adjustment = item.role.audio, item.role.adjustment
        if item.kept:
            sound = audio.windows(item.kept)
        else:
            sound = audio.keep(item.key, self._spoken(item, words))
        return sound if adjustment.nothing else adjustment.of(sound)

    async def _spoken(self, item: Encoded, words: PassageWords) -> AsyncGenerator[bytes, None]:
        """Yield the sound of encoded sentences; raises `SynthesisError`."""
        try:
            for timed in item.sentences:
                words.begin(timed)
                async with aclosing(timed.sentence.windows(self.pacer, self.pool)) as windows:
                    async for pcm in windows:
                        words.add(pcm)
                        yield pcm
        except JabberError:
            raise
        except Exception as error:
            name = item.role.voice.name
            _LOGGER.exception("Voice %s failed", name)
            raise SynthesisError(f"voice {name!r} failed while speaking") from error


class _Tape:
    """What goes out: sound and the silence between, with the time that it takes."""

    def __init__(self, rate: int, pacer: Pacer) -> None:
        self._rate = rate
        self._pacer = pacer
        self._sent = 0  # bytes, as all here
        self._rest = 0
        self._wanted = False

    @property
    def now(self) -> float:
        """When the next sound is heard, seconds from the first."""
        return self._seconds(self._sent + self._rest)

    @property
    def reached(self) -> float:
        """When what is sure to be heard ends: a pause between sentences may have none after it."""
        return self.now if self._wanted else self._seconds(self._sent)

    def put(self, pcm: bytes) -> Iterator[bytes]:
        """Yield the silence that is due, and `pcm`."""
        self._pacer.keep(self._seconds(len(pcm)))
        rest, self._rest, self._wanted = self._rest, 0, False
        part = b""
        for following in self._silence(rest):
            if part:
                yield self._out(part)
            part = following
        yield self._out(part + pcm)

    def rest(self, pause: tuple[float, bool]) -> None:
        """Add silence; what the text does not ask for stands between sounds only."""
        seconds, wanted = pause
        size = 2 * max(0, round(seconds * self._rate))
        if wanted:
            self._rest += size
            self._wanted = True
        elif self._pacer.started and not self._rest:
            self._rest = size

    def end(self) -> Iterator[bytes]:
        """Yield the silence that the text asks for at its end, and some if all is silence."""
        rest = self._rest if self._wanted else 0
        if not self._pacer.started:
            rest = max(rest, 2 * round(SILENCE_SECONDS * self._rate))
        for part in self._silence(rest):
            yield self._out(part)

    def _silence(self, size: int) -> Iterator[bytes]:
        """Yield silence in pieces: there may be hours of it."""
        most = 2 * round(_SILENCE_PIECE * self._rate)
        for done in range(0, size, most):
            yield bytes(min(most, size - done))

    def _out(self, pcm: bytes) -> bytes:
        self._sent += len(pcm)
        self._pacer.sent(self._seconds(len(pcm)))
        return pcm

    def _seconds(self, size: int) -> float:
        return size / (2 * self._rate)
