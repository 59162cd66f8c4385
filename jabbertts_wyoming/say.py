"""Speak without a server: `python -m jabbertts_wyoming.say TEXT FILE`."""

import asyncio
import sys
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import BinaryIO

from . import __version__
from .common.cli import load_options
from .common.errors import ConfigError, JabberError
from .common.logs import setup_logging
from .options import Options
from .request import AudioFormat, Heard, SpeechRequest

_USAGE = 'script/say "TEXT" FILE.wav [options]; FILE - writes raw PCM to stdout, TEXT - reads stdin'


def main() -> int:
    """Speak as told on the command line; the options are the server's (`--voice`, …)."""
    positional, rest = sys.argv[1:3], sys.argv[3:]
    try:
        if {"--help", "-h"}.intersection(positional):
            rest = ["--help"]
        elif len(positional) < 2 or any(p.startswith("--") for p in positional):
            raise ConfigError(f"usage: {_USAGE}")
        options = load_options(
            Options,
            ["--log-level", "warning", *rest],
            prog="script/say TEXT FILE",
            version=__version__,
            description=_USAGE,
        )
        setup_logging(options.log_level, options.log_format)
        text = _read_stdin() if positional[0] == "-" else positional[0]
        asyncio.run(say(text, positional[1], options))
    except JabberError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, ConfigError) else 1
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


async def say(text: str, target: str, options: Options) -> None:
    """Speak `text` into the WAV file `target`, or as raw PCM to stdout if it is `-`.

    Raises `JabberError`.
    """
    from .text.feed import TextFeed
    from .wiring import speech_of

    feed = TextFeed.of(text, limit=max(1, len(text)))
    async with (
        speech_of(options) as (speech, _),
        speech.open(SpeechRequest()) as utterance,
        aclosing(utterance.chunks(feed)) as chunks,
    ):
        await _write(target, utterance.format, chunks)


async def _write(target: str, audio: AudioFormat, chunks: AsyncIterator[Heard]) -> None:
    if target == "-":
        if sys.stdout is None:
            raise ConfigError("stdout is closed")
        await _copy(chunks, _flushing(sys.stdout.buffer))
        return
    try:
        with await asyncio.to_thread(open, target, "wb") as stream, _wav(stream, audio) as out:
            await _copy(chunks, out.writeframes)
    except OSError as error:
        raise ConfigError(f"{target!r} can't be written: {error.strerror}") from error


def _read_stdin() -> str:
    if sys.stdin is None:
        raise ConfigError("stdin is closed")
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def _wav(stream: BinaryIO, audio: AudioFormat) -> wave.Wave_write:
    out = wave.Wave_write(stream)
    out.setframerate(audio.rate)
    out.setsampwidth(audio.width)
    out.setnchannels(audio.channels)
    return out


async def _copy(chunks: AsyncIterator[Heard], write: Callable[[bytes], None]) -> None:
    async for heard in chunks:
        if isinstance(heard, bytes):
            await asyncio.to_thread(write, heard)


def _flushing(stream: BinaryIO) -> Callable[[bytes], None]:
    def write(pcm: bytes) -> None:
        stream.write(pcm)
        stream.flush()

    return write


if __name__ == "__main__":
    sys.exit(main())
