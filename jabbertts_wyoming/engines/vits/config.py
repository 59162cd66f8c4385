"""The JSON file beside a Piper voice."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...common.errors import VoiceError
from ...phonemes.ids import BOS, EOS, PAD
from .encoder import Scales

PHONEME_TYPES = ("espeak", "text", "hebrew", "japanese", "pinyin")
MAX_CONFIG_BYTES = 4_000_000
MAX_SPEAKERS = 10_000
MIN_LENGTH_SCALE = 0.01
MAX_SCALE = 100
_TAG = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class PiperConfig:
    """What is needed of `NAME.onnx.json`, checked.

    `sample_rate` is in Hz, `language` a tag such as `en_US`; `speakers` maps names to indexes
    and is empty for a single-speaker voice.
    """

    sample_rate: int
    quality: str
    language: str
    espeak_voice: str
    phoneme_type: str
    phoneme_id_map: Mapping[str, tuple[int, ...]]
    scales: Scales
    speakers: Mapping[str, int]
    dataset: str
    version: str | None

    @classmethod
    def read(cls, path: Path) -> "PiperConfig":
        """Read and check the file; raises `VoiceError` that names the field."""
        try:
            if path.stat().st_size > MAX_CONFIG_BYTES:
                raise VoiceError(f"{path.name} is larger than {MAX_CONFIG_BYTES} bytes")
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise VoiceError(f"{path.name} can't be read: {error}") from error
        if not isinstance(data, dict):
            raise VoiceError(f"{path.name} is not a JSON object")
        try:
            return _parse(data)
        except VoiceError as error:
            raise VoiceError(f"{path.name}: {error}") from error


def _parse(data: dict[str, Any]) -> PiperConfig:
    phoneme_type = data.get("phoneme_type", "espeak")
    if phoneme_type not in PHONEME_TYPES:
        raise VoiceError(
            f"phoneme_type {phoneme_type!r:.40} needs a phonemizer that this version does not "
            f"have (it has {', '.join(PHONEME_TYPES)})"
        )
    audio, inference = _object(data, "audio"), _object(data, "inference")
    espeak_voice = _text(_object(data, "espeak"), "voice", "")
    if phoneme_type == "espeak" and not espeak_voice:
        raise VoiceError("espeak.voice is missing")
    rate = audio.get("sample_rate")
    if isinstance(rate, bool) or not isinstance(rate, int) or not 4000 <= rate <= 192_000:
        raise VoiceError(f"audio.sample_rate is {rate!r}; expected 4000 to 192000 Hz")
    return PiperConfig(
        sample_rate=rate,
        quality=_text(audio, "quality", "unknown"),
        language=_language(data, espeak_voice),
        espeak_voice=espeak_voice,
        phoneme_type=phoneme_type,
        phoneme_id_map=_id_map(data.get("phoneme_id_map")),
        scales=Scales(
            noise=_number(inference, "noise_scale", 0.667),
            length=_number(inference, "length_scale", 1.0, MIN_LENGTH_SCALE),
            noise_w=_number(inference, "noise_w", 0.8),
        ),
        speakers=_speakers(data),
        dataset=_text(data, "dataset", ""),
        version=_text(data, "piper_version", "") or None,
    )


def _object(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise VoiceError(f"{key} is not an object")
    return value


def _text(data: dict[str, Any], key: str, default: str) -> str:
    value = data.get(key)
    if value is None:
        return default
    if not isinstance(value, str):
        raise VoiceError(f"{key} is not text")
    return value


def _number(data: dict[str, Any], key: str, default: float, least: float = 0.0) -> float:
    value = data.get(key, default)
    known = isinstance(value, int | float) and not isinstance(value, bool)
    if not known or not least <= value <= MAX_SCALE:
        raise VoiceError(f"inference.{key} is {value!r:.40}; expected {least:g} to {MAX_SCALE}")
    return float(value)


def _language(data: dict[str, Any], espeak_voice: str) -> str:
    code = _text(_object(data, "language"), "code", "") or espeak_voice
    if not code:
        raise VoiceError("language.code is missing")
    if not _TAG.fullmatch(code):
        raise VoiceError(f"language.code is {code!r:.40}; expected a tag such as en_US")
    first, *rest = code.replace("-", "_").split("_")
    return "_".join([first.lower(), *(p.upper() if len(p) == 2 else p for p in rest)])


def _id_map(value: Any) -> dict[str, tuple[int, ...]]:
    if not isinstance(value, dict):
        raise VoiceError("phoneme_id_map is missing or not an object")
    ids = {}
    for phoneme, entry in value.items():
        row = entry if isinstance(entry, list) else [entry]
        if not row or not all(type(i) is int and 0 <= i < 1_000_000 for i in row):
            raise VoiceError(f"phoneme_id_map[{phoneme!r}] is not a list of ids")
        ids[phoneme] = tuple(row)
    if missing := [s for s in (PAD, BOS, EOS) if s not in ids]:
        raise VoiceError(f"phoneme_id_map lacks {', '.join(map(repr, missing))}")
    return ids


def _speakers(data: dict[str, Any]) -> dict[str, int]:
    count = data.get("num_speakers", 1)
    if type(count) is not int or not 1 <= count <= MAX_SPEAKERS:
        raise VoiceError(f"num_speakers is {count!r:.40}; expected 1 to {MAX_SPEAKERS}")
    if count == 1:
        return {}
    named = _object(data, "speaker_id_map")
    if not all(type(i) is int and 0 <= i < count for i in named.values()):
        raise VoiceError(f"speaker_id_map has an index outside 0 to {count - 1}")
    return named or {str(i): i for i in range(count)}
