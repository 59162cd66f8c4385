"""Files from a web server."""

import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import quote

import aiohttp
from aiohttp import hdrs
from yarl import URL

from ... import __version__
from ...common.errors import DownloadError
from ..catalogue.entry import CatalogueFile
from .partial import Origin
from .paths import reason
from .source import Answer, TransientError

_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_REDIRECTS = 10
_BUSY = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to get a connection, and between two pieces of data."""

    connect: float = 20.0
    stall: float = 30.0


class HttpSource:
    """The publishers' servers, or one mirror that has all files under its URL.

    Encrypted only, unless the mirror's own URL is http. Proxies are taken from the environment.
    Whose certificates are `trusted` is the system's matter by default.
    """

    def __init__(
        self, mirror: str | None, timeouts: Timeouts, trusted: ssl.SSLContext | None = None
    ) -> None:
        self._mirror = mirror and mirror.rstrip("/") + "/"
        self._schemes = {"https"}
        if mirror is not None:
            self._schemes.add(URL(mirror).scheme)
        self._timeouts = timeouts
        self._trusted = trusted
        self._session: aiohttp.ClientSession | None = None

    def address(self, file: CatalogueFile) -> str:
        """Return the file's URL."""
        return self._mirror + quote(file.path) if self._mirror else file.url

    @asynccontextmanager
    async def open(
        self, file: CatalogueFile, start: int, known: Origin | None
    ) -> AsyncIterator[Answer]:
        """Ask the server; see `Source`."""
        headers: dict[str, str] = {hdrs.ACCEPT_ENCODING: "identity"}
        if start:
            headers[hdrs.RANGE] = f"bytes={start}-"
        if start and known and known.validator:
            headers[hdrs.IF_RANGE] = known.validator
        with _network_errors():
            response = await self._get(self.address(file), headers)
        try:
            yield self._answer(file, response, start, known)
        finally:
            response.close()

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _get(self, address: str, headers: dict[str, str]) -> aiohttp.ClientResponse:
        url = URL(address)
        for _ in range(_MAX_REDIRECTS):
            if url.scheme not in self._schemes or not url.host:
                raise DownloadError(f"{url} is not asked: only {self._allowed()} is allowed")
            response = await self._opened().get(url, headers=headers, allow_redirects=False)
            if response.status not in _REDIRECTS:
                return response
            response.release()
            url = url.join(URL(response.headers.get(hdrs.LOCATION, "")))
        raise DownloadError(f"{address} leads from one place to the next without end")

    def _allowed(self) -> str:
        return " or ".join(sorted(self._schemes))

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeouts = self._timeouts
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._trusted or True),
                auto_decompress=False,  # the bytes as published are what is counted and checked
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={hdrs.USER_AGENT: f"JabberTTS/{__version__}"},
                read_bufsize=_BUFFER,
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=timeouts.connect, sock_read=timeouts.stall
                ),
                trust_env=True,
            )
        return self._session

    def _answer(
        self,
        file: CatalogueFile,
        response: aiohttp.ClientResponse,
        start: int,
        known: Origin | None,
    ) -> Answer:
        _check_status(response)
        if response.headers.get(hdrs.CONTENT_ENCODING, "identity") != "identity":
            raise DownloadError(f"{response.host} compresses {file.name} without being asked")
        validator = _validator(response)
        if response.status == HTTPStatus.PARTIAL_CONTENT:
            start, total = _content_range(response, start)
            if known and known.validator and validator and known.validator != validator:
                raise TransientError("the file has changed on the server", from_start=True)
        else:
            start, total = 0, response.content_length
        origin = Origin(self.address(file), validator, total)
        return Answer(origin, start, _read(response))


async def _read(response: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
    with _network_errors():
        while data := await response.content.readany():
            yield data


@contextmanager
def _network_errors() -> Iterator[None]:
    """Turn what the network does into errors that say whether another try may help."""
    try:
        yield
    except aiohttp.ClientSSLError as error:
        raise DownloadError(f"no safe connection: {reason(error)}") from error
    except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError) as error:
        raise TransientError("the connection ended too early") from error
    except TimeoutError as error:
        raise TransientError("the server does not answer") from error
    except ValueError as error:
        raise DownloadError(f"not a URL: {error}") from error
    except (aiohttp.ClientError, OSError) as error:
        raise TransientError(reason(error)) from error


def _check_status(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        return
    told = f"{response.host} answers {status} {response.reason or ''}".rstrip()
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise TransientError(told, from_start=True)
    if status in _BUSY or status >= 500:
        raise TransientError(told, retry_after=_retry_after(response))
    raise DownloadError(f"{told} for {response.url}")


def _validator(response: aiohttp.ClientResponse) -> str | None:
    """Return what `If-Range` may be given: a strong entity tag, or else the date."""
    tag = response.headers.get(hdrs.ETAG, "")
    if tag.startswith('"'):
        return tag
    return response.headers.get(hdrs.LAST_MODIFIED)


def _content_range(response: aiohttp.ClientResponse, start: int) -> tuple[int, int | None]:
    said = _CONTENT_RANGE.fullmatch(response.headers.get(hdrs.CONTENT_RANGE, ""))
    if said is None or int(said[1]) != start:
        raise TransientError("the server sends another part than asked for", from_start=True)
    return start, None if said[3] == "*" else int(said[3])


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    """Return the header's seconds; it has a number or a date."""
    value = response.headers.get(hdrs.RETRY_AFTER, "")
    if value.isdecimal():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
