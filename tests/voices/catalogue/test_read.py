from pathlib import Path
from typing import Any

import pytest
import yaml

from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.voices.catalogue.entry import CatalogueFile, Entry
from jabbertts_wyoming.voices.catalogue.read import FAMILIES, entries, read_families, read_family

from .test_schema import FILE, family


def read(tmp_path: Path, data: dict[str, Any]) -> list[Entry]:
    path = tmp_path / "f.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return list(entries(read_family(path)))


def test_what_a_family_says_counts_for_its_voices(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, family())
    assert (entry.id, entry.name, entry.variant, entry.is_default) == ("v", "v", None, True)
    assert (entry.tier, entry.sample_rate, entry.licence) == ("low", 16_000, "unknown")
    assert entry.card == "https://voices.invalid/main/card"
    assert entry.language_names == ("German (Germany)",)
    assert (entry.shared, entry.bytes) == ((), 5)
    url = "https://voices.invalid/main/a/b.onnx"
    assert entry.own == (CatalogueFile("b.onnx", url, 5, "md5", "0" * 32),)


def test_what_a_voice_says_comes_first(tmp_path: Path) -> None:
    voice = {"languages": ["de_DE"], "files": [FILE], "tier": "high", "licence": "CC0"}
    (entry,) = read(tmp_path, family(voices={"v": voice}))
    assert (entry.tier, entry.licence) == ("high", "CC0")


def test_variants_share_their_files(tmp_path: Path) -> None:
    model = {"url": "https://other.invalid/m.onnx"}
    data = family(
        folder="f",
        tier=None,
        variants={
            "int8": {"tier": "low", "files": [{**model, "bytes": 7}]},
            "fp32": {"tier": "high", "files": [model]},
        },
    )
    first, second = read(tmp_path, data)
    assert [(e.name, e.tier, e.bytes) for e in (first, second)] == [
        ("v", "low", 12),
        ("v@fp32", "high", None),
    ]
    assert first.shared[0].url == "https://other.invalid/m.onnx"
    assert [f.path for f in first.files] == ["f/m.onnx", "f/b.onnx"]


def test_what_is_built_in_has_no_files(tmp_path: Path) -> None:
    voice = {"languages": ["de_DE"], "engine_voice": "gmw/de"}
    (entry,) = read(tmp_path, family(built_in=True, voices={"v": voice}))
    assert (entry.built_in, entry.files, entry.bytes) == (True, (), 0)
    assert entry.engine_voice == "gmw/de"


@pytest.mark.parametrize("field", ["tier", "sample_rate", "card"])
def test_what_nobody_says_is_told(tmp_path: Path, field: str) -> None:
    with pytest.raises(ConfigError, match=f"voice v has no {field}"):
        read(tmp_path, family(**{field: None}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "No such file"),
        ("a: [", "not readable"),
        ("[]", "the file: Input should be"),
        ("family: 5", "licence: Field required"),
        ("!!python/object/apply:os.system ['true']", "not readable"),
        ("\xff", "not readable"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "f.yaml"
    if text is not None:
        path.write_text(text, "latin-1")
    with pytest.raises(ConfigError, match=message) as caught:
        read_family(path)
    assert "\n" not in str(caught.value)


def test_every_family_is_read() -> None:
    assert [family.family for family in read_families()] == list(FAMILIES)
