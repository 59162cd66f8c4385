import random
import time
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jabbertts_wyoming.text.sentences import Segment, SentenceSplitter, split

from .cases import CASES

TEXTS = [(language, case.replace("¦", "")) for language, case in CASES]
LANGUAGES = sorted({language for language, _ in CASES})
WORDS = [
    *("Hello", "there", "I", "B", "am", "Dr", "e.g", "U.S", "p.m", "No", "3", "21.5", "Mai", "The"),
    *("z.B", "etc", "с", "Это", "你好", "です", "「", "」", "と", "नमस्ते", "مرحبا", "שלום", "გამ"),
    *(
        "e\u0301",
        "😀",
        "\u200b",
        "'s",
        "-",
        "—",
        "«",
        "»",
        '"',
        "(",
        ")",
        "#",
        "1",
        "12",
        "https://a.b/c",
    ),
]
GLUE = [".", "!", "?", "…", "...", "。", "！", "।", "؟", ",", ";", ":", " ", " ", " ", "\n", "\n\n"]
GLUE += ["\r\n", "\u00a0", "\u3000", "\n- ", "\n1. ", " – ", "、", "．", "‼️"]


def pieces(segments: list[Segment]) -> list[str]:
    return [segment.text for segment in segments]


def fold(text: str) -> str:
    return " ".join(text.split())


def feed(chunks: list[str], language: str, max_chars: int = 500) -> tuple[list[Segment], int]:
    splitter = SentenceSplitter(language, max_chars)
    segments = [segment for chunk in chunks for segment in splitter.push(chunk)]
    return segments + splitter.finish(), splitter.unclaimed


def cut_at(text: str, positions: list[int]) -> list[str]:
    edges = [0, *sorted(positions), len(text)]
    return [text[begin:end] for begin, end in pairwise(edges)]


def random_cuts(text: str, seed: int) -> Iterator[list[str]]:
    generator = random.Random(seed)
    for count in (2, 3, 5, 9):
        yield cut_at(text, [generator.randint(0, len(text)) for _ in range(count)])


@pytest.mark.parametrize(("language", "case"), CASES)
def test_cuts_at_the_marked_places(language: str, case: str) -> None:
    expected = [fold(part) for part in case.split("¦")]
    segments = split(case.replace("¦", ""), language)
    assert pieces(segments) == expected
    assert all(segment.ends_sentence for segment in segments)


@pytest.mark.parametrize(("language", "text"), TEXTS)
@pytest.mark.parametrize("max_chars", [12, 500])
def test_chunks_do_not_matter(language: str, text: str, max_chars: int) -> None:
    expected = feed([text], language, max_chars)
    assert feed(list(text), language, max_chars) == expected
    for position in range(len(text) + 1):
        assert feed(cut_at(text, [position]), language, max_chars) == expected
    for chunks in random_cuts(text, seed=len(text)):
        assert feed(chunks, language, max_chars) == expected


@pytest.mark.parametrize("text", ["Well!\n- \u00a0\n\n…end", "- e.g#\r\n,  – No"])
def test_what_a_cut_took_away_does_not_matter(text: str) -> None:
    assert feed(list(text), "nl", 3) == feed([text], "nl", 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_chunks_do_not_matter_in_a_long_text(language: str) -> None:
    text = " ".join(text for own, text in TEXTS if own == language) * 3
    expected = feed([text], language)
    for chunks in random_cuts(text, seed=7):
        assert feed(chunks, language) == expected


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    words=st.lists(st.sampled_from(WORDS + GLUE + GLUE), max_size=40),
    cuts=st.lists(st.integers(0, 400), max_size=12),
    language=st.sampled_from(LANGUAGES),
    max_chars=st.sampled_from([1, 2, 7, 30, 500]),
)
def test_chunks_do_not_matter_in_made_up_text(
    words: list[str], cuts: list[int], language: str, max_chars: int
) -> None:
    text = "".join(words)
    expected = feed([text], language, max_chars)
    chunks = cut_at(text, [min(cut, len(text)) for cut in cuts])
    assert feed(chunks, language, max_chars) == expected
    assert feed(list(text), language, max_chars) == expected
    assert_all_accounted(text, *expected, max_chars)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(chunks=st.lists(st.text(max_size=30), max_size=8), language=st.sampled_from(LANGUAGES))
def test_chunks_do_not_matter_in_any_text(chunks: list[str], language: str) -> None:
    segments, unclaimed = feed(chunks, language, 40)
    assert (segments, unclaimed) == feed(["".join(chunks)], language, 40)
    assert_all_accounted("".join(chunks), segments, unclaimed, 40)


def assert_all_accounted(
    text: str, segments: list[Segment], unclaimed: int, max_chars: int
) -> None:
    assert sum(segment.source_length for segment in segments) + unclaimed == len(text)
    position = 0
    for segment in segments:
        source = text[position : position + segment.source_length]
        assert segment.text == fold(source) != ""
        assert len(segment.text) <= max_chars
        position += segment.source_length
    assert not text[position:].strip()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    chunks=st.lists(st.text(alphabet=[*"ab .,;!?\n–)12", "。", "、"], max_size=20), max_size=8),
    steps=st.lists(st.sampled_from(["clause", "flush", "none"]), min_size=8, max_size=8),
)
def test_early_cuts_lose_nothing(chunks: list[str], steps: list[str]) -> None:
    splitter = SentenceSplitter("en", 20)
    segments: list[Segment] = []
    for chunk, step in zip(chunks, steps, strict=False):
        segments += splitter.push(chunk)
        early = {"clause": lambda: splitter.clause(1), "flush": splitter.flush}.get(step)
        segment = early() if early else None
        segments += [segment] if segment else []
    segments += splitter.finish()
    text = "".join(chunks)
    assert sum(s.source_length for s in segments) + splitter.unclaimed == len(text)
    assert "".join("".join(pieces(segments)).split()) == "".join(text.split())


# What is held back


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Hello there. H", ["Hello there."]),
        ("Hello there. ", []),
        ("Hello there.", []),
        ("Really? y", ["Really?"]),
        ("Heading\n\n", ["Heading"]),
        ("At 5 p.m. Th", []),
        ("At 5 p.m. The ", ["At 5 p.m."]),
        ("He said “Go.” T", ["He said “Go.”"]),
        ("Milk\n1. ", ["Milk"]),
        ("Milk\n1", []),
    ],
)
def test_gives_a_sentence_as_soon_as_it_is_sure(text: str, given: list[str]) -> None:
    assert pieces(SentenceSplitter("en").push(text)) == given


@pytest.mark.parametrize(("language", "text"), [("ja", "はい。い"), ("hi", "ठीक। न")])
def test_gives_an_unspaced_sentence_with_the_next_letter(language: str, text: str) -> None:
    splitter = SentenceSplitter(language)
    assert splitter.push(text[:-2]) == []
    assert len(splitter.push(text[-2:])) == 1


def test_holds_no_sentence_longer_than_one_next_word() -> None:
    splitter = SentenceSplitter("en")
    text = "We saw the U.S. team at 5 p.m. in St. Louis. It was fun. Then we left. "
    segments = [s.text for word in text.split(" ") for s in splitter.push(word + " ")]
    assert segments == ["We saw the U.S. team at 5 p.m. in St. Louis.", "It was fun."]
    assert splitter.pending.strip() == "Then we left."


# The end of a text


@pytest.mark.parametrize("text", ["", " ", " \n\n\t", "\u3000"])
def test_white_text_gives_nothing_but_is_accounted_for(text: str) -> None:
    splitter = SentenceSplitter("en")
    assert splitter.push(text) == []
    assert splitter.finish() == []
    assert (splitter.unclaimed, splitter.pending) == (len(text), "")


def test_white_end_counts_with_the_last_segment() -> None:
    assert split(" Hi.  Bye.  ") == [Segment("Hi.", 4, True), Segment("Bye.", 8, True)]


def test_a_splitter_can_take_another_text() -> None:
    splitter = SentenceSplitter("en")
    splitter.push("it was 5 p.m.")
    assert pieces(splitter.finish()) == ["it was 5 p.m."]
    splitter.push("The end. tom")
    assert pieces(splitter.finish()) == ["The end. tom"]
    assert splitter.unclaimed == 0


def test_refuses_a_length_below_one() -> None:
    with pytest.raises(ValueError, match="max_chars must be at least 1, not 0"):
        SentenceSplitter("en", 0)


# Slow text


@pytest.mark.parametrize(
    ("text", "clause", "rest"),
    [
        ("When the door opens, the", "When the door opens,", "the"),
        ("When the door opens, turn it on, th", "When the door opens, turn it on,", "th"),
        ("Here is what we know: it", "Here is what we know:", "it"),
        ("We may go out – or", "We may go out –", "or"),
        ("We may all go out—or", None, "We may all go out—or"),
        ("The lamp (in the hall) is", "The lamp (in the hall)", "is"),
        ("Well, I think so... maybe", "Well, I think so...", "maybe"),
        ("When the door opens, ", None, "When the door opens, "),
        ("When the door opens,", None, "When the door opens,"),
        ("Well, I", None, "Well, I"),
        ("It will take 10 – 15 minutes", None, "It will take 10 – 15 minutes"),
        ("Meet old Dr. Smith", None, "Meet old Dr. Smith"),
        ("It is now 21,5 degrees", None, "It is now 21,5 degrees"),
        ("今天天气很好，我们", "今天天气很好，", "我们"),
        ("今天，我们", None, "今天，我们"),
    ],
)
def test_clause(text: str, clause: str | None, rest: str) -> None:
    splitter = SentenceSplitter("en")
    assert splitter.push(text) == []
    segment = splitter.clause(min_words=3)
    assert (segment.text if segment else None) == clause
    assert splitter.pending == rest
    assert segment is None or not segment.ends_sentence


def test_a_sentence_goes_on_after_a_clause() -> None:
    splitter = SentenceSplitter("en")
    splitter.push("when the door opens, th")
    assert splitter.clause(4) == Segment("when the door opens,", 20, False)
    assert pieces(splitter.push("en stop. and so")) == ["then stop."]
    assert pieces(splitter.finish()) == ["and so"]


@pytest.mark.parametrize(
    ("text", "flushed", "rest"),
    [
        ("The quick bro", "The", "quick bro"),
        ("The quick ", "The", "quick "),
        ("Quick", None, "Quick"),
        ("It is now 21.", None, "It is now 21."),
        ("It is now 21", "It is", "now 21"),
        ("The lake is 10 ", "The lake", "is 10 "),
        ("The lake is 10 km", "The lake", "is 10 km"),
        ("The lake is 10 km and so it was", "The lake is 10 km and so", "it was"),
        ("It happened in ", "It happened", "in "),
        ("That is in EUR 3", "That is", "in EUR 3"),
        ("That was King Louis XI", "That was King", "Louis XI"),
        ("Hasta el 3 de ma", "Hasta", "el 3 de ma"),
        ("I saw old Dr.", "I saw", "old Dr."),
        ("I saw old Dr. Smi", "I saw", "old Dr. Smi"),
        ("Have a look at [the docs of it", "Have a look at", "[the docs of it"),
        ("Have a look at [the docs of it](https://x.y/z", "Have a look at", None),
        ("Have a look at [the docs.", "Have a look at", "[the docs."),
        ("Say this [[h ə l", "Say this", "[[h ə l"),
        ("Say this [pause: 0.", "Say this", "[pause: 0."),
        ("Wait at https://a.b/c?", "Wait", "at https://a.b/c?"),
        ("你好吗", None, "你好吗"),
        ("今天天气很好，我们", "今天天气很好，", "我们"),
    ],
)
def test_flush_holds_back_what_may_be_read_otherwise(
    text: str, flushed: str | None, rest: str | None
) -> None:
    splitter = SentenceSplitter("en")
    assert splitter.push(text) == []
    segment = splitter.flush()
    assert (segment.text if segment else None) == flushed
    assert not (segment and segment.ends_sentence)
    assert splitter.pending == (text[len(flushed or "") :].lstrip() if rest is None else rest)
    again = splitter.flush()
    assert again is not None
    assert (segment.source_length if segment else 0) + again.source_length == len(text)
    assert splitter.pending == ""
    assert splitter.flush() is None


@pytest.mark.parametrize("text", ["Hello there.", "Is it 3?", "He said “Go.”"])
def test_flush_takes_a_likely_end(text: str) -> None:
    splitter = SentenceSplitter("en")
    splitter.push(text)
    assert splitter.flush() == Segment(text, len(text), True)


def test_a_second_flush_takes_a_number_as_a_sentences_end() -> None:
    splitter = SentenceSplitter("en")
    splitter.push("It is now 21.")
    assert splitter.flush() is None
    assert splitter.flush() == Segment("It is now 21.", 13, True)


def test_more_text_lets_what_is_held_back_wait_again() -> None:
    splitter = SentenceSplitter("en")
    splitter.push("It is now 21")
    splitter.flush()
    splitter.push(".")
    assert splitter.flush() is None
    splitter.push("5 °C outside. A")
    assert splitter.pending == "A"


@pytest.mark.parametrize("text", ["ONE MORE THING " * 20, "3 4 5 6 7 8 9 " * 20, "a.b " * 60])
def test_no_more_than_a_clause_waits(text: str) -> None:
    splitter = SentenceSplitter("en")
    for word in text.split(" "):
        splitter.push(f"{word} ")
        splitter.flush()
        assert len(splitter.pending) <= 80


@pytest.mark.parametrize("text", ["", "  "])
def test_flush_of_nothing(text: str) -> None:
    splitter = SentenceSplitter("en")
    splitter.push(text)
    assert splitter.flush() is None


@pytest.mark.parametrize(
    ("language", "text", "likely"),
    [
        ("en", "Hello there.", True),
        ("en", "Hello there. \n", True),
        ("en", "He said “hello.”", True),
        ("en", "Is it 21?", True),
        ("en", "See https://a.b/c?", False),
        ("en", "See [the docs.", False),
        ("en", "wait...", True),
        ("en", "Hello there", False),
        ("en", "Hello there,", False),
        ("en", "", False),
        ("en", "It is 21.", False),
        ("en", "It is 21.5.", False),
        ("en", "Dr.", False),
        ("en", "Fruit, e.g.", False),
        ("en", "at 5 p.m.", False),
        ("en", "milk, etc.", False),
        ("en", "No.", False),
        ("en", "George W.", False),
        ("en", "See example.", True),
        ("en", "See www.example.", False),
        ("en", "1.", False),
        ("de_DE", "am 3.", False),
        ("zh_CN", "你好。", True),
        ("hi_IN", "नमस्ते।", True),
        ("el_GR", "Τι κάνεις;", True),
        ("en", "one; two;", False),
    ],
)
def test_likely_end(language: str, text: str, likely: bool) -> None:
    splitter = SentenceSplitter(language)
    assert splitter.push(text) == []
    assert splitter.at_likely_end is likely


# Endless text


def test_a_run_without_stops_is_cut_at_clauses() -> None:
    text = "one two three four five, " * 800
    segments = split(text, max_chars=200)
    assert all(len(segment.text) <= 200 for segment in segments)
    assert all(segment.text.endswith("five,") for segment in segments)
    assert [segment.ends_sentence for segment in segments][:2] == [False, False]


def test_a_run_without_marks_is_cut_between_words() -> None:
    segments = split("word " * 4000, max_chars=99)
    assert {word for segment in segments for word in segment.text.split()} == {"word"}
    assert max(len(segment.text) for segment in segments) == 94


def test_an_endless_word_is_cut_hard() -> None:
    segments = split("x" * 100_000, max_chars=500)
    assert [len(segment.text) for segment in segments] == [500] * 200
    assert segments[-1].ends_sentence
    assert not segments[0].ends_sentence


@pytest.mark.parametrize("cluster", ["e\u0301\u0323", "👩\u200d🚀", "कि", "👍🏽"])
def test_a_hard_cut_keeps_characters_whole(cluster: str) -> None:
    for segment in split(cluster * 300, "en", max_chars=50):
        assert len(segment.text) % len(cluster) == 0
        assert not unicodedata.category(segment.text[0]).startswith("M")


def test_a_stop_at_the_limit_still_ends_its_sentence() -> None:
    text = "a" * 9 + ". Then more text follows."
    assert pieces(split(text, max_chars=10))[:2] == ["a" * 9 + ".", "Then"]


def test_a_stop_beyond_the_limit_is_met_after_the_forced_cut() -> None:
    segments = split("aaa bbb ccc.) Then", max_chars=12)
    assert segments == [
        Segment("aaa bbb", 8, False),
        Segment("ccc.)", 5, True),
        Segment("Then", 5, True),
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "The quick brown fox, so they say, jumps over the dog. ",
        "x",
        ".",
        "a. ",
        "word ",
        " ",
        "Hello." + " " * 300,
        "\n",
        "。",
        "（",
        ")",
        "1. ",
        "e\u0301",
        "😀",
        "!" * 40 + '"' * 40,
        "- ",
        "Dr. ",
    ],
)
@pytest.mark.parametrize("chunk", [10, 100_000])
def test_time_is_linear(unit: str, chunk: int) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    began = time.process_time()
    feed([text[at : at + chunk] for at in range(0, len(text), chunk)], "en")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("chunk", [10, 1_000_000])
def test_a_megabyte_takes_less_than_two_seconds(chunk: int) -> None:
    text = ("The quick brown fox, so they say, jumps over Dr. Smith's dog. " * 20_000)[:1_000_000]
    began = time.process_time()
    segments, unclaimed = feed([text[at : at + chunk] for at in range(0, len(text), chunk)], "en")
    assert time.process_time() - began < 2
    assert sum(segment.source_length for segment in segments) + unclaimed == len(text)


def test_memory_stays_bounded() -> None:
    splitter = SentenceSplitter("en", 500)
    for _ in range(2_000):
        splitter.push("x" * 50)
        assert len(splitter.pending) <= 500
