"""Voices on this machine: `python -m jabbertts_wyoming.voices list|download|…`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from .. import __version__
from ..common.cli import load_options
from ..common.errors import ConfigError, JabberError
from ..common.logs import setup_logging
from ..options import Options
from .catalogue.catalogue import TIERS

PROG = "python -m jabbertts_wyoming.voices"
_MIRROR = "URL or folder with the files, laid out as the data folder is, instead of the publishers"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message.removeprefix('argument ')}; {self.prog} --help says more")


def main(argv: Sequence[str] | None = None) -> int:
    """Do one command; return 0, 1 if it failed, or 2 if it was not understood."""
    try:
        arguments = build_parser().parse_args(argv)
        options = load_options(
            Options, _server_options(arguments), prog=PROG, version=__version__, description=""
        )
        setup_logging("warning", options.log_format)
        from .commands import Commands

        return Commands(options.data_dir, arguments).run()
    except JabberError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, ConfigError) else 1
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 (or Python complains at exit)
        return 1
    except KeyboardInterrupt:
        print("stopped; what has arrived is kept, the same command goes on", file=sys.stderr)
        return 130


def build_parser() -> argparse.ArgumentParser:
    """Return the parser; each command has its own `--help`."""
    parser = _Parser(
        prog=PROG,
        description="Find, download and look after voices.",
        epilog="The data folder is the server's: JABBERTTS_DATA_DIR and --config count here too.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    listing = _command(commands, "list", "show the catalogue's voices, or --installed ones")
    search = _command(commands, "search", "show voices that have all the words")
    search.add_argument("words", nargs="+", metavar="WORD", help="part of a name, language, …")
    listing.set_defaults(words=[])
    for command in (listing, search):
        _add_filters(command)
        command.add_argument("--engine", metavar="NAME", help="piper, kokoro or espeak")
        command.add_argument("--installed", action="store_true", help="only those that are here")

    download = _command(commands, "download", "get voices, by name or the best for a language")
    download.add_argument("names", nargs="*", metavar="NAME", help="NAME, or NAME@VARIANT")
    _add_filters(download)
    download.add_argument("--mirror", metavar="URL|DIR", help=_MIRROR)
    _add_force(download)

    remove = _command(commands, "remove", "delete voices and what was prepared of them")
    remove.add_argument("names", nargs="+", metavar="NAME")

    verify = _command(commands, "verify", "read installed voices again and check each byte")
    verify.add_argument("names", nargs="*", metavar="NAME", help="default: all that are here")

    take_in = _command(commands, "import", "copy local files in: from the catalogue, or own voices")
    take_in.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
    _add_force(take_in)
    return parser


def _command(
    commands: "argparse._SubParsersAction[_Parser]", name: str, help_text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
    command.add_argument("--data-dir", metavar="DIR", help="folder with voices")
    command.add_argument("--config", metavar="FILE", help="the server's YAML file")
    command.add_argument("--json", action="store_true", help="print JSON")
    return command


def _add_filters(command: argparse.ArgumentParser) -> None:
    command.add_argument("--language", metavar="TAG", help="such as de or de_AT")
    command.add_argument("--tier", choices=TIERS, help="the machine that it is for")


def _add_force(command: argparse.ArgumentParser) -> None:
    command.add_argument("--force", action="store_true", help="replace other files of that name")


def _server_options(arguments: argparse.Namespace) -> list[str]:
    given = {"--data-dir": arguments.data_dir, "--config": arguments.config}
    return [f"{name}={value}" for name, value in given.items() if value is not None]


if __name__ == "__main__":
    sys.exit(main())
