import numpy as np
import pytest

from jabbertts_wyoming.engines.espeak.stretch import Samples, stretch

RATE = 22_050


def tone(hertz: float, seconds: float = 1.0) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    return (0.5 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


@pytest.mark.parametrize("hertz", [90.0, 220.0, 3000.0])
@pytest.mark.parametrize("factor", [0.25, 0.6, 0.97, 1.1, 2.0, 4.0])
def test_the_length_changes_and_the_pitch_does_not(hertz: float, factor: float) -> None:
    made = stretch(tone(hertz), round(RATE * factor))
    assert len(made) == round(RATE * factor)
    middle = made[len(made) // 5 : -len(made) // 5]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 8 * RATE))
    assert spectrum.argmax() / 8 == pytest.approx(hertz, rel=0.03)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.03)


def test_what_comes_first_stays_first() -> None:
    halves = np.concatenate([tone(200.0), np.zeros(RATE, np.float32)])
    made = stretch(halves, 4 * RATE)
    assert np.abs(made[: 2 * RATE - 1000]).max() > 0.4
    assert np.abs(made[2 * RATE + 1000 :]).max() < 1e-3


def test_the_same_length_is_the_same_sound() -> None:
    sound = tone(200.0)
    assert stretch(sound, len(sound)) is not None
    assert np.array_equal(stretch(sound, len(sound)), sound)


@pytest.mark.parametrize("samples", [0, 1, 50, 700])
@pytest.mark.parametrize("length", [0, 1, 40, 3000])
def test_short_sounds(samples: int, length: int) -> None:
    made = stretch(np.full(samples, 0.5, np.float32), length)
    assert len(made) == (length if samples else 0)
    assert np.isfinite(made).all()
    assert np.abs(made).max(initial=0.0) <= 0.51
