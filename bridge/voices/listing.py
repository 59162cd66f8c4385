"""The voices as `GET /v1/audio/voices` lists them."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..order import Voice
from .names import VoiceNames
from .quality import quality_of

MOST_SPEAKERS = 20
"""Speakers of one voice that get an entry of their own; some voices have hundreds."""


def voice_list(voices: Sequence[Voice], names: VoiceNames) -> list[dict[str, Any]]:
    """Return one JSON object for each `id` that a request's `voice` may have.

    First the real voices, then the first speakers of each multi-speaker voice as `VOICE:SPEAKER`
    (`speakers` of the voice itself has all), then the names that stand for one of them, with
    `alias_of`: what speaks for it now (None: the server's own default). Ids are unique; each
    object has an `id` and a `name`.
    """
    entries: dict[str, dict[str, Any]] = {}
    for found in (_voices(voices), _speakers(voices), _aliases(voices, names)):
        for entry in found:
            entries.setdefault(entry["id"], entry)
    return list(entries.values())


def _voices(voices: Sequence[Voice]) -> Iterator[dict[str, Any]]:
    for voice in voices:
        yield _entry(voice, voice.name, voice.name, voice.speakers)


def _speakers(voices: Sequence[Voice]) -> Iterator[dict[str, Any]]:
    for voice in voices:
        if len(voice.speakers) > 1:
            for speaker in voice.speakers[:MOST_SPEAKERS]:
                yield _entry(voice, f"{voice.name}:{speaker}", f"{voice.name}, {speaker}", ())


def _entry(voice: Voice, id_: str, name: str, speakers: Sequence[str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": id_,
        "name": name,
        "languages": list(voice.languages),
        "speakers": list(speakers),
        "engine": voice.engine,
        "quality": quality_of(voice),
    }
    return {**entry, "description": voice.description} if voice.description else entry


def _aliases(voices: Sequence[Voice], names: VoiceNames) -> Iterator[dict[str, Any]]:
    by_name = {voice.name: voice for voice in reversed(voices)}
    for name, entry in names.names if voices else ():
        choice = names.resolve(name, None, voices)
        voice = by_name[choice.voice] if choice.voice is not None else None
        speaker = f":{choice.speaker}" if choice.speaker is not None else ""
        target = f"{voice.name}{speaker}" if voice else None
        shown = f"{name} ({target})" if target else name
        yield {
            **_entry(voice or Voice(name), name, shown, ()),
            "description": entry.description,
            "alias_of": target,
        }
