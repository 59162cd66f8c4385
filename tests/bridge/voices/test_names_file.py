import re
from pathlib import Path

import pytest

from bridge.voices.names_file import NamesFile, VoiceName, load_names
from bridge.voices.quality import without_quality
from jabbertts_wyoming.common.errors import ConfigError

from .shelves import catalogue

OPENAI = "alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar"
_PIPER = re.compile(r"[a-z]{2}_[A-Z]{2}-")


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "names.yaml"
    path.write_text(text, "utf-8")
    return path


def entries(book: NamesFile) -> list[str]:
    """Return every voice id in the file."""
    lists = [name.voices for name in book.names.values()]
    return [id_ for ids in (*lists, book.genders.female, book.genders.male) for id_ in ids]


# --- the built-in file


def test_the_built_in_file_has_all_of_openais_names() -> None:
    assert " ".join(load_names().names) == OPENAI


def test_its_piper_voices_are_published_ones() -> None:
    published = {v.name: v.speakers for v in catalogue()}
    published.update({without_quality(v.name): v.speakers for v in catalogue()})
    ids = [id_ for id_ in entries(load_names()) if _PIPER.match(id_)]
    assert len(ids) > 100
    for id_ in ids:
        voice, _, speaker = id_.partition(":")
        assert voice in published, id_
        assert not speaker or speaker in published[voice], id_


def test_its_other_voices_are_named_like_kokoros_in_the_language_and_gender_they_serve() -> None:
    book = load_names()
    for name, entry in book.names.items():
        letters = {"en_US": "a", "en_GB": "b"}[entry.language] + str(entry.gender)[0]
        others = [id_ for id_ in entry.voices if not _PIPER.match(id_)]
        assert others, name
        assert {id_[:3] for id_ in others} == {f"{letters}_"}, name


def test_the_gender_of_each_voice_of_a_name_is_known_and_the_names() -> None:
    book = load_names()
    of = {"female": set(book.genders.female), "male": set(book.genders.male)}
    wrong = [
        f"{name}: {id_}"
        for name, entry in book.names.items()
        for id_ in entry.voices
        if without_quality(id_) not in of[str(entry.gender)]
    ]
    assert wrong == []


def test_each_name_prefers_a_kokoro_voice_of_its_own() -> None:
    first = [entry.voices[0] for entry in load_names().names.values()]
    assert len(set(first)) == len(first)


# --- a user's file


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "names:\n"
        "  ' Ann ': {voices: [en_GB-alba-medium, 'vctk:p239'], language: en-GB, gender: female}\n"
        "  bob:\n    voices: [joe]\n    language: en\n",
    )
    book = load_names(path)
    assert book.names == {
        "Ann": VoiceName(
            voices=("en_GB-alba-medium", "vctk:p239"), language="en-GB", gender="female"
        ),
        "bob": VoiceName(voices=("joe",), language="en"),
    }
    assert book.genders.female == ()


GOOD = "names: {a: {voices: [x], language: en}}\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "must hold 'names:'"),
        ("- a", "must hold 'names:'"),
        ("{}", "names: Field required"),
        ("a: [", "not valid YAML in line 1"),
        ("a: \0", "not readable as YAML"),
        (GOOD + "voices: []", "voices: Extra inputs are not permitted"),
        ("names: [a]", "names: must be a valid dictionary"),
        ("names: {a: x}", "names.a: "),
        ("names: {a: {language: en}}", "names.a.voices: Field required"),
        ("names: {a: {voices: [x]}}", "names.a.language: Field required"),
        ("names: {a: {voices: x, language: en}}", "names.a.voices: must be a list"),
        ("names: {a: {voices: [], language: en}}", "names.a.voices: "),
        ("names: {a: {voices: [x, ''], language: en}}", "names.a.voices.1: "),
        ("names: {a: {voices: [x, 5], language: en}}", "names.a.voices.1: must be a valid string"),
        ("names: {a: {voices: [x, X], language: en}}", "names.a.voices: 'X' is there twice"),
        (
            "names: {a: {voices: [x], language: no}}",
            "names.a.language: must be a valid string; in YAML, no and yes need quotes",
        ),
        (
            "names: {a: {voices: [x], language: English}}",
            "names.a.language: must be a language tag",
        ),
        (
            "names: {a: {voices: [x], language: en, gender: f}}",
            "names.a.gender: must be 'female' or 'male'",
        ),
        ("names: {a: {voices: [x], language: en, sex: f}}", "names.a.sex: Extra inputs"),
        ("names: {'a:b': {voices: [x], language: en}}", "names.a:b: a name must have no ':'"),
        ("names: {5: {voices: [x], language: en}}", "names.5: must be a valid string"),
        (
            "names: {a: {voices: [x], language: en}, A: {voices: [x], language: en}}",
            "names: 'A' is there twice",
        ),
        (GOOD + "genders: {female: [x], male: [X]}", "genders: 'x' is in both lists"),
        (GOOD + "genders: {other: [x]}", "genders.other: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_file_is_told_by_file_and_field(tmp_path: Path, text: str, problem: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load_names(path)
    lines = str(raised.value).split("\n")
    assert any(line.startswith(f"{path}: ") for line in lines)
    assert problem in lines[0]


def test_every_problem_has_a_line(tmp_path: Path) -> None:
    path = write(tmp_path, "names: {a: {voices: [], language: x}}\ngenders: {f: []}")
    with pytest.raises(ConfigError) as raised:
        load_names(path)
    assert len(str(raised.value).split("\n")) == 3


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no\.yaml: No such file"):
        load_names(tmp_path / "no.yaml")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ConfigError, match="not readable as YAML"):
        load_names(path)
