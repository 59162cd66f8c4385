"""ONNX Runtime sessions: the one place where the library is imported and configured."""

import logging
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime

from ..common.errors import VoiceError

CPU = "CPUExecutionProvider"

_LOGGER = logging.getLogger(__name__)

VERSION: str = onnxruntime.__version__


class Session(Protocol):
    """What is used of `onnxruntime.InferenceSession` (which carries no types)."""

    def run(self, output_names: Sequence[str] | None, feeds: Mapping[str, Any]) -> list[Any]:
        """Run the model; a list of arrays, in the order of `output_names`."""

    def get_inputs(self) -> Sequence[Any]:
        """Describe the inputs; each has a `name`."""


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


def open_session(
    model: Path | bytes,
    threads: int = 1,
    providers: Sequence[str] = (CPU,),
    save_optimized: Path | None = None,
    optimize: bool = True,
    frugal: bool = False,
) -> Session:
    """Load a model; raises `VoiceError` if ONNX Runtime can't.

    `threads` work on one run together, without spinning. With `save_optimized` the graph is also
    written there after the optimizations that any machine can use, for faster loading. Without
    `optimize` it runs as it is. A `frugal` session gives the memory of each run back after it,
    which costs a few percent of time: for models whose runs differ much in size.
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
    source = model if isinstance(model, bytes) else str(model)
    try:
        session: Session = onnxruntime.InferenceSession(
            source, options, providers=list(usable_providers(providers))
        )
    except Exception as error:
        name = "the model" if isinstance(model, bytes) else Path(model).name
        raise VoiceError(f"ONNX Runtime can't load {name}: {_first_line(error)}") from error
    return _Frugal(session) if frugal else session


@cache
def _share_memory() -> None:
    """Make the one pool of memory that frugal sessions share; it grows by what is needed."""
    place = onnxruntime.OrtMemoryInfo(
        "Cpu",
        onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR,
        0,
        onnxruntime.OrtMemType.DEFAULT,
    )
    growth = onnxruntime.OrtArenaCfg({"arena_extend_strategy": 1})
    onnxruntime.create_and_register_allocator(place, growth)


class _Frugal:
    """A session that keeps no memory between runs."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._options = onnxruntime.RunOptions()
        self._options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(self, output_names: Sequence[str] | None, feeds: Mapping[str, Any]) -> list[Any]:
        results: list[Any] = self._session.run(output_names, feeds, self._options)
        return results

    def get_inputs(self) -> Sequence[Any]:
        inputs: Sequence[Any] = self._session.get_inputs()
        return inputs


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
