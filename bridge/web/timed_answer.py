"""Answers that need the times of all words: audio with timestamps, and subtitles.

They are made when all is heard, so that what fails is an error and never half an answer.
"""

import asyncio
import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

from aiohttp import web

from ..audio.encoders import write_length
from ..audio.formats import Target, find_format, output_rate
from ..audio.stream import encode
from ..errors import UpstreamLacksError, bad_field
from ..order import SpeechOrder, Word
from .answer import Answer
from .asked import Asked, speed_left, target_of
from .heard import Heard
from .request_log import note
from .schemas import TimedMark, TimedWord, Timestamps
from .shown_text import ShownText
from .subtitles import SUBTITLES, subtitles

MOST_AUDIO = 32 << 20
"""Bytes of audio that one answer may have to hold."""

_BLOCK = 3 << 14  # bytes of audio, which are whole groups of base64


class TimedAnswers:
    """Answers with the times of words; `bitrates` are in kbit/s by format."""

    def __init__(self, executor: ThreadPoolExecutor, bitrates: dict[str, int]) -> None:
        self._executor = executor
        self._bitrates = bitrates

    async def timestamps(
        self, asked: Asked, order: SpeechOrder, heard: Heard
    ) -> web.StreamResponse:
        """Answer with `Timestamps` as JSON; raises `ApiError` or `UpstreamError`."""
        target = target_of(asked.body, heard, self._bitrates)
        audio = await self._held(heard, target)
        words = _words(asked, order, heard, target.speed)
        rate = output_rate(target.format, heard.format.rate, target.rate)
        rest = Timestamps(
            audio="",
            format=target.format,
            content_type=find_format(target.format).content_type(rate),
            duration=_rounded(heard.seconds / target.speed),
            words=[_timed(word, order.text) for word in words],
            marks=[
                TimedMark(name=mark.name, time=_rounded(mark.time / target.speed))
                for mark in heard.marks
            ],
        )
        return await _send(asked, "application/json", _json(audio, rest))

    async def subtitles(self, asked: Asked, order: SpeechOrder, heard: Heard) -> web.StreamResponse:
        """Answer with subtitles in the body's format; raises `ApiError` or `UpstreamError`."""
        async for _ in heard:
            pass  # its length is all that is needed of the audio
        speed = speed_left(asked.body, heard)
        words = _words(asked, order, heard, speed)
        kind = asked.body.response_format
        text = await asyncio.get_running_loop().run_in_executor(
            self._executor,
            lambda: subtitles(
                kind, ShownText(order.text, ssml=order.ssml), words, heard.seconds / speed
            ),
        )
        return await _send(asked, SUBTITLES[kind], iter([text.encode()]))

    async def _held(self, heard: Heard, target: Target) -> bytearray:
        """Return all of the audio, encoded; raises `ApiError` if it is too much."""
        held = bytearray()
        async with aclosing(encode(aiter(heard), heard.format, target, self._executor)) as audio:
            async for part in audio:
                held += part
                if len(held) > MOST_AUDIO:
                    raise bad_field(
                        "input",
                        f"the audio of this input has more than {MOST_AUDIO >> 20} MB as "
                        f"{target.format}; send a shorter input, or choose mp3 or opus",
                        "audio_too_long",
                    )
        if target.format == "wav":
            write_length(held)
        return held


def _words(asked: Asked, order: SpeechOrder, heard: Heard, speed: float) -> list[Word]:
    """Return the words with the times at which they are in the answer.

    Raises `UpstreamLacksError` if the voice told of none and the text has some.
    """
    note(asked.request, words=len(heard.words))
    untold = not heard.words and not order.telling
    if untold and ShownText(order.text, ssml=order.ssml).has_words:
        raise UpstreamLacksError("the voice told of no words", "timestamps")
    return [
        Word(word.start_char, word.end_char, word.start / speed, word.end / speed)
        for word in heard.words
    ]


def _timed(word: Word, text: str) -> TimedWord:
    return TimedWord(
        word=text[word.start_char : word.end_char],
        start=_rounded(word.start),
        end=_rounded(word.end),
        start_char=word.start_char,
        end_char=word.end_char,
    )


def _rounded(seconds: float) -> float:
    return round(seconds, 3)


def _json(audio: bytearray, rest: Timestamps) -> Iterator[bytes]:
    """Yield `rest` as JSON with `audio` in it, without a copy of it all."""
    before, _, after = rest.model_dump_json().encode().partition(b'""')
    yield before + b'"'
    for start in range(0, len(audio), _BLOCK):
        yield base64.b64encode(audio[start : start + _BLOCK])
    yield b'"' + after


async def _send(asked: Asked, content_type: str, parts: Iterator[bytes]) -> web.StreamResponse:
    answer = Answer(asked.request, content_type)
    try:
        for part in parts:
            await answer.write(part)
        return await answer.end()
    except asyncio.CancelledError:  # the client has left, or the bridge is stopped
        answer.cut()
        raise
