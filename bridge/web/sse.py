"""Speech as server-sent events: `speech.audio.delta` with base64, then `speech.audio.done`."""

import base64
import json
import math
from collections.abc import Mapping
from typing import Any

CONTENT_TYPE = "text/event-stream"
_CHARACTERS_PER_TOKEN = 4
_TOKENS_PER_SECOND = 20


def delta(audio: bytes) -> bytes:
    """Return the event that carries a piece of the audio."""
    return _event({"type": "speech.audio.delta", "audio": base64.b64encode(audio).decode()})


def done(text: str, seconds: float) -> bytes:
    """Return the last event: what was used for `text`, `seconds` of audio long."""
    return _event({"type": "speech.audio.done", "usage": usage(text, seconds)})


def failed(error: Mapping[str, Any]) -> bytes:
    """Return the event of an answer that can't be finished."""
    return _event({"type": "error", "error": error})


def usage(text: str, seconds: float) -> dict[str, int]:
    """Count tokens as we do: one for four characters begun, one for 50 ms of audio begun."""
    spent = math.ceil(len(text) / _CHARACTERS_PER_TOKEN)
    made = math.ceil(round(seconds * _TOKENS_PER_SECOND, 6))
    return {"input_tokens": spent, "output_tokens": made, "total_tokens": spent + made}


def _event(data: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(data, separators=(",", ":")).encode() + b"\n\n"
