"""The id of a request: the client's own if it is a harmless one, else made here."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from jabbertts_wyoming.common.logs import Fields

HEADER = "x-request-id"
_HARMLESS = re.compile(r"[\w.:/+=-]{1,128}", re.ASCII)
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


@contextmanager
def request_id(given: str | None) -> Iterator[str]:
    """Give the running task's request an id, which all that is logged meanwhile has."""
    harmless = given is not None and _HARMLESS.fullmatch(given)
    value = given if given and harmless else f"req_{uuid.uuid4().hex}"
    token = _current.set(value)
    try:
        yield value
    finally:
        _current.reset(token)


def log_context() -> Fields:
    """Return the fields for each log record."""
    value = _current.get()
    return {"request_id": value} if value else {}
