from collections.abc import Sequence

import pytest

from bridge.options import Options as BridgeOptions
from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.common.settings import flag
from jabbertts_wyoming.options import Options as ServerOptions
from script.run_lib.arguments import Arguments, help_text, name_flags, parse


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], Arguments()),
        (["--bridge-port", "80"], Arguments(bridge=(("port", "80"),))),
        (["--bridge-host=::1"], Arguments(bridge=(("host", "::1"),))),
        (["--bridge-port=1", "--bridge-port=2"], Arguments(bridge=(("port", "2"),))),
        (["--api-key", "a", "--api-key=b,c"], Arguments(api_keys=("a", "b,c"))),
        (["--api-key=-x"], Arguments(api_keys=("-x",))),
        (["--no-bridge"], Arguments(with_bridge=False)),
        (["--help"], Arguments(help=True)),
        (["-h"], Arguments(help=True)),
    ],
)
def test_our_own_are_found(argv: Sequence[str], expected: Arguments) -> None:
    assert parse(argv) == expected


@pytest.mark.parametrize(
    "theirs",
    [
        ("--voice", "joe", "--zeroconf"),
        ("--zeroconf", "My name", "--length-scale=1.5"),
        ("--length-scale", "-1"),
        ("--bridge", "x"),  # no abbreviation of ours
        ("--host", "x"),
        ("--version",),
        ("stray",),
    ],
)
def test_the_rest_is_the_servers_in_its_order(theirs: Sequence[str]) -> None:
    assert parse(theirs) == Arguments(server=tuple(theirs))
    mixed = ["--bridge-port", "1", *theirs, "--bridge-host", "h"]
    assert parse(mixed).server == tuple(theirs)


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["--bridge-port"], "--bridge-port: expected one argument"),
        (["--no-bridge=1"], "--no-bridge: ignored explicit argument '1'"),
        (["--api-key", ""], "--api-key: must not be empty"),
        (["--api-key", "good", "--api-key= ,"], "--api-key: must not be empty"),
    ],
)
def test_wrong_ones_are_named(argv: Sequence[str], problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(argv)
    assert str(caught.value) == problem


def test_a_command_line_without_keys_means_the_same_otherwise() -> None:
    argv = [
        "--api-key",
        "s",
        "--bridge-host",
        "h",
        "--no-bridge",
        "--voice",
        "v",
        "--bridge-port=1",
    ]
    arguments = parse(argv)
    again = parse(arguments.without_keys)
    assert again == Arguments(
        server=("--voice", "v"), bridge=(("host", "h"), ("port", "1")), with_bridge=False
    )
    assert again.of_bridge == arguments.of_bridge == ["--host=h", "--port=1"]


def test_help_has_ours_and_then_the_servers() -> None:
    text = help_text()
    ours = [text.index(f"  {f} ") for f in ("--bridge-host", "--bridge-port", "--api-key")]
    ours.append(text.index("  --no-bridge "))
    theirs = [text.index(f"  {flag(name)} ") for name in ServerOptions.model_fields]
    assert max(ours) < min(theirs)
    assert "python -m bridge --help" in text
    assert text.count("usage:") == 1
    assert f"[default: {BridgeOptions().host}]" in " ".join(text.split())


def test_problems_have_the_flags_that_the_user_typed() -> None:
    said = "--port: must be a number (given: '--host:')\n--hostess: x\nFILE: --port: y"
    assert name_flags(said) == f"--bridge-port{said.removeprefix('--port')}"
