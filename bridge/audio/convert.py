"""PCM of any kind into 16-bit mono at one rate and speed, chunk by chunk, by FFmpeg's filters."""

import math
from collections.abc import Iterator
from fractions import Fraction

import av
from av.filter import Graph

from ..order import PcmFormat

SAMPLE_BYTES = 2
_SAMPLE_FORMATS = {1: "u8", 2: "s16", 4: "s32"}
_LAYOUTS = {1: "mono", 2: "stereo"}
_RATES = range(8000, 192_001)
_BLOCKS_A_SECOND = 50
_DRIFT_SECONDS = 0.014  # atempo's joins, and so the last sound, may come that much too late


def check_source(source: PcmFormat) -> None:
    """Raise `ValueError` if audio of this kind can't be converted."""
    if source.width not in _SAMPLE_FORMATS:
        raise ValueError(f"samples of {source.width} bytes are not supported, only of 1, 2 and 4")
    if source.channels not in _LAYOUTS:
        raise ValueError(f"{source.channels} channels are not supported, only 1 and 2")
    if source.rate not in _RATES:
        raise ValueError(f"a sample rate of {source.rate} Hz is not supported, only 8000 to 192000")


def pcm_frame(pcm: bytes, source: PcmFormat, position: int) -> av.AudioFrame:
    """Return `pcm` as FFmpeg's frame; `position` is that of its first sample."""
    frame = av.AudioFrame(
        _SAMPLE_FORMATS[source.width], _LAYOUTS[source.channels], len(pcm) // source.frame_bytes
    )
    frame.planes[0].update(pcm)
    frame.sample_rate = source.rate
    frame.time_base = Fraction(1, source.rate)
    frame.pts = position
    return frame


class Converter:
    """Turns chunks of whole frames into s16le mono at `rate` Hz, `speed` times as fast.

    What comes out does not depend on where the chunks are cut, and how long it is in all follows
    from how long the input was alone: see `total`. Raises `ValueError` for a source that
    `check_source` refuses.
    """

    def __init__(self, source: PcmFormat, rate: int, speed: float = 1.0) -> None:
        check_source(source)
        self._source = source
        self._rate = rate
        self._speed = speed
        self._graph: Graph | None = None
        self._waiting = bytearray()
        self._fed = 0
        self._pushed = 0
        self._made = 0

    @property
    def needed(self) -> bool:
        """Whether anything has to be done: if not, what comes out is what went in."""
        return self._speed != 1 or self._source != PcmFormat(self._rate)

    def total(self, frames: int) -> int:
        """Return the samples that come out in all for so many frames that go in."""
        if self._speed == 1:
            return -(-frames * self._rate // self._source.rate)
        drift = _DRIFT_SECONDS if frames else 0
        return round((frames / self._source.rate / self._speed + drift) * self._rate)

    def feed(self, pcm: bytes) -> bytes:
        """Convert one chunk; the newest samples may wait for those that follow."""
        if not self.needed or not pcm:
            return pcm
        self._fed += len(pcm) // self._source.frame_bytes
        return b"".join(map(self._push, self._blocks(pcm)))

    def finish(self) -> bytes:
        """Return what is still inside."""
        rest = bytearray()
        want = self.total(self._fed) - self._made
        silence = (b"\x80" if self._source.width == 1 else b"\0") * self._block_bytes
        block = bytes(self._waiting) + silence[len(self._waiting) :]
        while len(rest) < want * SAMPLE_BYTES:
            rest += self._push(block)
            block = silence
        self.close()
        return bytes(rest[: max(want, 0) * SAMPLE_BYTES])

    def close(self) -> None:
        """Free FFmpeg's memory; nothing can be fed any more."""
        self._graph = None
        self._waiting.clear()

    @property
    def _block_bytes(self) -> int:
        return self._source.rate // _BLOCKS_A_SECOND * self._source.frame_bytes

    def _blocks(self, pcm: bytes) -> Iterator[bytes]:
        if self._speed == 1:
            yield pcm
            return
        # Where atempo's input is cut shows in its output, so it is always cut in the same way.
        self._waiting += pcm
        size = self._block_bytes
        while len(self._waiting) >= size:
            yield bytes(self._waiting[:size])
            del self._waiting[:size]

    def _push(self, pcm: bytes) -> bytes:
        if self._graph is None:
            self._graph = self._build()
        frame = pcm_frame(pcm, self._source, self._pushed)
        self._pushed += frame.samples
        self._graph.push(frame)
        out = bytearray()
        while True:
            try:
                made = self._graph.pull()
            except av.BlockingIOError:  # it wants more first
                break
            assert isinstance(made, av.AudioFrame)
            self._made += made.samples
            out += memoryview(made.planes[0])[: made.samples * SAMPLE_BYTES]
        return bytes(out)

    def _build(self) -> Graph:
        source = self._source
        graph = Graph()
        graph.threads = 1  # more would have nothing to do, and the first sound would wait for them
        nodes = [
            graph.add_abuffer(
                sample_rate=source.rate,
                format=_SAMPLE_FORMATS[source.width],
                layout=_LAYOUTS[source.channels],
                time_base=Fraction(1, source.rate),
            ),
            # Mixes, resamples and rounds, all at once.
            graph.add(
                "aformat",
                sample_rates=str(self._rate),
                sample_fmts="s16",
                channel_layouts="mono",
            ),
            *(graph.add("atempo", str(factor)) for factor in tempo_factors(self._speed)),
            graph.add("abuffersink"),
        ]
        graph.link_nodes(*nodes).configure()
        return graph


def tempo_factors(speed: float) -> list[float]:
    """Split `speed` into equal factors from 0.5 to 2: beyond those, atempo leaves sound out."""
    if speed == 1:
        return []
    count = max(1, math.ceil(abs(math.log2(speed))))
    return [speed ** (1 / count)] * count
