import asyncio
import socket
import stat
from pathlib import Path

import pytest

from jabbertts_wyoming.common.address import UnixAddress, parse_uri
from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.listen import (
    bound_addresses,
    listen,
    remove_socket_file,
)


class Hangup(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


async def start(uri: str) -> asyncio.Server:
    return await listen(parse_uri(uri), Hangup)


async def test_port_in_use() -> None:
    server = await start("tcp://127.0.0.1:0")
    (address,) = bound_addresses(server)
    with pytest.raises(ConfigError, match="port is in use"):
        await start(str(address))
    server.close()


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("tcp://no-such-host.invalid:0", "host name cannot be resolved"),
        ("tcp://192.0.2.1:0", "does not have that address"),
        ("unix:///no/such/folder/sock", "cannot listen on unix:///no/such"),
    ],
)
async def test_what_cannot_be_bound_is_told(uri: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        await start(uri)


async def test_unix_socket_and_its_file(tmp_path: Path) -> None:
    path = tmp_path / "sock"
    server = await start(f"unix://{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert bound_addresses(server) == [UnixAddress(path)]
    with pytest.raises(ConfigError, match="another program listens there"):
        await start(f"unix://{path}")
    reader, writer = await asyncio.open_unix_connection(path)
    assert await reader.read() == b""
    writer.close()
    server.close()
    remove_socket_file(UnixAddress(path))
    assert not path.exists()
    remove_socket_file(UnixAddress(path))


async def test_stale_unix_socket_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert path.exists()
    (await start(f"unix://{path}")).close()


async def test_other_files_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("precious")
    with pytest.raises(ConfigError, match="is not a socket"):
        await start(f"unix://{path}")
    assert path.read_text() == "precious"
