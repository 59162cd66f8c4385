"""From an HTTP request to a checked `SpeechBody`: each wrong field is a 400 that names it."""

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiohttp import HttpVersion11, hdrs, web
from pydantic import ValidationError

from ..errors import ApiError, bad_field
from .schemas import SpeechBody
from .subtitles import SUBTITLES

_LOGGER = logging.getLogger(__name__)
_SHOWN = 80  # characters of what was sent that an error repeats
_VOICE = 'voice: must be a name of at most 256 characters, or an object {"id": NAME}'
_CODES = {"missing": "missing_required_parameter", "string_too_long": "string_above_max_length"}


@dataclass(frozen=True, slots=True)
class SpeechRequestReader:
    """Reads bodies: `max_input` is in characters, `timeout` in seconds for all of a body."""

    max_input: int
    strict: bool
    timeout: float

    async def read(self, request: web.Request, model: type[SpeechBody]) -> SpeechBody:
        """Return the body of `request` as a `model`; raises `ApiError`, or aiohttp's 413."""
        _check_content_type(request)
        try:
            async with asyncio.timeout(self.timeout):
                await _ask_for_body(request)
                raw = await request.read()
        except TimeoutError:
            raise ApiError(
                HTTPStatus.REQUEST_TIMEOUT,
                f"the request did not arrive within {self.timeout:g} seconds",
                error_code="request_timeout",
            ) from None
        except web.RequestPayloadError:  # broken compression or chunks
            raise bad_field(None, "the body can't be decoded", "invalid_body") from None
        return self.parse(raw, model)

    def parse(self, raw: bytes, model: type[SpeechBody] = SpeechBody) -> SpeechBody:
        """Return what `raw`, JSON, asks for; raises `ApiError`."""
        try:
            body = model.model_validate_json(raw)
        except ValidationError as error:
            raise _explained(error) from None
        if len(body.input) > self.max_input:
            raise bad_field(
                "input",
                f"input has {len(body.input)} characters; at most {self.max_input} are allowed",
                "string_above_max_length",
            )
        if body.language_id and body.language and body.language_id != body.language:
            raise bad_field("language", "language and language_id differ; send one of them")
        if body.stream_format == "sse" and body.response_format in SUBTITLES:
            raise bad_field(
                "stream_format",
                f"stream_format: {body.response_format} does not come as events, only as 'audio'",
            )
        self._check_unknown(sorted(body.model_extra or ()))
        return body

    def _check_unknown(self, names: list[str]) -> None:
        if names and self.strict:
            known = ", ".join(SpeechBody.model_fields)
            raise bad_field(
                names[0][:_SHOWN],
                f"unknown field {names[0][:_SHOWN]!r}; known are {known}",
                "unknown_parameter",
            )
        if names:
            _LOGGER.debug("ignored unknown fields: %s", ", ".join(n[:_SHOWN] for n in names[:20]))


async def answer_expectation_later(_request: web.Request) -> None:
    """Do nothing yet about `Expect`: `read` asks for the body, if it comes to that."""


async def _ask_for_body(request: web.Request) -> None:
    expected = request.headers.get(hdrs.EXPECT, "").lower()
    if expected == "100-continue" and request.version >= HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # of the answer, which has not begun


def _check_content_type(request: web.Request) -> None:
    if request.content_type == "application/json" or request.content_type.endswith("+json"):
        return
    raise bad_field(
        None,
        f"Content-Type must be application/json, not {request.content_type[:_SHOWN]!r}",
        "unsupported_content_type",
    )


def _explained(error: ValidationError) -> ApiError:
    detail = error.errors(include_url=False)[0]
    message = detail["msg"]
    if detail["type"] == "json_invalid":
        reason = message.removeprefix("Invalid JSON: ")
        return bad_field(None, f"the body is not valid JSON: {reason}", "invalid_json")
    if not detail["loc"]:
        return bad_field(None, "the body must be a JSON object", "invalid_type")
    param = str(detail["loc"][0])
    if param == "voice" and not isinstance(detail["input"], str):
        return bad_field(param, _VOICE)
    text = f"{param}: {_plain(detail['type'], message)}{_given(detail['input'])}"
    return bad_field(param, text, _CODES.get(detail["type"], "invalid_value"))


def _plain(kind: str, message: str) -> str:
    if kind == "missing":
        return "this field is required"
    if kind == "string_pattern_mismatch":
        return "must not be empty"
    message = message.replace("Input should", "must").replace("String should", "must")
    return message[0].lower() + message[1:]


def _given(value: Any) -> str:
    if isinstance(value, dict | list):
        return ""
    text = repr(value)
    return f" (given: {text if len(text) <= _SHOWN else text[:_SHOWN] + '…'})"
