"""What comes with the program is needed, and what docs/LEXICONS.md shows is read."""

import re
from pathlib import Path

import pytest

from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.text.lexicon.entry import Block, Entry, Scope
from jabbertts_wyoming.text.lexicon.files import MAX_BYTES, MAX_ENTRIES, parse
from jabbertts_wyoming.text.lexicon.ipa import spoken
from jabbertts_wyoming.text.lexicon.lexicons import built_in

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "LEXICONS.md").read_text("utf-8")
SOURCE = ROOT / "jabbertts_wyoming" / "text" / "lexicon" / "builtin.yaml"
BLOCKS = parse(SOURCE.read_text("utf-8"), ".yaml")
VOICES = {
    "en": ["en-us", "en"],
    "de": ["de"],
    "fr": ["fr"],
    "es": ["es"],
    "nl": ["nl"],
    "it": ["it"],
}

# Words whose phonemes, as espeak-ng has them, are all that the entries need.
SAMPLES = {
    "en": "shout me why father hey",
    "de": """Update Homepage Interview Zimmer Vater schön Maus Garage Haus Computer Web Junge gut
        Sofa wo Ball""",
    "fr": """gadget Paris jouer mille soleil gâteau heure poupée beau chien bonne fête toujours
        vous képi""",
    "nl": """Google jazz budget bier stoel zee manager huis fout koe jij goal show update interview
        water""",
}


def languages() -> set[str]:
    return {words.scope.languages[0] for words in built_in()}


def test_it_is_read() -> None:
    assert languages() == set(VOICES)
    assert all(len(words.scope.languages) == 1 for words in built_in())


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.scope.languages[0])
def test_espeak_reads_each_word_in_another_way(block: Block) -> None:
    for voice in VOICES[block.scope.languages[0]]:
        same = [
            entry.word for entry in block.entries if ours(entry, voice) == read(entry.word, voice)
        ]
        assert same == []


def ours(entry: Entry, voice: str) -> str:
    return entry.phonemes or read(entry.say or "", voice)


def read(text: str, voice: str) -> str:
    return "".join(phonemize(text, voice))


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.scope.languages[0])
def test_phonemes_are_those_of_the_language(block: Block) -> None:
    """A voice has learned no others."""
    language = block.scope.languages[0]
    known = set(read(SAMPLES.get(language, ""), VOICES[language][0])) | {" ", "ˌ"}
    unknown = {
        entry.word: sorted(set(entry.phonemes) - known)
        for entry in block.entries
        if entry.phonemes and not set(entry.phonemes) <= known
    }
    assert unknown == {}


# --- the page


def examples(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_are_read() -> None:
    yaml, pls = examples("yaml"), examples("xml")
    assert (len(yaml), len(pls)) == (4, 1)
    blocks = [block for source in yaml for block in parse(source, ".yaml")] + [
        block for source in pls for block in parse(source, ".pls")
    ]
    scopes = [block.scope for block in blocks]
    assert scopes[0] == Scope(("en",))
    assert all(block.entries for block in blocks)


def test_the_examples_of_phonemes_are_true() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert len(rows) >= 5
    assert {written: spoken(written) for written, _ in rows} == dict(rows)


def test_the_bounds_are_as_said() -> None:
    assert f"{MAX_BYTES // 1_000_000} MB" in PAGE
    assert f"{MAX_ENTRIES:,}".replace(",", " ") in PAGE


def test_the_built_in_words_are_listed() -> None:
    for block in BLOCKS:
        row = re.search(rf"^\| `{block.scope.languages[0]}` \| (.*) \|$", PAGE, re.MULTILINE)
        assert row is not None
        assert row[1] == ", ".join(entry.word for entry in block.entries)
