"""One stream of PCM on its way into one format; plain calls, for one thread at a time."""

from ..order import PcmFormat
from .codecs import CodecEncoder
from .convert import Converter
from .encoders import Encoder, RawEncoder, WavEncoder
from .formats import Target, check_speed, find_format, output_rate


class Transcoder:
    """Turns PCM chunks of `source` into bytes of `target`, each as soon as it can be.

    `frames` is how many frames of PCM there will be in all, where that is known: a wav header
    then tells the true length. Nothing is opened before the first call of `feed` or `finish`, so
    this can be made on the event loop. Raises `ValueError` for what can't be done.
    """

    def __init__(self, source: PcmFormat, target: Target, frames: int | None = None) -> None:
        check_speed(target.speed)
        self.format = find_format(target.format)
        self.rate = output_rate(target.format, source.rate, target.rate)
        self._source = source
        self._bitrate = target.bitrate or self.format.bitrate
        self._frames = frames
        self._converter = Converter(source, self.rate, target.speed)
        self._encoder: Encoder | None = None
        self._closed = False

    @property
    def content_type(self) -> str:
        """The `Content-Type` of what comes out."""
        return self.format.content_type(self.rate)

    @property
    def is_trivial(self) -> bool:
        """Whether the PCM only passes through, so that a thread would cost more than it saves."""
        return self.format.name in ("wav", "pcm") and not self._converter.needed

    def feed(self, pcm: bytes) -> bytes:
        """Take a chunk of whole frames and return what is ready, maybe nothing."""
        if len(pcm) % self._source.frame_bytes:
            raise ValueError(
                f"{len(pcm)} bytes are not whole frames of {self._source.frame_bytes} bytes"
            )
        return self._open().encode(self._converter.feed(pcm))

    def finish(self) -> bytes:
        """Return all that is still inside, and close."""
        encoder = self._open()
        rest = encoder.encode(self._converter.finish()) + encoder.finish()
        self.close()
        return rest

    def close(self) -> None:
        """Free all memory, also in the middle; may be called again."""
        self._closed = True
        self._converter.close()
        if self._encoder is not None:
            self._encoder.close()
            self._encoder = None

    def _open(self) -> Encoder:
        if self._closed:
            raise RuntimeError("the transcoder is closed")
        if self._encoder is None:
            self._encoder = self._make_encoder()
        return self._encoder

    def _make_encoder(self) -> Encoder:
        if self.format.name == "pcm":
            return RawEncoder()
        if self.format.name == "wav":
            samples = None if self._frames is None else self._converter.total(self._frames)
            return WavEncoder(self.rate, samples)
        return CodecEncoder(self.format.name, self.rate, self._bitrate)
