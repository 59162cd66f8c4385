"""The Piper family, from the catalogue that the package wyoming-piper carries."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

_BASE = "https://huggingface.co/rhasspy/piper-voices/resolve/main/"
_REPOSITORY = "https://huggingface.co/rhasspy/piper-voices"
_MIB = 2**20

# Piper's documentation: x_low and low are 16 kHz, medium and high 22.05 kHz.
_SAMPLE_RATES = {"x_low": 16_000, "low": 16_000, "medium": 22_050, "high": 22_050}
_TIERS = {"x_low": "low", "low": "low", "medium": "medium", "high": "high"}

# What the model cards say of those that can be read without the publisher's server.
_CARDS: Mapping[str, Mapping[str, Any]] = {
    "en_US-joe-medium": {
        "licence": "CC0",
        "attribution": {
            "name": "Nabu Casa voice datasets",
            "url": "https://github.com/NabuCasa/voice-datasets",
        },
        "note": "CC0 is the dataset's licence; finetuned from en_US-lessac-medium, of whose "
        "licence the model card says nothing",
    }
}

# What their JSON files say, which the package doesn't carry. Those of the Chinese ones have been
# read (https://github.com/IhorShevchuk/piper-app/issues/14); the others are of languages that
# piper-tts has a phonemizer for, with the symbols that came with it.
_PHONEME_TYPES = {
    "he_IL-saspeech-medium": "hebrew",
    "ja_JA-hi_fi_captain-medium": "japanese",
    "th_TH-tsync2-medium": "thai",
    "zh_CN-chaowen-medium": "pinyin",
    "zh_CN-xiao_ya-medium": "pinyin",
}


def family() -> dict[str, Any]:
    """Return the family as its YAML file has it."""
    published = json.loads((files("wyoming_piper") / "voices.json").read_text("utf-8"))
    voices = [published[name] for name in sorted(published)]
    return {
        "family": "piper",
        "title": "Piper",
        "engine": "piper",
        "facts": "the voices.json of the package wyoming-piper; sample rates by quality, as "
        "Piper's documentation has them; min_ram by the model's size, after what the server "
        "needs for en_US-joe-medium",
        "base": _BASE,
        "licence": "unknown",
        "attribution": {"name": "Piper voices", "url": _REPOSITORY},
        "languages": _languages(voices),
        "voices": {voice["key"]: _voice(voice) for voice in voices},
    }


def _languages(voices: list[dict[str, Any]]) -> dict[str, str]:
    named = {}
    for language in (voice["language"] for voice in voices):
        name, country = language["name_english"], language["country_english"]
        named[language["code"]] = f"{name} ({country})" if country else name
    return dict(sorted(named.items()))


def _voice(voice: dict[str, Any]) -> dict[str, Any]:
    by_kind = {path.rpartition("/")[2]: path for path in voice["files"]}
    key, quality = voice["key"], voice["quality"]
    card = by_kind.pop("MODEL_CARD")
    model, config = by_kind.pop(f"{key}.onnx"), by_kind.pop(f"{key}.onnx.json")
    if by_kind:
        raise ValueError(f"{key} has files that we don't know: {', '.join(by_kind)}")
    size = voice["files"][model]["size_bytes"]
    made: dict[str, Any] = {
        "languages": [voice["language"]["code"]],
        "quality": quality,
        "tier": _TIERS[quality],
        "sample_rate": _SAMPLE_RATES[quality],
        "min_ram": _min_ram(size),
        "card": card,
    }
    if voice["num_speakers"] > 1:
        made["speakers"] = voice["num_speakers"]
    if voice["aliases"]:
        made["aliases"] = voice["aliases"]
    if key in _PHONEME_TYPES:
        made["phoneme_type"] = _PHONEME_TYPES[key]
    made |= _CARDS.get(key, {})
    made["files"] = [_file(path, voice["files"][path]) for path in (config, model)]
    return made


def _file(path: str, said: dict[str, Any]) -> dict[str, Any]:
    return {"url": path, "bytes": said["size_bytes"], "md5": said["md5_digest"]}


def _min_ram(model_bytes: int) -> int:
    """Return MiB: docs/BENCHMARKS.md has 288 at the peak for a model of 60; rounded up to 64."""
    needed = 168 + 2 * model_bytes / _MIB
    return int(-(-needed // 64) * 64)
