"""Dictionaries in YAML: what is read, and what is refused in which line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.text.lexicon.entry import Block, Entry, Scope, WrongLineError
from jabbertts_wyoming.text.lexicon.yaml_file import read_yaml


def blocks(source: str) -> list[Block]:
    return list(read_yaml(source))


def test_a_file_has_words_for_languages_and_voices() -> None:
    source = """
# my words
language: en
voices: [en_US-joe-medium, af_heart]
words:
  Zigbee: {ipa: "ˈzɪɡbiː"}
  IKEA: {say: "eye kia"}
  "Home  Assistant": home assistant
  Sonos: {x-sampa: '"s@UnQs'}
"""
    assert blocks(source) == [
        Block(
            Scope(("en",), ("en_us-joe-medium", "af_heart")),
            (
                Entry("Zigbee", phonemes="zˈɪɡbiː"),
                Entry("IKEA", say="eye kia"),
                Entry("Home Assistant", say="home assistant"),
                Entry("Sonos", phonemes="sˈəʊnɒs"),
            ),
        )
    ]


def test_words_are_text_whatever_yaml_makes_of_them() -> None:
    words = blocks("words: {no: nein, on: an, 1.50: one fifty, null: nothing, 2024-01-01: x}")
    assert [(entry.word, entry.say) for entry in words[0].entries] == [
        ("no", "nein"),
        ("on", "an"),
        ("1.50", "one fifty"),
        ("null", "nothing"),
        ("2024-01-01", "x"),
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("en",)),
        ("en-US", ("en_us",)),
        ("[de, nb]", ("de", "no")),
        ("sr_Latn", ("sr_latn",)),
        ("no", ("no",)),  # to YAML, a truth value
    ],
)
def test_languages(language: str, expected: tuple[str, ...]) -> None:
    assert blocks(f"language: {language}\nwords: {{a: b}}")[0].scope.languages == expected


def test_each_document_is_a_block() -> None:
    found = blocks("language: en\nwords: {a: b}\n---\nlanguage: de\nwords: {c: d}\n---\n# end\n")
    assert [block.scope.languages for block in found] == [("en",), ("de",)]


def test_english_has_an_r_of_its_own() -> None:
    source = "words: {red: {ipa: rɛd}}"
    assert blocks(f"language: en_GB\n{source}")[0].entries[0].phonemes == "ɹɛd"
    assert blocks(f"language: de\n{source}")[0].entries[0].phonemes == "rɛd"
    assert blocks(source)[0].entries[0].phonemes == "rɛd"


@pytest.mark.parametrize(
    ("source", "line", "named"),
    [
        ("- a\n- b", 1, "the file must have language, voices and words"),
        ("hello", 1, "the file must have"),
        ("language: en", 1, "words is missing"),
        ("words:\n", 1, "words must have entries"),
        ("words: []", 1, "words must have entries"),
        ("words:\n  a: b\nword: {}", 3, "'word' is unknown; allowed: language, voices, words"),
        ("language: klingon\nwords: {a: b}", 1, "'klingon' is no language; write one as en"),
        ("language: {a: b}\nwords: {a: b}", 1, "language must be one name, or a list"),
        ("language: [en,\n [de]]\nwords: {a: b}", 1, "language must be one name, or a list"),
        ("language: []\nwords: {a: b}", 1, "language is empty; leave it out"),
        ("language:\nwords: {a: b}", 1, "language must be one name"),
        ("words:\n  a: b\n  c:\n", 3, "what to say for 'c' must have a letter or a digit"),
        ("words:\n  a: b\n  c: [x]\n", 3, "'c' must have what to say, or one of {ipa: …}"),
        ("words:\n  a: {}\n", 2, "'a' must have what to say"),
        ("words:\n  a: {ipa: a, say: b}\n", 2, "'a' must have what to say"),
        ("words:\n  a: {sound: b}\n", 2, "'a' must have what to say"),
        ("words:\n  a: {say: [b]}\n", 2, "'a' must have what to say"),
        ("words:\n  a:\n    ipa: zig!\n", 3, "the phonemes of 'a': '!' (U+0021)"),
        ("words:\n  a:\n    x-sampa: ','\n", 3, "the phonemes of 'a': ',' is no symbol of X-SAMPA"),
        ("words:\n  a: {ipa: " + "a" * 201 + "}", 2, "the phonemes of 'a' may have 200 characters"),
        ("words:\n  a: " + "b" * 201, 2, "what to say for 'a' may have 200 characters, not 201"),
        ("words:\n  " + "a" * 81 + ": b", 2, "the word may have 80 characters, not 81"),
        ("words:\n  ' ': b", 2, "a word must have at least one character that can be seen"),
        ("words:\n  a: b\n  a: c", 3, "'a' is already in line 2"),
        ("words: {a: b, a: c}", 1, "'a' is already in line 1"),
        ("words:\n  a b: c\n  'a  b': c", 3, "'a b' is already in line 2"),
        ('words:\n  a: "b\\0c"', 2, "must be without control characters"),
        ("words:\n  a: b\n\tc: d", 3, "not YAML"),
        ("words: {a: b", 1, "not YAML"),
        ("words:\n  a: b\n  c: \x00", 3, "not YAML: control characters are not allowed"),
        ("words:\n  a: &x b\n  c: *x", 3, "aliases (*) are not allowed"),
        ("words:\n  a: !!python/name:os.system b", 2, "tags (!) are not allowed"),
        ("words:\n  a: !!binary aGk=", 2, "tags (!) are not allowed"),
        ("words:\n  ? [a]\n  : b", 2, "can't stand before a colon"),
        ("words: {a: {ipa: {a: {b: c}}}}", 1, "nested too deep"),
        ("[" * 100_000, 1, "nested too deep"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(source: str, line: int, named: str) -> None:
    with pytest.raises(WrongLineError) as caught:
        blocks(source)
    assert (caught.value.line, named in str(caught.value)) == (line, True), str(caught.value)


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 50)]
    with pytest.raises(WrongLineError, match="aliases"):
        blocks("\n".join(lines))


PIECES = st.sampled_from(
    (
        "words:",
        "language: ",
        "voices",
        "a",
        "ˈzɪɡ",
        ": ",
        "- ",
        "? ",
        "|\n",
        "\n",
        "  ",
        "\t",
        "---\n",
        "{ipa: ",
        "}",
        "[",
        "]",
        '"',
        "'",
        "#",
        "*a",
        "&a ",
        "!!str ",
        "%",
        "\ud7ff",
        "\ufeff",
    )
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60))
def test_nothing_else_is_raised(source: str) -> None:
    line = 1
    try:
        blocks(source)
    except WrongLineError as error:
        line = error.line
    assert 1 <= line <= len(source) + 1
