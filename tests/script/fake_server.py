"""A Wyoming text-to-speech server for tests: every word is 50 ms of a square wave."""

import argparse
import asyncio
import struct
from functools import partial
from typing import Any

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Attribution, Describe, Info, TtsProgram, TtsVoice
from wyoming.server import AsyncEventHandler, AsyncServer
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
)

RATE = 16000
WORD_SAMPLES = 800
VOICE = "en_US-joe-medium"


class FakeHandler(AsyncEventHandler):
    """Answers like a server that streams; `seen` collects the types of what came.

    The word "fail" is answered with an error, "hangup" with a closed connection.
    """

    def __init__(
        self, seen: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        super().__init__(reader, writer)
        self._seen = seen
        self._streaming = False

    async def handle_event(self, event: Event) -> bool:
        self._seen.append(event.type)
        if Describe.is_type(event.type):
            await self.write_event(info().event())
        elif SynthesizeStart.is_type(event.type):
            self._streaming = True
            await self._start()
        elif SynthesizeChunk.is_type(event.type):
            return await self._speak(SynthesizeChunk.from_event(event).text)
        elif SynthesizeStop.is_type(event.type):
            await self.write_event(AudioStop().event())
            await self.write_event(SynthesizeStopped().event())
        elif Synthesize.is_type(event.type) and not self._streaming:
            await self._start()
            if not await self._speak(Synthesize.from_event(event).text):
                return False
            await self.write_event(AudioStop().event())
        return True

    async def _start(self) -> None:
        await self.write_event(AudioStart(RATE, 2, 1).event())

    async def _speak(self, text: str) -> bool:
        for word in text.split():
            if word == "hangup":
                return False
            if word == "fail":
                await self.write_event(Error("broken on purpose", "test").event())
                return False
            pcm = struct.pack("<2h", 8000, -8000) * (WORD_SAMPLES // 2)
            await self.write_event(AudioChunk(RATE, 2, 1, pcm).event())
        return True


def info() -> Info:
    about: dict[str, Any] = {
        "attribution": Attribution("", ""),
        "installed": True,
        "description": None,
        "version": None,
    }
    voice = TtsVoice(name=VOICE, languages=["en_US"], **about)
    return Info(tts=[TtsProgram(name="fake", voices=[voice], **about)])


def main() -> None:
    """Serve on the given URI until terminated."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--uri", required=True)
    uri = parser.parse_args().uri
    asyncio.run(AsyncServer.from_uri(uri).run(partial(FakeHandler, [])))


if __name__ == "__main__":
    main()
