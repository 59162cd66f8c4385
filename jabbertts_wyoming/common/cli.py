"""The command line of a `BaseOptions` model, made from its fields, and the way in for programs."""

import argparse
import typing
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from pydantic.fields import FieldInfo

from .errors import ConfigError
from .settings import BaseOptions, OptionsT, extra_of, flag, merge_layers, near, variable

_EPILOG = (
    "A flag beats its environment variable, that beats the YAML file, and that beats the default. "
    "In the file an option has its name without the dashes in front, with '_' for '-'."
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(message.removeprefix("argument "))


def load_options(
    model: type[OptionsT],
    argv: Sequence[str] | None = None,
    *,
    prog: str,
    version: str,
    description: str,
) -> OptionsT:
    """Read all layers into one frozen object; `argv` defaults to the process's own.

    `--help` and `--version` print to stdout and raise `SystemExit(0)`. Raises `ConfigError`
    whose text has one line for each problem; the program prints them and exits with 2.
    """
    parser = build_parser(model, prog=prog, version=version, description=description)
    given, rest = parser.parse_known_args(argv)
    return merge_layers(model, vars(given), _unknown_arguments(rest, model))


def build_parser(
    model: type[BaseOptions], *, prog: str, version: str, description: str
) -> argparse.ArgumentParser:
    """Return a parser with one flag an option, in the model's groups, its own options first."""
    parser = _Parser(
        prog=prog,
        usage="%(prog)s [--OPTION VALUE …]",
        description=description,
        epilog=_EPILOG,
        allow_abbrev=False,
        add_help=False,
        argument_default=argparse.SUPPRESS,
    )
    groups: dict[str, Any] = {}
    for name, field in _own_first(model):
        title = extra_of(field)["group"]
        group = groups.setdefault(title, None) or parser.add_argument_group(title)
        groups[title] = group
        group.add_argument(flag(name), dest=name, help=_help(model, name), **_action(field))
    general = groups["General"]
    general.add_argument("-h", "--help", action="help", help="show this text and exit")
    general.add_argument(
        "--version", action="version", version=f"%(prog)s {version}", help="show it and exit"
    )
    return parser


def _own_first(model: type[BaseOptions]) -> Iterator[tuple[str, FieldInfo]]:
    fields = model.model_fields.items()
    shared = BaseOptions.model_fields
    yield from ((name, field) for name, field in fields if name not in shared)
    yield from ((name, field) for name, field in fields if name in shared)


def _action(field: FieldInfo) -> dict[str, Any]:
    extra = extra_of(field)
    if extra["bare"] is not None:
        return {"nargs": "?", "const": extra["bare"], "metavar": extra["metavar"]}
    if typing.get_origin(field.annotation) is tuple:
        return {"action": "append", "metavar": extra["metavar"]}
    return {"metavar": extra["metavar"]}


def _help(model: type[BaseOptions], name: str) -> str:
    field = model.model_fields[name]
    default = extra_of(field)["shown"] or _default(field)
    parts = [f"default: {default}"] if default else []
    text = f"{field.description} [{'; '.join([*parts, variable(model, name)])}]"
    return text.replace("%", "%%")


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def _unknown_arguments(rest: Sequence[str], model: type[BaseOptions]) -> list[str]:
    known = [flag(name)[2:] for name in model.model_fields] + ["help", "version"]
    problems = []
    value_of_unknown = False
    for argument in rest:
        if argument.startswith("-") and len(argument) > 1:
            name = argument.partition("=")[0]
            hint = near(name.lstrip("-"), known, "--")
            problems.append(f"{name}: unknown option{hint}")
            value_of_unknown = "=" not in argument
        elif value_of_unknown:
            value_of_unknown = False
        else:
            problems.append(f"unexpected argument {argument!r}; options start with --")
    return problems
