"""Which clients may use the bridge: API keys, and what a request sends for one."""

import codecs
import hashlib
import hmac
import re
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from jabbertts_wyoming.common.errors import ConfigError

from ..errors import ApiError

_KEY = re.compile(rb"[\x21-\x7e]{1,512}")
_KEY_RULE = "a key is 1 to 512 letters, digits or signs of ASCII, without spaces"
_IDENTITY_DIGITS = 8
_HOW = "Send it as 'Authorization: Bearer YOUR_KEY'."


class Keyring:
    """The keys that open the bridge; without any it is open to all.

    Keeps digests only. Raises `ConfigError` for a key that no client could send.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._digests: list[bytes] = []
        for key in keys:
            data = key.encode("utf-8", "surrogateescape")
            if not _KEY.fullmatch(data):
                raise ConfigError(f"--api-key: {_KEY_RULE}")
            self._digests.append(_digest(data))

    @property
    def is_open(self) -> bool:
        """Whether nobody needs a key."""
        return not self._digests

    def check(self, authorization: str | None) -> str | None:
        """Return who sends this `Authorization` header: a short hash of the key, fit for logs.

        None if the keyring is open, whatever was sent. Raises `ApiError` (401) for a missing or
        wrong key; its message never repeats what was sent.
        """
        if self.is_open:
            return None
        sent = _digest(_bearer(authorization))
        # Each one is compared, to the end: the time taken tells nothing about the keys.
        found = [hmac.compare_digest(sent, digest) for digest in self._digests]
        if not any(found):
            raise _unauthorized("Incorrect API key provided.")
        return sent.hex()[:_IDENTITY_DIGITS]


def read_key_file(path: Path) -> tuple[str, ...]:
    """Read keys, one a line; empty lines and those that start with `#` are skipped. Blocks.

    Raises `ConfigError`, which names the file and the line and never shows a key. A file without
    any key is an error too: it must not open the bridge to all.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"--api-key-file: {path}: {reason}") from None
    keys = []
    for number, raw in enumerate(data.removeprefix(codecs.BOM_UTF8).splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith(b"#"):
            continue
        if not _KEY.fullmatch(line):
            raise ConfigError(f"--api-key-file: {path}: line {number}: {_KEY_RULE}")
        keys.append(line.decode("ascii"))
    if not keys:
        raise ConfigError(f"--api-key-file: {path}: no key in it; write one a line")
    return tuple(keys)


def _bearer(authorization: str | None) -> bytes:
    if authorization is None or not authorization.strip():
        raise _unauthorized("You didn't provide an API key.")
    scheme, _, key = authorization.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise _unauthorized("The Authorization header must be of the Bearer scheme.")
    if not key.strip():
        raise _unauthorized("You didn't provide an API key.")
    # aiohttp hands bytes that are no UTF-8 over as lone surrogates.
    return key.strip().encode("utf-8", "surrogatepass")


def _digest(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def _unauthorized(problem: str) -> ApiError:
    return ApiError(
        HTTPStatus.UNAUTHORIZED,
        f"{problem} {_HOW}",
        error_code="invalid_api_key",
        may_help=False,
    )
