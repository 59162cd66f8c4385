"""The path from text to sound: a request's text, passage by passage, into PCM windows."""

import logging
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass

from .audio.level import silence
from .audio_cache.recorder import pieces
from .cast import Cast
from .common.errors import JabberError, SynthesisError
from .encode_ahead import EncodeAhead, Encoded
from .request import AudioFormat, Heard, SpokenMark, SpokenWord
from .runtime.pacer import Pacer
from .runtime.pool import WorkerPool
from .text.feed import TextFeed
from .text.front import TextFront
from .text.passages import Passage
from .word_times import TimedSentence

# What is sent for a text without a word: Home Assistant fails on no sound at all.
SILENCE_SECONDS = 0.1

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
                    yield SpokenMark(item.passage.mark, tape.now)
                words = _Words(item, tape.now)
                async with aclosing(self._sound(item, words)) as sound:
                    async for pcm in sound:
                        ahead.sound_began()
                        for chunk in tape.put(pcm):
                            yield chunk
                        for word in words.known():
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

    def _sound(self, item: Encoded, words: "_Words") -> AsyncGenerator[bytes, None]:
        audio, adjustment = item.role.audio, item.role.adjustment
        if item.kept:
            sound = audio.windows(item.kept)
        else:
            sound = audio.keep(item.key, self._spoken(item, words))
        return sound if adjustment.nothing else adjustment.of(sound)

    async def _spoken(self, item: Encoded, words: "_Words") -> AsyncGenerator[bytes, None]:
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


class _Words:
    """The words of a passage, told once the sentence that they are in is heard."""

    def __init__(self, item: Encoded, start: float) -> None:
        self._passage = item.passage
        self._start = start
        self._pitch = item.role.adjustment.pitch
        self._rate = item.role.voice.sample_rate
        self._made = 0.0
        self._begun: TimedSentence | None = None
        self._heard: deque[tuple[TimedSentence, float]] = deque()

    def begin(self, timed: TimedSentence) -> None:
        """Tell that the next window is the first one of a sentence."""
        self._begun = timed

    def add(self, pcm: bytes) -> None:
        """Tell that a window was made."""
        if self._begun is not None:
            self._heard.append((self._begun, self._made))
            self._begun = None
        self._made += len(pcm) / (2 * self._rate)

    def known(self) -> Iterator[SpokenWord]:
        """Yield the words of sentences that are heard now."""
        while self._heard:
            timed, made = self._heard.popleft()
            yield from timed.spoken(self._passage, self._start + made / self._pitch, self._pitch)


class _Tape:
    """What goes out: sound and the silence between, with the time that it takes."""

    def __init__(self, rate: int, pacer: Pacer) -> None:
        self._rate = rate
        self._pacer = pacer
        self._sent = 0
        self._rest = b""
        self._wanted = False

    @property
    def now(self) -> float:
        """When the next sound is heard, seconds from the first."""
        return self._seconds(self._sent + len(self._rest))

    def put(self, pcm: bytes) -> Iterator[bytes]:
        """Yield the silence that is due, and `pcm`."""
        self._pacer.keep(self._seconds(len(pcm)))
        rest, self._rest, self._wanted = self._rest, b"", False
        *before, last = list(pieces(rest, self._rate)) or [b""]
        for part in (*before, last + pcm):
            yield self._out(part)

    def rest(self, pause: tuple[float, bool]) -> None:
        """Add silence; what the text does not ask for stands between sounds only."""
        seconds, wanted = pause
        if wanted:
            self._rest += silence(seconds, self._rate)
            self._wanted = True
        elif self._pacer.started and not self._rest:
            self._rest = silence(seconds, self._rate)

    def end(self) -> Iterator[bytes]:
        """Yield the silence that the text asks for at its end, and some if all is silence."""
        if self._wanted or not self._pacer.started:
            least = silence(SILENCE_SECONDS, self._rate)
            rest = self._rest if self._wanted else b""
            for part in pieces(
                max(rest, b"" if self._pacer.started else least, key=len), self._rate
            ):
                yield self._out(part)

    def _out(self, pcm: bytes) -> bytes:
        self._sent += len(pcm)
        self._pacer.sent(self._seconds(len(pcm)))
        return pcm

    def _seconds(self, size: int) -> float:
        return size / (2 * self._rate)
