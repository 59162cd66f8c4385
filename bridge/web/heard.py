"""What comes from a server for one request, counted while it is taken."""

from collections.abc import AsyncIterator, Sequence

from ..order import Mark, PcmFormat, PcmStream, Word


class Heard:
    """The chunks of a stream; iterated once."""

    def __init__(self, stream: PcmStream) -> None:
        self._stream = stream
        self._bytes = 0

    @property
    def format(self) -> PcmFormat:
        """The format of every chunk."""
        return self._stream.format

    @property
    def speed_applied(self) -> bool:
        """Whether the server itself speaks at the speed that was asked for."""
        return self._stream.speed_applied

    @property
    def words(self) -> Sequence[Word]:
        """The words that were told of so far."""
        return self._stream.words

    @property
    def marks(self) -> Sequence[Mark]:
        """The marks that were told of so far."""
        return self._stream.marks

    @property
    def seconds(self) -> float:
        """How much audio has been taken."""
        pcm = self._stream.format
        return self._bytes / pcm.frame_bytes / pcm.rate

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the chunks."""
        async for chunk in self._stream:
            self._bytes += len(chunk)
            yield chunk
