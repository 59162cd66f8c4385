"""Layered options: command line, then environment variables, then a YAML file, then defaults.

A program declares its options once, as fields of a `BaseOptions` subclass made with `option`.
Flags, variables, file keys, checks and `--help` all come from there.
"""

import difflib
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, cast

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from .errors import ConfigError

SERVER_PREFIX = "JABBERTTS_"
BRIDGE_PREFIX = "JABBERTTS_BRIDGE_"
_PREFIXES = (SERVER_PREFIX, BRIDGE_PREFIX)  # both programs may share an environment
_SHOWN_VALUE = 80  # characters of a wrong value that an error repeats


def option(
    default: object,
    description: str,
    *,
    group: str,
    metavar: str = "VALUE",
    shown: str | None = None,
    bare: object = None,
    secret: bool = False,
    **constraints: Any,
) -> Any:
    """Declare one option.

    `shown` is what `--help` prints for a default that does not speak for itself; `bare` is the
    value of the flag given alone (None: the flag needs a value); the value of a `secret` is never
    shown. `constraints` go to pydantic's `Field` (`gt`, `le`, `min_length`, …). A callable
    `default` is called for each object.
    """
    extra = {
        "group": group,
        "metavar": metavar,
        "shown": shown,
        "bare": bare,
        "secret": secret,
    }
    if callable(default):
        constraints["default_factory"] = default
    else:
        constraints["default"] = default
    return Field(description=description, json_schema_extra=cast("Any", extra), **constraints)


def _split_commas(value: object) -> object:
    items = value if isinstance(value, list | tuple) else [value]
    parts: list[object] = []
    for item in items:
        parts += [p.strip() for p in item.split(",")] if isinstance(item, str) else [item]
    return tuple(part for part in parts if part != "")


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _expand_user(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(str(error)) from None


AnyCommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_commas)]
"""Strings, perhaps none: a repeated flag, `A,B` anywhere, or a YAML list."""

CommaList = Annotated[AnyCommaList, Field(min_length=1)]
"""The same, at least one."""

SecretList = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split_commas)]
"""The same for what must not be shown, perhaps none."""

UserPath = Annotated[Path, AfterValidator(_expand_user)]
"""A path in which a leading `~` stands for the user's home."""

LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
LogFormat = Annotated[Literal["text", "json"], BeforeValidator(_lower)]


class BaseOptions(BaseSettings):
    """The options that every program of the project has; frozen.

    Made directly, an object holds the defaults and the keywords given, whatever the
    environment says; `load_options` reads the layers. A program's variables begin with its
    model's `env_prefix`.
    """

    model_config = SettingsConfigDict(
        env_prefix=SERVER_PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        coerce_numbers_to_str=True,
        allow_inf_nan=False,
    )

    config: UserPath | None = option(
        None, "YAML file with options: 'name: value' lines", group="General", metavar="FILE"
    )
    log_level: LogLevel = option(
        "info",
        "least important lines to log: debug, info, warning or error",
        group="General",
        metavar="LEVEL",
    )
    log_format: LogFormat = option(
        "text", "text, or json (one object a line)", group="General", metavar="FORMAT"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_more: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave reading the environment to `load_options`."""
        return (init_settings,)


OptionsT = TypeVar("OptionsT", bound=BaseOptions)


@dataclass(frozen=True, slots=True)
class Layer:
    """Values from one place; `label` turns an option's name into how that place writes it."""

    values: Mapping[str, Any]
    label: Callable[[str], str]


def flag(name: str) -> str:
    """Return an option's flag: `max_queue` is `--max-queue`."""
    return "--" + name.replace("_", "-")


def prefix_of(model: type[BaseOptions]) -> str:
    """Return what the names of a program's environment variables begin with."""
    return model.model_config["env_prefix"]


def variable(model: type[BaseOptions], name: str) -> str:
    """Return an option's environment variable: `max_queue` is `JABBERTTS_MAX_QUEUE`."""
    return prefix_of(model) + name.upper()


def merge_layers(
    model: type[OptionsT], command_line: Mapping[str, Any], problems: Iterable[str] = ()
) -> OptionsT:
    """Put the layers together: `command_line` (by option name), environment, YAML file, defaults.

    An empty value in the environment or the file is as good as none. Raises `ConfigError`, one
    line a problem, `problems` (already found on the command line) first.
    """
    found = list(problems)
    found += [f"{flag(k)}: must not be empty" for k, v in command_line.items() if _is_empty(v)]
    cli = Layer({k: v for k, v in command_line.items() if not _is_empty(v)}, flag)
    env = Layer(EnvSettingsSource(model)(), partial(variable, model))
    found += _unknown_variables(model)
    file = _file_layer(model, cli.values.get("config") or env.values.get("config"), found)
    layers = (cli, env, file)
    try:
        options = model(**{**file.values, **env.values, **cli.values})
    except ValidationError as error:
        found += _explain(model, error, layers)
    if found:
        raise ConfigError("\n".join(found))
    return options


def near(word: str, known: Collection[str], prefix: str = "") -> str:
    """Return "; did you mean …?" with the names of `known` that are like `word`, or nothing.

    `prefix` is put before each name shown.
    """
    matches = difflib.get_close_matches(word, known, n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(prefix + m for m in matches)}?" if matches else ""


def _unknown_variables(model: type[BaseOptions]) -> list[str]:
    prefix = prefix_of(model)
    known = {name.upper() for name in model.model_fields}
    given = (name for name in sorted(os.environ) if _owner(name.upper()) == prefix)
    tails = ((name, name[len(prefix) :].upper()) for name in given)
    return [
        f"{name}: unknown environment variable{near(tail, known, prefix)}"
        for name, tail in tails
        if tail not in known
    ]


def _owner(name: str) -> str:
    """Return the prefix of the program that an environment variable is for, or an empty one."""
    return max((p for p in _PREFIXES if name.startswith(p)), key=len, default="")


def _file_layer(model: type[BaseOptions], path: object, found: list[str]) -> Layer:
    if not path:
        return Layer({}, str)
    try:
        values = _read_yaml(Path(str(path)))
    except ConfigError as error:
        found.append(str(error))
        values = {}
    known = set(model.model_fields) - {"config"}
    found += [
        f"{path}: unknown option {_shown(key)}{near(str(key), known)}"
        for key in values
        if key not in known
    ]
    given = {str(k): v for k, v in values.items() if k in known and not _is_empty(v)}
    return Layer(given, lambda name: f"{path}: {name}")


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], [""])


def _read_yaml(path: Path) -> dict[object, Any]:
    try:
        data = yaml.safe_load(_expand_user(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" in line {mark.line + 1}" if mark else ""
        raise ConfigError(f"{path}: not valid YAML{where}: {error.problem}") from None
    except (ValueError, yaml.YAMLError) as error:
        text = " ".join(str(error).split())
        raise ConfigError(f"{path}: not readable as YAML: {text}") from None
    if not isinstance(data, dict | None):
        raise ConfigError(f"{path}: must hold 'name: value' lines, not a {type(data).__name__}")
    return data or {}


def _explain(
    model: type[BaseOptions], error: ValidationError, layers: Sequence[Layer]
) -> list[str]:
    """Return one line for each wrong option, named as the place writes it that set it."""
    lines: dict[str, str] = {}
    secrets = {name for name, field in model.model_fields.items() if extra_of(field)["secret"]}
    for detail in error.errors(include_url=False):
        text = _plain(detail["msg"])
        if not detail["loc"]:
            lines.setdefault("", text)
            continue
        name = str(detail["loc"][0])
        layer = next((layer for layer in layers if name in layer.values), None)
        if layer is None:
            lines.setdefault(name, f"{flag(name)}: {text}")
        else:
            given = "" if name in secrets else f" (given: {_shown(layer.values[name])})"
            lines.setdefault(name, f"{layer.label(name)}: {text}{given}")
    return list(lines.values())


def _plain(message: str) -> str:
    message = message.removeprefix("Value error, ")
    message = re.sub(r", unable to parse .*", "", message)
    return re.sub(r"^\w+ should ", "must ", message)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_VALUE else text[: _SHOWN_VALUE - 1] + "…"


def extra_of(field: FieldInfo) -> Mapping[str, Any]:
    """Return what `option` stored beside a field: group, metavar, shown, bare, secret."""
    return cast("Mapping[str, Any]", field.json_schema_extra or {})
