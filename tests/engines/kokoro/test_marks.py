import pytest

from jabbertts_wyoming.engines.kokoro.marks import plain, speak, tidy


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ('"Yes," she said.', "“Yes,” she said."),
        ("«Oui» „ja“ 「はい」", "“Oui” “ja“ “はい”"),
        ("Wait... what…… no", "Wait…  what…  no"),
        ("one - two -- three—four", "one  —  two  —  three — four"),
        ("well-known 5–10", "well-known 5–10"),
        ("the file(s) [here]", "the files (here)"),
        ("¿Cómo? 你好，世界。", "Cómo? 你好,世界."),
        ("It’s 5'10\"", "It's 5'10”"),
    ],
)
def test_marks_that_the_model_knows(text: str, marked: str) -> None:
    assert plain(text) == marked


def spoken(run: str) -> str:
    """As espeak-ng: no space at either end, and nothing of its own for what it can't say."""
    return run.strip().upper()


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("one, two", "ONE, TWO"),
        ("He (quietly) said “this”!", "HE (QUIETLY) SAID “THIS”!"),
        ("(one) two (three)", "(ONE) TWO (THREE)"),
        ('"Yes", she said.', "“YES”, SHE SAID."),
        ("no… really... yes", "NO… REALLY… YES"),
        ("one—two", "ONE — TWO"),
        ("", ""),
        ("…", "…"),
        ("( )", "()"),
    ],
)
def test_marks_stay_around_what_is_spoken(text: str, symbols: str) -> None:
    assert speak(text, spoken) == symbols


def test_runs_are_as_long_as_can_be() -> None:
    """Only what would be lost is taken out: the rest is spoken in its context."""
    runs: list[str] = []

    def listen(run: str) -> str:
        runs.append(run)
        return ""

    speak("One, two; three. Four: (five) six?", listen)
    assert runs == ["One, two; three. Four: ", "five", "six?"]


def test_spaces() -> None:
    assert tidy("  a  ,b (  c ) d —e ") == "a, b (c) d —e"
