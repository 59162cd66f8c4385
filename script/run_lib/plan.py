"""What is to be started: checks the options of both programs and connects the two."""

import socket
from dataclasses import dataclass

from bridge.options import Options as BridgeOptions
from jabbertts_wyoming import __version__
from jabbertts_wyoming.common.address import Address, TcpAddress
from jabbertts_wyoming.common.cli import load_options
from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.options import Options as ServerOptions

from .arguments import PROG, Arguments, name_flags

_BEYOND_GRACE = 10.0  # seconds that a program has to end, above what its running requests have


@dataclass(frozen=True, slots=True)
class Plan:
    """The command lines of both programs.

    `wyoming_uri` is where the bridge finds the server, None if the user chose another one for it.
    `patience` is how long the programs have to end once they are told to, in seconds.
    """

    server: tuple[str, ...]
    bridge: tuple[str, ...]
    wyoming_uri: str | None
    patience: float


def make_plan(arguments: Arguments) -> Plan:
    """Read the options of both programs as they will; raises `ConfigError`.

    `--version` among the server's prints it and raises `SystemExit`.
    """
    server = load_options(
        ServerOptions, arguments.server, prog=PROG, version=__version__, description=""
    )
    bridge = _bridge_options(arguments)
    address, server_arguments = server.address, arguments.server
    if isinstance(address, TcpAddress) and not address.port:
        address = _with_free_port(address)
        server_arguments += ("--uri", str(address))
    return Plan(
        server=server_arguments,
        bridge=tuple(arguments.of_bridge),
        wyoming_uri=None if _is_chosen("wyoming_uri", bridge) else _for_clients(address),
        patience=max(server.grace, bridge.grace) + _BEYOND_GRACE,
    )


def _bridge_options(arguments: Arguments) -> BridgeOptions:
    try:
        return load_options(
            BridgeOptions, arguments.of_bridge, prog=PROG, version=__version__, description=""
        )
    except ConfigError as error:
        raise ConfigError(name_flags(str(error))) from None


def _is_chosen(name: str, options: BridgeOptions) -> bool:
    """Tell whether a variable or the bridge's file sets an option."""
    return name in options.model_fields_set


def _for_clients(address: Address) -> str:
    return str(address.reachable())


def _with_free_port(address: TcpAddress) -> TcpAddress:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        with socket.create_server((address.host, 0), family=family) as probe:
            return TcpAddress(address.host, int(probe.getsockname()[1]))
    except OSError as error:
        problem = error.strerror or error
        raise ConfigError(f"no port can be had on {address.host}: {problem}") from None
