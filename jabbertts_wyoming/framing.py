"""Wyoming events out of bytes and into bytes, with a bound on everything that is held.

An event is one line of JSON (`type`, and optionally `data`, `data_length`, `payload_length`),
then `data_length` bytes of JSON, then `payload_length` bytes. Old clients put `data` into the
line, new ones into the block; both are read, the block wins.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from wyoming.event import Event
from wyoming.version import __version__ as WYOMING_VERSION  # noqa: N812

from .common.errors import JabberError, ProtocolError, TextTooLongError

# The longest that JSON makes of one character: two \uXXXX escapes.
_BYTES_PER_CHARACTER = 12
# Room for everything in an event that is not its text: voice, context, punctuation.
_OVERHEAD_BYTES = 16 * 1024

_TEXT_TYPES = frozenset({"synthesize", "synthesize-chunk"})
_TYPE_FIRST = re.compile(rb'\s*\{\s*"type"\s*:\s*"([a-z-]{1,64})"\s*,')


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """The most bytes that a header line and a data block may have."""

    header_bytes: int
    data_bytes: int

    @classmethod
    def for_text(cls, characters: int) -> "FrameLimits":
        """Return limits that let a text of `characters` pass, however it is escaped."""
        size = characters * _BYTES_PER_CHARACTER + _OVERHEAD_BYTES
        return cls(header_bytes=size, data_bytes=size)


@dataclass(frozen=True, slots=True)
class _Header:
    type: str
    inline: dict[str, Any]
    data_length: int


class EventParser:
    """Sans-IO parser: `feed` it bytes, pull events with `next_event`.

    Holds at most one header line or data block within its limits, plus the last piece fed.
    After a `ProtocolError` the stream is out of step and the parser must not be used again.
    """

    def __init__(self, limits: FrameLimits) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._scanned = 0
        self._header: _Header | None = None
        self._skip_bytes = 0
        self._skip_line = False

    @property
    def partial(self) -> bool:
        """Whether an event has begun to arrive and is not complete."""
        return bool(self._buffer or self._header or self._skip_bytes or self._skip_line)

    def feed(self, data: bytes) -> None:
        """Take in the next bytes of the stream."""
        self._buffer += data

    def feed_eof(self) -> None:
        """Say that the stream has ended: its last header line may lack the newline."""
        if self._buffer and not (self._header or self._skip_bytes or self._skip_line):
            self._buffer += b"\n"

    def next_event(self, skip: frozenset[str] = frozenset()) -> Event | None:
        """Return the next complete event, or None if more bytes are needed.

        Events whose type is in `skip` are dropped unread, whatever their size. Raises
        `ProtocolError` for anything that is not a well-formed event, `TextTooLongError` for a
        text event beyond the limits.
        """
        while self._skipped():
            if self._header is None and not self._begin(skip):
                return None
            if self._header is not None:
                return self._complete(self._header)
        return None

    def _skipped(self) -> bool:
        """Drop what is to be skipped; whether all of it has arrived."""
        if self._skip_line:
            end = self._buffer.find(b"\n")
            self._skip_line = end < 0
            del self._buffer[: end + 1 if end >= 0 else len(self._buffer)]
        dropped = min(self._skip_bytes, len(self._buffer))
        del self._buffer[:dropped]
        self._skip_bytes -= dropped
        return not (self._skip_line or self._skip_bytes)

    def _begin(self, skip: frozenset[str]) -> bool:
        """Read a header line into `_header`, or set up its skipping; False if not yet there."""
        end = self._buffer.find(b"\n", self._scanned)
        length = end if end >= 0 else len(self._buffer)
        if length > self._limits.header_bytes:
            self._begin_overlong(skip)
            return True
        if end < 0:
            self._scanned = length
            return False
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._scanned = 0
        header = _parse_header(line)
        if header.type in skip:
            self._skip_bytes = header.data_length
            return True
        if header.data_length > self._limits.data_bytes:
            raise _too_long("data_length", header.type, self._limits.data_bytes)
        self._header = header
        return True

    def _begin_overlong(self, skip: frozenset[str]) -> None:
        match = _TYPE_FIRST.match(self._buffer)
        event_type = match[1].decode("ascii") if match else ""
        if event_type not in skip:
            raise _too_long("the header line", event_type, self._limits.header_bytes)
        self._skip_line = True
        self._scanned = 0

    def _complete(self, header: _Header) -> Event | None:
        if len(self._buffer) < header.data_length:
            return None
        data = header.inline
        if header.data_length:
            block = bytes(self._buffer[: header.data_length])
            del self._buffer[: header.data_length]
            data = {**data, **_json_object(block, "the data block")}
        self._header = None
        return Event(type=header.type, data=data)


class EventReader:
    """Events from an asyncio byte source, with timeouts.

    `receive` returns some bytes, b"" at the end; cancelling it must lose nothing.
    """

    def __init__(
        self,
        receive: Callable[[], Awaitable[bytes]],
        limits: FrameLimits,
        *,
        event_timeout: float,
        idle_timeout: float,
    ) -> None:
        self._receive = receive
        self._parser = EventParser(limits)
        self._event_timeout = event_timeout
        self._idle_timeout = idle_timeout
        self._deadline: float | None = None

    async def read(self, skip: frozenset[str] = frozenset()) -> Event | None:
        """Return the next event, or None at the end of the stream.

        Raises `ProtocolError` for malformed input and for an event that does not arrive whole
        in time, `EOFError` when the stream ends inside an event, and `TimeoutError` when
        nothing arrives for the idle timeout; after that one, reading may go on.
        """
        while (event := self._parser.next_event(skip)) is None:
            data = await (self._rest() if self._parser.partial else self._anything())
            if not data:
                return self._last(skip)
            self._parser.feed(data)
        self._deadline = None
        return event

    def _last(self, skip: frozenset[str]) -> Event | None:
        self._parser.feed_eof()
        try:
            event = self._parser.next_event(skip)
        except ProtocolError as error:
            raise EOFError("the stream ended inside an event") from error
        if event is None and self._parser.partial:
            raise EOFError("the stream ended inside an event")
        return event

    async def _anything(self) -> bytes:
        self._deadline = None
        async with asyncio.timeout(self._idle_timeout):
            return await self._receive()

    async def _rest(self) -> bytes:
        if self._deadline is None:
            self._deadline = asyncio.get_running_loop().time() + self._event_timeout
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._receive()
        except TimeoutError:
            raise ProtocolError(
                f"an event was not complete {self._event_timeout:g} s after it began"
            ) from None


def encode_event(event: Event) -> bytes:
    """Return the bytes of `event`, as the stock writer lays them out.

    Data fields that are None are left out: the stock parsers read both alike.
    """
    header: dict[str, Any] = {"type": event.type, "version": WYOMING_VERSION}
    data = {name: value for name, value in event.data.items() if value is not None}
    block = _json_bytes(data) if data else b""
    payload = event.payload or b""
    if block:
        header["data_length"] = len(block)
    if payload:
        header["payload_length"] = len(payload)
    return b"".join((_json_bytes(header), b"\n", block, payload))


def _json_bytes(value: object) -> bytes:
    # A lone surrogate (a client's half emoji, echoed in an error) has no UTF-8 form.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _json_object(raw: bytes, what: str) -> dict[str, Any]:
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise ProtocolError(f"{what} is not UTF-8") from None
    except RecursionError:
        raise ProtocolError(f"{what} is nested too deeply") from None
    except ValueError as error:
        raise ProtocolError(f"{what} is not valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise ProtocolError(f"{what} must be a JSON object")
    return value


def _parse_header(line: bytes) -> _Header:
    header = _json_object(line, "the header line")
    if "type" not in header:
        raise ProtocolError("type is missing: every event needs one")
    event_type = header["type"]
    if not isinstance(event_type, str):
        raise ProtocolError("type must be a string")
    inline = header.get("data")
    if not (inline is None or isinstance(inline, dict)):
        raise ProtocolError("data must be a JSON object")
    data_length = _length(header, "data_length")
    if _length(header, "payload_length"):
        raise ProtocolError("payload_length must be 0: no event for a speech server has a payload")
    return _Header(event_type, inline or {}, data_length)


def _length(header: dict[str, Any], name: str) -> int:
    value = header.get(name)
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool):
        raise ProtocolError(f"{name} must be a whole number")
    if value < 0:
        raise ProtocolError(f"{name} must not be negative")
    return value


def _too_long(what: str, event_type: str, limit: int) -> JabberError:
    message = f"{what} is too large: at most {limit} bytes are allowed"
    return TextTooLongError(message) if event_type in _TEXT_TYPES else ProtocolError(message)
