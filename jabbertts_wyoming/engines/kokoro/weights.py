"""The weights that a prepared model's graphs share: one file, used where it lies."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ...common.errors import VoiceError

DATA, INDEX = "weights.bin", "weights.json"
# Vector instructions like their operands to begin at a multiple of so many bytes.
ALIGNMENT = 64

Array = npt.NDArray[Any]


def write_weights(directory: Path, arrays: Iterable[tuple[str, Array]]) -> dict[str, int]:
    """Write the arrays into `directory`, each name once; return where each begins, in bytes."""
    index: dict[str, dict[str, Any]] = {}
    (directory / DATA).unlink(missing_ok=True)  # who has the old one mapped keeps it
    with (directory / DATA).open("wb") as file:
        for name, array in arrays:
            if name in index:
                continue
            place = {"type": array.dtype.str, "shape": array.shape, "offset": file.tell()}
            index[name] = place
            file.write(array.tobytes())
            file.write(bytes(-file.tell() % ALIGNMENT))
    (directory / INDEX).write_text(json.dumps(index), encoding="utf-8")
    return {name: place["offset"] for name, place in index.items()}


def read_weights(directory: Path) -> dict[str, Array]:
    """Map the arrays into memory, read-only. Blocking. Raises `VoiceError`."""
    try:
        index = json.loads((directory / INDEX).read_text("utf-8"))
        data = np.memmap(directory / DATA, np.uint8, "r")
        return {name: _part(data, **entry) for name, entry in index.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise VoiceError(f"the prepared model in {directory} is broken: {error}") from error


def _part(data: Array, type: str, shape: list[int], offset: int) -> Array:  # noqa: A002
    kind = np.dtype(type)
    size = int(np.prod(shape)) * kind.itemsize
    return data[offset : offset + size].view(kind).reshape(shape)
