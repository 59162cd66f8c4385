"""What a server says of itself: its `info` event, whoever wrote that server."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wyoming.event import Event

from bridge.errors import UpstreamBrokenError
from bridge.order import SpeechOrder, Voice
from jabbertts_wyoming.common.address import Address

from .connection import INFO_HEADER_BYTES, connect
from .pcm import RATES

OUR_PROGRAM = "jabbertts"
_OUR_OBJECT = "jabbertts"


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """The installed voices of one server, the default one first.

    `program` and `version` are those of its first speech program; `ours` has the names of the
    voices that understand our `context`.
    """

    program: str | None
    version: str | None
    voices: tuple[Voice, ...]
    ours: frozenset[str]

    def voice_for(self, order: SpeechOrder) -> Voice | None:
        """Return the voice that would speak `order`, as far as can be told from here."""
        if order.voice is not None:
            return self._named(order.voice)
        if order.language is not None:
            return next((v for v in self.voices if _speaks(v, order.language)), None)
        return self.voices[0] if self.voices else None

    def can_speak(self, order: SpeechOrder) -> bool:
        """Whether there is a voice for `order`; a default voice needs not be listed.

        What only our servers understand is spoken only by a voice of `ours`.
        """
        if order.ours_only:
            return self.is_ours(order)
        if order.voice is None and order.language is None:
            return True
        return self.voice_for(order) is not None

    def is_ours(self, order: SpeechOrder) -> bool:
        """Whether the voice for `order` understands our `context`, SSML and all."""
        voice = self.voice_for(order)
        return voice is not None and voice.name in self.ours

    def _named(self, name: str) -> Voice | None:
        known = {voice.name: voice for voice in self.voices}
        if name in known or "+" not in name:
            return known.get(name)
        # A blend, VOICE:WEIGHT+VOICE:WEIGHT, is listed nowhere: it is made of voices of ours.
        parts = [part.partition(":")[0].strip() for part in name.split("+")]
        return known[parts[0]] if self.ours.issuperset(parts) else None


async def ask_info(address: Address, seconds: float) -> tuple[ServerInfo, float]:
    """Ask a server for its `info` on a connection of its own, all within `seconds`.

    Also returns the round trip in seconds, without connecting. Raises `UpstreamDownError`
    (`NoAnswerError` if it was the server that took too long), or `UpstreamBrokenError` if no
    text-to-speech server is there.
    """
    now = asyncio.get_running_loop().time
    end = now() + seconds
    connection = await connect(address, seconds, header_bytes=INFO_HEADER_BYTES)
    try:
        asked = now()
        await connection.send(Event("describe"), max(0, end - asked))
        event = await connection.receive(lambda e: e.type == "info", max(0, end - now()))
        round_trip = now() - asked
    finally:
        connection.abort()
    info = parse_info(event.data)
    if info is None:
        raise UpstreamBrokenError(f"{address}: no text-to-speech is installed there")
    return info, round_trip


def parse_info(data: dict[str, Any]) -> ServerInfo | None:
    """Return what the data of an `info` event tells; None without an installed speech program.

    What is not as it should be is left out: one odd voice must not cost the others.
    """
    programs = [p for p in _objects(data.get("tts")) if p.get("installed") is not False]
    if not programs:
        return None
    voices: dict[str, Voice] = {}
    ours = set()
    for raw in _voices(programs):
        voice = _voice(raw)
        if voice and voices.setdefault(voice.name, voice) is voice and _is_ours(raw):
            ours.add(voice.name)
    first = programs[0]
    return ServerInfo(
        _text(first.get("name")),
        _text(first.get("version")),
        tuple(voices.values()),
        frozenset(ours),
    )


def _voices(programs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for program in programs:
        for raw in _objects(program.get("voices")):
            if raw.get("installed") is not False:
                yield raw


def _voice(raw: dict[str, Any]) -> Voice | None:
    name = _text(raw.get("name"))
    if name is None:
        return None
    own = raw[_OUR_OBJECT] if _is_ours(raw) else {}
    rate = own.get("sample_rate")
    return Voice(
        name,
        languages=_texts(raw.get("languages")),
        speakers=_texts([s.get("name") for s in _objects(raw.get("speakers"))]),
        description=_text(raw.get("description")),
        engine=_text(own.get("engine")),
        quality=_text(own.get("quality")),
        sample_rate=rate if type(rate) is int and rate in RATES else None,
    )


def _is_ours(voice: dict[str, Any]) -> bool:
    return isinstance(voice.get(_OUR_OBJECT), dict)


def _speaks(voice: Voice, language: str) -> bool:
    return any(_primary(tag) == _primary(language) for tag in voice.languages)


def _primary(tag: str) -> str:
    return tag.replace("-", "_").partition("_")[0].lower()


def _objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(item for item in items if _text(item)))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
