"""The command line of `script/run`: what is its own, and what is passed on."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from bridge.options import Options as BridgeOptions
from jabbertts_wyoming import __version__
from jabbertts_wyoming.common.cli import build_parser
from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.options import Options as ServerOptions

PROG = "script/run"
_OWN = {"host": "--bridge-host", "port": "--bridge-port"}


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments, sorted by whom they are for.

    `bridge` holds pairs of an option's name and its value; `server` is what is not ours.
    """

    server: tuple[str, ...] = ()
    bridge: tuple[tuple[str, str], ...] = ()
    api_keys: tuple[str, ...] = ()
    with_bridge: bool = True
    help: bool = False

    @property
    def of_bridge(self) -> list[str]:
        """The bridge's command line; the keys are not on it."""
        return [f"--{name}={value}" for name, value in self.bridge]

    @property
    def without_keys(self) -> list[str]:
        """A command line of `script/run` that means the same but for the keys."""
        own = [] if self.with_bridge else ["--no-bridge"]
        return [*own, *(f"{_OWN[name]}={value}" for name, value in self.bridge), *self.server]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(message.removeprefix("argument "))


def parse(argv: Sequence[str]) -> Arguments:
    """Sort the arguments; raises `ConfigError`."""
    given, rest = _own_parser().parse_known_args(argv)
    return Arguments(
        server=tuple(rest),
        bridge=tuple((n, v) for n in _OWN if (v := getattr(given, n)) is not None),
        api_keys=tuple(_key(value) for value in given.api_key),
        with_bridge=not given.no_bridge,
        help=given.help,
    )


def help_text() -> str:
    """Return our own options, then the server's."""
    server = build_parser(
        ServerOptions,
        prog=PROG,
        version=__version__,
        description="All other options are the server's.",
    )
    server.usage = argparse.SUPPRESS
    return f"{_own_parser().format_help()}\n{server.format_help()}"


def name_flags(problems: str) -> str:
    """Return the bridge's `problems` with its flags as they are called here."""
    for name, flag in _OWN.items():
        problems = "\n".join(
            flag + line.removeprefix(f"--{name}") if line.startswith(f"--{name}:") else line
            for line in problems.split("\n")
        )
    return problems


def _own_parser() -> argparse.ArgumentParser:
    defaults = {name: BridgeOptions.model_fields[name].default for name in _OWN}
    parser = _Parser(
        prog=PROG,
        usage="%(prog)s [--OPTION VALUE …]",
        description="Start the server, and the bridge that gives it OpenAI's speech API. "
        "Ctrl-C stops both; a second one stops them at once.",
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="store_true", help=argparse.SUPPRESS)
    group = parser.add_argument_group(
        "Bridge",
        "It has more options, which are set by variables: `python -m bridge --help` tells them.",
    )
    group.add_argument(
        _OWN["host"],
        dest="host",
        metavar="HOST",
        help=f"address to listen on; 0.0.0.0 is every one [default: {defaults['host']}]",
    )
    group.add_argument(
        _OWN["port"],
        dest="port",
        metavar="PORT",
        help=f"port to listen on; 0 is any free one [default: {defaults['port']}]",
    )
    group.add_argument(
        "--api-key",
        action="append",
        default=[],
        metavar="KEY",
        help="key that clients must send; may be repeated, or A,B [default: none]",
    )
    group.add_argument("--no-bridge", action="store_true", help="start the server alone")
    return parser


def _key(value: str) -> str:
    # In the environment no key would mean that everyone may come in.
    if not value.strip(" \t\r\n,"):
        raise ConfigError("--api-key: must not be empty")
    return value
