import subprocess
import sys
from dataclasses import dataclass, fields, replace
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from jabbertts_wyoming.audio_cache import key as key_module
from jabbertts_wyoming.audio_cache.key import segment_key
from jabbertts_wyoming.engines.base import Manner
from jabbertts_wyoming.engines.kokoro.loader import PreparingLoader
from jabbertts_wyoming.engines.kokoro.recipe import Part, Recipe
from jabbertts_wyoming.engines.kokoro.shared import SharedModels
from jabbertts_wyoming.engines.kokoro.styles import StyleFile
from jabbertts_wyoming.voices import piper
from jabbertts_wyoming.voices.kokoro import KokoroSource

STAMP = (Path("/voices/a.onnx"), (12, 34), frozenset({"x", "y"}))
BASE: dict[str, Any] = {
    "engine": "piper",
    "voice": "en_US-joe-medium",
    "stamp": STAMP,
    "manner": Manner(),
    "text": "The kitchen light is on.",
    "seed": None,
    "extra": (),
}


def key(**changes: Any) -> str:
    return segment_key(**{**BASE, **changes})


def test_a_key_is_a_file_name_and_lasts() -> None:
    assert key() == key(manner=Manner(), stamp=(Path("/voices/a.onnx"), (12, 34), STAMP[2]))
    assert len(key()) == 64
    assert int(key(), 16) >= 0


def test_another_process_makes_the_same_key() -> None:
    # Strings hash, and so sets iterate, differently in each process.
    code = "from tests.audio_cache.test_key import key; print(key())"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == key()


def test_every_field_of_a_manner_makes_another_key() -> None:
    other: dict[type, Any] = {bool: True, type(None): 3, float: 1.5}
    manners = [
        replace(Manner(), **{field.name: other[type(getattr(Manner(), field.name))]})
        for field in fields(Manner)
    ]
    keys = {key(manner=manner) for manner in manners}
    assert len(keys - {key()}) == len(fields(Manner))


@pytest.mark.parametrize(
    "change",
    [
        {"engine": "kokoro"},
        {"voice": "en_US-amy-low"},
        {"stamp": (Path("/voices/a.onnx"), (12, 35), STAMP[2])},
        {"stamp": ("/voices/a.onnx", (12, 34), STAMP[2])},
        {"text": "The kitchen light is on"},
        {"seed": (1, 0)},
        {"extra": ("markup",)},
    ],
    ids=repr,
)
def test_whatever_changes_the_sound_changes_the_key(change: dict[str, Any]) -> None:
    assert key(**change) != key()


def test_a_new_version_makes_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key()
    monkeypatch.setattr(key_module, "GENERATION", "99.0.0.1")
    assert key() != before


def test_the_stamps_of_all_engines_will_do(tmp_path: Path) -> None:
    (embedded,) = piper.find(tmp_path)

    def blend(share: float) -> KokoroSource:
        recipe = Recipe("mix", (Part("af_heart", share), Part("am_onyx", 1 - share)))
        styles = {StyleFile(tmp_path / "voices.npz", (1, 2), "af_heart"): share}
        return KokoroSource(recipe, tmp_path / "k.onnx", (3, 4), styles, models)

    models = SharedModels(PreparingLoader())
    stamps = [embedded.stamp, blend(0.6).stamp, blend(0.5).stamp]
    assert len({key(stamp=stamp) for stamp in stamps}) == 3
    assert key(stamp=blend(0.6).stamp) == key(stamp=stamps[1])


def test_nothing_runs_together() -> None:
    class Colour(Enum):
        A = "A"

    @dataclass(frozen=True)
    class Point:
        x: int

    extras: list[tuple[Any, ...]] = [
        (),
        (None,),
        ("",),
        ("a", "b"),
        ("ab",),
        ("a, b",),
        ("a', 'b",),
        (("a",), "b"),
        (b"ab",),
        (1,),
        (1.0,),
        (True,),
        ("1",),
        (0.1,),
        (0.1 + 2**-55,),
        (-0.0,),
        (0.0,),
        ("\ud83d\ude00",),
        ("\U0001f600",),
        (frozenset("ab"),),
        (frozenset({"ab"}),),
        (Colour.A,),
        (Point(1),),
        (Path("ab"),),
    ]
    keys = [key(extra=extra) for extra in extras]
    assert len(set(keys)) == len(keys)
    assert key(voice="a", text="bc") != key(voice="ab", text="c")
    assert key(seed=(1, 23)) != key(seed=(12, 3))


@pytest.mark.parametrize("value", [object(), lambda: 0, Manner, 1j])
def test_what_may_not_last_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="a key can't be made of"):
        key(extra=(value,))
