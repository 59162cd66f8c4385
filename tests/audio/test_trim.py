import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.audio.trim import Samples, SilenceTrimmer

LEAD, TAIL, FADE = 5, 8, 3


def trimmer() -> SilenceTrimmer:
    return SilenceTrimmer(LEAD, TAIL, FADE, threshold=0.1)


def trimmed(samples: Samples, cuts: list[int]) -> Samples:
    made = trimmer()
    chunks = np.split(samples, sorted(min(cut, len(samples)) for cut in cuts))
    return np.concatenate([*(made.push(chunk) for chunk in chunks), made.finish()])


def sentence(before: int, sound: int, behind: int) -> Samples:
    parts = [np.full(before, 0.01), np.ones(sound), np.full(behind, 0.02)]
    return np.concatenate(parts).astype(np.float32)


def test_silence_around_is_cut() -> None:
    made = trimmed(sentence(100, 20, 200), [])
    assert len(made) == LEAD + 20 + TAIL
    assert made[0] == pytest.approx(0.01 / (FADE + 1))
    assert made[-1] == pytest.approx(0.02 / (FADE + 1))
    assert made[LEAD : LEAD + 20].tolist() == [1.0] * 20


def test_less_silence_than_is_kept_stays() -> None:
    made = trimmed(sentence(2, 10, 3), [])
    assert len(made) == 15
    # No sample at an edge is whole, not even of a sound: that would click.
    assert made[2] == 0.75
    assert trimmed(sentence(0, 10, 0), [])[[0, 1, 2, 3, 6, 7, 8, 9]].tolist() == [
        *(0.25, 0.5, 0.75, 1.0),
        *(1.0, 0.75, 0.5, 0.25),
    ]


def test_silence_inside_stays() -> None:
    samples = np.concatenate([sentence(50, 10, 100), sentence(0, 10, 50)])
    assert len(trimmed(samples, [])) == LEAD + 10 + 100 + 10 + TAIL


def test_only_silence_is_nothing() -> None:
    assert trimmed(sentence(500, 0, 0), [100]).size == 0
    assert trimmed(np.zeros(0, np.float32), []).size == 0


def test_sound_is_held_back_no_longer_than_a_fade() -> None:
    made = trimmer()
    assert made.push(sentence(50, 0, 0)).size == 0
    assert made.push(sentence(0, 20, 0)).size == LEAD + 20 - FADE


def test_silence_is_not_collected() -> None:
    made = trimmer()
    for _ in range(100):
        made.push(sentence(1000, 0, 0))
    assert made._held.size == LEAD


LEVELS = st.lists(st.tuples(st.sampled_from([0.0, 0.05, -0.5, 1.0]), st.integers(1, 15)))


@given(LEVELS, st.lists(st.integers(0, 60), max_size=8))
def test_chunks_do_not_matter(runs: list[tuple[float, int]], cuts: list[int]) -> None:
    samples = np.concatenate([np.zeros(0), *(np.full(n, v) for v, n in runs)]).astype(np.float32)
    assert trimmed(samples, cuts).tobytes() == trimmed(samples, []).tobytes()


def test_usual_lengths() -> None:
    made = SilenceTrimmer.at(24_000)
    samples = np.concatenate([np.zeros(9000), np.ones(2400), np.zeros(9000)]).astype(np.float32)
    assert made.push(samples).size + made.finish().size == 600 + 2400 + 1200


def test_lengths_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="fade 9"):
        SilenceTrimmer(5, 8, 9)


def test_it_tells_what_it_took_off_the_beginning() -> None:
    made = trimmer()
    made.push(np.full(90, 0.01, np.float32))
    assert made.skipped is None
    made.push(sentence(10, 20, 200))
    assert made.skipped == 100 - LEAD
