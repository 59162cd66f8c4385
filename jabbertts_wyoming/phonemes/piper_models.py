"""What the package piper-tts (GPL-3.0-or-later) carries to make vowels of consonants.

Its own classes would open the models with as many threads as there are cores, so only the files
are taken, and the rules that turn pointed Hebrew into phonemes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..common.errors import VoiceError


@dataclass(frozen=True, slots=True)
class TashkeelFiles:
    """Where the Arabic model is, and what its numbers mean.

    `letters` and `hints` are the ids of characters and of signs that are written; `signs` says
    what the model's classes are.
    """

    model: Path
    letters: Mapping[str, int]
    hints: Mapping[str, int]
    signs: Mapping[int, str]


@cache
def tashkeel_files() -> TashkeelFiles:
    """Read the tables of libtashkeel's model. Blocking. Raises `VoiceError`."""
    try:
        from piper.tashkeel import TASHKEEL_DIR  # noqa: PLC0415

        folder = Path(TASHKEEL_DIR)
        letters, hints, targets = (
            json.loads((folder / f"{name}_id_map.json").read_text("utf-8"))
            for name in ("input", "hint", "target")
        )
    except (ImportError, OSError, ValueError) as error:
        raise VoiceError(f"Arabic needs a newer piper-tts (1.8): {error}") from error
    signs = {index: sign for sign, index in targets.items()}
    return TashkeelFiles(folder / "model.onnx", letters, hints, signs)


@dataclass(frozen=True, slots=True)
class HebrewRules:
    """Nakdimon's model, how to run it, and the rules for what is pointed.

    `pointed(session, text)` is the text with points; `ipa` is the phonemes of a pointed word.
    """

    model: Path
    pointed: Callable[[Any, str], str]
    ipa: Callable[[str], str]


@cache
def hebrew_rules() -> HebrewRules:
    """Return what Hebrew needs. Raises `VoiceError` where piper-tts is too old to have it."""
    try:
        from piper.hebrew import DEFAULT_MODEL_PATH, NakdimonDiacritizer  # noqa: PLC0415
        from piper.hebrew.hebrew_ipa import hebrew_to_ipa  # noqa: PLC0415
    except ImportError as error:
        raise VoiceError(f"Hebrew needs a newer piper-tts (1.8): {error}") from error

    class _Pointer(NakdimonDiacritizer):  # type: ignore[misc]  # the package has no types
        def __init__(self, session: Any) -> None:
            self.session = session
            self._input_name = session.get_inputs()[0].name

    def pointed(session: Any, text: str) -> str:
        return str(_Pointer(session).diacritize(text))

    return HebrewRules(Path(DEFAULT_MODEL_PATH), pointed, hebrew_to_ipa)


def japanese_phonemizer() -> Any:
    """Return what makes phonemes of Japanese, as `EspeakPhonemizer` does of other languages.

    It needs the package pyopenjtalk. Raises `VoiceError` where piper-tts is too old to have it.
    """
    try:
        from piper.phonemize_japanese import JapanesePhonemizer  # noqa: PLC0415

        return JapanesePhonemizer()
    except ImportError as error:
        raise VoiceError(f"Japanese needs a newer piper-tts (1.8): {error}") from error
