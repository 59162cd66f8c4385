"""What is written into what is said."""

from pathlib import Path

import pytest

from jabbertts_wyoming.text.lexicon.lexicons import Lexicons
from jabbertts_wyoming.text.lexicon.matcher import Lexicon
from jabbertts_wyoming.text.markup.spans import Said
from jabbertts_wyoming.text.normalise import DEFAULT, NormaliseRules
from jabbertts_wyoming.text.passages import of_document, of_segment
from jabbertts_wyoming.text.reading import Given, Reading, read
from jabbertts_wyoming.text.sentences import split


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    (tmp_path / "mine.yaml").write_text(
        "words:\n  Zigbee: {ipa: zˈɪɡbiː}\n  GIF: jif\n", encoding="utf-8"
    )
    lexicons = Lexicons(tmp_path)
    lexicons.refresh()
    return lexicons.for_voice("en_US", "joe")


@pytest.fixture
def empty() -> Lexicon:
    return Lexicons(None).for_voice("en_US", "joe")


def plain(text: str, lexicon: Lexicon, rules: NormaliseRules | None = DEFAULT) -> Reading:
    said = [s for segment in split(text) for p in of_segment(segment) for s in p.said]
    return read(said, "en_US", lexicon, rules)


def at(reading: Reading, source: str, words: str) -> str:
    """Return where the words stood."""
    begin = reading.text.index(words)
    start, end = reading.source_span(begin, begin + len(words))
    return source[start:end]


def test_numbers_become_words_and_keep_their_place(empty: Lexicon) -> None:
    text = "It is 21.5 °C here."
    reading = plain(text, empty)
    assert reading.text == "It is twenty-one point five degrees Celsius here."
    assert at(reading, text, "twenty-one") == at(reading, text, "Celsius") == "21.5 °C"
    assert at(reading, text, "here.") == "here."


def test_left_as_it_is(empty: Lexicon) -> None:
    assert plain("It is 21.5 °C.", empty, None).text == "It is 21.5 °C."


def test_the_lexicon_goes_first(lexicon: Lexicon) -> None:
    text = "Two Zigbee lamps and a GIF, 3 km."
    reading = plain(text, lexicon)
    assert reading.text == "Two Zigbee lamps and a jif, three kilometers."
    assert reading.given == (Given(4, 10, "zˈɪɡbiː"),)
    assert at(reading, text, "jif") == "GIF"


def test_given_phonemes(empty: Lexicon) -> None:
    reading = plain("Say [[ h@lou ]] twice.", empty)
    assert reading.text == "Say  twice."
    assert reading.given == (Given(4, 4, "h@lou"),)
    (given,) = plain("[[həˈloʊ]]", empty).given
    assert given.phonemes == "həlˈoʊ", "the stress as espeak-ng has it"


def test_ssml_says_how_to_read(empty: Lexicon) -> None:
    document = (
        '<speak>On <say-as interpret-as="date" format="dmy">3/4/2026</say-as> &amp;'
        ' <sub alias="Doctor">Dr</sub> 5 km</speak>'
    )
    said = [s for p in of_document(document, "en") for s in p.said]
    reading = read(said, "en_US", empty, DEFAULT)
    assert (
        " ".join(reading.text.split())
        == "On April third, twenty twenty-six and Doctor five kilometers"
    )
    assert at(reading, document, "kilometers") == "5 km"
    assert at(reading, document, "Doctor") == "Dr"
    assert at(reading, document, "and") == "&amp;"


def test_nothing(empty: Lexicon) -> None:
    assert read([], "en_US", empty, DEFAULT).text == ""
    assert read([Said("", 0, 0)], "en_US", empty, DEFAULT).stretches == ()
