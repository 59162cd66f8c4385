"""From a Piper voice's two files to a loaded voice, by way of the prepared-voice cache."""

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...common.errors import VoiceError
from ...runtime.cache import PreparedCache
from ...runtime.ort import VERSION
from .format import FORMAT
from .voice import VitsVoice

# The slowest machine we know of needs about a minute.
PREPARE_SECONDS = 900

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    """A Piper voice on disk: `NAME.onnx` and `NAME.onnx.json`."""

    name: str
    model: Path
    config: Path


def prepare_voice(cache: PreparedCache, files: VoiceFiles) -> Path:
    """Return the prepared voice's directory, preparing it in a process of its own if needed.

    Blocking. Raises `VoiceError`.
    """

    def build(directory: Path) -> None:
        _LOGGER.info("Preparing the voice %s (once; takes some seconds)", files.name)
        _run_prepare(files, directory)

    key = [f"vits-{FORMAT}", f"ort-{VERSION}"]
    return cache.get(files.name, [files.model, files.config], key, build)


def load_voice(
    cache: PreparedCache, files: VoiceFiles, threads: int, providers: Sequence[str]
) -> VitsVoice:
    """Load a voice, preparing it if needed; a broken cache entry is made anew once.

    Blocking. Raises `VoiceError`.
    """
    directory = prepare_voice(cache, files)
    try:
        return VitsVoice.load(directory, threads, providers)
    except VoiceError as error:
        _LOGGER.warning("Preparing the voice %s anew: %s", files.name, error)
        cache.discard(directory)
        directory = prepare_voice(cache, files)
        return VitsVoice.load(directory, threads, providers)


def _run_prepare(files: VoiceFiles, directory: Path) -> None:
    command = [sys.executable, "-m", f"{__package__}.prepare"]
    try:
        done = subprocess.run(
            [*command, str(files.model), str(files.config), str(directory)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=PREPARE_SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )
    except subprocess.TimeoutExpired as error:
        raise VoiceError(f"preparing took longer than {PREPARE_SECONDS} s") from error
    if done.returncode < 0:
        raise VoiceError(f"preparing was ended by signal {-done.returncode}")
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise VoiceError(lines[-1] if lines else "preparing failed")
