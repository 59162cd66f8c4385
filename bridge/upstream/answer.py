"""One text on its way to a server, and the answer as it comes."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any, Self

from wyoming.event import Event

from bridge.errors import (
    UpstreamBrokenError,
    UpstreamBusyError,
    UpstreamError,
    UpstreamRefusedError,
)
from bridge.order import Mark, PcmFormat, SpeechOrder, Word

from .connection import Connection, ConnectionLostError
from .pcm import parse_format
from .told import KINDS, Told

_REFUSALS = {"invalid-request", "unsupported", "text-too-long", "unknown-voice"}
_NOT_THERE = "VoiceNotFoundError"  # wyoming-piper lists voices that it has yet to download
_SHOWN_ERROR = 500  # characters of a server's error that are passed on


class End(Enum):
    """How an answer came to its end; only after `COMPLETE` is its connection as new."""

    COMPLETE = auto()
    LEFT = auto()
    FAILED = auto()


def synthesize_event(order: SpeechOrder, *, ours: bool) -> Event:
    """Return the request for `order`; only a server that is `ours` gets our `context`."""
    voice = {"name": order.voice, "language": order.language, "speaker": order.speaker}
    data: dict[str, Any] = {"text": _encodable(order.text)}
    if any(voice.values()):
        data["voice"] = {key: _encodable(value) for key, value in voice.items() if value}
    if order.ssml:
        data["text_format"] = "ssml"
    settings = {
        "speed": None if order.speed == 1 else order.speed,
        "seed": order.seed,
        "instructions": order.instructions and _encodable(order.instructions),
        "normalize": None if order.normalize else False,
        "timestamps": order.timestamps or None,
    }
    given = {key: value for key, value in settings.items() if value is not None}
    if ours and given:
        data["context"] = {"jabbertts": given}
    return Event("synthesize", data)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # a lone surrogate has no UTF-8


class Answer:
    """Implements `order.PcmStream`; begins with `begin`, and `close` may be called at any time.

    `on_end` is called once: as soon as the server has said all, or failed, or by `close`.
    `guess` is the rate in Hz of an answer without any audio, `told` takes what comes of words and
    marks (None: that is skipped). A connection that was `used` before must begin its answer in the
    proper way, or else it may be the tail of the one before.
    """

    def __init__(
        self,
        connection: Connection,
        on_end: Callable[[Connection, End], None],
        *,
        timeout: float,
        used: bool,
        speed_applied: bool,
        guess: int,
        told: Told | None = None,
    ) -> None:
        self._connection = connection
        self._on_end = on_end
        self._timeout = timeout
        self._used = used
        self._speed_applied = speed_applied
        self._format = PcmFormat(guess)
        self._told = told
        self._begun = False
        self._heard = False
        self._how: End | None = None
        self._first: bytes | None = None
        self._rest = b""

    @property
    def format(self) -> PcmFormat:
        """The format of every chunk."""
        return self._format

    @property
    def speed_applied(self) -> bool:
        """Whether the server itself speaks at the speed that was asked for."""
        return self._speed_applied

    @property
    def words(self) -> Sequence[Word]:
        """The words that were told of so far."""
        return self._told.words if self._told else ()

    @property
    def marks(self) -> Sequence[Mark]:
        """The marks that were told of so far."""
        return self._told.marks if self._told else ()

    async def begin(self, request: Event) -> None:
        """Send the request and wait for the first audio, or for the end of an empty answer.

        Raises `UpstreamError`; then, and if it is cancelled, the connection is closed and `on_end`
        is not called.
        """
        try:
            await self._connection.send(request, self._timeout)
            self._first = await self._next_chunk()
        except BaseException:
            self._how = End.FAILED
            self._connection.abort()
            raise
        self._heard = True
        if self._first is None:
            self._end(End.COMPLETE)

    def close(self) -> None:
        """Leave; an answer that is not complete is cut off at the server too."""
        self._end(End.LEFT)

    def __aiter__(self) -> Self:
        """Return itself: an answer is heard once."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next whole frames."""
        if self._how in (End.LEFT, End.FAILED):
            raise UpstreamBrokenError(f"{self._connection.name}: the answer was cut off")
        if self._first is not None:
            chunk, self._first = self._first, None
            return chunk
        if self._how is End.COMPLETE:
            raise StopAsyncIteration
        try:
            following = await self._next_chunk()
        except UpstreamError:
            self._end(End.FAILED)
            raise
        if following is None:
            self._end(End.COMPLETE)
            raise StopAsyncIteration
        return following

    def _end(self, how: End) -> None:
        if self._how is None:
            self._how = how
            self._on_end(self._connection, how)

    async def _next_chunk(self) -> bytes | None:
        while True:
            event = await self._connection.receive(self._is_of_answer, self._timeout)
            if event.type == "error":
                raise self._failure(event.data)
            if self._used and not self._begun and event.type != "audio-start":
                raise ConnectionLostError(f"{self._connection.name}: still had old audio to send")
            self._begun = True
            if event.type == "audio-stop":
                return None
            if self._told and event.type in KINDS:
                self._told.add(event, self._connection.name)
                continue
            self._learn_format(event.data)
            chunk = self._whole_frames(event.payload or b"")
            if chunk:
                return chunk

    def _learn_format(self, data: dict[str, Any]) -> None:
        found = parse_format(data, self._connection.name)
        if found is None or found == self._format:
            return
        # Where start and first chunk differ, the chunk is right: it is what other clients go by.
        if self._heard:
            raise UpstreamBrokenError(f"{self._connection.name}: changed the audio's format")
        self._format = found

    def _whole_frames(self, data: bytes) -> bytes:
        data = self._rest + data if self._rest else data
        odd = len(data) % self._format.frame_bytes
        self._rest = data[len(data) - odd :] if odd else b""
        return data[:-odd] if odd else data

    def _failure(self, data: dict[str, Any]) -> UpstreamError:
        text, code = data.get("text"), data.get("code")
        text = text[:_SHOWN_ERROR] if isinstance(text, str) and text else "no reason given"
        if not self._heard and isinstance(code, str):
            if code == "busy":
                return UpstreamBusyError(text)
            if code in _REFUSALS:
                return UpstreamRefusedError(text, code)
            if code == _NOT_THERE:
                return UpstreamRefusedError(f"it can't get the voice {text!r}", "unknown-voice")
        return UpstreamBrokenError(f"{self._connection.name}: {text}")

    def _is_of_answer(self, event: Event) -> bool:
        if event.type == "audio-chunk":
            return bool(event.payload)
        if event.type in KINDS:
            return self._told is not None
        return event.type in ("audio-start", "audio-stop", "error")
