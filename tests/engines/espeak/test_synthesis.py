import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from jabbertts_wyoming.common.errors import SynthesisError, VoiceError
from jabbertts_wyoming.engines.espeak import synthesis
from jabbertts_wyoming.engines.espeak.synthesis import (
    LONGEST_SECONDS,
    NORMAL_RATE,
    SAMPLE_RATE,
    Samples,
    has_language,
)
from jabbertts_wyoming.phonemes.espeak import phonemize
from jabbertts_wyoming.phonemes.espeak_library import synthesizer
from jabbertts_wyoming.voices.catalogue.catalogue import load_catalogue

ENGLISH, GERMAN = "gmw/en-US", "gmw/de"
TEXT = "The quick brown fox jumps over the lazy dog, doesn't it?"
# "Hello world, how are you today?"
HELLO = {
    "ar": "مرحبا بالعالم، كيف حالك اليوم؟",
    "da": "Hej verden, hvordan har du det i dag?",
    "de": "Hallo Welt, wie geht es dir heute?",
    "el": "Γεια σου κόσμε, τι κάνεις σήμερα;",
    "en": "Hello world, how are you today?",
    "es": "Hola mundo, ¿cómo estás hoy?",
    "fi": "Hei maailma, mitä sinulle kuuluu tänään?",
    "fr": "Bonjour le monde, comment allez-vous aujourd'hui ?",
    "he": "שלום עולם, מה שלומך היום?",
    "hi": "नमस्ते दुनिया, आज आप कैसे हैं?",
    "it": "Ciao mondo, come stai oggi?",
    "ko": "안녕하세요, 오늘 기분이 어떠세요?",
    "ms": "Halo dunia, apa khabar hari ini?",
    "nl": "Hallo wereld, hoe gaat het vandaag met je?",
    "no": "Hei verden, hvordan har du det i dag?",
    "pl": "Witaj świecie, jak się dzisiaj masz?",
    "pt": "Olá mundo, como você está hoje?",
    "ru": "Привет, мир, как у тебя сегодня дела?",
    "sv": "Hej världen, hur mår du idag?",
    "sw": "Habari dunia, hali yako ikoje leo?",
    "tr": "Merhaba dünya, bugün nasılsın?",
    "zh": "你好世界，你今天怎么样？",
}
FILES = {e.id.rpartition("-")[2]: e.engine_voice for e in load_catalogue() if e.built_in}


def synthesize(text: str, language: str, rate: int = NORMAL_RATE) -> Samples:
    return synthesis.synthesize(text, language, rate).samples


def loudness(samples: Samples) -> float:
    """The root mean square of what is not silent."""
    frames = samples[: len(samples) // 441 * 441].reshape(-1, 441)
    energy = np.sqrt(np.mean(frames**2, axis=1))
    return float(np.sqrt(np.mean(energy[energy > 0.05 * energy.max()] ** 2)))


def test_there_is_a_sentence_for_every_voice() -> None:
    assert set(HELLO) == set(FILES)


@pytest.mark.parametrize("language", HELLO)
def test_every_language_is_heard(language: str) -> None:
    samples = synthesize(HELLO[language], FILES[language] or "")
    assert 1.2 < len(samples) / SAMPLE_RATE < 3.2
    assert 0.05 < loudness(samples) < 0.08
    assert np.abs(samples).max() < 0.8, "never near clipping"


@pytest.mark.parametrize("language", HELLO)
def test_the_script_is_read_and_not_spelt(language: str) -> None:
    """A letter that espeak-ng can't read becomes a name: "Chinese letter"."""
    text = HELLO[language]
    letters = sum(map(str.isalpha, text))
    per_letter = len(synthesize(text, FILES[language] or "")) / SAMPLE_RATE / letters
    assert per_letter < 0.3
    kanji = synthesize("今日元気", "jpx/ja")
    assert len(kanji) / SAMPLE_RATE / 4 > 0.4, "this is why there is no Japanese voice"


@pytest.mark.parametrize(
    ("text", "language"),
    [(TEXT, ENGLISH), ("terra, erre", "roa/it"), ("Привет", "zle/ru"), ("Ähnlich ’ne Uhr", GERMAN)],
)
def test_the_same_text_is_the_same_samples_whatever_came_before(text: str, language: str) -> None:
    first = synthesize(text, language)
    for k in range(6):
        synthesize("Na gut, " * (k + 1), GERMAN, 90 + 60 * k)
        phonemize("Привет " * k, "ru")
        synthesize("∰" * 300, ENGLISH, NORMAL_RATE + k)  # ends before it is done
        assert np.array_equal(synthesize(text, language), first)


def test_phonemes_are_the_same_before_and_after() -> None:
    before = phonemize(TEXT, "en-us")
    for rate in (80, 175, 450):
        synthesize("Guten Morgen! " * 3, GERMAN, rate)
        assert phonemize(TEXT, "en-us") == before


def test_its_settings_are_set_back() -> None:
    synthesize(TEXT, ENGLISH, 300)
    with synthesizer() as espeak:
        assert espeak.espeak_GetParameter(synthesis._RATE, 1) == NORMAL_RATE
        assert espeak.espeak_GetParameter(synthesis._VOLUME, 1) == 100


def test_the_rate_counts() -> None:
    slow, normal, fast = (len(synthesize(TEXT, ENGLISH, rate)) for rate in (80, 175, 450))
    assert slow > 1.8 * normal > 1.8 * 2.2 * fast


def test_a_hostile_text_ends() -> None:
    began = time.perf_counter()
    samples = synthesize("∰⠿" * 5000, ENGLISH)
    assert len(samples) == LONGEST_SECONDS * SAMPLE_RATE
    assert time.perf_counter() - began < 5  # about 0.2 s; all of it would take ten


def test_text_is_no_command() -> None:
    assert len(synthesize("<speak><break time='9s'/></speak>", ENGLISH)) < 12 * SAMPLE_RATE
    spelt = synthesize("[[h@loU]]", ENGLISH)
    assert not np.array_equal(spelt, synthesize("hello", ENGLISH))


def test_a_language_that_is_not_there() -> None:
    assert has_language(ENGLISH)
    assert not has_language("gmw/nope")
    assert not has_language("gmw")
    with pytest.raises(VoiceError, match="no language 'gmw/nope'"):
        synthesize("hello", "gmw/nope")
    assert phonemize("hello", "en-us"), "the lock is free"


def test_a_file_that_is_no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", lambda *_: 0)
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda _: b"")
    with pytest.raises(VoiceError, match="can't speak 'no-name'"):
        synthesize("hello", "no-name")


def test_without_files_in_memory_it_speaks_nevertheless(monkeypatch: pytest.MonkeyPatch) -> None:
    steady = synthesize("hello world", GERMAN)
    monkeypatch.setattr(os, "write", lambda *_: 0)
    assert len(synthesize("hello world", GERMAN)) == pytest.approx(len(steady), rel=0.02)


def test_its_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesis, "_BY_CHARACTER", 9)
    with synthesizer() as espeak:
        monkeypatch.setattr(espeak, "espeak_Synth", lambda *_: -1)
    with pytest.raises(SynthesisError, match="failed"):
        synthesize("hello", ENGLISH)


def test_phonemes_and_sound_at_once_do_not_mix() -> None:
    jobs: Mapping[str, Callable[[], object]] = {
        "de": lambda: phonemize("Zwölf Boxkämpfer jagen Viktor.", "de"),
        "en": lambda: phonemize(TEXT, "en-us"),
        "de sound": lambda: synthesize("Guten Morgen.", GERMAN).tobytes(),
        "sw sound": lambda: synthesize("Habari za asubuhi.", "bnt/sw", 300).tobytes(),
    }
    expected = {name: job() for name, job in jobs.items()}
    barrier = threading.Barrier(8)

    def work(name: str) -> bool:
        barrier.wait(10)
        return all(jobs[name]() == expected[name] for _ in range(15))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, [*jobs, *jobs]))


def test_the_marks_are_where_words_and_pauses_begin() -> None:
    text = "Good morning, my friend."
    spoken = synthesis.synthesize(text, ENGLISH)
    places, begins = zip(*spoken.marks, strict=True)
    assert [text[place] for place in places if place < len(text)] == ["G", "m", ",", "m", "f", "."]
    assert list(begins) == sorted(begins)
    assert begins[0] == 0
    pause = spoken.samples[begins[2] + 800 : begins[3]]
    assert np.abs(pause).max() < 0.01 < np.abs(spoken.samples[begins[1] : begins[2]]).max()


def test_marks_do_not_change_the_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    marked = synthesize(TEXT, ENGLISH)
    with synthesizer() as espeak:
        monkeypatch.setattr(espeak, "espeak_ng_SetPhonemeEvents", lambda *_: 0)
    assert np.array_equal(synthesize(TEXT, ENGLISH), marked)
