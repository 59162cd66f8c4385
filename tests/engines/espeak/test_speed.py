import numpy as np
import pytest

from jabbertts_wyoming.engines.espeak import speed as module
from jabbertts_wyoming.engines.espeak.speed import FASTEST, SLOWEST, TOLERANCE
from jabbertts_wyoming.engines.espeak.synthesis import Samples, Spoken, synthesize

SENTENCES = {
    "gmw/de": "Das ist ein ganz normaler Satz, der ziemlich lang ist.",
    "urj/fi": "Hyvää päivää, mitä kuuluu tänään?",
    "sit/cmn": "今天天气很好，我们去公园吧。",
}


def speak(text: str, language: str, speed: float) -> Samples:
    return module.speak(text, language, speed).samples


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8, 1.25, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("language", SENTENCES)
def test_the_length_is_right(language: str, speed: float) -> None:
    text = SENTENCES[language]
    usual = len(speak(text, language, 1.0))
    made = speak(text, language, speed)
    assert len(made) * speed / usual == pytest.approx(1.0, abs=TOLERANCE + 1e-3)
    assert 0.2 < np.abs(made).max() < 0.9


def test_at_its_usual_speed_it_is_espeak_s_own_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = synthesize("hello", "gmw/en-US").samples
    rates = []

    def counted(text: str, language: str, rate: int = 175) -> Spoken:
        rates.append(rate)
        return synthesize(text, language, rate)

    monkeypatch.setattr(module, "synthesize", counted)
    assert np.array_equal(speak("hello", "gmw/en-US", 1.0), expected)
    assert rates == [175], "and made once"


def test_beyond_all_measure_it_is_the_limit() -> None:
    assert len(speak("hello", "gmw/en-US", 0.001)) == len(speak("hello", "gmw/en-US", SLOWEST))
    assert len(speak("hello", "gmw/en-US", 99.0)) == len(speak("hello", "gmw/en-US", FASTEST))


def test_the_same_speed_is_the_same_samples() -> None:
    one, other = (speak("Good morning.", "gmw/en-US", 0.3) for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("speed", [0.25, 1.0, 2.0, 4.0])
def test_marks_go_with_the_sound(speed: float) -> None:
    usual = module.speak("Good morning, my friend.", "gmw/en-US", 1.0)
    made = module.speak("Good morning, my friend.", "gmw/en-US", speed)
    assert [place for place, _ in made.marks] == [place for place, _ in usual.marks]
    expected = [sample / speed for _, sample in usual.marks]
    near = 0.08 * len(made.samples)
    assert [sample for _, sample in made.marks] == pytest.approx(expected, abs=near)
    assert made.marks[-1][1] <= len(made.samples)
