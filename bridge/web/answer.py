"""One answer's bytes on their way to the client, and how an answer that fails midway ends."""

import socket
import struct

from aiohttp import HttpVersion11, web

_PIECE_BYTES = 1 << 16
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, no time: closing sends a reset


class Answer:
    """The response to one request, begun with its first bytes."""

    def __init__(self, request: web.Request, content_type: str) -> None:
        self._request = request
        self._content_type = content_type
        self.response: web.StreamResponse | None = None
        self.written = 0

    async def write(self, data: bytes) -> None:
        """Send `data`; the first time the status and headers go before it.

        Raises aiohttp's `ClientConnectionResetError` if the client is gone.
        """
        response = self.response or await self._begin()
        # In pieces, each waited for: who takes a big block slowly takes it all the same.
        for start in range(0, len(data), _PIECE_BYTES):
            await response.write(data[start : start + _PIECE_BYTES])
        self.written += len(data)

    async def end(self) -> web.StreamResponse:
        """Finish an answer that is whole; one without any audio is an empty file."""
        response = self.response or await self._begin()
        await response.write_eof()
        return response

    async def _begin(self) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": self._content_type})
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"
        if self._request.version >= HttpVersion11:
            response.enable_chunked_encoding()
        self.response = response
        await response.prepare(self._request)
        return response

    def cut(self) -> None:
        """Break the connection of a begun answer: nobody shall take what was sent for the whole.

        Where HTTP itself shows the end (chunks), what is already sent may still be read; an older
        client is shown it by a reset.
        """
        transport = self._request.transport
        if transport is None or self.response is None:
            return
        if self._request.version >= HttpVersion11:
            transport.close()
            return
        raw = transport.get_extra_info("socket")
        if raw is not None and raw.family != socket.AF_UNIX:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()
