"""Speech requests over HTTP, timed as their bytes come: by aiohttp's client, and OpenAI's SDK."""

import time
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import openai

from ..errors import BenchError
from ..server import VOICE
from .received import Part, Received

_MODEL = "tts-1"
_TIMEOUT_S = 120.0
_SHOWN = 300


class Speaker:
    """A client of the bridge at `url` that keeps its connections."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = f"{url}/v1/audio/speech"
        self._session = session

    async def ask(self, audio_format: str, text: str) -> Received:
        """Speak `text`; raises `BenchError` if the answer is an error or breaks off."""
        body = {"model": _MODEL, "voice": VOICE, "input": text, "response_format": audio_format}
        began = time.perf_counter()
        try:
            async with self._session.post(self._url, json=body) as answer:
                parts = await _read(answer.content.iter_any(), began)
                ended = time.perf_counter() - began
        except (aiohttp.ClientError, TimeoutError) as err:
            raise BenchError(f"no complete answer from {self._url}: {err!r}") from err
        if not answer.ok:
            told = b"".join(part.data for part in parts).decode(errors="replace")[:_SHOWN]
            raise BenchError(f"{self._url} answered {answer.status} {told}")
        return Received(audio_format, parts, ended)


async def _read(body: AsyncIterable[bytes], began: float) -> list[Part]:
    return [Part(time.perf_counter() - began, data) async for data in body]


@asynccontextmanager
async def speaking(url: str) -> AsyncIterator[Speaker]:
    """Yield a client with connections of its own, as many as it needs at a time."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S)
    ) as session:
        yield Speaker(url, session)


async def ask_anew(url: str, audio_format: str, text: str) -> Received:
    """Speak `text` on a new connection; times include connecting. Raises as `Speaker.ask`."""
    async with speaking(url) as speaker:
        return await speaker.ask(audio_format, text)


async def ask_by_sdk(client: openai.AsyncOpenAI, audio_format: str, text: str) -> Received:
    """Speak `text` with OpenAI's own client; raises `BenchError` as `Speaker.ask` does."""
    began = time.perf_counter()
    try:
        async with client.audio.speech.with_streaming_response.create(
            model=_MODEL,
            voice=VOICE,
            input=text,
            response_format=audio_format,  # type: ignore[arg-type]
        ) as answer:
            parts = await _read(answer.iter_bytes(), began)
            ended = time.perf_counter() - began
    except Exception as err:  # its HTTP library's errors come through, whichever that is
        raise BenchError(f"OpenAI's SDK got no complete answer: {err!r}") from err
    return Received(audio_format, parts, ended)


def sdk_client(url: str) -> openai.AsyncOpenAI:
    """Return OpenAI's client for the bridge; to be closed."""
    return openai.AsyncOpenAI(
        base_url=f"{url}/v1", api_key="none-needed", max_retries=0, timeout=_TIMEOUT_S
    )
