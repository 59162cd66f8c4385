"""Where a running sentence may be cut."""

import time

import pytest

from jabbertts_wyoming.text.cuts import Cuts, torn


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("one two three ", "one|two|three "),
        ("one two thr", "one|two thr"),  # the last word may become "thr."
        ("it is 21 now", "it|is 21 now"),
        ("in 10 km or so we all go", "in 10 km or so|we|all go"),
        ("el 3 de mayo de 2026 no", "el 3 de mayo de 2026 no"),
        ("a few, then EUR 3", "a|few,|then EUR 3"),
        ("on May 3, 2026 all", "on|May 3, 2026 all"),
        ("on May 3, and all of", "on|May 3,|and|all of"),
        ("ask old Dr. Smith if he is", "ask|old Dr. Smith|if|he is"),
        ("King Louis XIV was old too", "King|Louis XIV was|old too"),
        ("so – at last we go", "so –|at|last|we go"),
        ("10 – 15 min", "10 – 15 min"),
        ("see [the docs](https://a.b/c) all of", "see|[the docs](https://a.b/c)|all of"),
        ('see [the docs](https://a.b "c d") all of', 'see|[the docs](https://a.b "c d")|all of'),
        ("say [[a b c", "say|[[a b c"),
        ("- [x] buy some milk", "- [x] buy|some milk"),
        ("今天，我们", "今天，|我们"),
        ("版本3，5个", "版本3，5个"),
        ("x \u00a0y one two", "x \u00a0y|one two"),
    ],
)
def test_safe_cuts(text: str, safe: str) -> None:
    cuts = Cuts(text, 0, len(text))
    places, at = [], 0
    for part in safe.split("|")[:-1]:
        at = text.index(part, at) + len(part)
        places.append(at)
    found = [cut for cut in range(1, len(text)) if cuts.is_safe(cut)]
    # A cut before a space is as good as one behind it.
    assert sorted({cut - text[cut - 1].isspace() for cut in found}) == places
    assert cuts.last(1) == (found[-1] if found else None)


def test_what_is_before_the_start_and_behind_the_end_counts_for_nothing() -> None:
    text = "in 10 one two three. 5"
    cuts = Cuts(text, 6, len("in 10 one two three"))
    assert [text[6:cut] for cut in range(7, 19) if cuts.is_safe(cut)] == ["one", "one "]
    assert cuts.last(7) == 10
    assert cuts.last(11) is None


@pytest.mark.parametrize(
    ("text", "cut", "end"),
    [
        ("say [[a. b]] now", 8, 12),
        ("say [[a. b", 8, 11),
        ("say [[a. b]] now.", 17, None),
        ('see [x](y "a. b") now', 13, 17),
        ("see [x] (y. b) now", 11, None),
        ("see [x](y. Then", 10, None),
        ("[[" + "a" * 500 + "]]", 400, None),
    ],
)
def test_torn(text: str, cut: int, end: int | None) -> None:
    assert torn(text, 0, cut) == end


@pytest.mark.parametrize("unit", ["[", "[[", "](", "<a ", "1 ", "a ", "[a](", "- [ ] ", "X "])
def test_time_is_linear(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    began = time.process_time()
    for start in range(0, len(text), 500):
        cuts = Cuts(text, start, min(len(text), start + 500))
        cuts.last(start)
        torn(text, start, start + 499)
    assert time.process_time() - began < 2
