"""Write graphs with their weights in one file beside them, each weight once."""

from collections.abc import Mapping
from pathlib import Path

import onnx
from onnx import TensorProto, numpy_helper

from ..graph import Array
from .build import LEAST_SHARED
from .prepared import graph_file
from .weights import DATA, write_weights


def write_graphs(directory: Path, models: Mapping[str, onnx.ModelProto]) -> None:
    """Write `models`, made by `Builder`, as graphs of these names; their weights leave them."""
    tensors = [t for model in models.values() for t in model.graph.initializer if _is_weight(t)]
    offsets = write_weights(directory, map(_taken, tensors))
    for tensor in tensors:
        tensor.external_data.add(key="offset", value=str(offsets[tensor.name]))
    for name, model in models.items():
        graph_file(directory, name).write_bytes(model.SerializeToString())


def _is_weight(tensor: onnx.TensorProto) -> bool:
    return len(tensor.raw_data) >= LEAST_SHARED


def _taken(tensor: onnx.TensorProto) -> tuple[str, Array]:
    """Take a tensor's values out of it; return its name and them."""
    array: Array = numpy_helper.to_array(tensor)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=DATA)
    tensor.external_data.add(key="length", value=str(array.nbytes))
    return tensor.name, array
