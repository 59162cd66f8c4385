"""Packages that only some languages need."""

import importlib
import importlib.util
from typing import Any

from ...common.errors import VoiceError


def check(language: str, extra: str, *modules: str) -> None:
    """Raise `VoiceError` if one of `modules` is not installed; it says what to install."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        raise VoiceError(f"{language} needs {names}: pip install 'jabbertts[{extra}]'")


def load(module: str, language: str, extra: str) -> Any:
    """Import a module. Raises `VoiceError` if it can't be."""
    check(language, extra, module.partition(".")[0])
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise VoiceError(f"{language} needs {module}, which is broken: {error}") from error
