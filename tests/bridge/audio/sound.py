"""Sounds to encode, and a decoder to hear what became of them."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import av
import numpy as np
import numpy.typing as npt

from bridge.audio.formats import Target
from bridge.audio.transcoder import Transcoder
from bridge.order import PcmFormat

Samples = npt.NDArray[np.float64]
CODECS = ("mp3", "opus", "aac", "flac")
FORMATS = (*CODECS, "wav", "pcm")
VOICE = PcmFormat(22050)
_CONTAINERS = {"opus": "ogg"}


def sine(frames: int, rate: int, hertz: float = 440.0, amplitude: float = 0.3) -> Samples:
    """Return `frames` samples from -1 to 1."""
    return amplitude * np.sin(2 * math.pi * hertz * np.arange(frames) / rate)


def to_pcm(samples: Samples, source: PcmFormat) -> bytes:
    """Return the samples as `source`, the same in every channel."""
    wide = np.repeat(samples, source.channels)
    full = 2 ** (8 * source.width - 1) - 1
    unsigned = source.width == 1
    kind = np.dtype("u1" if unsigned else f"<i{source.width}")
    return bytes(np.round(wide * full + 128 * unsigned).astype(kind).data)


def tone(seconds: float, source: PcmFormat = VOICE, hertz: float = 440.0) -> bytes:
    """Return a sine as PCM."""
    return to_pcm(sine(round(seconds * source.rate), source.rate, hertz), source)


def cut(pcm: bytes, source: PcmFormat, seed: int, most: int = 3000) -> list[bytes]:
    """Cut `pcm` into chunks of 1 to `most` frames."""
    random = np.random.default_rng(seed)
    chunks = []
    while pcm:
        size = int(random.integers(1, most)) * source.frame_bytes
        chunks.append(pcm[:size])
        pcm = pcm[size:]
    return chunks


def transcode(chunks: Sequence[bytes], source: PcmFormat, target: Target) -> bytes:
    """Return the whole file."""
    transcoder = Transcoder(source, target)
    return b"".join(map(transcoder.feed, chunks)) + transcoder.finish()


def without_serial(data: bytes) -> bytes:
    """Return the file without what Ogg draws by lot: serial numbers, and so the checksums."""
    start, *pages = data.split(b"OggS")
    return b"OggS".join((start, *(page[:10] + page[14:18] + page[22:] for page in pages)))


@dataclass(frozen=True)
class Sound:
    """What a decoder heard; mono."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """The duration."""
        return len(self.samples) / self.rate

    def pitch(self) -> float:
        """Return the strongest frequency, in Hz."""
        spectrum = np.abs(np.fft.rfft(self.samples * np.hanning(len(self.samples))))
        return float(np.argmax(spectrum) * self.rate / len(self.samples))


def decode(data: bytes, name: str, pcm_rate: int = 24000) -> Sound:
    """Decode a file, whole or cut off; raises if it is not mono or nothing is to be heard."""
    if name == "pcm":
        return Sound(np.frombuffer(data, "<i2") / 32768, pcm_rate)
    blocks = []
    rate = 0
    with av.open(io.BytesIO(data), "r", format=_CONTAINERS.get(name, name)) as container:
        try:
            for frame in container.decode(audio=0):
                assert frame.layout.nb_channels == 1
                rate = frame.sample_rate
                block = frame.to_ndarray().reshape(-1).astype(np.float64)
                blocks.append(block if frame.format.name.startswith("flt") else block / 32768)
        except (av.InvalidDataError, av.EOFError):  # cut in the middle of a block
            assert blocks
    return Sound(np.concatenate(blocks), rate)


def snr(samples: Samples, rate: int, hertz: float) -> float:
    """Return how far everything but a sine of `hertz` is below it, in dB; edges left out."""
    edge = rate // 20
    inner = samples[edge:-edge]
    phase = 2 * math.pi * hertz * np.arange(len(inner)) / rate
    basis = np.stack([np.sin(phase), np.cos(phase)], axis=1)
    fit = basis @ np.linalg.lstsq(basis, inner, rcond=None)[0]
    return float(10 * np.log10(np.var(fit) / np.var(inner - fit)))
