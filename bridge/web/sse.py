"""Speech as server-sent events: `speech.audio.delta` with base64, then `speech.audio.done`."""

import base64
import math

from pydantic import BaseModel

from .schemas import AudioDelta, AudioDone, AudioFailed, ErrorBody, Usage

CONTENT_TYPE = "text/event-stream"
_CHARACTERS_PER_TOKEN = 4
_TOKENS_PER_SECOND = 20


def delta(audio: bytes) -> bytes:
    """Return the event that carries a piece of the audio."""
    return _event(AudioDelta(audio=base64.b64encode(audio).decode()))


def done(text: str, seconds: float) -> bytes:
    """Return the last event: what was used for `text`, `seconds` of audio long."""
    return _event(AudioDone(usage=usage(text, seconds)))


def failed(body: ErrorBody) -> bytes:
    """Return the event of an answer that can't be finished."""
    return _event(AudioFailed(error=body.error))


def usage(text: str, seconds: float) -> Usage:
    """Count tokens as we do: one for four characters begun, one for 50 ms of audio begun."""
    spent = math.ceil(len(text) / _CHARACTERS_PER_TOKEN)
    made = math.ceil(round(seconds * _TOKENS_PER_SECOND, 6))
    return Usage(input_tokens=spent, output_tokens=made, total_tokens=spent + made)


def _event(data: BaseModel) -> bytes:
    return b"data: " + data.model_dump_json().encode() + b"\n\n"
