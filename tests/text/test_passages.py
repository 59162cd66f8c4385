"""From segments and documents to what is spoken in one go."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.text.markup.spans import Said
from jabbertts_wyoming.text.markup.ssml import parse_ssml
from jabbertts_wyoming.text.passages import Passage, cut, of_document, of_segment
from jabbertts_wyoming.text.sentences import SentenceSplitter, split


def plain(text: str) -> list[Passage]:
    return [passage for segment in split(text) for passage in of_segment(segment)]


def document(inner: str, language: str = "en") -> list[Passage]:
    text = f"<speak>{inner}</speak>"
    return of_document(text, language)


def told(passages: Sequence[Passage]) -> list[tuple[str, bool, float | None]]:
    return [(p.text.strip(), p.ends_sentence, p.pause) for p in passages]


def test_a_segment_is_a_passage() -> None:
    (passage,) = of_segment(split("  Good\n morning. ")[0])
    assert passage.text == "Good\n morning."
    assert passage.ends_sentence
    assert passage.source_length == 17
    assert (passage.said[0].start, passage.said[0].end) == (2, 16)


def test_pauses_part_a_segment() -> None:
    assert told(plain("Wait [pause:0.5] here. Go on.")) == [
        ("Wait", False, 0.5),
        ("here.", True, None),
        ("Go on.", True, None),
    ]
    assert sum(p.source_length for p in plain("Wait [pause:0.5] here.")) == 22


@pytest.mark.parametrize("text", ["[pause:1s]", "[pause:1] [pause:500ms]"])
def test_pauses_alone(text: str) -> None:
    passages = plain(text)
    assert "".join(p.text for p in passages).strip() == ""
    assert sum(p.pause or 0 for p in passages) == (1.0 if "ms" not in text else 1.5)
    assert sum(p.source_length for p in passages) == len(text)


def test_given_phonemes_stay_in_their_sentence() -> None:
    (passage,) = plain("Say [[həlˈoʊ]] twice.")
    assert [s.phonemes for s in passage.said] == [None, "həlˈoʊ", None]


def test_the_place_in_the_source_is_kept_however_the_text_comes() -> None:
    text = "One is here.  Two\nis there. Three."
    for size in (1, 3, 100):
        splitter = SentenceSplitter()
        chunks = [text[k : k + size] for k in range(0, len(text), size)]
        segments = [s for chunk in chunks for s in splitter.push(chunk)] + splitter.finish()
        for segment in segments:
            assert text[segment.start :].startswith(segment.source)
            assert " ".join(segment.source.split()) == segment.text
        assert len(segments) == 3


def test_a_document_is_cut_into_sentences() -> None:
    passages = document(
        "Good morning. It rains <break time='300ms'/> a lot.<p>So Dr. Who said.</p>"
    )
    assert told(passages) == [
        ("Good morning.", True, None),
        ("It rains", False, 0.3),
        ("a lot.", True, None),
        ("So Dr. Who said.", True, None),
    ]
    assert passages[-1].source_length == len(
        "<speak>Good morning. It rains <break time='300ms'/> a lot.<p>So Dr. Who said.</p></speak>"
    )


def test_another_manner_is_another_passage() -> None:
    passages = document(
        "I am <prosody rate='2'>really fast</prosody> here. "
        "And <prosody volume='-6dB'>low.</prosody>"
    )
    assert [(p.text.strip(), p.how.rate, p.ends_sentence) for p in passages] == [
        ("I am", 1.0, False),
        ("really fast", 2.0, False),
        ("here.", 1.0, True),
        ("And", 1.0, False),
        ("low.", 1.0, True),
    ]
    assert passages[-1].how.volume == pytest.approx(0.5, abs=0.01)


def test_a_mark_comes_before_what_follows_it() -> None:
    passages = document("One. <mark name='here'/>Two.")
    assert [(p.text.strip(), p.mark) for p in passages] == [
        ("One.", None),
        ("", "here"),
        ("Two.", None),
    ]


def test_sub_and_phonemes_are_never_cut() -> None:
    text = (
        "<sub alias='Mister. X. The third one'>X</sub> came"
        " <phoneme ph='həlˈoʊ'>a. B. c</phoneme> in."
    )
    passages = document(text)
    assert [s.text for p in passages for s in p.said if not s.runs].count(
        "Mister. X. The third one"
    ) == 1
    assert [s.phonemes for p in passages for s in p.said if s.phonemes] == ["həlˈoʊ"]


@pytest.mark.parametrize("inner", ["", "<break time='1s'/>", "<mark name='x'/>", "<p></p>"])
def test_a_document_without_words(inner: str) -> None:
    passages = document(inner)
    assert "".join(p.text for p in passages) == ""
    assert passages[-1].source_length == len(f"<speak>{inner}</speak>")


def test_a_cut_keeps_the_place_of_every_character() -> None:
    document = "<speak>a&amp;b   c<!-- x -->d. E</speak>"
    (said,) = (item for item in parse_ssml(document) if isinstance(item, Said))
    for first in range(len(said.text)):
        for last in range(first + 1, len(said.text) + 1):
            part = cut(said, first, last)
            assert part.text == said.text[first:last]
            for k in range(len(part.text)):
                assert part.source_span(k, k + 1) == said.source_span(first + k, first + k + 1)


@given(
    st.lists(
        st.sampled_from(
            [
                "Good morning. ",
                "a<break/>",
                "<p>x. Y.</p>",
                "<mark name='m'/>",
                "Dr. ",
                "&lt; <prosody rate='2'>b. C</prosody>",
                "<sub alias='z. Z'>q</sub>",
                " ",
            ]
        )
    )
)
def test_nothing_is_lost_or_said_twice(parts: list[str]) -> None:
    text = f"<speak>{''.join(parts)}</speak>"
    items = parse_ssml(text)
    passages = of_document(text, "en")
    said = "".join(item.text for item in items if isinstance(item, Said))
    assert "".join(p.text for p in passages).split() == said.split()
    assert sum(p.source_length for p in passages) == len(text)
