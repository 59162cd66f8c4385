"""ONNX Runtime sessions: the one place where the library is imported and configured."""

import logging
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy.typing as npt
import onnxruntime

from ..common.errors import VoiceError
from .memory import return_freed_memory

CPU = "CPUExecutionProvider"

_LOGGER = logging.getLogger(__name__)

VERSION: str = onnxruntime.__version__


class Session(Protocol):
    """What is used of `onnxruntime.InferenceSession` (which carries no types)."""

    def run(self, output_names: Sequence[str] | None, feeds: Mapping[str, Any]) -> list[Any]:
        """Run the model; a list of arrays, in the order of `output_names`."""

    def get_inputs(self) -> Sequence[Any]:
        """Describe the inputs; each has a `name`."""


class OpenedSession(Session, Protocol):
    """What `open_session` returns: its runs also take options."""

    def run(
        self, output_names: Sequence[str] | None, feeds: Mapping[str, Any], options: Any = None, /
    ) -> list[Any]:
        """Run the model; `options` is None or `GIVE_BACK`."""


def usable_providers(wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the execution providers of `wanted` that this build has, CPU always last.

    What is missing is told in one line, once.
    """
    available = set(onnxruntime.get_available_providers())
    missing = tuple(p for p in wanted if p not in available)
    if missing:
        _warn_missing(missing, tuple(sorted(available)))
    usable = [p for p in wanted if p in available and p != CPU]
    return (*usable, CPU)


@cache
def _warn_missing(missing: tuple[str, ...], available: tuple[str, ...]) -> None:
    _LOGGER.warning(
        "Execution provider not in this build of ONNX Runtime: %s; falling back to the CPU "
        "(available: %s)",
        ", ".join(missing),
        ", ".join(available),
    )


def _giving_back() -> Any:
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


# Has a session hand back all memory that no run needs after this one.
GIVE_BACK: Any = _giving_back()


class SharedWeights:
    """Tensors that several sessions read where they are; keep it for as long as the sessions.

    Their names are those of external tensors in the models' files.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self._arrays = arrays
        self._values = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(array) for name, array in arrays.items()
        }

    def add_to(self, options: Any) -> None:
        """Have a session that is opened with `options` use them."""
        for name, value in self._values.items():
            options.add_initializer(name, value)
        # What kernels lay out anew would be a copy for each session.
        options.add_session_config_entry("session.disable_prepacking", "1")


def open_session(
    model: Path | bytes,
    threads: int = 1,
    providers: Sequence[str] = (CPU,),
    save_optimized: Path | None = None,
    optimize: bool = True,
    frugal: bool = False,
    weights: SharedWeights | None = None,
) -> OpenedSession:
    """Load a model; raises `VoiceError` if ONNX Runtime can't.

    `threads` work on one run together, without spinning. With `save_optimized` the graph is also
    written there after the optimizations that any machine can use, for faster loading. Without
    `optimize` it runs as it is. `frugal` sessions have one pool of memory together, and a run with
    `GIVE_BACK` hands it back to the system: for models whose runs differ much in size. `weights`
    are used on the CPU only.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    levels = onnxruntime.GraphOptimizationLevel
    if not optimize:
        options.graph_optimization_level = levels.ORT_DISABLE_ALL
    if save_optimized is not None:
        options.graph_optimization_level = levels.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(save_optimized)
    if frugal:
        _share_memory()
        options.add_session_config_entry("session.use_env_allocators", "1")
        options.enable_mem_pattern = False  # one would be kept for every length ever run
    if weights is not None and usable_providers(providers) == (CPU,):
        weights.add_to(options)
    source = model if isinstance(model, bytes) else str(model)
    try:
        session: OpenedSession = onnxruntime.InferenceSession(
            source, options, providers=list(usable_providers(providers))
        )
    except Exception as error:
        name = "the model" if isinstance(model, bytes) else Path(model).name
        raise VoiceError(f"ONNX Runtime can't load {name}: {_first_line(error)}") from error
    return session


@cache
def _share_memory() -> None:
    """Make the one pool of memory that frugal sessions share; it grows by what is needed."""
    return_freed_memory()
    place = onnxruntime.OrtMemoryInfo(
        "Cpu",
        onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR,
        0,
        onnxruntime.OrtMemType.DEFAULT,
    )
    growth = onnxruntime.OrtArenaCfg({"arena_extend_strategy": 1})
    onnxruntime.create_and_register_allocator(place, growth)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
