"""Server-sent events of speech, as the OpenAI SDK's types describe them."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import bad_field
from bridge.web import sse
from bridge.web.errors import error_body
from bridge.web.schemas import Usage


def data_of(event: bytes) -> dict[str, Any]:
    assert event.startswith(b"data: ")
    assert event.endswith(b"\n\n")
    assert event.count(b"\n") == 2
    found: dict[str, Any] = json.loads(event[6:])
    return found


@given(st.binary(max_size=200))
def test_a_piece_of_audio(audio: bytes) -> None:
    data = data_of(sse.delta(audio))
    assert data.pop("type") == "speech.audio.delta"
    assert base64.b64decode(data.pop("audio"), validate=True) == audio
    assert data == {}


def test_the_end_tells_what_was_used() -> None:
    assert data_of(sse.done("Good morning.", 0.51)) == {
        "type": "speech.audio.done",
        "usage": {"input_tokens": 4, "output_tokens": 11, "total_tokens": 15},
    }


@pytest.mark.parametrize(
    ("text", "seconds", "used"),
    [
        ("", 0.0, (0, 0)),
        ("a", 0.0, (1, 0)),
        ("abcd", 0.05, (1, 1)),
        ("abcde", 0.0501, (2, 2)),
        ("日本語で", 3 * 0.05, (1, 3)),  # a sum of floats a little above
        ("x" * 4096, 60.0, (1024, 1200)),
    ],
)
def test_usage(text: str, seconds: float, used: tuple[int, int]) -> None:
    spent, made = used
    assert sse.usage(text, seconds) == Usage(
        input_tokens=spent, output_tokens=made, total_tokens=spent + made
    )


def test_a_failure_is_an_event_in_the_shape_of_errors() -> None:
    body = error_body(bad_field("voice", "line\none", "unknown_voice"))
    assert data_of(sse.failed(body)) == {"type": "error", **body.model_dump()}
