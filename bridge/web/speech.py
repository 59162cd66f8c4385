"""`POST /v1/audio/speech`: the path from a request's body to the last byte of its audio."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

from aiohttp import web

from jabbertts_wyoming.common.errors import UnknownVoiceError

from ..audio.formats import Target, check_rate, find_format, output_rate
from ..audio.stream import encode
from ..errors import UpstreamError, UpstreamRefusedError, bad_field
from ..guard.fair_queue import FairQueue
from ..models import ALIASES, engine_of
from ..order import PcmStream, SpeechOrder, Upstream
from ..voices.names import VoiceNames
from . import sse
from .answer import Answer
from .caller import caller_of
from .errors import error_body, from_upstream, unexpected
from .metrics import Metrics
from .request_log import milliseconds, note
from .schemas import SpeechBody, VoiceReference
from .speech_request import SpeechRequestReader

_LOGGER = logging.getLogger(__name__)
_LANGUAGE = {"language", "language_id"}


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """`bitrates` are in kbit/s by format."""

    bitrates: dict[str, int]
    log_texts: bool


class _Heard:
    """The chunks of a stream, counted: `seconds` is what has been taken so far."""

    def __init__(self, stream: PcmStream) -> None:
        self._stream = stream
        self.bytes = 0

    @property
    def seconds(self) -> float:
        pcm = self._stream.format
        return self.bytes / pcm.frame_bytes / pcm.rate

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self.bytes += len(chunk)
            yield chunk


class SpeechHandler:
    """Answers speech requests; each part of the work is somebody else's."""

    def __init__(
        self,
        *,
        reader: SpeechRequestReader,
        upstream: Upstream,
        names: VoiceNames,
        queue: FairQueue,
        executor: ThreadPoolExecutor,
        metrics: Metrics,
        settings: SpeechSettings,
    ) -> None:
        self._reader = reader
        self._upstream = upstream
        self._names = names
        self._queue = queue
        self._executor = executor
        self._metrics = metrics
        self._settings = settings

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Speak; raises `ApiError` or `UpstreamError` as long as no audio has gone out."""
        began = time.perf_counter()
        body = await self._reader.read(request)
        order = await self._order(body)
        note(request, voice=order.voice, format=body.response_format, characters=len(body.input))
        if self._settings.log_texts:
            note(request, text=body.input)
        async with self._queue.place(caller_of(request)):
            try:
                return await self._speak(request, body, order, began)
            except UpstreamRefusedError as error:
                if error.refusal != UnknownVoiceError.code or not self._is_stand_in(body):
                    raise
            # wyoming-piper lists voices as installed that it can't get; a name need not be one.
            anyone = replace(order, voice=None, speaker=None)
            note(request, voice=None)
            return await self._speak(request, body, anyone, began)

    def _is_stand_in(self, body: SpeechBody) -> bool:
        return self._names.is_name(_wanted(body)) and not body.model_fields_set & _LANGUAGE

    async def _order(self, body: SpeechBody) -> SpeechOrder:
        try:
            check_rate(body.response_format, body.sample_rate)
        except ValueError as error:
            raise bad_field("sample_rate", str(error)) from None
        voices = await self._upstream.voices()
        choice = self._names.resolve(
            _wanted(body),
            body.language_id or body.language,
            voices,
            engine_of(body.model or ALIASES[0], voices),
        )
        return SpeechOrder(
            text=body.input,
            voice=choice.voice,
            speaker=choice.speaker,
            language=choice.language,
            speed=body.speed,
            seed=body.seed,
            instructions=body.instructions,
        )

    async def _speak(
        self, request: web.Request, body: SpeechBody, order: SpeechOrder, began: float
    ) -> web.StreamResponse:
        async with self._upstream.speak(order) as stream:
            heard = _Heard(stream)
            answer = Answer(request, _content_type(body, stream))
            try:
                target = self._target(body, stream)
                async with aclosing(
                    encode(aiter(heard), stream.format, target, self._executor)
                ) as audio:
                    await self._send(audio, answer, request, body, began)
                if body.stream_format == "sse":
                    await answer.write(sse.done(body.input, heard.seconds / target.speed))
                return await answer.end()
            except ConnectionError:
                raise
            except asyncio.CancelledError:  # the client has left, or the bridge is stopped
                answer.cut()
                raise
            except Exception as error:
                if answer.response is None:
                    raise
                note(request, cut=True)
                return await self._cut(error, answer, answer.response, body)
            finally:
                self._metrics.audio.inc(heard.seconds)
                note(request, audio_s=round(heard.seconds, 3))

    def _target(self, body: SpeechBody, stream: PcmStream) -> Target:
        return Target(
            format=body.response_format,
            rate=body.sample_rate,
            bitrate=self._settings.bitrates.get(body.response_format),
            speed=1.0 if stream.speed_applied else body.speed,
        )

    async def _send(
        self,
        audio: AsyncIterator[bytes],
        answer: Answer,
        request: web.Request,
        body: SpeechBody,
        began: float,
    ) -> None:
        piece: Callable[[bytes], bytes] = sse.delta if body.stream_format == "sse" else bytes
        async for part in audio:
            first = answer.response is None
            await answer.write(piece(part))
            if first:
                waited = time.perf_counter() - began
                self._metrics.first_audio.labels(body.response_format).observe(waited)
                note(request, first_ms=milliseconds(waited))

    async def _cut(
        self, error: Exception, answer: Answer, response: web.StreamResponse, body: SpeechBody
    ) -> web.StreamResponse:
        """End an answer whose audio has begun so that the client notices."""
        reason = error.code if isinstance(error, UpstreamError) else "internal-error"
        self._metrics.cut.labels(reason).inc()
        # No words of a server's: they may repeat what it was to speak.
        fault = None if isinstance(error, UpstreamError) else error
        _LOGGER.warning("answer cut off after %d bytes: %s", answer.written, reason, exc_info=fault)
        if body.stream_format == "sse":
            await _tell(answer, error)
        answer.cut()
        return response


def _wanted(body: SpeechBody) -> str | None:
    return body.voice.id if isinstance(body.voice, VoiceReference) else body.voice


async def _tell(answer: Answer, error: Exception) -> None:
    told = from_upstream(error) if isinstance(error, UpstreamError) else unexpected()
    with suppress(ConnectionError):  # it left by itself
        await answer.write(sse.failed(error_body(told)))


def _content_type(body: SpeechBody, stream: PcmStream) -> str:
    if body.stream_format == "sse":
        return sse.CONTENT_TYPE
    rate = output_rate(body.response_format, stream.format.rate, body.sample_rate)
    return find_format(body.response_format).content_type(rate)
