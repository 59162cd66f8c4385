"""What can go wrong in the bridge: errors of the HTTP side, and of the Wyoming side.

Both are in the project's one error tree. `web/errors.py` owns how they look on the wire.
"""

from http import HTTPStatus
from typing import Literal

from jabbertts_wyoming.common.errors import JabberError


class ApiError(JabberError):
    """A request that is answered with an error, as OpenAI's API gives it.

    `param` is the field of the request that is wrong; `error_code` is a word for programs;
    `retry_after` is in seconds. `may_help` says whether the same request could succeed later
    (None: leave it to the client).
    """

    def __init__(
        self,
        status: HTTPStatus,
        message: str,
        *,
        param: str | None = None,
        error_code: str | None = None,
        retry_after: float | None = None,
        may_help: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.error_code = error_code
        self.retry_after = retry_after
        self.may_help = may_help


def bad_field(
    param: str | None, message: str, error_code: str | None = "invalid_value"
) -> ApiError:
    """Return the 400 for a wrong field; `message` names it and says what is allowed."""
    return ApiError(HTTPStatus.BAD_REQUEST, message, param=param, error_code=error_code)


class UpstreamError(JabberError):
    """A Wyoming server could not, or would not, speak."""

    code = "upstream-error"


class UpstreamDownError(UpstreamError):
    """No Wyoming server can be reached, or none answered in time."""

    code = "upstream-down"


class UpstreamBusyError(UpstreamError):
    """Every Wyoming server that could speak this is at its limit."""

    code = "upstream-busy"


class UpstreamRefusedError(UpstreamError):
    """The server says that the request is wrong; `refusal` is the `code` of its error event."""

    code = "upstream-refused"

    def __init__(self, message: str, refusal: str) -> None:
        super().__init__(message)
        self.refusal = refusal


class UpstreamLacksError(UpstreamError):
    """What was asked for is beyond the servers that have the voice, or beyond the voice."""

    code = "upstream-lacks"

    def __init__(self, message: str, lacks: Literal["ssml", "timestamps"]) -> None:
        super().__init__(message)
        self.lacks = lacks


class UpstreamBrokenError(UpstreamError):
    """The server failed at this request: an error of its own, or half an answer."""

    code = "upstream-broken"
