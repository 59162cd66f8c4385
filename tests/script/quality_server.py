"""A Wyoming server with voices for tests of script/quality: each has a sound of its own."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Attribution, Describe, Info, TtsProgram, TtsVoice
from wyoming.server import AsyncEventHandler
from wyoming.tts import Synthesize

RATE = 16000
_ABOUT: Mapping[str, Any] = {
    "attribution": Attribution("", ""),
    "installed": True,
    "description": None,
    "version": None,
}


@dataclass
class Shelf:
    """Voices by name: language and engine; `chosen` by language, `mute` fail when they speak."""

    voices: dict[str, tuple[str, str]]
    chosen: dict[str, str]
    mute: set[str] = field(default_factory=set)
    told_after: int = 0

    def info(self) -> Event:
        """Tell the voices, those after the first only if they are prepared."""
        prepared = self.voices if self.told_after <= 0 else dict([*self.voices.items()][:1])
        self.told_after -= 1
        listed = [
            TtsVoice(name=name, languages=[language], **_ABOUT)
            for name, (language, _) in prepared.items()
        ]
        event = Info(tts=[TtsProgram(name="fake", voices=listed, **_ABOUT)]).event()
        for raw, (_, engine) in zip(event.data["tts"][0]["voices"], prepared.values(), strict=True):
            raw["jabbertts"] = {"engine": engine, "quality": "medium", "sample_rate": RATE}
        return event


class Handler(AsyncEventHandler):
    """Speaks by the name or the language that is asked for."""

    def __init__(
        self, shelf: Shelf, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        super().__init__(reader, writer)
        self._shelf = shelf

    async def handle_event(self, event: Event) -> bool:
        if Describe.is_type(event.type):
            await self.write_event(self._shelf.info())
            return True
        request = Synthesize.from_event(event)
        assert request.voice is not None
        name = request.voice.name or self._shelf.chosen.get(request.voice.language or "")
        if name is None:
            await self.write_event(Error("nothing speaks that", "unknown-voice").event())
            return False
        if name in self._shelf.mute:
            await self.write_event(Error("the voice is broken", "voice-error").event())
            return False
        pcm = name.encode().ljust(64, b"\0") + request.text.encode("utf-16-le")
        await self.write_event(AudioStart(RATE, 2, 1).event())
        await self.write_event(AudioChunk(RATE, 2, 1, pcm[:64]).event())
        await self.write_event(AudioChunk(RATE, 2, 1, pcm[64:]).event())
        await self.write_event(AudioStop().event())
        return True
