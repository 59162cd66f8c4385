import pytest

from jabbertts_wyoming.text.language_data import LANGUAGES
from jabbertts_wyoming.text.languages import language_of


@pytest.mark.parametrize("tag", ["de", "de_DE", "de-AT", "DE"])
def test_only_the_first_part_of_a_tag_counts(tag: str) -> None:
    language = language_of(tag)
    assert language.code == "de"
    assert language.ordinals
    assert language.nouns


@pytest.mark.parametrize(("tag", "code"), [("nb_NO", "no"), ("nn", "no"), ("id_ID", "ms")])
def test_close_languages_share_their_rules(tag: str, code: str) -> None:
    assert language_of(tag) == language_of(code)


@pytest.mark.parametrize("tag", ["", "tlh", "_", "123"])
def test_an_unknown_language_has_the_common_rules(tag: str) -> None:
    language = language_of(tag)
    assert "dr" in language.before
    assert "etc" in language.closing
    assert not language.starters


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_tables_are_consistent(code: str) -> None:
    language = language_of(code)
    lists = [language.before, language.closing, language.numeric]
    assert sum(map(len, lists)) == len(frozenset().union(*lists)), "a word in two lists"
    assert not [word for words in lists for word in words if word.endswith(".")]
    assert all(word == word.lower() for word in language.starters | language.letters)
    assert all(len(word) == 1 for word in language.letters)
