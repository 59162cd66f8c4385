"""How each error looks on the wire."""

import json
import logging
from http import HTTPStatus

import pytest
from aiohttp import web

from bridge.errors import (
    ApiError,
    UpstreamBrokenError,
    UpstreamBusyError,
    UpstreamDownError,
    UpstreamError,
    UpstreamRefusedError,
    bad_field,
)
from bridge.web.errors import (
    error_body,
    error_response,
    from_http,
    from_upstream,
    raw_response,
    too_many_clients,
    unexpected,
)


def body_of(response: web.Response) -> dict[str, object]:
    assert isinstance(response.body, bytes)
    found: dict[str, object] = json.loads(response.body)["error"]
    return found


def test_all_four_keys_are_always_there() -> None:
    assert error_body(ApiError(HTTPStatus.NOT_FOUND, "no")).model_dump() == {
        "error": {"message": "no", "type": "invalid_request_error", "param": None, "code": None}
    }
    told = error_body(bad_field("speed", "too fast", "invalid_value")).error
    assert (told.param, told.code) == ("speed", "invalid_value")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (404, "invalid_request_error"),
        (429, "rate_limit_error"),
        (500, "server_error"),
        (503, "server_error"),
    ],
)
def test_the_type_follows_from_the_status(status: int, kind: str) -> None:
    assert error_body(ApiError(HTTPStatus(status), "no")).error.type == kind


def test_headers_of_an_error() -> None:
    response = error_response(
        ApiError(HTTPStatus.UNAUTHORIZED, "no key", retry_after=1.2, may_help=False)
    )
    assert (response.status, response.content_type) == (401, "application/json")
    assert response.headers["Retry-After"] == "2"
    assert response.headers["x-should-retry"] == "false"
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_what_is_not_known_is_left_out() -> None:
    headers = error_response(bad_field("voice", "no")).headers
    assert not {"Retry-After", "x-should-retry", "WWW-Authenticate"} & set(headers)


def test_a_retry_is_never_told_for_less_than_a_second() -> None:
    error = ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", retry_after=0.01, may_help=True)
    headers = error_response(error).headers
    assert (headers["Retry-After"], headers["x-should-retry"]) == ("1", "true")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("no voice 'x'", "no voice 'x'"),
        ("kein Ärger\r\nX-Evil: 1", "kein ?rger?X-Evil: 1"),
        ("日本", "?"),
        ("", "Bad Request"),
        (" \t", "?"),
        ("x" * 999, "x" * 200),
    ],
)
def test_the_status_line_has_the_message_made_harmless(message: str, reason: str) -> None:
    response = error_response(bad_field(None, message))
    assert response.reason == reason
    assert body_of(response)["message"] == message


def test_a_whole_response_for_who_is_no_request_yet() -> None:
    raw = raw_response(too_many_clients())
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("ascii").split("\r\n")
    assert lines[0].startswith("HTTP/1.1 503 ")
    assert {"Connection: close", f"Content-Length: {len(body)}", "Retry-After: 1"} <= set(lines)
    assert json.loads(body)["error"]["code"] == "too_many_connections"


@pytest.mark.parametrize(
    ("error", "status", "code", "param", "may_help"),
    [
        (UpstreamBusyError("full"), 503, "server_busy", None, None),
        (UpstreamDownError("no route"), 503, "server_down", None, None),
        (UpstreamBrokenError("oh"), 502, "server_failed", None, False),
        (UpstreamError("oh"), 502, "server_failed", None, False),
        (UpstreamRefusedError("no joe", "unknown-voice"), 400, "unknown_voice", "voice", False),
        (UpstreamRefusedError("ssml", "unsupported"), 400, "unsupported", "input", False),
        (UpstreamRefusedError("long", "text-too-long"), 400, "text_too_long", "input", False),
        (UpstreamRefusedError("SSML", "invalid-request"), 400, "invalid_request", "input", False),
    ],
)
def test_failures_of_the_wyoming_side(
    error: UpstreamError, status: int, code: str, param: str | None, may_help: bool | None
) -> None:
    told = from_upstream(error)
    assert (told.status, told.error_code, told.param) == (status, code, param)
    assert told.may_help is may_help
    assert str(error) in told.message
    assert (told.retry_after is not None) == (status == 503)


@pytest.mark.parametrize(
    ("error", "status", "code", "part"),
    [
        (web.HTTPNotFound(), 404, "unknown_path", "nothing at this path"),
        (web.HTTPMethodNotAllowed("PUT", ["POST", "GET"]), 405, "bad_method", "use GET, POST"),
        (web.HTTPRequestEntityTooLarge(1, 2), 413, "body_too_large", "size 1 exceeded"),
        (web.HTTPForbidden(text="this origin may not"), 403, None, "this origin may not"),
        (web.HTTPForbidden(), 403, None, "Forbidden"),
    ],
)
def test_aiohttps_own_refusals(
    error: web.HTTPException, status: int, code: str | None, part: str
) -> None:
    told = from_http(error)
    assert (told.status, told.error_code) == (status, code)
    assert part in told.message


def test_a_fault_of_ours_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    try:
        int("a secret")
    except ValueError:
        told = unexpected()
    assert (told.status, told.may_help) == (500, False)
    assert "secret" not in told.message
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "a secret" in caplog.text
