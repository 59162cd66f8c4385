import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from jabbertts_wyoming.common.logs import JsonFormatter, TextFormatter, escape, setup_logging


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    zeroconf = logging.getLogger("zeroconf")
    saved = root.handlers[:], root.level, zeroconf.level
    yield
    root.handlers[:] = saved[0]
    root.setLevel(saved[1])
    zeroconf.setLevel(saved[2])


def logged(log_format: str, message: object, *args: object, error: bool = False) -> str:
    stream = io.StringIO()
    setup_logging("info", log_format, stream)
    logging.getLogger("test.logs").warning(message, *args, exc_info=error)
    return stream.getvalue()


def test_text_has_time_level_logger_and_message() -> None:
    line = logged("text", "hello %s", "wörld")
    time, rest = line[:23], line[23:]
    assert datetime.fromisoformat(time.replace(",", ".")).year >= 2020
    assert rest == " WARNING test.logs: hello wörld\n"


def test_json_is_one_object_a_line() -> None:
    entry = json.loads(logged("json", "a\nb %d", 5))
    assert datetime.fromisoformat(entry.pop("time")).tzinfo is not None
    assert entry == {"level": "warning", "logger": "test.logs", "message": "a\nb 5"}


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize(
    "text",
    ["a\nERROR fake", "a\r\nb", "\x1b[2J", "\x9b31m", "\u2028x", "\u202eabc", "\ud800", "\x00"],
)
def test_what_a_client_says_stays_in_its_line(log_format: str, text: str) -> None:
    output = logged(log_format, "text %s.", text)
    assert output.endswith("\n")
    assert output[:-1].isprintable()  # nor a second line
    output.encode()  # no lone surrogates


def test_escapes_are_readable() -> None:
    assert escape("a\n\t\x1b\u202e\ud800 é 漢 😀") == "a\\n\\t\\x1b\\u202e\\ud800 é 漢 😀"


def failing(log_format: str, text: str) -> str:
    try:
        int(text)
    except ValueError:
        return logged(log_format, "failed", error=True)
    raise AssertionError(text)


def test_a_forged_line_in_an_exception_is_indented() -> None:
    error = UnicodeDecodeError("x", b"", 0, 1, "bad\n2026-01-01 ERROR root: forged\x1b")
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "m", None, (type(error), error, None))
    first, *rest = TextFormatter().format(record).splitlines()
    assert first.endswith(" ERROR x: m")
    assert any("forged\\x1b" in line for line in rest)
    assert all(line.startswith("    ") for line in rest)


def test_exceptions_are_logged_in_both_formats() -> None:
    assert "\n    Traceback " in failing("text", "no number")
    entry = json.loads(failing("json", "no number"))
    assert entry["exception"].startswith("Traceback ")
    assert entry["exception"].endswith("'no number'")


def test_json_carries_a_stack() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "m", None, None, sinfo="Stack:\n  here")
    assert json.loads(JsonFormatter().format(record))["stack"] == "Stack:\n  here"


def test_the_level_filters_and_handlers_do_not_pile_up() -> None:
    stream = io.StringIO()
    setup_logging("info", "text", io.StringIO())
    setup_logging("warning", "text", stream)
    logging.getLogger("x").info("unseen")
    logging.getLogger("x").error("seen")
    assert stream.getvalue().count("seen") == 1
    assert len(logging.getLogger().handlers) == 1


def test_stderr_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging("info", "text")
    logging.getLogger("x").error("here")
    assert capsys.readouterr().err.endswith("x: here\n")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_fields_come_from_the_call_and_from_its_context(log_format: str) -> None:
    stream = io.StringIO()
    setup_logging("info", log_format, stream, context=lambda: {"request_id": "r\n1"})
    logging.getLogger("test.logs").warning("done", extra={"fields": {"status": 200}})
    logging.getLogger("test.logs").warning("plain")
    first, second = stream.getvalue().splitlines()
    if log_format == "json":
        assert json.loads(first).items() >= {"request_id": "r\n1", "status": 200}.items()
        assert json.loads(second)["message"] == "plain"
    else:
        assert first.endswith(" WARNING test.logs: done [request_id=r\\n1 status=200]")
        assert second.endswith(" plain [request_id=r\\n1]")


def test_fields_never_replace_what_a_line_always_has() -> None:
    stream = io.StringIO()
    setup_logging("info", "json", stream)
    logging.getLogger("test.logs").warning("true", extra={"fields": {"message": "false"}})
    assert json.loads(stream.getvalue())["message"] == "true"
