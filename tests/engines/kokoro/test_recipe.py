from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro.recipe import (
    Part,
    Recipe,
    find_recipes,
    is_blend,
    parse_blend,
)


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("af_heart", {"af_heart": 1.0}),
        ("af_heart:7", {"af_heart": 1.0}),
        ("af_heart+am_onyx", {"af_heart": 0.5, "am_onyx": 0.5}),
        ("af_heart:0.6+am_onyx:0.4", {"af_heart": 0.6, "am_onyx": 0.4}),
        (" af_heart : 3 + am_onyx ", {"af_heart": 0.75, "am_onyx": 0.25}),
        ("a:1+b:2+a:1", {"a": 0.5, "b": 0.5}),
    ],
)
def test_blends(text: str, shares: dict[str, float]) -> None:
    assert {part.style: pytest.approx(part.share) for part in parse_blend(text)} == shares


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' can't be a style's name"),
        ("a+", "'' can't be a style's name"),
        ("../a", "'../a' can't be"),
        ("a:0", "'0' is no weight"),
        ("a:-1+b:2", "'-1' is no weight; it must be a number above 0"),
        ("a:nan", "'nan' is no weight"),
        ("a:inf", "'inf' is no weight"),
        ("a:+b", "'' is no weight"),
        ("a:1:2", "'1:2' is no weight"),
        ("+".join(f"a{k}" for k in range(17)), "more than 16"),
        ("x" * 5000, "can't be a style's name"),
    ],
)
def test_broken_blends(text: str, message: str) -> None:
    with pytest.raises(VoiceError, match=r"^blend ") as caught:
        parse_blend(text)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_name_with_a_plus_asks_for_a_blend() -> None:
    assert is_blend("af_heart:0.6+am_onyx")
    assert not is_blend("af_heart")


def test_the_main_style() -> None:
    assert Recipe("x", parse_blend("a:1+b:3+c:2")).main == "b"


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")


def test_recipes_from_files(tmp_path: Path) -> None:
    put(tmp_path, "duo.yaml", "blend: af_heart+am_onyx")
    put(tmp_path, "x.yml", "{name: solo, blend: bf_emma, language: en_US, description: Émma}")
    put(tmp_path, ".hidden.yaml", "blend: af_heart")
    (tmp_path / "folder.yaml").mkdir()
    halves = (Part("af_heart", 0.5), Part("am_onyx", 0.5))
    assert find_recipes(tmp_path) == {
        "duo": Recipe("duo", halves),
        "solo": Recipe("solo", (Part("bf_emma", 1.0),), "en_US", "Émma"),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no field 'blend'"),
        ("[a]", "no field 'blend'"),
        ("name: x", "no field 'blend'"),
        ("blend: 7", "blend must be text"),
        ("{blend: a, language: }", "language must be text"),
        ("{blend: a, gender: f}", "field 'gender'; there are name, blend"),
        ("{blend: a, name: a/b}", "name: 'a/b' can't be"),
        ("{blend: 'a:x'}", "'x' is no weight"),
        ("{blend", "not YAML"),
        ("[" * 5000, "not YAML"),
        ("#" * 10_001, "larger than 10000 bytes"),
    ],
)
def test_broken_files(tmp_path: Path, text: str, message: str) -> None:
    put(tmp_path, "odd.yaml", text)
    recipe = find_recipes(tmp_path)["odd"]
    assert recipe.parts == ()
    assert recipe.problem is not None
    assert recipe.problem.startswith("odd.yaml: ")
    assert message in recipe.problem
    assert "\n" not in recipe.problem


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_bytes(b"\xff\xfe\x00")
    assert "not YAML" in (find_recipes(tmp_path)["odd"].problem or "")
