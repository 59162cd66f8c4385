"""The languages' files: found, checked against the schema, a region's part merged in."""

from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ..language_data import ALIASES
from .schema import CommonData, LanguageData

_PACKAGE = "jabbertts_wyoming.text.normalise.data"
# Every scalar is a string: "no" and "on" are words here. The schema makes numbers of the rest.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Model = TypeVar("_Model", bound=BaseModel)


def code_of(tag: str) -> str:
    """Return the language of a tag such as `en_US`, the usual one of several codes."""
    code = tag.replace("-", "_").split("_")[0].lower()
    return ALIASES.get(code, code) if code not in ("id", "bs") else code


def data_of(tag: str) -> LanguageData:
    """Return what the file of a tag's language says, for its region; nothing without a file.

    Raises `ValueError` for a file that is wrong; the message names the file and the field.
    """
    return _data(code_of(tag), tag.replace("-", "_").partition("_")[2].upper())


@cache
def common() -> CommonData:
    """Return what all languages share."""
    return _load("common", CommonData)


@lru_cache(maxsize=64)
def _data(code: str, region: str = "") -> LanguageData:
    known = code.isascii() and code.isalpha() and (files(_PACKAGE) / f"{code}.yaml").is_file()
    data = _load(code, LanguageData) if known else LanguageData()
    if region not in data.regions:
        return data
    return LanguageData.model_validate(_merged(data.model_dump(), data.regions[region]))


def _merged(data: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return `data` with what `other` has in place of it, dict by dict."""
    both = dict(data)
    for key, new in other.items():
        old = data.get(key)
        both[key] = _merged(old, new) if isinstance(old, dict) and isinstance(new, dict) else new
    return both


def _load(name: str, model: type[_Model]) -> _Model:
    text = (files(_PACKAGE) / f"{name}.yaml").read_text("utf-8")
    try:
        return model.model_validate(yaml.load(text, _LOADER))
    except (yaml.YAMLError, ValidationError) as error:
        raise ValueError(f"{name}.yaml: {error}") from error
