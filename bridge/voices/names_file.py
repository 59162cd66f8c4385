"""The YAML file of voice names: its form, and how it is read and checked."""

import re
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from jabbertts_wyoming.common.errors import ConfigError

from .languages import parse
from .wording import clipped, fold, quoted

BUILT_IN = "voices/openai.yaml"

Gender = Literal["female", "male"]


def _language(tag: str) -> str:
    if parse(tag) is None:
        raise ValueError("must be a language tag such as en_US")
    return tag


def _name(name: str) -> str:
    if ":" in name:
        raise ValueError("a name must have no ':'")
    return name


def _unique(ids: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for voice in ids:
        if fold(voice) in seen:
            raise ValueError(f"{quoted(voice)} is there twice")
        seen.add(fold(voice))
    return ids


def _tuple(value: object) -> tuple[object, ...]:
    if isinstance(value, list | tuple):
        return tuple(value)
    raise ValueError("must be a list")


def _each_once(names: dict[str, Any]) -> dict[str, Any]:
    _unique(tuple(names))
    return names


_Text = Annotated[str, Field(min_length=1, max_length=256)]
_Ids = Annotated[
    tuple[_Text, ...], BeforeValidator(_tuple), AfterValidator(_unique), Field(max_length=10_000)
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


class VoiceName(_Strict):
    """One name: ids of voices (`VOICE` or `VOICE:SPEAKER`), best first, and what they are like."""

    voices: Annotated[_Ids, Field(min_length=1)]
    language: Annotated[_Text, AfterValidator(_language)]
    gender: Gender | None = None
    description: Annotated[str, Field(max_length=256)] = ""


class Genders(_Strict):
    """Voices whose gender is known; an id without its quality is all qualities."""

    female: _Ids = ()
    male: _Ids = ()

    @model_validator(mode="after")
    def _one_gender_each(self) -> "Genders":
        both = {fold(v) for v in self.female} & {fold(v) for v in self.male}
        if both:
            raise ValueError(f"{quoted(min(both))} is in both lists")
        return self


class NamesFile(_Strict):
    """The whole file; `names` may be written in any case, each once."""

    names: Annotated[
        dict[Annotated[_Text, AfterValidator(_name)], VoiceName], AfterValidator(_each_once)
    ]
    genders: Genders = Genders()


def load_names(path: Path | None = None) -> NamesFile:
    """Read the file at `path`, or the built-in one.

    Raises `ConfigError` with one line for each problem: file, field, and what is allowed.
    """
    label = str(path or BUILT_IN)
    try:
        text = _read(path)
        data = yaml.safe_load(text)
    except OSError as error:
        raise ConfigError(f"{label}: {error.strerror or error}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" in line {mark.line + 1}" if mark else ""
        raise ConfigError(f"{label}: not valid YAML{where}: {error.problem}") from None
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise ConfigError(
            f"{label}: not readable as YAML: {' '.join(str(error).split())}"
        ) from None
    if not isinstance(data, dict):
        raise ConfigError(f"{label}: must hold 'names:' and, if known, 'genders:'")
    try:
        return NamesFile.model_validate(data)
    except ValidationError as error:
        lines = [f"{label}: {_explained(detail)}" for detail in error.errors(include_url=False)]
        raise ConfigError("\n".join(lines)) from None


def _read(path: Path | None) -> str:
    if path is not None:
        return path.read_text("utf-8")
    return resources.files("voices").joinpath("openai.yaml").read_text("utf-8")


def _explained(detail: Any) -> str:
    message = str(detail["msg"]).removeprefix("Value error, ")
    message = re.sub(r"^\w+ should ", "must ", message)
    if isinstance(detail["input"], bool):
        message += "; in YAML, no and yes need quotes"
    where = ".".join(clipped(str(part)) for part in detail["loc"] if part != "[key]")
    return f"{where}: {message}" if where else message
