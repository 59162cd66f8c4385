"""What holds for every text: coverage, growth, time, and what the rules switch."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jabbertts_wyoming.text.normalise import (
    DEFAULT,
    Emoji,
    NormaliseRules,
    Spoken,
    normalise,
    spoken_text,
)

LANGUAGES = ("en_US", "de_DE", "ru", "ja", "fr_CA", "tlh", "zz-ZZ", "")
PARTS = (
    *"0123456789.,:;/-+%°$€£#&*_~`|[]()<>=^!?'\"\\@ \n\u00a0\u202f\u200b\u200d½²µ−–—×±😀🏽é",
    *("12", "1.5", "1,013", "1 000", "3/4/2026", "2026-03-04", "T14:05", "14:05", "Uhr", "pm"),
    *("°C", "kWh", "km/h", "min", "in", "m", "am", "Nov.", "Mai", "May", "Dr.", "z. B.", "e.g."),
    *("**", "```", "](", "![", "&amp;", "&#99999999;", "<b>", "https://a.b", "a@b.com", "XIV"),
    *("NASA", "USB", "v1.2", "EUR", "million", "snake_case", "a.yaml", "١٢", "２", "室温", "한국"),
    *("\x00", "\ud800", "a\u0301", "क्षि", "\U0001f1e9\U0001f1ea", "3️⃣", "- ", "# ", "1. "),
)
texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PARTS), max_size=14).map("".join),
    st.lists(st.sampled_from(PARTS), max_size=10).map(" ".join),
)
rules = st.builds(NormaliseRules, emoji=st.sampled_from(Emoji), markdown=st.booleans())


@settings(max_examples=400, deadline=None)
@given(text=texts, language=st.sampled_from(LANGUAGES), chosen=rules)
@example(text="`", language="en", chosen=DEFAULT)
@example(text="**", language="de", chosen=DEFAULT)
def test_pieces_cover_the_text_and_stay_bounded(
    text: str, language: str, chosen: NormaliseRules
) -> None:
    pieces = normalise(text, language, chosen)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    ends = [0, *(piece.end for piece in pieces)]
    assert [piece.start for piece in pieces] == ends[:-1]
    assert len(spoken_text(pieces)) <= 10 * len(text) + 200


@pytest.mark.parametrize("text", ["", " ", "Good morning, all of you.", "It's fine (so far)!"])
def test_prose_is_left_alone(text: str) -> None:
    assert "".join(piece.words for piece in normalise(text, "en")) == text


def test_a_piece_knows_its_source() -> None:
    assert normalise("It is 21.5 °C now.", "en") == [
        Spoken(0, 6, "It is "),
        Spoken(6, 13, "twenty-one point five degrees Celsius"),
        Spoken(13, 18, " now."),
    ]


def test_markers_are_pieces_without_words() -> None:
    assert normalise("a **b** &amp; c", "en") == [
        Spoken(0, 2, "a "),
        Spoken(2, 4, ""),
        Spoken(4, 5, "b"),
        Spoken(5, 7, ""),
        Spoken(7, 8, " "),
        Spoken(8, 13, " and "),
        Spoken(13, 15, " c"),
    ]


def test_emoji_are_dropped_or_read() -> None:
    read = NormaliseRules(emoji=Emoji.READ)
    assert spoken_text(normalise("Hi 😀!", "en")) == "Hi !"
    assert spoken_text(normalise("Hi 😀", "en", read)) == "Hi grinning face"
    assert spoken_text(normalise("Tag 👍🏽", "de", read)) == "Tag Daumen hoch"
    assert spoken_text(normalise("\U0001f1e9\U0001f1ea", "en", read)) == "Germany"


def test_read_emoji_stay_bounded() -> None:
    read = NormaliseRules(emoji=Emoji.READ)
    assert len(spoken_text(normalise("😀" * 500, "en", read))) <= 10 * 500 + 200


def test_markdown_may_stay() -> None:
    rules = NormaliseRules(markdown=False)
    assert spoken_text(normalise("a_b **c**", "en", rules)) == "a b **c**"


def test_acronyms_may_stay() -> None:
    assert spoken_text(normalise("USB", "en", NormaliseRules(acronyms=False))) == "USB"


def test_an_unknown_language_gets_what_cldr_knows() -> None:
    assert spoken_text(normalise("**Hæ** 5", "is_IS")) == "Hæ fimm"
    assert spoken_text(normalise("**nuqneH** 5 kg", "tlh")) == "nuqneH 5 kg"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("14:05", "čtrnáct hodin pět minut"),
        ("14:00", "čtrnáct hodin"),
        ("14:05:09", "čtrnáct hodin pět minut devět sekund"),
        ("3.5.2026", "3. května 2026"),
        ("2026-05-03", "3. května 2026"),
        ("2026-05-03T14:05", "3. května 2026, čtrnáct hodin pět minut"),
        ("21,5 °C", "21,5 stupně Celsia"),
    ],
)
def test_times_and_dates_in_a_language_without_a_file(written: str, said: str) -> None:
    assert spoken_text(normalise(written, "cs_CZ")) == said


def test_no_such_day_is_no_date() -> None:
    assert spoken_text(normalise("31.2.2026", "cs_CZ")).startswith("třicet jed")


def test_a_region_has_its_own_marks_and_order() -> None:
    assert spoken_text(normalise("3/4/2026", "en_GB")) == "the third of April, twenty twenty-six"
    assert spoken_text(normalise("$5", "en_CA")).startswith("five Canadian dollar")


def test_threads_may_share_it() -> None:
    text = "Am 3.5.2026 um 7:30 Uhr sind es 21,5 °C."
    with ThreadPoolExecutor(8) as pool:
        said = set(pool.map(lambda _: spoken_text(normalise(text, "de_AT")), range(32)))
    assert len(said) == 1


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1-",
        "a.",
        "[a](",
        "\n",
        "x1",
        "1e",
        "a_",
        "/a",
        "|",
        "<a ",
        "&a",
        "😀\u200d",
        "क्षि",
        "**",
    ],
)
def test_time_grows_with_the_length(unit: str) -> None:
    """Four times the text may take eight times as long, not sixteen."""

    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        best = float("inf")
        for _ in range(3):
            start = time.thread_time()
            normalise(text, "en")
            best = min(best, time.thread_time() - start)
        return best

    assert seconds(4000) < 8 * seconds(1000) + 0.02
