"""Voices as servers offer them."""

import json
from functools import cache
from importlib import resources

from bridge.order import Voice

JOE = "en_US-joe-medium"


def piper(name: str, *speakers: str, quality: str | None = None, engine: str = "piper") -> Voice:
    """Return a voice of ours whose name tells its language and quality, as Piper's do."""
    language, _, ending = name.partition("-")[0], None, name.rpartition("-")[2]
    return Voice(name, (language,), speakers, None, engine, quality or ending, 22050)


def formant(*languages: str) -> Voice:
    """Return a formant voice of ours."""
    name = f"espeak-{languages[0].partition('_')[0]}"
    return Voice(name, languages, (), None, "espeak", "x_low", 22050)


def foreign(name: str, *languages: str) -> Voice:
    """Return a voice of a server that tells nothing of its own."""
    return Voice(name, languages or (name.partition("-")[0],))


@cache
def catalogue() -> tuple[Voice, ...]:
    """All published Piper voices, as wyoming-piper lists them."""
    text = resources.files("wyoming_piper").joinpath("voices.json").read_text("utf-8")
    return tuple(
        Voice(name, (entry["language"]["code"],), tuple(entry["speaker_id_map"]))
        for name, entry in sorted(json.loads(text).items())
    )
