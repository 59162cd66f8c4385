"""The audio itself, or events with it, sent as it is made."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress

from aiohttp import web

from ..audio.formats import find_format, output_rate
from ..audio.stream import encode
from ..errors import UpstreamError
from ..order import SpeechOrder
from . import sse
from .answer import Answer
from .asked import Asked, target_of
from .errors import error_body, from_upstream, unexpected
from .heard import Heard
from .metrics import Metrics
from .request_log import milliseconds, note
from .schemas import SpeechBody

_LOGGER = logging.getLogger(__name__)


class AudioAnswers:
    """Answers with audio; `bitrates` are in kbit/s by format."""

    def __init__(
        self, executor: ThreadPoolExecutor, metrics: Metrics, bitrates: dict[str, int]
    ) -> None:
        self._executor = executor
        self._metrics = metrics
        self._bitrates = bitrates

    async def stream(self, asked: Asked, _order: SpeechOrder, heard: Heard) -> web.StreamResponse:
        """Send what is heard; raises as long as no audio has gone out."""
        body = asked.body
        answer = Answer(asked.request, _content_type(body, heard))
        try:
            target = target_of(body, heard, self._bitrates)
            async with aclosing(
                encode(aiter(heard), heard.format, target, self._executor)
            ) as audio:
                await self._send(audio, answer, asked)
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
            note(asked.request, cut=True)
            return await self._cut(error, answer, answer.response, body)

    async def _send(self, audio: AsyncIterator[bytes], answer: Answer, asked: Asked) -> None:
        piece: Callable[[bytes], bytes] = sse.delta if asked.body.stream_format == "sse" else bytes
        async for part in audio:
            first = answer.response is None
            await answer.write(piece(part))
            if first:
                waited = time.perf_counter() - asked.began
                self._metrics.first_audio.labels(asked.body.response_format).observe(waited)
                note(asked.request, first_ms=milliseconds(waited))

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


async def _tell(answer: Answer, error: Exception) -> None:
    told = from_upstream(error) if isinstance(error, UpstreamError) else unexpected()
    with suppress(ConnectionError):  # it left by itself
        await answer.write(sse.failed(error_body(told)))


def _content_type(body: SpeechBody, heard: Heard) -> str:
    if body.stream_format == "sse":
        return sse.CONTENT_TYPE
    rate = output_rate(body.response_format, heard.format.rate, body.sample_rate)
    return find_format(body.response_format).content_type(rate)
