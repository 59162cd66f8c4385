"""mp3, opus, aac and flac by FFmpeg's encoders, written to be heard while they grow."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, cast

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer

from ..order import PcmFormat
from .convert import SAMPLE_BYTES, pcm_frame
from .one_core import on_one_core

_MPEG1_RATE: Final = 32000
_MPEG2_RATE: Final = 16000
_MPEG1_KBITS: Final = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG2_KBITS: Final = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MPEG25_MOST: Final = 64
_OPUS_KBITS: Final = (6, 256)
_AAC_LEAST: Final = 8
_AAC_BITS_A_SAMPLE: Final = 6
_AT_LEAST_SECONDS: Final = 0.01


@dataclass(frozen=True, slots=True)
class _Codec:
    encoder: str
    sample_format: str
    container: str
    options: Mapping[str, str] = field(default_factory=dict)
    container_options: Mapping[str, str] = field(default_factory=dict)


_CODECS: Final = {
    # Without the bit reservoir each frame stands alone and leaves at once.
    "mp3": _Codec(
        "libmp3lame",
        "s16p",
        "mp3",
        {"reservoir": "0"},
        {"write_xing": "0", "id3v2_version": "0"},
    ),
    "opus": _Codec("libopus", "s16", "ogg", {"application": "voip"}, {"page_duration": "20000"}),
    # FFmpeg's other way to share out the bits is slower and at speech's bit rates far noisier.
    "aac": _Codec("aac", "fltp", "adts", {"aac_coder": "fast"}),
    "flac": _Codec("flac", "s16", "flac", {"frame_size": "512"}, {"metadata_header_padding": "0"}),
}


class CodecEncoder:
    """Encodes s16le mono PCM at `rate` Hz into the format `name`; `bitrate` is in kbit/s.

    A bit rate that the format can't have at this rate becomes the nearest that it can.
    """

    def __init__(self, name: str, rate: int, bitrate: int | None) -> None:
        self._format = PcmFormat(rate)
        self._position = 0
        self._sink = _Sink()
        codec = _CODECS[name]
        self._container: OutputContainer | None = av.open(
            cast("str", self._sink),  # anything that can be written to will do
            "w",
            format=codec.container,
            options={**codec.container_options, "flush_packets": "1"},
        )
        self._stream = cast(
            "AudioStream",
            self._container.add_stream(codec.encoder, rate=rate, options=dict(codec.options)),
        )
        context = self._stream.codec_context
        context.layout = "mono"
        context.format = codec.sample_format
        context.time_base = Fraction(1, rate)
        context.thread_count = 1
        if bitrate is not None:
            context.bit_rate = fit_bitrate(name, rate, bitrate) * 1000
        self._container.start_encoding()

    def encode(self, pcm: bytes) -> bytes:
        """Return what this chunk makes ready, with the file's header before the first."""
        if pcm:
            frame = pcm_frame(pcm, self._format, self._position)
            # With the first frame PyAV makes a filter graph of its own.
            with nullcontext() if self._position else on_one_core():
                self._mux(frame)
            self._position += frame.samples
        return self._sink.take()

    def finish(self) -> bytes:
        """Return the rest; a file without a sound gets a short silence, as none may be empty."""
        if not self._position:
            silence = bytes(SAMPLE_BYTES * round(_AT_LEAST_SECONDS * self._format.rate))
            self._mux(pcm_frame(silence, self._format, 0))
        self._mux(None)
        self.close()
        return self._sink.take()

    def close(self) -> None:
        """Free FFmpeg's memory, also in the middle; may be called again."""
        if self._container is not None:
            self._container.close()
            self._container = None
            del self._stream

    def _mux(self, frame: av.AudioFrame | None) -> None:
        assert self._container is not None
        self._container.mux(self._stream.encode(frame))


class _Sink:
    """Where the container writes; it can't seek, so that nothing is ever gone back to."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def fit_bitrate(name: str, rate: int, kbits: int) -> int:
    """Return the bit rate nearest to `kbits` (kbit/s) that the format can have at `rate` Hz."""
    if name == "mp3":
        table = _MPEG1_KBITS if rate >= _MPEG1_RATE else _MPEG2_KBITS
        most = table[-1] if rate >= _MPEG2_RATE else _MPEG25_MOST
        return min(
            (entry for entry in table if entry <= most), key=lambda entry: abs(entry - kbits)
        )
    if name == "aac":
        return min(max(kbits, _AAC_LEAST), _AAC_BITS_A_SAMPLE * rate // 1000)
    return min(max(kbits, _OPUS_KBITS[0]), _OPUS_KBITS[1])
