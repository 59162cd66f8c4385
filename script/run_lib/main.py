"""Sort the arguments, then run the server alone or both programs."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bridge.options import Options as BridgeOptions
from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.common.settings import variable

from .arguments import Arguments, help_text, parse
from .plan import make_plan
from .supervisor import Program, supervise

KEY_VARIABLE = variable(BridgeOptions, "api_key")
URI_VARIABLE = variable(BridgeOptions, "wyoming_uri")
# -P: the user's folder may have something called `bridge`, too.
_PYTHON = (sys.executable, "-P", "-m")


@dataclass(frozen=True, slots=True)
class Commands:
    """How each program is started; its arguments come after that."""

    server: tuple[str, ...] = (*_PYTHON, "jabbertts_wyoming")
    bridge: tuple[str, ...] = (*_PYTHON, "bridge")


def main(argv: Sequence[str], commands: Commands | None = None) -> int:
    """Run until a program ends or we are told to stop; return the exit status (2: wrong options).

    Both programs get our environment, with the server's address and the keys in it.
    """
    commands = commands or Commands()
    try:
        arguments = parse(argv)
        if arguments.help:
            print(help_text(), end="")
            return 0
        if not arguments.with_bridge:
            os.execv(commands.server[0], [*commands.server, *arguments.server])
        if arguments.api_keys:
            _hide_keys(arguments, len(argv))
        plan = make_plan(arguments)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    if plan.wyoming_uri is not None:
        os.environ[URI_VARIABLE] = plan.wyoming_uri
    programs = (
        Program("the server", [*commands.server, *plan.server]),
        Program("the bridge", [*commands.bridge, *plan.bridge]),
    )
    return supervise(programs, plan.patience)


def _hide_keys(arguments: Arguments, count: int) -> None:
    """Start this program anew, the keys out of its command line, which everyone can read."""
    os.environ[KEY_VARIABLE] = ",".join(arguments.api_keys)
    ours = sys.orig_argv[: len(sys.orig_argv) - count]
    os.execv(sys.executable, [*ours, *arguments.without_keys])
