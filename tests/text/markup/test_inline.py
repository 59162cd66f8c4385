import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jabbertts_wyoming.text.markup.inline import (
    MAX_HELD,
    MAX_PHONEMES,
    complete_prefix,
    parse_inline,
)
from jabbertts_wyoming.text.markup.spans import Item, Pause, Said
from jabbertts_wyoming.text.markup.values import MAX_PAUSE


def shorthand(items: list[Item]) -> list[str | float]:
    """Text as it is, phonemes between slashes, pauses as seconds; neighbouring text joined."""
    found: list[str | float] = []
    for item in items:
        if isinstance(item, Pause):
            found.append(item.seconds)
            continue
        assert isinstance(item, Said)
        if item.phonemes is not None:
            found.append(f"/{item.phonemes}/")
        elif found and isinstance(found[-1], str) and not found[-1].startswith("/"):
            found[-1] += item.text
        else:
            found.append(item.text)
    return found


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", []),
        ("a", ["a"]),
        ("a [pause:0.5] b", ["a ", 0.5, " b"]),
        ("[pause:500ms]", [0.5]),
        ("[pause: 2 s]", [2.0]),
        ("[PAUSE:1,5S]", [1.5]),
        ("[pause:0]", [0.0]),
        ("[pause:500]", [MAX_PAUSE]),
        ("[pause:99999ms]", [MAX_PAUSE]),
        ("a[[həˈloʊ]]b", ["a", "/həˈloʊ/", "b"]),
        ("[[ a ]][[b]]", ["/a/", "/b/"]),
        ("[[[a]]]", ["[", "/a/", "]"]),
        ("[[pause:1]]", ["/pause:1/"]),
    ],
)
def test_marks_are_found(text: str, items: list[str | float]) -> None:
    assert shorthand(parse_inline(text)) == items


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        "[a](b)",
        "[[1]](https://example.com)",
        "[[a]](b)",
        "[[12]]",
        "[[]]",
        "[[ ]]",
        "[[a\nb]]",
        "[[a]",
        "[pause]",
        "[pause:]",
        "[pause:-1]",
        "[pause:1e3]",
        "[pause:123456]",
        "[pause:1h]",
        "[pause:1ſ]",
        "[pause:١]",
        "[pause:1",
        "x[0] = y[[1]]",
        f"[[{'a' * (MAX_PHONEMES + 1)}]]",
    ],
)
def test_the_rest_stays_text(text: str) -> None:
    assert shorthand(parse_inline(text)) == [text]


def test_offsets_lead_to_the_source() -> None:
    text = "one [pause:1] two [[θɹiː]]"
    source = f"12345{text}"
    said = [item for item in parse_inline(text, offset=5) if isinstance(item, Said)]
    assert [source[s.start : s.end] for s in said] == ["one ", " two ", "[[θɹiː]]"]
    first, last = said[1].source_span(1, 4)
    assert source[first:last] == "two"
    assert said[2].source_span(0, 1) == (said[2].start, said[2].end)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a", ""),
        ("a [", "["),
        ("a [p", "[p"),
        ("a [pause:", "[pause:"),
        ("a [pause:0.", "[pause:0."),
        ("a [pause:500m", "[pause:500m"),
        ("a [pause:5]", ""),
        ("a [px", ""),
        ("a [1", ""),
        ("a [[", "[["),
        ("a [[h]", "[[h]"),
        ("a [[h]]", "[[h]]"),
        ("a [[h]] ", ""),
        ("a [[[h", "[[h"),
        ("[[a [[b", "[[b"),
        ("[[a\n", ""),
        (f"[[{'a' * (MAX_PHONEMES + 1)}", ""),
    ],
)
def test_what_may_become_a_mark_is_held(text: str, held: str) -> None:
    assert text[complete_prefix(text) :] == held


PIECES = st.lists(
    st.sampled_from(
        ["[", "]", "[[", "]]", "[pause:", "0", ".5", "ms", "s", " ", "a", "ə", "(", "\n", "1]", "p"]
    ),
    max_size=20,
).map("".join)


@given(text=PIECES | st.text(max_size=30), cut=st.integers(0, 60))
@example(text="[[a]](b)", cut=5)
@example(text="[[pause:1]x", cut=10)
def test_the_cut_changes_nothing(text: str, cut: int) -> None:
    end = complete_prefix(text[:cut])
    assert len(text[:cut]) - end <= MAX_HELD
    pieces = parse_inline(text[:end]) + parse_inline(text[end:], offset=end)
    assert shorthand(pieces) == shorthand(parse_inline(text))
    covered = "".join(text[item.start : item.end] for item in pieces if isinstance(item, Said))
    assert len(covered) <= len(text)


@pytest.mark.parametrize("part", ["[", "[[a", "[[a]", "[pause:1", "[[a]](", "[[a]] ", "a"])
def test_long_text_is_fast(part: str) -> None:
    text = part * (100_000 // len(part))
    began = time.process_time()
    parse_inline(text)
    complete_prefix(text)
    assert time.process_time() - began < 1
