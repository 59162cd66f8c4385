"""Every row of every language's table is said as it should be."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.text.normalise import normalise, spoken_text

TABLES = sorted((Path(__file__).parent / "tables").glob("*.yaml"))
FEWEST = {
    "en": 160,
    "nl": 90,
    "de": 100,
    "pl": 150,
    "ru": 190,
    "da": 100,
    "no": 100,
    "sv": 100,
    "fi": 130,
    "el": 95,
    "tr": 30,
    "fr": 100,
    "es": 120,
    "it": 120,
    "pt": 120,
    "ar": 100,
    "he": 100,
    "hi": 25,
    "ja": 80,
    "ko": 100,
    "ms": 25,
    "sw": 20,
    "zh": 100,
}


@cache
def table(path: Path) -> dict[str, Any]:
    """`language`, `voice` (espeak-ng's; none: the texts are compared) and `rows`."""
    loaded = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def rows() -> list[Any]:
    return [
        pytest.param(path, row, id=f"{path.stem}: {row['raw']}")
        for path in TABLES
        for row in table(path)["rows"]
    ]


@pytest.mark.parametrize(("path", "row"), rows())
def test_a_row_is_said_as_it_should_be(path: Path, row: dict[str, str]) -> None:
    voice = table(path).get("voice")
    pieces = normalise(row["raw"], table(path)["language"])
    said = spoken_text(pieces)
    assert heard(said, voice) == heard(row["spoken"], voice), f"said {said!r}"
    assert "".join(row["raw"][piece.start : piece.end] for piece in pieces) == row["raw"]


def heard(text: str, voice: str | None) -> str:
    """Return the phonemes, or the text itself where espeak-ng can't read the script."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(phonemize(plain, voice)).strip() if voice else plain


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_sound(path: Path) -> None:
    raws = [row["raw"] for row in table(path)["rows"]]
    assert set(table(path)) <= {"language", "voice", "rows"}
    assert all(set(row) <= {"raw", "spoken", "source"} for row in table(path)["rows"])
    assert len(set(raws)) == len(raws), "a row twice"
    assert len(raws) >= FEWEST.get(path.stem, 1)
