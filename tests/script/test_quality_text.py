import json

import pytest

from script.quality_lib import reading, round_trip
from script.quality_lib.cli import parse
from script.quality_lib.results import Machine
from script.quality_lib.round_trip import Heard, RoundTrip, Row, table_rows

MACHINE = Machine("CPU", 2, 8.0, "Linux", "today", "script/quality text", {})


@pytest.fixture(autouse=True)
def _without_normaliser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whisper's normaliser is not in the tests' environment; numbers stay as they are written."""
    monkeypatch.setattr(reading, "units", lambda text, _: text.replace(",", "").split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("21.5 °C", "21.5 degrees celsius"),
        ("72°F", "72 degrees fahrenheit"),
        ("-5 to -2", "minus 5 to minus 2"),
        ("10-15 minutes", "10 to 15 minutes"),
        ("+1 555-123-4567", "plus 1555-123-4567"),
        ("at 7.30 p.m.", "at 730 pm"),
        ("at 14:05", "at 14 zero 5"),
        ("007", "zero zero 7"),
        ("at 14 15", "at 1415"),
        ("9:00-17:30", "9 zero 0 to 1730"),
        ("a U.S.B port", "a usb port"),
        ("at 7 p.m.", "at 7 pm"),
        ("joe@example.com", "joe at example dot com"),
        ("192.168.1.10", "192 dot 168 dot 1 dot 10"),
        ("5 + 3 = 8", "5 plus 3 equals 8"),
        ("AT&T", "at and t"),
        ("config/www", "config slash www"),
    ],
)
def test_signs_are_words(text: str, words: str) -> None:
    assert " ".join(reading.words(text)) == words


def test_the_section_has_both_servers_and_their_ratio() -> None:
    rows = [
        Row("1|2", "one two", 2, Heard("one two", 0), Heard("one|three", 1)),
        Row("x", "x y", 2, Heard("x", 1), Heard("z", 1)),
    ]
    section = RoundTrip(MACHINE, 5, rows).section()
    assert "| JabberTTS | 1 | 4 | 25.0% | 1 of 2 |" in section
    assert "| wyoming-piper | 2 | 4 | 50.0% | 0 of 2 |" in section
    assert "2 of the table's 5 rows" in section
    assert "is 0.50 of wyoming-piper's" in section
    assert "one\\|three" in section


def test_a_peer_without_errors_gives_no_ratio() -> None:
    rows = [Row("x", "x", 1, Heard("y", 1), Heard("x", 0))]
    assert "wyoming-piper's; the aim" not in RoundTrip(MACHINE, 1, rows).section()


def test_the_raw_figures_are_json() -> None:
    rows = [Row("x", "x", 1, Heard("y", 1), Heard("x", 0))]
    raw = json.loads(RoundTrip(MACHINE, 1, rows).raw())
    assert raw["rows"][0]["ours"] == {"heard": "y", "errors": 1}


def test_errors_of_each_server_are_counted_alike() -> None:
    row = round_trip.compared("-2 °C", "minus 2 degrees celsius", "-2°C", "2 degrees c")
    assert (row.length, row.ours.errors, row.peer.errors) == (4, 0, 2)


def test_the_table_is_the_tests_own() -> None:
    assert ("72°F", "seventy-two degrees Fahrenheit") in table_rows()


@pytest.mark.parametrize("value", ["0", "-1", "x"])
def test_every_is_a_whole_number_from_one(value: str) -> None:
    with pytest.raises(SystemExit):
        parse(["text", "--every", value])
