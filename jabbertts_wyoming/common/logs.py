"""Log lines on stderr: as text for people, or as JSON, one object a line.

Clients choose some of what is logged. So no character of theirs starts a line of its own, moves
the terminal's cursor or reverses the text: all such are written as escapes.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

# C0 and C1 controls, line and paragraph separators, bidirectional controls, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_QUIET = ("zeroconf",)  # libraries that log what is no news to our users


Fields = Mapping[str, Any]
"""More about a record: `extra={"fields": {…}}` in the call."""


def setup_logging(
    level: str,
    log_format: str,
    stream: TextIO | None = None,
    context: Callable[[], Fields] | None = None,
) -> None:
    """Send all records of `level` ("debug" … "error") and above to `stream` (stderr).

    `log_format` is "text" or "json". Earlier handlers of the root logger are removed. `context`
    tells what is true of all records logged now, such as the request's id.
    """
    handler = logging.StreamHandler(stream)
    if context is not None:
        handler.addFilter(_Context(context))
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def escape(text: str) -> str:
    r"""Return `text` in one harmless line: controls as `\n`, `\x1b`, `\u202e`."""
    return _UNSAFE.sub(_escaped, text)


class _Context(logging.Filter):
    def __init__(self, context: Callable[[], Fields]) -> None:
        super().__init__()
        self._context = context

    def filter(self, record: logging.LogRecord) -> bool:
        record.fields = {**self._context(), **_fields(record)}
        return True


class TextFormatter(logging.Formatter):
    """`2026-01-31 12:00:00,123 INFO name: message [field=value …]`; a traceback, indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: "
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        tail = f" [{fields}]" if fields else ""
        lines = [head + escape(record.getMessage() + tail)]
        for block in _blocks(self, record).values():
            lines += ["    " + escape(line) for line in block.split("\n")]
        return "\n".join(lines)


class JsonFormatter(logging.Formatter):
    """One JSON object, ASCII only: time (UTC, ISO 8601), level, logger, message, then fields.

    A traceback is in `exception`.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        time = datetime.fromtimestamp(record.created, UTC)
        entry = {
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps({**_fields(record), **entry, **_blocks(self, record)}, default=str)


def _fields(record: logging.LogRecord) -> Fields:
    fields: Fields = getattr(record, "fields", {})
    return fields


def _blocks(formatter: logging.Formatter, record: logging.LogRecord) -> dict[str, str]:
    blocks = {}
    if record.exc_info:
        blocks["exception"] = formatter.formatException(record.exc_info)
    if record.stack_info:
        blocks["stack"] = formatter.formatStack(record.stack_info)
    return blocks


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    return _NAMED.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
