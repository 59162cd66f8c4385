"""From a Piper voice's two files to a loaded voice, by way of the prepared-voice cache."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...common.errors import VoiceError
from ...runtime.cache import PreparedCache
from ...runtime.children import Children
from ...runtime.ort import VERSION
from ..child import run_preparation
from .format import FORMAT
from .voice import VitsVoice

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    """A Piper voice on disk: `NAME.onnx` and `NAME.onnx.json`."""

    name: str
    model: Path
    config: Path


def prepare_voice(
    cache: PreparedCache, files: VoiceFiles, children: Children | None = None
) -> Path:
    """Return the prepared voice's directory, preparing it in one of `children` if needed.

    Blocking. Raises `VoiceError`.
    """

    def build(directory: Path) -> None:
        _LOGGER.info("Preparing the voice %s (once; takes some seconds)", files.name)
        _run_prepare(files, directory, children or Children())

    key = [f"vits-{FORMAT}", f"ort-{VERSION}"]
    return cache.get(files.name, [files.model, files.config], key, build)


def load_voice(
    cache: PreparedCache,
    files: VoiceFiles,
    threads: int,
    providers: Sequence[str],
    children: Children | None = None,
) -> VitsVoice:
    """Load a voice, preparing it if needed; a broken cache entry is made anew once.

    Blocking. Raises `VoiceError`.
    """
    directory = prepare_voice(cache, files, children)
    try:
        return VitsVoice.load(directory, threads, providers)
    except VoiceError as error:
        _LOGGER.warning("Preparing the voice %s anew: %s", files.name, error)
        cache.discard(directory)
        directory = prepare_voice(cache, files, children)
        return VitsVoice.load(directory, threads, providers)


def _run_prepare(files: VoiceFiles, directory: Path, children: Children) -> None:
    arguments = [str(files.model), str(files.config), str(directory)]
    run_preparation(f"{__package__}.prepare", arguments, children)
