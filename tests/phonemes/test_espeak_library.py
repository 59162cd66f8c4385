import ctypes
import re
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

import jabbertts_wyoming
from jabbertts_wyoming.phonemes import espeak_library
from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.phonemes.espeak_events import spoken_words
from jabbertts_wyoming.phonemes.espeak_library import can_synthesize, phonemizer, synthesizer
from jabbertts_wyoming.runtime.memory import resident_bytes


def test_this_build_can_synthesize() -> None:
    assert can_synthesize()
    with synthesizer() as espeak:
        assert espeak.espeak_ng_GetSampleRate() == 22050


@pytest.fixture
def _another_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that shows nothing but the module's entry."""
    espeak_library._library.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())


@pytest.fixture(autouse=True)
def _afresh() -> None:
    espeak_library._library.cache_clear()


@pytest.mark.usefixtures("_another_build")
def test_another_build_has_phonemes_all_the_same() -> None:
    assert not can_synthesize()
    with pytest.raises(RuntimeError, match="no synthesis"), synthesizer():
        pass
    assert phonemize("hello", "en-us")
    espeak_library._library.cache_clear()


def test_a_library_that_can_t_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("piper.espeakbridge.__file__", "/nowhere.so")
    assert not can_synthesize()
    espeak_library._library.cache_clear()


def test_nothing_else_imports_piper() -> None:
    """NOTICE says so."""
    importing = re.compile(r"^\s*(?:from|import) piper\b", re.MULTILINE)
    package = Path(jabbertts_wyoming.__file__).parent
    files = [p for p in package.rglob("*.py") if importing.search(p.read_text("utf-8"))]
    assert sorted(file.relative_to(package).as_posix() for file in files) == [
        "phonemes/espeak_library.py",
        "phonemes/piper_models.py",
    ]


@pytest.mark.parametrize("first", [phonemizer, synthesizer])
def test_one_has_the_library_at_a_time(first: object) -> None:
    had = threading.Event()

    def ask() -> None:
        phonemize("hello", "en-us")
        had.set()

    assert callable(first)
    other = threading.Thread(target=ask)
    with first():
        other.start()
        assert not had.wait(0.1)
    other.join(5)
    assert had.is_set()


def test_nothing_is_lost_however_much_was_phonemized_before() -> None:
    """Its queue has 170 places, and each choice of a voice takes one."""
    expected = spoken_words("the end of the day", "en-us")
    for count in range(128, 160, 4):
        for _ in range(count):
            phonemize("a", "en-us")
        assert spoken_words("the end of the day", "en-us") == expected


def test_phonemes_leave_next_to_nothing_in_memory() -> None:
    for _ in range(500):
        phonemize("Hi.", "en-us")
    before = resident_bytes()
    count = 3000
    for _ in range(count):
        phonemize("Hi.", "en-us")
    assert resident_bytes() - before < count * 800
