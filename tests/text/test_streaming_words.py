"""What is spoken does not depend on how the text comes: every row of every language's table."""

import re
import time
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jabbertts_wyoming.text.lexicon.matcher import Lexicon
from jabbertts_wyoming.text.normalise import normalise, spoken_text
from jabbertts_wyoming.text.normalise.spoken import DEFAULT
from jabbertts_wyoming.text.passages import of_segment
from jabbertts_wyoming.text.reading import read
from jabbertts_wyoming.text.sentences import Segment, SentenceSplitter, split

TABLES = sorted((Path(__file__).parent / "normalise" / "tables").glob("*.yaml"))
EMPTY = Lexicon([], english=False)
WORD = re.compile(r"\w+")
MARKED = [
    ("en", "Wait [pause: 0.5 s] and say [[h.ə. lˈoʊ]] to me. Then go on."),
    ("en", "See [the docs of Dr. No. It is long](https://a.b/c?d=e#f) now. Then go on."),
    ("en", 'Read [the docs](https://a.b/c "A title. It is long") now. Then go on.'),
    ("de", "Am 3. Mai, also in 10 Tagen, kommen 5 Mio. Menschen nach St. Moritz. Gut."),
    ("en", "It was in 1985, at 5 p.m. on May 3, that EUR 3 was 10 km away, e.g. by car. Yes."),
]
# Longer texts are cut at some places only.
SAMPLE = 24


@cache
def rows() -> list[tuple[str, str]]:
    """All rows and the marked ones: language and text."""
    tables = [yaml.safe_load(path.read_text("utf-8")) for path in TABLES]
    written = [(str(t["language"]), str(row["raw"])) for t in tables for row in t["rows"]]
    return written + MARKED


def texts() -> Iterator[tuple[str, str]]:
    """Each row alone and within a sentence."""
    for language, raw in rows():
        yield language, raw
        yield language, f"Aha, we know {raw} oho and so on. Oho"


def of_language(code: str) -> list[tuple[str, str]]:
    return [(language, text) for language, text in texts() if language.startswith(code)]


CODES = sorted({language[:2] for language, _ in rows()})


@cache
def said(segment: Segment, language: str) -> str:
    """What is spoken; what phonemes are given for stands for itself."""
    readings = [read(passage.said, language, EMPTY, DEFAULT) for passage in of_segment(segment)]
    stretches = [stretch for reading in readings for stretch in reading.stretches]
    return "".join(stretch.phonemes or stretch.words for stretch in stretches)


def words(segments: Sequence[Segment], language: str) -> list[str]:
    return WORD.findall(" ".join(said(segment, language) for segment in segments))


def plain(segments: Sequence[Segment]) -> list[Segment]:
    """The segments as they are spoken: where they stood does not matter."""
    return [Segment(s.text, 0, s.ends_sentence, s.source) for s in segments]


def cuts(text: str) -> list[int]:
    step = 1 + len(text) // SAMPLE
    return list(range(1 + len(text) % step, len(text), step))


def with_timer(text: str, language: str, at: Sequence[int], timers: Sequence[str]) -> list[Segment]:
    """Push the text in pieces; after each a timer may take what there is."""
    splitter = SentenceSplitter(language)
    segments: list[Segment] = []
    edges = [0, *at, len(text)]
    for (begin, end), timer in zip(pairwise(edges), [*timers, ""], strict=True):
        segments += splitter.push(text[begin:end])
        early = splitter.clause(1) if "c" in timer else None
        segments += [early] if early else []
        # A full stop after an ordinary word is taken for the sentence's end: "config." + "yaml".
        if "f" in timer and not (splitter.at_likely_end and text[end : end + 1].strip()):
            early = splitter.flush()
            segments += [early] if early else []
    return segments + splitter.finish()


@pytest.mark.parametrize("code", CODES)
def test_sentences_tear_nothing(code: str) -> None:
    """As a whole a row is read as it is sentence by sentence."""
    for language, text in of_language(code):
        if "[" not in text:
            whole = WORD.findall(spoken_text(normalise(text, language)))
            assert words(split(text, language), language) == whole, text


@pytest.mark.parametrize("code", CODES)
def test_a_cut_changes_nothing(code: str) -> None:
    for language, text in of_language(code):
        expected = plain(split(text, language))
        for cut in cuts(text):
            found = with_timer(text, language, [cut], [""])
            assert plain(found) == expected, text[:cut]


@pytest.mark.parametrize("code", CODES)
def test_a_timer_tears_nothing(code: str) -> None:
    """Wherever a timer fires, the same words are spoken."""
    for language, text in of_language(code):
        expected = words(split(text, language), language)
        for cut in cuts(text):
            found = words(with_timer(text, language, [cut], ["cf"]), language)
            assert found == expected, (text[:cut], text[cut:])


@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data(), row=st.integers(0, 2 * len(rows()) - 1))
def test_neither_cuts_nor_timers_tear_anything(data: st.DataObject, row: int) -> None:
    language, text = list(texts())[row]
    # Two timers in a row, with no text between, may take all.
    at = sorted(data.draw(st.sets(st.integers(0, len(text) - 1), max_size=8)))
    timers = data.draw(st.lists(st.sampled_from(["", "c", "f", "cf"]), max_size=len(at)))
    timers += [""] * (len(at) - len(timers))
    assert plain(with_timer(text, language, at, [""] * len(at))) == plain(split(text, language))
    expected = words(split(text, language), language)
    assert words(with_timer(text, language, at, timers), language) == expected


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_character_alone_with_a_timer_behind_it(language: str) -> None:
    for own, text in rows():
        if own[:2] == language:
            every = list(range(1, len(text)))
            found = with_timer(text, own, every, ["cf"] * len(every))
            assert words(found, own) == words(split(text, own), own)


# Forced pieces


@pytest.mark.parametrize("most", [40, 60])
def test_forced_pieces_tear_nothing_that_fits(most: int) -> None:
    """A run without an end is cut where the words stay the same."""
    for language, raw in rows():
        if len(raw) > 15 or not language.startswith(("en", "de")):
            continue
        text = f"we know of {raw} and so we all go on "
        pieces = split(text * 4, language, most)
        assert max(len(piece.text) for piece in pieces) <= most
        assert words(pieces, language) == words(split(text * 4, language), language), raw


# Speed

TYPICAL = {
    "en": "It is 21.5 °C in the kitchen, and the washing machine will be done at 5:30 p.m. today. ",
    "de": "In der Küche sind es 21,5 °C, und am 3. Mai um 7:30 Uhr kommt Dr. Müller zu Besuch. ",
}


def front(text: str, language: str) -> float:
    """Return how long splitting and reading take, in seconds of this process."""
    began = time.process_time()
    assert words_spoken(text, language)
    return time.process_time() - began


def words_spoken(text: str, language: str) -> int:
    return sum(
        len(read(passage.said, language, EMPTY, DEFAULT).text)
        for segment in split(text, language)
        for passage in of_segment(segment)
    )


@pytest.mark.parametrize("language", TYPICAL)
def test_a_typical_sentence_takes_a_millisecond(language: str) -> None:
    front(TYPICAL[language], language)
    assert min(front(TYPICAL[language], language) for _ in range(20)) < 0.003


@pytest.mark.parametrize("language", TYPICAL)
def test_time_is_linear(language: str) -> None:
    """100 kB in a second, with a margin for a busy machine, and four times the time of 25 kB."""
    text = TYPICAL[language] * (100_000 // len(TYPICAL[language]))
    front(TYPICAL[language], language)
    quarter = min(front(text[: len(text) // 4], language) for _ in range(2))
    whole = front(text, language)
    assert whole < 3
    assert whole < 8 * quarter
