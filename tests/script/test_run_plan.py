import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from jabbertts_wyoming.common.address import TcpAddress, parse_uri
from jabbertts_wyoming.common.errors import ConfigError
from script.run_lib.arguments import parse
from script.run_lib.plan import Plan, make_plan

pytestmark = pytest.mark.usefixtures("clean_environment")


def plan(*argv: str) -> Plan:
    return make_plan(parse(argv))


def test_nothing_given_is_passed_on_as_nothing() -> None:
    made = plan()
    assert (made.server, made.bridge) == ((), ())
    assert made.wyoming_uri == "tcp://127.0.0.1:10200"


def test_arguments_go_where_they_belong() -> None:
    made = plan("--voice", "v", "--bridge-port", "1", "--bridge-host", "0.0.0.0")
    assert made.server == ("--voice", "v")
    assert made.bridge == ("--host=0.0.0.0", "--port=1")


@pytest.mark.parametrize(
    ("listening", "reached"),
    [
        ("tcp://0.0.0.0:1", "tcp://127.0.0.1:1"),
        ("tcp://[::]:1", "tcp://[::1]:1"),
        ("tcp://192.0.2.7:10300", "tcp://192.0.2.7:10300"),
        ("unix:///run/tts", "unix:///run/tts"),
    ],
)
def test_the_bridge_is_told_where_the_server_is(listening: str, reached: str) -> None:
    made = plan("--uri", listening)
    assert made.wyoming_uri == reached
    assert made.server == ("--uri", listening)


def test_the_address_may_come_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "server.yaml"
    file.write_text("uri: tcp://0.0.0.0:11\n")
    assert plan("--config", str(file)).wyoming_uri == "tcp://127.0.0.1:11"
    monkeypatch.setenv("JABBERTTS_URI", "tcp://0.0.0.0:12")
    assert plan("--config", str(file)).wyoming_uri == "tcp://127.0.0.1:12"
    assert plan("--uri=tcp://0.0.0.0:13").wyoming_uri == "tcp://127.0.0.1:13"


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "localhost"])
def test_any_port_is_chosen_before_the_start(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JABBERTTS_URI", f"tcp://{host}:0")
    made = plan("--voice", "v")
    *before, flag, uri = made.server
    assert (before, flag) == (["--voice", "v"], "--uri")
    address = parse_uri(uri)
    assert isinstance(address, TcpAddress)
    assert address.host == host
    assert address.port
    assert made.wyoming_uri == str(address.reachable())
    with socket.create_server((host, address.port)):
        pass  # nobody has it any more


def test_a_host_without_ports_is_told() -> None:
    with pytest.raises(ConfigError, match=r"^no port can be had on 192\.0\.2\.7: "):
        plan("--uri", "tcp://192.0.2.7:0")


def test_a_server_that_the_user_chose_for_the_bridge_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bridge.yaml"
    file.write_text("wyoming_uri: tcp://elsewhere:1\n")
    monkeypatch.setenv("JABBERTTS_BRIDGE_CONFIG", str(file))
    assert plan().wyoming_uri is None
    monkeypatch.delenv("JABBERTTS_BRIDGE_CONFIG")
    monkeypatch.setenv("JABBERTTS_BRIDGE_WYOMING_URI", "")
    assert plan().wyoming_uri == "tcp://127.0.0.1:10200"
    monkeypatch.setenv("JABBERTTS_BRIDGE_WYOMING_URI", "tcp://elsewhere:1")
    assert plan().wyoming_uri is None


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["--voize", "x"], "--voize: unknown option; did you mean --voice?"),
        (["--uri", "x"], "--uri: use tcp://HOST:PORT or unix:///PATH (given: 'x')"),
        (["--bridge-port", "70000"], "--bridge-port: must be less than or equal to 65535"),
        (["--bridge-host="], "--bridge-host: must not be empty"),
    ],
)
def test_wrong_options_of_both_are_found_early(argv: Sequence[str], problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        plan(*argv)
    assert str(caught.value).startswith(problem)


def test_a_wrong_variable_of_the_bridge_is_found_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JABBERTTS_BRIDGE_PROT", "1")
    with pytest.raises(ConfigError, match=r"^JABBERTTS_BRIDGE_PROT: unknown environment variable"):
        plan()


def test_patience_outlasts_the_grace_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plan("--grace", "100").patience > 100
    monkeypatch.setenv("JABBERTTS_BRIDGE_GRACE", "200")
    assert plan("--grace", "100").patience > 200


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        plan("--version")
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("script/run ")
