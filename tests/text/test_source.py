"""What is spoken when, on a clock that jumps."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.text.cuts import LONGEST_HELD
from jabbertts_wyoming.text.feed import TextFeed
from jabbertts_wyoming.text.sentences import Segment, SentenceSplitter
from jabbertts_wyoming.text.source import LONGEST_STALL, STALL_PATIENCE, segments
from tests.virtual_time import run_virtual

LONG = "The quick brown fox jumps over the lazy dog, and then it sleeps under a tree."
Pieces = Sequence[tuple[float, str]]


def every(gap: float, text: str) -> Pieces:
    """The words of `text`, one each `gap` seconds."""
    return [(gap, f"{word} ") for word in text.split()]


def spoken(
    pieces: Pieces,
    buffered: Callable[[], float] = lambda: 0.0,
    limit: int = 10_000,
    end_after: float = 0.0,
) -> list[tuple[float, Segment]]:
    """Send each piece after its delay; return when which segment came out."""

    async def main() -> list[tuple[float, Segment]]:
        feed = TextFeed(limit)
        clock = asyncio.get_running_loop().time

        async def write() -> None:
            for delay, text in pieces:
                await asyncio.sleep(delay)
                await feed.put(text)
            await asyncio.sleep(end_after)
            feed.close()

        writer = asyncio.create_task(write())
        found = []
        async for segment in segments(feed, SentenceSplitter("en"), buffered):
            found.append((clock(), segment))
            feed.spoken(segment.source_length)
        await writer
        assert feed.unspoken == 0, "all text is accounted for"
        return found

    return run_virtual(main())


def texts(found: Sequence[tuple[float, Segment]]) -> list[str]:
    return [segment.text for _, segment in found]


def test_a_whole_text_is_split_into_sentences_at_once() -> None:
    found = spoken([(0.0, f"One is here. {LONG} Three.")])
    assert texts(found) == ["One is here.", LONG, "Three."]
    assert all(at == 0 for at, _ in found)
    assert all(segment.ends_sentence for _, segment in found)


def test_fast_words_give_whole_sentences() -> None:
    found = spoken(every(0.001, f"{LONG} Good morning, everybody, and welcome to the show."))
    assert texts(found) == [LONG, "Good morning, everybody, and welcome to the show."]


def test_slow_words_are_spoken_by_the_clause() -> None:
    found = spoken(every(0.2, LONG))
    assert texts(found)[0] == "The quick brown fox jumps over the lazy dog,"
    assert not found[0][1].ends_sentence
    # The ninth word brings the comma, the tenth shows that whitespace follows it.
    assert found[0][0] == pytest.approx(2.0)
    assert texts(found)[-1] == "and then it sleeps under a tree."


def test_words_of_a_language_model_are_not_torn_apart() -> None:
    """50 ms between words: no piece smaller than a clause."""
    found = spoken(every(0.05, "There is no mark at all in this sentence of a dozen words."))
    assert len(found) == 1


def test_a_clause_waits_while_the_player_has_enough() -> None:
    found = spoken(every(0.2, LONG), buffered=lambda: 60.0)
    assert texts(found) == [LONG]


def test_a_likely_end_is_spoken_before_more_comes() -> None:
    found = spoken([(0.0, "This is the end."), (2.0, " Or is it?")])
    assert texts(found) == ["This is the end.", "Or is it?"]
    assert found[0][0] == pytest.approx(0.3)
    assert found[0][1].ends_sentence


def test_a_stall_is_spoken_through() -> None:
    found = spoken([(0.0, "I think that the answer"), (5.0, " is forty-two."), (0.0, " Yes.")])
    assert texts(found)[0] == "I think that"
    assert found[0][0] == pytest.approx(STALL_PATIENCE)
    assert not found[0][1].ends_sentence
    # The last word might have gone on; a second later it is taken for whole.
    assert texts(found)[1] == "the answer"
    assert found[1][0] == pytest.approx(2 * STALL_PATIENCE)
    assert texts(found)[2:] == ["is forty-two.", "Yes."]


def test_a_number_waits_for_its_unit_but_not_for_ever() -> None:
    assert texts(spoken([(0.0, "It is 21."), (1.5, "5 °C."), (0.0, " Yes.")])) == [
        "It is 21.5 °C.",
        "Yes.",
    ]
    found = spoken([(0.0, "It is 21.")], end_after=60.0)
    assert texts(found) == ["It is 21."]
    assert found[0][0] == pytest.approx(2 * STALL_PATIENCE)
    assert found[0][1].ends_sentence


@pytest.mark.parametrize("buffered", [0.0, 2.0, 100.0])
@pytest.mark.parametrize(
    "text", ["It is 21.", "We saw Dr.", "EUR 3", "See [it](https://a.b/c", "[["]
)
def test_whatever_is_held_back_is_spoken_if_nothing_comes(text: str, buffered: float) -> None:
    found = spoken([(0.0, text)], buffered=lambda: buffered, end_after=60.0)
    assert " ".join(texts(found)) == text
    assert found[-1][0] <= 2 * LONGEST_STALL


@pytest.mark.parametrize("word", ["3 ", "NATO ", "a.b ", "km "])
def test_slow_text_that_is_never_safe_to_cut_is_spoken(word: str) -> None:
    found = spoken([(0.5, word)] * 60)
    times = [0.0, *(at for at, _ in found)]
    filled = LONGEST_HELD / len(word) * 0.5  # seconds until no more text may be held back
    assert max(b - a for a, b in pairwise(times)) <= filled + LONGEST_STALL + 0.5


def test_a_stall_may_last_longer_while_the_player_has_enough() -> None:
    pieces = [(0.0, "I think that the answer"), (2.0, " is forty-two.")]
    assert texts(spoken(pieces, buffered=lambda: 3.0)) == ["I think that the answer is forty-two."]


def test_but_not_for_ever() -> None:
    found = spoken([(0.0, "I think that "), (60.0, "yes.")], buffered=lambda: 100.0)
    assert texts(found)[0] == "I think"
    assert found[0][0] == pytest.approx(LONGEST_STALL)


def test_slow_words_without_a_clause_do_not_keep_silent_for_long() -> None:
    found = spoken(every(0.5, "these are words that never seem to come to any end at all " * 3))
    times = [0.0, *(at for at, _ in found)]
    assert max(b - a for a, b in pairwise(times)) <= LONGEST_STALL + 0.5


def test_a_long_pause_before_the_end_waits_for_nothing() -> None:
    found = spoken([(0.0, "Hello there.")], end_after=30.0)
    assert texts(found) == ["Hello there."]
    assert found[0][0] < 1.0


@pytest.mark.parametrize("text", ["", "   ", "\n\n\n"])
def test_nothing_gives_nothing(text: str) -> None:
    assert spoken([(0.0, text), (20.0, text)]) == []


def test_whitespace_without_end_is_no_jam() -> None:
    """It is never spoken, so it must not fill the feed for ever."""
    pieces = [(0.1, " \n" * 5)] * 20
    assert texts(spoken([*pieces, (0.0, "Hello."), *pieces], limit=20)) == ["Hello."]


def test_a_text_longer_than_the_limit_gets_through_a_stream() -> None:
    words = f"{LONG} " * 40
    found = spoken([(0.0, words[k : k + 50]) for k in range(0, len(words), 50)], limit=700)
    assert texts(found) == [LONG] * 40


def test_a_run_without_an_end_is_spoken_in_bounded_pieces() -> None:
    found = spoken([(0.0, "x" * 3000), (0.0, "word " * 1000)])
    assert max(len(t) for t in texts(found)) <= 500
    assert "".join(texts(found)).replace(" ", "") == "x" * 3000 + "word" * 1000


def test_closing_early_leaves_nothing_behind() -> None:
    async def main() -> None:
        feed = TextFeed.of(f"{LONG} {LONG}", limit=1000)
        source = segments(feed, SentenceSplitter("en"), lambda: 0.0)
        assert (await anext(source)).text == LONG
        await source.aclose()

    run_virtual(main())


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.02, 0.2, 0.6, 1.5, 4.0]),
            st.sampled_from(
                [
                    "Hello. ",
                    "a, b ",
                    "one two three four, ",
                    "e.g. ",
                    " ",
                    "\n\n",
                    "3.",
                    "5 ",
                    "…",
                    "x",
                ]
            ),
        ),
        max_size=15,
    ),
    st.floats(0.0, 5.0),
)
def test_nothing_is_lost_whatever_the_rhythm(
    pieces: list[tuple[float, str]], buffered: float
) -> None:
    found = spoken(pieces, lambda: buffered)
    said = "".join("".join(texts(found)).split())
    assert said == "".join("".join(text for _, text in pieces).split())
