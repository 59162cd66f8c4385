from pathlib import Path

import pytest

from jabbertts_wyoming.common.address import TcpAddress, UnixAddress, parse_uri


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("tcp://0.0.0.0:10200", TcpAddress("0.0.0.0", 10200)),
        ("tcp://localhost:0", TcpAddress("localhost", 0)),
        ("tcp://[::1]:65535", TcpAddress("::1", 65535)),
        ("unix:///run/jabbertts.sock", UnixAddress(Path("/run/jabbertts.sock"))),
    ],
)
def test_parses_and_prints_back(uri: str, address: TcpAddress | UnixAddress) -> None:
    assert parse_uri(uri) == address
    assert str(address) == uri


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("", "use tcp://HOST:PORT or unix:///PATH"),
        ("localhost:10200", "use tcp://"),
        ("stdio://", "use tcp://"),
        ("http://localhost:1", "use tcp://"),
        ("tcp://localhost", "port is missing"),
        ("tcp://:10200", "host is missing"),
        ("tcp://*:10200", "host is missing"),
        ("tcp://localhost:65536", "0 to 65535"),
        ("tcp://localhost:ten", "0 to 65535"),
        ("tcp://localhost:1/path", "nothing may follow"),
        ("tcp://me@localhost:1", "no user"),
        ("tcp://localhost:1?x=1", "no user"),
        ("tcp://[::1:1", "use tcp://"),
        ("unix://relative.sock", "absolute"),
        ("unix:///", "absolute"),
        ("unix:///" + "x" * 107, "107 bytes"),
    ],
)
def test_refuses_with_what_is_allowed(uri: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_uri(uri)


def test_a_client_reaches_a_wildcard_by_loopback() -> None:
    assert TcpAddress("0.0.0.0", 1).reachable() == TcpAddress("127.0.0.1", 1)
    assert TcpAddress("::", 1).reachable() == TcpAddress("::1", 1)
    assert TcpAddress("tts.example", 1).reachable() == TcpAddress("tts.example", 1)
    assert UnixAddress(Path("/x")).reachable() == UnixAddress(Path("/x"))
