"""Speak by kokoro-onnx: `python -m script.bench_lib.kokoro.peer MODEL VOICES VOICE`.

Runs in the benchmark's own environment and imports nothing else of it, so that the process is
kokoro-onnx and little more. Reads requests as JSON lines, `{"text": …, "wav": PATH or null}`, and
answers each with JSON lines: `{"audio": SECONDS}` at the moment an array is there, then
`{"end": true}`, or `{"error": …}`. Before all of them comes `{"ready": true}`.

A request that wants a WAV file is answered by `create`, any other by `create_stream`, which is the
earliest that the package can give sound; neither is told anything but text and voice.
"""

import asyncio
import json
import sys
import wave
from collections.abc import Mapping
from typing import Any

import numpy as np
from kokoro_onnx import Kokoro  # type: ignore[import-not-found,unused-ignore]


def main() -> None:
    """Serve until stdin ends."""
    model, voices, voice = sys.argv[1:]
    kokoro = Kokoro(model, voices)
    with asyncio.Runner() as runner:
        _tell({"ready": True})
        for line in sys.stdin:
            request = json.loads(line)
            try:
                if request["wav"] is None:
                    runner.run(_stream(kokoro, voice, request["text"]))
                else:
                    _create(kokoro, voice, request["text"], request["wav"])
            except Exception as error:  # whatever it is, the benchmark shall tell it
                _tell({"error": repr(error)})
            else:
                _tell({"end": True})


async def _stream(kokoro: Kokoro, voice: str, text: str) -> None:
    async for samples, rate in kokoro.create_stream(text, voice):
        _tell({"audio": len(samples) / rate})


def _create(kokoro: Kokoro, voice: str, text: str, path: str) -> None:
    samples, rate = kokoro.create(text, voice)
    _tell({"audio": len(samples) / rate})
    pcm = np.clip(np.round(samples * 32767), -32768, 32767).astype("<i2")
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())


def _tell(message: Mapping[str, Any]) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main()
