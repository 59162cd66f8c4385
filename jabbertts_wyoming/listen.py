"""From an address to listening sockets."""

import asyncio
import errno
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from .common.address import Address, TcpAddress, UnixAddress
from .common.errors import ConfigError

_BACKLOG = 128
_SOCKET_MODE = 0o660  # who may speak: the server's user and group
_PROBE_TIMEOUT = 1.0  # seconds

ProtocolFactory = Callable[[], asyncio.Protocol]


async def listen(address: Address, factory: ProtocolFactory) -> asyncio.Server:
    """Start to serve on `address`; raises `ConfigError` if that cannot be done."""
    loop = asyncio.get_running_loop()
    try:
        if isinstance(address, TcpAddress):
            return await loop.create_server(
                factory, host=address.host, port=address.port, backlog=_BACKLOG
            )
        sock = _bind_unix(address.path)
        return await loop.create_unix_server(factory, sock=sock, backlog=_BACKLOG)
    except OSError as error:
        raise ConfigError(_cannot_listen(address, error)) from error


def bound_addresses(server: asyncio.Server) -> list[Address]:
    """Return what `server` really listens on, port 0 resolved."""
    return [
        TcpAddress(*sock.getsockname()[:2])
        if sock.family != socket.AF_UNIX
        else UnixAddress(Path(sock.getsockname()))
        for sock in server.sockets
    ]


def remove_socket_file(address: Address) -> None:
    """Remove the file of a Unix socket that no longer listens."""
    if isinstance(address, UnixAddress):
        address.path.unlink(missing_ok=True)


def _bind_unix(path: Path) -> socket.socket:
    _remove_stale(path)
    sock = socket.socket(socket.AF_UNIX)
    try:
        sock.bind(str(path))
        path.chmod(_SOCKET_MODE)  # before it listens: nobody can connect yet
    except OSError:
        sock.close()
        raise
    return sock


def _remove_stale(path: Path) -> None:
    """Remove a socket file that a dead server left; raises `ConfigError` for any other file."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise ConfigError(f"cannot listen on {path}: it exists and is not a socket")
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_PROBE_TIMEOUT)
        with suppress(ConnectionRefusedError, FileNotFoundError):
            probe.connect(str(path))
            raise ConfigError(f"cannot listen on {path}: another program listens there")
    path.unlink(missing_ok=True)


def _cannot_listen(address: Address, error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        reason = "its host name cannot be resolved"
    elif error.errno == errno.EADDRINUSE:
        reason = "its port is in use; stop the program that uses it or choose another with --uri"
    elif isinstance(address, TcpAddress) and error.errno in (errno.EADDRNOTAVAIL, None):
        # Without a number: asyncio's own sentence, since Python 3.13.
        reason = "this machine does not have that address"
    else:
        reason = error.strerror or str(error)
    return f"cannot listen on {address}: {reason}"
