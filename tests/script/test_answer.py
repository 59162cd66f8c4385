import numpy as np
import pytest

from script.bench_lib.answer import Answer, Chunk, Gap, measure, play
from script.bench_lib.errors import BenchError

RATE = 1000


def pcm(*levels: int) -> bytes:
    return np.array(levels, dtype="<i2").tobytes()


def test_the_player_starts_on_the_first_chunk_and_never_runs_dry() -> None:
    playback = play([(0.2, 1.0), (1.1, 1.0), (1.2, 1.0)])
    assert playback.started == 0.2
    assert not playback.gaps
    assert playback.heard_at(1.5) == pytest.approx(1.7)


def test_a_chunk_that_comes_exactly_when_it_is_due_is_no_gap() -> None:
    assert not play([(0.0, 0.1), (0.1, 0.1), (0.2, 0.1)]).gaps


def test_late_chunks_make_gaps_that_shift_what_follows() -> None:
    playback = play([(0.1, 0.5), (0.9, 0.5), (1.0, 0.5), (2.4, 0.5)])
    assert [gap.position for gap in playback.gaps] == pytest.approx([0.5, 1.5])
    assert [gap.seconds for gap in playback.gaps] == pytest.approx([0.3, 0.5])
    assert playback.heard_at(0.49) == pytest.approx(0.59)
    assert playback.heard_at(0.5) == pytest.approx(0.9)
    assert playback.heard_at(1.6) == pytest.approx(2.5)


def test_a_gap_is_where_and_how_long_the_player_waits() -> None:
    (gap,) = play([(0.0, 0.25), (1.0, 0.25)]).gaps
    assert gap == Gap(0.25, 0.75)


def test_nothing_cannot_be_played() -> None:
    with pytest.raises(BenchError, match="without audio"):
        play([])


def test_first_audible_is_relative_to_the_answers_own_peak() -> None:
    # The peak is 1000: 2% of it is 20, reached at sample 3; 1% of full scale is 327.68.
    answer = Answer(RATE, [Chunk(0.5, pcm(0, 20, -20, 21)), Chunk(0.6, pcm(1000, 5))], ended=0.7)
    measured = measure(answer)
    assert measured.first_audio == 0.5
    assert measured.first_audible == pytest.approx(0.503)
    # Sample 4 is due at 0.504 but comes at 0.6: heard when it is there.
    assert measured.first_audible_fs == pytest.approx(0.6)
    assert measured.gaps == 1
    assert measured.gap_seconds == pytest.approx(0.096)
    assert measured.longest_gap == measured.gap_seconds
    assert measured.total == 0.7
    assert measured.audio == pytest.approx(0.006)


def test_scaling_moves_the_fixed_threshold_only() -> None:
    quiet = Answer(RATE, [Chunk(0.0, pcm(1, 10, 100, 300))], ended=0.1)
    loud = Answer(RATE, [Chunk(0.0, pcm(100, 1000, 10000, 30000))], ended=0.1)
    assert measure(quiet).first_audible == measure(loud).first_audible == pytest.approx(0.001)
    assert measure(quiet).first_audible_fs is None
    assert measure(loud).first_audible_fs == pytest.approx(0.001)


def test_the_most_negative_sample_is_the_loudest() -> None:
    measured = measure(Answer(RATE, [Chunk(0.0, pcm(0, 0, -32768))], ended=0.1))
    assert measured.first_audible == pytest.approx(0.002)


def test_silence_is_never_audible() -> None:
    measured = measure(Answer(RATE, [Chunk(0.1, pcm(0, 0))], ended=0.2))
    assert measured.first_audible is None
    assert measured.first_audible_fs is None


def test_chunks_without_samples_count_for_nothing() -> None:
    answer = Answer(RATE, [Chunk(0.1, b""), Chunk(0.3, pcm(9))], ended=0.4)
    assert measure(answer).first_audio == 0.3
