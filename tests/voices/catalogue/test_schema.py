from typing import Any

import pytest
from pydantic import ValidationError

from jabbertts_wyoming.voices.catalogue.schema import FamilySpec

FILE = {"url": "a/b.onnx", "bytes": 5, "md5": "0" * 32}


def family(**changes: Any) -> dict[str, Any]:
    """Return a small family as YAML gives it."""
    voice = {"languages": ["de_DE"], "files": [FILE]}
    return {
        "family": "f",
        "title": "F",
        "engine": "piper",
        "facts": "made up",
        "base": "https://voices.invalid/main/",
        "licence": "unknown",
        "attribution": {"name": "N", "url": "https://voices.invalid"},
        "card": "card",
        "tier": "low",
        "sample_rate": 16_000,
        "languages": {"de_DE": "German (Germany)"},
        "voices": {"v": voice},
        **changes,
    }


def with_file(**changes: Any) -> dict[str, Any]:
    return family(voices={"v": {"languages": ["de_DE"], "files": [{**FILE, **changes}]}})


def with_voice(**changes: Any) -> dict[str, Any]:
    return family(voices={"v": {"languages": ["de_DE"], "files": [FILE], **changes}})


def built_in(**changes: Any) -> dict[str, Any]:
    return family(built_in=True, voices={"v": {"languages": ["de_DE"]}}, **changes)


def test_what_is_built_in_has_no_files() -> None:
    assert FamilySpec.model_validate(built_in()).voices["v"].files == []


def test_a_family_is_read() -> None:
    assert FamilySpec.model_validate(family()).voices["v"].files[0].bytes == 5


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (family(colour="red"), "colour"),
        (family(base="http://voices.invalid/"), "base"),
        (family(base="https://voices.invalid"), "base must end"),
        (family(base="https://user@voices.invalid/"), "base"),
        (family(folder="../x"), "folder"),
        (family(folder=".x"), "folder"),
        (family(voices={}), "voices"),
        (family(voices={"../v": {"languages": ["de_DE"], "files": [FILE]}}), "voices"),
        (family(tier="huge"), "tier"),
        (family(sample_rate=1), "sample_rate"),
        (family(sample_rate="16000"), "sample_rate"),
        (with_voice(languages=["fr_FR"]), "no name for fr_FR"),
        (with_voice(languages=["German"]), "languages"),
        (with_voice(languages=[]), "languages"),
        (with_voice(speakers=0), "speakers"),
        (with_voice(files=[]), "voice v: files: at least one is needed"),
        (family(built_in=True), "voice v: files: it is built in and has none"),
        (built_in(variants={"x": {"files": [FILE]}}), "variants"),
        (with_voice(min_ram=-1), "min_ram"),
        (with_file(url="http://voices.invalid/x"), "url"),
        (with_file(url="../../etc/passwd"), "url"),
        (with_file(url="/etc/passwd"), "url"),
        (with_file(url="a\\b"), "url"),
        (with_file(md5="xyz"), "md5"),
        (with_file(bytes=0), "bytes"),
        (with_file(sha256="0" * 64), "sha256 and md5"),
        (with_file(bytes=None), "bytes"),
        (with_file(sum_from="hearsay"), "sum_from"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError, match=where):
        FamilySpec.model_validate(wrong)
