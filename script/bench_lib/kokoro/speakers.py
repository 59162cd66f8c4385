"""The programs under test, each asked for one text after the other."""

import asyncio
import json
import sys
import time
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .. import proc
from ..answer import Answer, play, timeline
from ..client import Mode, connected
from ..errors import BenchError
from ..process import Process, spawn
from ..server import Running, Server, start
from .arms import PEER, VOICE
from .results import Start

PEER_COMMAND = ".venv-bench/bin/python -m script.bench_lib.kokoro.peer {model} {voices} " + VOICE
_ANSWER_TIMEOUT_S = 120.0
_PREPARATION_TIMEOUT_S = 600.0
_FAILURES = (BenchError, OSError, ValueError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Heard:
    """The figures of one answer, in seconds; see `Sample`."""

    first_audio: float
    total: float
    audio: float
    chunks: int
    gaps: int


class Speaker(Protocol):
    """A program that speaks; `start` is how long its start took, `ready` its memory then."""

    start: Start
    ready: proc.Memory

    @property
    def pid(self) -> int:
        """The id of its main process."""

    async def speak(self, text: str, wav: Path | None = None) -> Heard:
        """Speak `text`, if asked into a file; raises `BenchError` if it fails."""

    async def stop(self) -> None:
        """End it."""


class OurSpeaker:
    """Our server; each request has a `context`, and a connection of its own."""

    def __init__(self, arm: str, running: Running, context: Mapping[str, Any] | None) -> None:
        self._running = running
        self._context = context
        self.ready = running.memory
        self.start = Start(arm, running.startup.ready, running.startup.speaking)

    @property
    def pid(self) -> int:
        """The id of its main process."""
        return self._running.pid

    async def speak(self, text: str, wav: Path | None = None) -> Heard:
        """Speak `text`; see `Speaker.speak`."""
        try:
            async with connected(self._running.uri) as line:
                answer = await line.ask(Mode.PLAIN, text, self._context)
        except BenchError as err:
            raise self._running.failure(str(err)) from err
        if wav is not None:
            _write(answer, wav)
        pieces = timeline(answer)
        return Heard(
            first_audio=pieces[0][0],
            total=answer.ended,
            audio=sum(seconds for _, seconds in pieces),
            chunks=len(pieces),
            gaps=len(play(pieces).gaps),
        )

    async def stop(self) -> None:
        """End it."""
        await self._running.stop()


def _write(answer: Answer, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(answer.rate)
        file.writeframes(b"".join(chunk.pcm for chunk in answer.chunks))


async def start_ours(
    arm: str, server: Server, logs: Path, first_words: str, context: Mapping[str, Any] | None
) -> OurSpeaker:
    """Start our server, which may prepare the voice first; raises `BenchError` if it fails."""
    running = await start(server, logs, first_words, _PREPARATION_TIMEOUT_S)
    return OurSpeaker(arm, running, context)


class PeerSpeaker:
    """kokoro-onnx in a process of its own, which `peer.py` drives."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.ready = proc.Memory(0, 0)
        self.start = Start(PEER, 0.0, 0.0)

    @property
    def pid(self) -> int:
        """The id of its main process."""
        return self._process.pid

    async def speak(self, text: str, wav: Path | None = None) -> Heard:
        """Speak `text`; see `Speaker.speak`."""
        try:
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                return await self._speak(text, wav)
        except _FAILURES as err:
            raise self._process.failure(f"{text!r}: {err}") from err

    async def _speak(self, text: str, wav: Path | None) -> Heard:
        stdin = self._process.process.stdin
        assert stdin is not None
        request = {"text": text, "wav": str(wav) if wav else None}
        pieces: list[tuple[float, float]] = []
        began = time.perf_counter()
        stdin.write(json.dumps(request).encode() + b"\n")
        await stdin.drain()
        while True:
            message = await self.read()
            now = time.perf_counter() - began
            if "end" in message:
                break
            pieces.append((now, float(message["audio"])))
        if not pieces:
            raise BenchError("the answer held no audio")
        audio = sum(seconds for _, seconds in pieces)
        return Heard(pieces[0][0], now, audio, len(pieces), len(play(pieces).gaps))

    async def read(self) -> Mapping[str, Any]:
        """Return the next message; raises `BenchError` for an error, or if there is none."""
        stdout = self._process.process.stdout
        assert stdout is not None
        line = await stdout.readline()
        if not line:
            raise BenchError("it ended instead of answering")
        message: Mapping[str, Any] = json.loads(line)
        if "error" in message:
            raise BenchError(str(message["error"]))
        return message

    async def stop(self) -> None:
        """End it."""
        await self._process.stop()


async def start_peer(command: list[str], logs: Path, first_words: str) -> PeerSpeaker:
    """Start kokoro-onnx and let it speak once; raises `BenchError` if it fails."""
    log = logs / "kokoro-onnx.log"
    began = time.perf_counter()
    process = Process(PEER, await spawn(command, log, talks=True), log)
    speaker = PeerSpeaker(process)
    try:
        async with asyncio.timeout(_ANSWER_TIMEOUT_S):
            await speaker.read()
        ready = time.perf_counter() - began
        speaker.ready = proc.memory(speaker.pid)
        heard = await speaker.speak(first_words)
    except _FAILURES as err:
        await speaker.stop()
        raise process.failure(str(err)) from err
    except BaseException:
        await speaker.stop()
        raise
    speaker.start = Start(PEER, ready, ready + heard.first_audio)
    return speaker


def peer_argv(model: Path, voices: Path) -> list[str]:
    """Return the peer's command line with the interpreter that runs this benchmark."""
    _, *rest = PEER_COMMAND.split()
    return [sys.executable, *(part.format(model=model, voices=voices) for part in rest)]
