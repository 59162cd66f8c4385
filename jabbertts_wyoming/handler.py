"""One connection: Wyoming events in, speech requests out, answers back.

Two tasks share it. The reader takes events as they come, also during speech, and answers
`describe` and `ping` itself; the `Speaker` answers the requests in order. Errors come in order
too: what was asked before is spoken first, unless the error is in the text being spoken.
"""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from wyoming.error import Error
from wyoming.event import Event
from wyoming.ping import Pong

from .admission import Admission, Place
from .channel import Channel, DisconnectedError
from .common.errors import BusyError, JabberError, ProtocolError, TextTooLongError
from .connection_state import Action, ConnectionState
from .describe import Describer
from .framing import EventReader, FrameLimits, encode_event
from .limits import ServerLimits
from .request import Speech
from .request_parser import parse_chunk, parse_ping_text, parse_request, parse_text
from .speaker import Job, Speaker
from .text.feed import TextFeed

_LOGGER = logging.getLogger(__name__)

# Seconds in which a client that is still sending can take notice of an error.
_LINGER = 2.0


@dataclass(frozen=True, slots=True)
class Services:
    """What all connections of a server share."""

    speech: Speech
    describer: Describer
    admission: Admission
    limits: ServerLimits


class Handler:
    """Serves one connection: `run` until it ends, `drain` or cancel to end it earlier."""

    def __init__(self, channel: Channel, services: Services) -> None:
        limits = services.limits
        self._channel = channel
        self._services = services
        self._limits = limits
        self._events = EventReader(
            channel.receive,
            FrameLimits.for_text(limits.max_text),
            event_timeout=limits.event_timeout,
            idle_timeout=limits.idle_timeout,
        )
        self._state = ConnectionState()
        self._speaker = Speaker(services.speech, channel)
        self._stream: Job | None = None
        self._half = ""  # of a character that the stream's last chunk ended in
        self._draining = False
        self._reading: asyncio.Task[None] | None = None

    def drain(self) -> None:
        """Take no more requests; close once those taken, an open text stream too, are spoken."""
        self._draining = True
        if self._stream is None and self._reading is not None:
            self._reading.cancel()
        if self._stream is None:
            self._speaker.finish()

    async def run(self) -> None:
        """Serve until the client leaves, something fails or `drain` is through.

        Cancelling it cuts the connection: the client gets an error instead of the rest.
        """
        self._reading = asyncio.create_task(self._read())
        speaking = asyncio.create_task(self._speaker.run())
        lost = asyncio.create_task(self._channel.lost())
        failure: Exception | None = None
        try:
            failure = await _outcome(self._reading, speaking, lost)
            await self._close(failure)
        except asyncio.CancelledError:
            self._channel.cut(encode_error(BusyError("the server is shutting down")))
            raise
        finally:
            self._channel.abort()
            for end in await asyncio.gather(self._reading, speaking, lost, return_exceptions=True):
                if end is not failure and _is_unexpected(end):
                    _LOGGER.error("%s: unexpected error", self._channel.peer, exc_info=end)

    async def _close(self, failure: Exception | None) -> None:
        """Tell client and log how the connection ended, and close it."""
        match failure:
            case None:
                await self._channel.finish()
            case DisconnectedError() | EOFError():
                _LOGGER.debug("%s: %s", self._channel.peer, failure)
            case JabberError():
                _LOGGER.warning("%s: %s: %s", self._channel.peer, failure.code, failure)
                await self._channel.finish(encode_error(failure), _LINGER)
            case _:
                _LOGGER.error("%s: unexpected error", self._channel.peer, exc_info=failure)
                internal = JabberError("internal error, see the server's log")
                await self._channel.finish(encode_error(internal), _LINGER)

    # --- reading

    async def _read(self) -> None:
        """Take events until no more come, then let the speaker finish.

        Raises what must end the connection now; errors that have their turn go to the speaker.
        """
        try:
            while not self._draining or self._stream is not None:
                event = await self._next_event()
                if event is None:
                    break
                await self._handle(event)
                await asyncio.sleep(0)  # a flood of events is no reason to starve the others
        except JabberError as error:
            self._fail(error)
            return
        if self._stream is not None:
            raise EOFError("the stream ended inside a text stream")
        self._speaker.finish()

    def _fail(self, error: JabberError) -> None:
        stream = self._stream
        if stream is not None and self._speaker.is_speaking(stream):
            raise error
        if stream is not None:
            self._speaker.drop(stream)
        self._speaker.fail(error)

    async def _next_event(self) -> Event | None:
        """Return the next event, or None if the client has left or idles for too long."""
        while True:
            try:
                return await self._events.read(self._state.skipped)
            except TimeoutError:
                if self._stream is None:
                    if not self._speaker.busy:
                        _LOGGER.debug("%s: closed, idle for too long", self._channel.peer)
                        return None
                elif not self._stream.feed.unspoken:
                    raise ProtocolError(
                        f"the text stream brought nothing for {self._limits.idle_timeout:g} s"
                    ) from None

    async def _handle(self, event: Event) -> None:
        match self._state.receive(event.type):
            case Action.DESCRIBE:
                _LOGGER.debug("%s: describe", self._channel.peer)
                await self._channel.send(await self._services.describer.info())
            case Action.PONG:
                pong = Pong(text=parse_ping_text(event.data))
                await self._channel.send(encode_event(pong.event()))
            case Action.SPEAK:
                await self._speak(event.data)
            case Action.OPEN_STREAM:
                await self._open_stream(event.data)
            case Action.FEED_STREAM:
                await self._feed_stream(event.data)
            case Action.CLOSE_STREAM:
                self._close_stream()
            case Action.IGNORE:
                _LOGGER.debug("%s: ignored event %.64r", self._channel.peer, event.type)

    async def _speak(self, data: dict[str, Any]) -> None:
        request, text = parse_request(data), parse_text(data)
        limit = self._limits.max_text
        waiting = self._speaker.unspoken
        if waiting and waiting + len(text) > limit:
            raise TextTooLongError(
                f"text has {len(text)} characters and {waiting} more are waiting to be spoken;"
                f" at most {limit} are allowed at once"
            )
        feed = TextFeed.of(text, limit)
        job = Job(request, feed, streamed=False, place=await self._enter(), complete=True)
        self._speaker.submit(job)

    async def _open_stream(self, data: dict[str, Any]) -> None:
        request = parse_request(data)
        feed = TextFeed(self._limits.max_text)
        self._half = ""
        self._stream = Job(request, feed, streamed=True, place=await self._enter())
        self._speaker.submit(self._stream)

    async def _feed_stream(self, data: dict[str, Any]) -> None:
        assert self._stream is not None
        text, self._half = parse_chunk(data, self._half)
        feed, limit = self._stream.feed, self._limits.max_text
        if self._stream.request.ssml and feed.unspoken + len(text) > limit:
            raise TextTooLongError(f"a document must have at most {limit} characters")
        for piece in _pieces(text, limit):
            await feed.put(piece)

    def _close_stream(self) -> None:
        assert self._stream is not None
        self._stream.close()
        self._stream = None

    async def _enter(self) -> Place:
        return await self._services.admission.enter(next_up=not self._speaker.busy)


async def _outcome(
    reading: asyncio.Task[None], speaking: asyncio.Task[None], lost: asyncio.Task[None]
) -> Exception | None:
    """Wait for the speaker to be through, or for what ends the connection before that.

    All three are cancelled then; None is the good end.
    """
    pending = {reading, speaking, lost}
    try:
        while speaking in pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if not task.cancelled():  # a drained reader
                    task.result()
            if lost in done:
                return DisconnectedError("the client disconnected")
    except Exception as failure:
        return failure
    finally:
        for task in (reading, speaking, lost):
            task.cancel()
    return None


def _is_unexpected(end: object) -> TypeGuard[Exception]:
    expected = JabberError | DisconnectedError | EOFError
    return isinstance(end, Exception) and not isinstance(end, expected)


def _pieces(text: str, limit: int) -> Iterator[str]:
    """Cut a long chunk of a text stream, so that backpressure holds it and no limit refuses it."""
    size = max(1, limit // 4)
    for start in range(0, len(text), size):
        yield text[start : start + size]


def encode_error(error: JabberError) -> bytes:
    """Return the bytes of the `error` event that tells a client of `error`."""
    return encode_event(Error(text=str(error), code=error.code).event())
