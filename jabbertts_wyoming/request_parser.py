"""From the data of a `synthesize` or `synthesize-start` event to a `SpeechRequest`.

Every wrong field is a `RequestError` that names it and says what is allowed.
"""

from dataclasses import dataclass
from typing import Any

from .common.errors import RequestError
from .request import SpeechRequest, SpeechSettings, VoiceSelector

_MAX_NAME = 256  # characters; what is longer names no voice and would fill logs and errors
_MAX_INSTRUCTIONS = 4096  # characters
_SEED_END = 2**63


@dataclass(frozen=True, slots=True)
class _Range:
    low: float
    high: float


# One owner of the ranges: `context.jabbertts` on the wire. Times are in seconds.
_NUMBERS = {
    "speed": _Range(0.25, 4.0),
    "length_scale": _Range(0.1, 10.0),
    "noise_scale": _Range(0.0, 2.0),
    "noise_w_scale": _Range(0.0, 2.0),
    "sentence_silence": _Range(0.0, 10.0),
}
_SWITCHES = {"exact": False, "normalize": True, "timestamps": False}
_ALLOWED = (*_NUMBERS, "seed", "instructions", *_SWITCHES)


def parse_request(data: dict[str, Any]) -> SpeechRequest:
    """Return what `voice`, `text_format` and `context` ask for; raises `RequestError`."""
    return SpeechRequest(
        _voice(data.get("voice")), _settings(data.get("context")), _is_ssml(data.get("text_format"))
    )


def parse_text(data: dict[str, Any]) -> str:
    """Return `text`, lone surrogates replaced; raises `RequestError` if it is no string."""
    text = data.get("text")
    if not isinstance(text, str):
        raise RequestError("text must be a string")
    return _without_lone_surrogates(text)


def parse_chunk(data: dict[str, Any], half: str = "") -> tuple[str, str]:
    """Return a piece of a stream's text as `parse_text`, and the half character that it ends with.

    Who counts in UTF-16 may cut a character in two: `half` is what the piece before ended with.
    """
    text = data.get("text")
    if not isinstance(text, str):
        return parse_text(data), ""
    text = half + text
    whole = text[:-1] if "\ud800" <= text[-1:] <= "\udbff" else text
    return _without_lone_surrogates(whole), text[len(whole) :]


def parse_ping_text(data: dict[str, Any]) -> str | None:
    """Return the optional `text` of a ping; raises `RequestError` for another type."""
    text = data.get("text")
    if not (text is None or isinstance(text, str)):
        raise RequestError("text must be a string or null")
    return text


def _without_lone_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _is_ssml(text_format: object) -> bool:
    if text_format not in (None, "text", "ssml"):
        raise RequestError("text_format must be 'text' or 'ssml', or left out")
    return text_format == "ssml"


def _voice(value: object) -> VoiceSelector:
    voice = _object(value, "voice")
    return VoiceSelector(
        name=_name(voice, "name"),
        speaker=_name(voice, "speaker"),
        language=_name(voice, "language"),
    )


def _name(voice: dict[str, Any], key: str) -> str | None:
    value = voice.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RequestError(f"voice.{key} must be a string or null")
    if len(value) > _MAX_NAME:
        raise RequestError(f"voice.{key} is too long: at most {_MAX_NAME} characters")
    return _without_lone_surrogates(value) or None


def _settings(context: object) -> SpeechSettings:
    values = _object(_object(context, "context").get("jabbertts"), "context.jabbertts")
    unknown = sorted(values.keys() - set(_ALLOWED))
    if unknown:
        raise RequestError(
            f"context.jabbertts has unknown settings {_listed(unknown)};"
            f" allowed are {', '.join(_ALLOWED)}"
        )
    numbers = {name: _number(values[name], name) for name in _NUMBERS if _given(values, name)}
    seed = _seed(values["seed"]) if _given(values, "seed") else None
    instructions = _instructions(values.get("instructions"))
    return SpeechSettings(
        seed=seed,
        instructions=instructions,
        exact=_switch(values, "exact"),
        normalize=_switch(values, "normalize"),
        timestamps=_switch(values, "timestamps"),
        **numbers,
    )


def _given(values: dict[str, Any], name: str) -> bool:
    return values.get(name) is not None


def _number(value: object, name: str) -> float:
    allowed = _NUMBERS[name]
    message = f"context.jabbertts.{name} must be a number from {allowed.low:g} to {allowed.high:g}"
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise RequestError(message)
    # Infinities are out of range, and NaN compares false.
    if not allowed.low <= value <= allowed.high:
        raise RequestError(message)
    return float(value)


def _seed(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _SEED_END:
        raise RequestError("context.jabbertts.seed must be a whole number from 0 to 2^63-1")
    return value


def _switch(values: dict[str, Any], name: str) -> bool:
    value = values.get(name)
    if value is None:
        return _SWITCHES[name]
    if not isinstance(value, bool):
        raise RequestError(f"context.jabbertts.{name} must be true or false")
    return value


def _instructions(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _MAX_INSTRUCTIONS:
        raise RequestError(
            "context.jabbertts.instructions must be a string"
            f" of at most {_MAX_INSTRUCTIONS} characters"
        )
    return _without_lone_surrogates(value) or None


def _object(value: object, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RequestError(f"{name} must be an object or null")
    return value


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:5])
    return f"{shown}, …" if len(names) > 5 else shown
