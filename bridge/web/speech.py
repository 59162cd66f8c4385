"""Speech requests: the path from a request's body to the last byte of its answer."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from aiohttp import web

from jabbertts_wyoming.common.errors import UnknownVoiceError

from ..errors import UpstreamLacksError, UpstreamRefusedError
from ..guard.fair_queue import FairQueue
from ..order import SpeechOrder, Upstream
from ..voices.names import VoiceNames
from .asked import Asked, Way
from .audio_answer import AudioAnswers
from .caller import caller_of
from .heard import Heard
from .metrics import Metrics
from .order_maker import OrderMaker
from .request_log import note
from .schemas import SpeechBody, TimestampsBody
from .speech_request import SpeechRequestReader
from .subtitles import SUBTITLES
from .timed_answer import TimedAnswers


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """`bitrates` are in kbit/s by format."""

    bitrates: dict[str, int]
    log_texts: bool


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
        self._orders = OrderMaker(upstream, names)
        self._queue = queue
        self._metrics = metrics
        self._log_texts = settings.log_texts
        self._audio = AudioAnswers(executor, metrics, settings.bitrates)
        self._timed = TimedAnswers(executor, settings.bitrates)

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Answer with audio or subtitles; raises `ApiError` or `UpstreamError` before the first."""
        began = time.perf_counter()
        body = await self._reader.read(request, SpeechBody)
        asked = Asked(request, body, began)
        if body.response_format in SUBTITLES:
            return await self._answer(asked, self._timed.subtitles, timestamps=True)
        return await self._answer(asked, self._audio.stream, timestamps=False)

    async def post_timestamps(self, request: web.Request) -> web.StreamResponse:
        """Answer with audio and the times of its words; raises as `post` does."""
        began = time.perf_counter()
        asked = Asked(request, await self._reader.read(request, TimestampsBody), began)
        return await self._answer(asked, self._timed.timestamps, timestamps=True)

    async def _answer(self, asked: Asked, way: Way, *, timestamps: bool) -> web.StreamResponse:
        request, body = asked.request, asked.body
        order = await self._orders.order(body, timestamps=timestamps)
        note(request, voice=order.voice, format=body.response_format, characters=len(body.input))
        if self._log_texts:
            note(request, text=body.input)
        async with self._queue.place(caller_of(request)):
            try:
                return await self._speak_as_anyone(asked, order, way)
            except UpstreamLacksError as error:
                raise await self._orders.refusal(body, order, error) from None

    async def _speak_as_anyone(
        self, asked: Asked, order: SpeechOrder, way: Way
    ) -> web.StreamResponse:
        try:
            return await self._speak(asked, order, way)
        except UpstreamRefusedError as error:
            if error.refusal != UnknownVoiceError.code or not self._orders.is_stand_in(asked.body):
                raise
        # wyoming-piper lists voices as installed that it can't get; a name need not be one.
        anyone = replace(order, voice=None, speaker=None)
        note(asked.request, voice=None)
        return await self._speak(asked, anyone, way)

    async def _speak(self, asked: Asked, order: SpeechOrder, way: Way) -> web.StreamResponse:
        async with self._upstream.speak(order) as stream:
            heard = Heard(stream)
            try:
                return await way(asked, order, heard)
            finally:
                self._metrics.audio.inc(heard.seconds)
                note(asked.request, audio_s=round(heard.seconds, 3))
