"""Dictionaries on disk: which count for whom, and that changes are seen."""

import logging
import os
import threading
import time
from pathlib import Path

import pytest

from jabbertts_wyoming.text.lexicon import files, lexicons
from jabbertts_wyoming.text.lexicon.entry import Block
from jabbertts_wyoming.text.lexicon.lexicons import Lexicons

VOICE = "en_US-joe-medium"


class Clock:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf(tmp_path: Path, clock: Clock) -> Lexicons:
    return Lexicons(tmp_path, interval=5, clock=clock)


def write(path: Path, words: str, head: str = "") -> None:
    path.write_text(f"{head}\nwords: {{{words}}}\n", "utf-8")


def said(shelf: Lexicons, word: str, language: str = "en_US", voice: str = VOICE) -> str | None:
    found = shelf.for_voice(language, voice).find(word)
    return (found[0].say or found[0].phonemes) if found else None


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]


def test_nothing_is_read_before_the_first_look(tmp_path: Path, shelf: Lexicons) -> None:
    write(tmp_path / "a.yaml", "foo: bar")
    assert said(shelf, "foo") is None
    assert shelf.refresh()
    assert said(shelf, "foo") == "bar"


def test_a_change_is_seen_at_the_next_look(tmp_path: Path, shelf: Lexicons, clock: Clock) -> None:
    path = tmp_path / "a.yml"
    shelf.refresh()
    write(path, "foo: bar")
    assert not shelf.refresh()  # too early to look
    clock.now = 5
    before = shelf.for_voice("en", VOICE)
    assert shelf.refresh()
    assert shelf.for_voice("en", VOICE) is not before
    assert said(shelf, "foo") == "bar"
    assert before.find("foo") == []  # a snapshot stays as it was
    clock.now = 10
    write(path, "foo: baz baz")
    assert shelf.refresh()
    assert said(shelf, "foo") == "baz baz"
    clock.now = 15
    path.unlink()
    assert shelf.refresh()
    assert said(shelf, "foo") is None


def test_no_change_changes_nothing(tmp_path: Path, shelf: Lexicons, clock: Clock) -> None:
    write(tmp_path / "a.yaml", "foo: bar")
    shelf.refresh()
    before = shelf.for_voice("en_US", VOICE)
    clock.now = 5
    assert not shelf.refresh()
    assert shelf.for_voice("en-us", VOICE) is before


def test_only_the_file_that_changed_is_read(
    tmp_path: Path, shelf: Lexicons, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.yaml", "foo: bar")
    write(tmp_path / "b.yaml", "one: two")
    shelf.refresh()
    read: list[Path] = []

    def noted(path: Path) -> tuple[Block, ...]:
        read.append(path)
        return files.read_file(path)

    monkeypatch.setattr(lexicons, "read_file", noted)
    write(tmp_path / "b.yaml", "one: three")
    clock.now = 5
    assert shelf.refresh()
    assert read == [tmp_path / "b.yaml"]
    assert (said(shelf, "foo"), said(shelf, "one")) == ("bar", "three")


def test_a_directory_need_not_be_there(tmp_path: Path, clock: Clock) -> None:
    shelf = Lexicons(tmp_path / "lexicons", interval=0, clock=clock)
    assert shelf.refresh()
    assert not shelf.refresh()
    (tmp_path / "lexicons").mkdir()
    write(tmp_path / "lexicons" / "a.yaml", "foo: bar")
    assert shelf.refresh()
    assert said(shelf, "foo") == "bar"


def test_without_a_directory_there_is_what_is_built_in() -> None:
    shelf = Lexicons(None)
    assert shelf.refresh()
    assert said(shelf, "Zigbee", "de_DE", "de_DE-thorsten-medium") == "zˈɪɡbiː"


@pytest.mark.parametrize(
    ("language", "voice", "expected"),
    [
        ("en_US", VOICE, "voice"),
        ("en_US", "EN_us-JOE-medium", "voice"),
        ("en_US", "af_heart@fp16", "variant"),
        ("en_US", "other", "region"),
        ("en-us", "other", "region"),
        ("en_GB", "other", "language"),
        ("en", "other", "language"),
        ("de_DE", "other", "all"),
        ("nb_NO", "other", "norwegian"),
        ("sr_Latn_RS", "other", "latin"),
        ("", "", "all"),
    ],
)
def test_what_is_more_special_counts_more(
    tmp_path: Path, shelf: Lexicons, language: str, voice: str, expected: str
) -> None:
    write(tmp_path / "a.yaml", "zigbee: all")
    write(tmp_path / "b.yaml", "zigbee: language", "language: [en, fr]")
    write(tmp_path / "c.yaml", "zigbee: region", "language: en_US")
    write(tmp_path / "d.yaml", "zigbee: voice", f"voices: {VOICE}")
    write(tmp_path / "e.yaml", "zigbee: variant", "voices: af_heart\nlanguage: en")
    write(tmp_path / "f.yaml", "zigbee: norwegian", "language: 'no'")
    write(tmp_path / "g.yaml", "zigbee: latin", "language: sr-Latn")
    write(tmp_path / "h.yaml", "zigbee: never", f"language: fr\nvoices: {VOICE}")
    shelf.refresh()
    assert said(shelf, "ZigBee", language, voice) == expected


def test_of_equal_files_the_first_by_name_counts(tmp_path: Path, shelf: Lexicons) -> None:
    write(tmp_path / "b.yaml", "foo: b")
    write(tmp_path / "a.yaml", "foo: a")
    shelf.refresh()
    assert said(shelf, "foo") == "a"


def test_a_word_of_the_users_hides_a_built_in_one(tmp_path: Path, shelf: Lexicons) -> None:
    write(tmp_path / "a.yaml", "ikea: möbel")  # for all languages; the built-in is for German
    shelf.refresh()
    assert said(shelf, "IKEA", "de_DE", "x") == "möbel"
    assert said(shelf, "Zigbee", "de_DE", "x") == "zˈɪɡbiː"


def test_both_formats_are_read(tmp_path: Path, shelf: Lexicons) -> None:
    pls = "<lexicon xml:lang='en'><lexeme><grapheme>one</grapheme><alias>two</alias></lexeme>"
    (tmp_path / "a.PLS").write_text(f"{pls}</lexicon>", "utf-8")
    (tmp_path / "b.yaml").write_text("\ufeffwords: {foo: bar}", "utf-8")
    (tmp_path / "c.txt").write_text("not read")
    (tmp_path / ".d.yaml").write_text("not read")
    (tmp_path / "e.yaml~").write_text("not read")
    (tmp_path / "f.yaml").mkdir()
    shelf.refresh()
    assert (said(shelf, "one"), said(shelf, "foo")) == ("two", "bar")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.yaml", b"words:\n  foo: {ipa: 'f!'}", "a.yaml, line 2: the phonemes of 'foo': '!'"),
        ("a.yaml", b"words: {\xff: a}", "a.yaml, line 1: the text must be UTF-8"),
        ("a.yaml", b"", None),
        ("a.pls", b"<lexicon>\n<", "a.pls, line 2: not XML"),
        ("a.pls", b"\xff\xfe<", "a.pls, line 1: the text must be UTF-8"),
        ("a.yaml", b"#" * (files.MAX_BYTES + 1), "a.yaml: a dictionary may have 5000000 bytes"),
        ("a.yaml", b"words: {a: b}\n---\n" * 101, "a.yaml: more than 100 blocks"),
    ],
)
def test_a_broken_file_is_left_out_with_one_warning(
    tmp_path: Path,
    shelf: Lexicons,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    name: str,
    content: bytes,
    told: str | None,
) -> None:
    (tmp_path / name).write_bytes(content)
    write(tmp_path / "b.yaml", "foo: bar")
    shelf.refresh()
    clock.now = 5
    shelf.refresh()
    write(tmp_path / "c.yaml", "one: two")
    clock.now = 10
    shelf.refresh()
    assert (said(shelf, "foo"), said(shelf, "one")) == ("bar", "two")
    assert [told in each for each in warnings(caplog) if told] == ([True] if told else [])


def test_a_broken_file_is_read_again_when_it_changes(
    tmp_path: Path, shelf: Lexicons, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("words: {")
    shelf.refresh()
    assert len(warnings(caplog)) == 1
    write(path, "foo: bar")
    clock.now = 5
    assert shelf.refresh()
    assert said(shelf, "foo") == "bar"


def test_a_file_that_may_not_be_read_is_left_out(
    tmp_path: Path,
    shelf: Lexicons,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    write(tmp_path / "a.yaml", "foo: bar")
    monkeypatch.setattr(os, "open", refuse)
    assert shelf.refresh()
    assert ["a.yaml: Permission denied" in each for each in warnings(caplog)] == [True]


def test_a_pipe_is_passed_over(tmp_path: Path, shelf: Lexicons) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    shelf.refresh()
    assert said(shelf, "foo") is None


def test_words_of_all_files_together_are_bounded(
    tmp_path: Path,
    shelf: Lexicons,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 3)
    write(tmp_path / "a.yaml", "a: 1, b: 2")
    write(tmp_path / "b.yaml", "c: 3, d: 4")
    write(tmp_path / "c.yaml", "e: 5")
    shelf.refresh()
    assert [said(shelf, word) for word in "abcde"] == ["1", "2", None, None, "5"]
    assert ["b.yaml: more than 3 words" in each for each in warnings(caplog)] == [True]
    write(tmp_path / "a.yaml", "a: 1")
    (tmp_path / "c.yaml").unlink()
    clock.now = 5
    shelf.refresh()
    assert [said(shelf, word) for word in "abcde"] == ["1", None, "3", "4", None]


def test_files_are_bounded(
    tmp_path: Path,
    shelf: Lexicons,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lexicons, "MAX_FILES", 1)
    write(tmp_path / "a.yaml", "a: 1")
    write(tmp_path / "b.yaml", "b: 2")
    shelf.refresh()
    clock.now = 5
    shelf.refresh()
    assert (said(shelf, "a"), said(shelf, "b")) == ("1", None)
    assert ["only the first 1 by name" in each for each in warnings(caplog)] == [True]


def test_a_directory_that_may_not_be_read_is_told_once(
    tmp_path: Path,
    shelf: Lexicons,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    shelf.refresh()
    clock.now = 5
    shelf.refresh()
    assert ["can't be read: Permission denied" in each for each in warnings(caplog)] == [True]


def test_of_two_threads_one_looks(
    tmp_path: Path, shelf: Lexicons, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def slow(path: Path) -> tuple[Block, ...]:
        entered.set()
        go_on.wait(10)
        return files.read_file(path)

    write(tmp_path / "a.yaml", "foo: bar")
    monkeypatch.setattr(lexicons, "read_file", slow)
    thread = threading.Thread(target=shelf.refresh)
    thread.start()
    entered.wait(10)
    assert not shelf.refresh()
    assert said(shelf, "foo") is None  # and nobody waits for it
    go_on.set()
    thread.join()
    assert said(shelf, "foo") == "bar"


def test_fifty_thousand_words(tmp_path: Path, shelf: Lexicons) -> None:
    words = (f"  Word{n} of {n}: {{ipa: zˈɪɡbiː}}\n" for n in range(files.MAX_ENTRIES))
    (tmp_path / "a.yaml").write_text("words:\n" + "".join(words), "utf-8")
    started = time.process_time()
    shelf.refresh()
    assert time.process_time() - started < 20
    found = shelf.for_voice("en_US", VOICE)
    text = "Turn on the light in the living room, please, and Word49999 of 49999. " * 100
    started = time.process_time()
    assert len(found.find(text)) == 100
    assert time.process_time() - started < 0.1
