"""How a language's file is found."""

from pathlib import Path

import pytest

from jabbertts_wyoming.text.normalise import loading
from jabbertts_wyoming.text.normalise.schema import LanguageData


def test_the_message_names_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "xx.yaml").write_text("numbers: {decimal: [1]}", "utf-8")
    monkeypatch.setattr(loading, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"xx\.yaml: .*\n?.*numbers\.decimal"):
        loading._load("xx", LanguageData)


@pytest.mark.parametrize(
    ("tag", "code"), [("en_US", "en"), ("pt-BR", "pt"), ("nb_NO", "no"), ("DE", "de"), ("id", "id")]
)
def test_a_tag_names_a_language(tag: str, code: str) -> None:
    assert loading.code_of(tag) == code


@pytest.mark.parametrize("tag", ["tlh", "../en", "", "zz-ZZ"])
def test_a_language_without_a_file_has_all_defaults(tag: str) -> None:
    assert loading.data_of(tag) == LanguageData()


def test_a_region_s_part_is_merged_into_the_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = "time: {am: a, pm: p}\nregions: {AT: {time: {pm: q}, numbers: {pairs: 2}}}"
    (tmp_path / "qq.yaml").write_text(text, "utf-8")
    monkeypatch.setattr(loading, "files", lambda _: tmp_path)
    plain, regional = loading.data_of("qq_DE"), loading.data_of("qq-at")
    assert (plain.time.am, plain.time.pm, plain.numbers.pairs) == ("a", "p", 0)
    assert (regional.time.am, regional.time.pm, regional.numbers.pairs) == ("a", "q", 2)
