import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.audio.level import FULL_SCALE, KNEE, limit, silence, to_pcm

RAMP = np.linspace(-4, 4, 400_001, dtype=np.float32)


def decode(pcm: bytes) -> npt.NDArray[np.int64]:
    return np.frombuffer(pcm, "<i2").astype(np.int64)


def test_below_the_knee_nothing_changes() -> None:
    quiet = RAMP[np.abs(RAMP) <= KNEE]
    np.testing.assert_array_equal(limit(quiet), quiet)
    loud = limit(RAMP)
    np.testing.assert_array_equal(loud[np.abs(RAMP) <= KNEE], quiet)


def test_never_beyond_full_scale() -> None:
    assert float(np.abs(limit(RAMP)).max()) <= 1.0
    assert float(np.abs(limit(RAMP * 1e6)).max()) <= 1.0


def test_monotone_and_odd() -> None:
    bent = limit(RAMP)
    assert (np.diff(bent) >= 0).all()
    np.testing.assert_allclose(limit(-RAMP), -bent, atol=1e-7)


def test_continuous_also_in_slope() -> None:
    """No step at the knee, and the slope there is still 1."""
    step = float(RAMP[1] - RAMP[0])
    slope = np.diff(limit(RAMP).astype(np.float64)) / step
    assert np.max(slope) <= 1.02  # float32 rounding of the ramp itself
    near = np.abs(np.abs(RAMP[1:]) - KNEE) < 0.002
    assert np.min(slope[near]) > 0.95


def test_pcm_is_little_endian_and_rounded() -> None:
    samples = np.array([0.0, 0.5, -0.5, 1 / 32767, 0.6 / 32767], np.float32)
    assert decode(to_pcm(samples, 1.0)).tolist() == [0, 16384, -16384, 1, 1]
    assert to_pcm(np.array([256 / 32767], np.float32), 1.0) == b"\x00\x01"


def test_gain_is_applied() -> None:
    samples = np.array([0.1, -0.2], np.float32)
    assert decode(to_pcm(samples, 2.0)).tolist() == [
        round(0.2 * FULL_SCALE),
        round(-0.4 * FULL_SCALE),
    ]


def test_loud_samples_do_not_wrap_around() -> None:
    pcm = decode(to_pcm(np.array([1.0, 3.0, -3.0, 1e30], np.float32), 4.0))
    assert np.min(pcm) >= -32767
    assert np.max(pcm) <= 32767
    assert (np.sign(pcm) == [1, 1, -1, 1]).all()


def test_what_is_not_a_number_is_silence_and_infinity_is_loud() -> None:
    pcm = decode(to_pcm(np.array([np.nan, np.inf, -np.inf, 0.1], np.float32), 1.0))
    assert pcm[0] == 0
    assert 31000 < pcm[1] <= 32767
    assert pcm[2] == -pcm[1]
    assert pcm[3] == round(0.1 * FULL_SCALE)


def test_nothing_in_nothing_out() -> None:
    assert to_pcm(np.zeros(0, np.float32), 1.0) == b""


@given(
    st.lists(st.integers(0, 500), max_size=6),
    st.floats(0.1, 8.0),
    st.integers(0, 2**32 - 1),
)
def test_chunks_are_the_whole(cuts: list[int], gain: float, seed: int) -> None:
    """Each sample is limited by itself, so no chunk edge can be heard."""
    samples = np.random.default_rng(seed).normal(0, 0.5, 500).astype(np.float32)
    chunks = np.split(samples, sorted(cuts))
    assert b"".join(to_pcm(c, gain) for c in chunks) == to_pcm(samples, gain)


@pytest.mark.parametrize(
    ("seconds", "rate", "samples"), [(0.1, 22050, 2205), (0.0, 22050, 0), (-1.0, 16000, 0)]
)
def test_silence(seconds: float, rate: int, samples: int) -> None:
    assert silence(seconds, rate) == bytes(2 * samples)
