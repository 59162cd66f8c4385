"""Where a server listens: `tcp://HOST:PORT` or `unix:///PATH`, parsed once and checked."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

_UNIX_PATH_BYTES = 107  # what fits into sockaddr_un with its final NUL
_FORMS = "use tcp://HOST:PORT or unix:///PATH"
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A TCP endpoint: `host` has no brackets; port 0 is any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return the URI."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port}"

    def reachable(self) -> "TcpAddress":
        """Return where a client on this machine connects to: a wildcard becomes loopback."""
        return TcpAddress(_LOOPBACK.get(self.host, self.host), self.port)


@dataclass(frozen=True, slots=True)
class UnixAddress:
    """A Unix domain socket by its absolute path."""

    path: Path

    def __str__(self) -> str:
        """Return the URI."""
        return f"unix://{self.path}"

    def reachable(self) -> "UnixAddress":
        """Return where a client connects to: the same path."""
        return self


Address = TcpAddress | UnixAddress


def parse_uri(uri: str) -> Address:
    """Parse `tcp://HOST:PORT` (IPv6 in brackets) or `unix:///PATH`.

    Raises `ValueError` with a sentence that says what is allowed.
    """
    try:
        parts = urlsplit(uri)
    except ValueError as error:
        raise ValueError(f"{error}; {_FORMS}") from None
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(f"no user, query or fragment belongs here; {_FORMS}")
    if parts.scheme == "tcp":
        return _tcp(parts)
    if parts.scheme == "unix":
        return _unix(parts)
    raise ValueError(_FORMS)


def _tcp(parts: SplitResult) -> TcpAddress:
    if parts.path not in ("", "/"):
        raise ValueError(f"nothing may follow the port; {_FORMS}")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("the port must be a number from 0 to 65535") from None
    if port is None:
        raise ValueError("the port is missing; use tcp://HOST:PORT")
    if not parts.hostname or any(c.isspace() or c == "*" for c in parts.hostname):
        raise ValueError("the host is missing; use tcp://0.0.0.0:PORT to listen everywhere")
    return TcpAddress(parts.hostname, port)


def _unix(parts: SplitResult) -> UnixAddress:
    if parts.netloc or len(parts.path) < 2:
        raise ValueError("the path must be absolute; use unix:///PATH")
    if "\0" in parts.path or len(parts.path.encode()) > _UNIX_PATH_BYTES:
        raise ValueError(f"a socket's path has at most {_UNIX_PATH_BYTES} bytes")
    return UnixAddress(Path(parts.path))
