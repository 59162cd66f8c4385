"""Everything before the generator, as a graph of its own."""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper

from ..graph import Array, Graph, UnsupportedGraphError
from .build import CONTRIB
from .dequantise import dequantise
from .integer import with_integer_convolutions
from .spectrum import with_convolved_stft
from .structure import Generator

OUTPUTS = ("latent", "harmonics", "gain", "shift", "durations")
# Published models call the same inputs by these names.
INPUTS = {"tokens": "tokens", "input_ids": "tokens", "style": "style", "speed": "speed"}
_KEPT = ("MatMulInteger", "DynamicQuantizeLSTM")


def canonical(model: onnx.ModelProto) -> Graph:
    """Return the graph of a published model in float32, inputs named tokens, style and speed.

    `tokens` is int64, 1 by symbols; `style` 1 by 256; `speed` a vector of one. Raises
    `UnsupportedGraphError`.
    """
    graph = Graph.of(model)
    names = {name: INPUTS.get(name, "") for name in graph.inputs}
    if sorted(names.values()) != sorted(set(INPUTS.values())):
        raise UnsupportedGraphError(f"not a Kokoro model: its inputs are {', '.join(names)}")
    nodes = [_renamed(node, names) for node in graph.nodes]
    constants = {k: _single(v) for k, v in graph.constants.items()}
    return Graph(nodes, constants, list(names.values()), graph.opset)


def encoder(
    graph: Graph, generator: Generator, limit: int, *, quantise: bool = True
) -> onnx.ModelProto:
    """Return the graph from tokens, style and speed to `OUTPUTS`.

    `latent` and `harmonics` are rows [time, channels], `gain` and `shift` vectors with the norms'
    one after the other. `durations` is a vector by tokens, in a unit of the model's own; empty if
    the model's can't be found.

    What a quantised model computes before the durations it computes here in
    the same way, so that they are the same.
    """
    norms = [layer.norm for layer in generator.layers]
    vectors = {"gain": [n.gain for n in norms], "shift": [n.shift for n in norms]}
    durations = _durations(graph, generator.latent)
    wanted = [generator.latent, generator.harmonics, *vectors["gain"], *vectors["shift"]]
    wanted += [durations] if durations else []
    made = with_convolved_stft(dequantise(graph, wanted, keep=_KEPT))
    if quantise:
        made = with_integer_convolutions(made, limit)
    for name, parts in vectors.items():
        made.nodes.append(helper.make_node("Concat", parts, [f"{name}__row"], axis=1))
        made.nodes.append(helper.make_node("Reshape", [f"{name}__row", "flat"], [name]))
    for name, tensor in (("latent", generator.latent), ("harmonics", generator.harmonics)):
        made.nodes.append(helper.make_node("Squeeze", [tensor, "first"], [f"{name}__rows"]))
        made.nodes.append(helper.make_node("Transpose", [f"{name}__rows"], [name], perm=[1, 0]))
    made.constants |= {"flat": np.array([-1], np.int64), "first": np.array([0], np.int64)}
    made.constants["untold"] = np.zeros(0, np.float32)
    told = durations or "untold"
    made.nodes.append(helper.make_node("Reshape", [told, "flat"], ["durations"]))
    made.reindex()
    return to_model(made.subgraph(graph.inputs, OUTPUTS), OUTPUTS)


def _durations(graph: Graph, latent: str) -> str:
    """Return the tensor of the durations, which are rounded and at least 1; "" if there is none."""
    behind = graph.ancestors([latent])
    rounded = [n for n in graph.nodes if n.op_type == "Round" and n.output[0] in behind]
    if len(rounded) != 1:
        return ""
    name = str(rounded[0].output[0])
    bounded = (n for n in graph.consumers.get(name, []) if n.op_type == "Clip")
    return next((str(n.output[0]) for n in bounded), name)


def to_model(graph: Graph, outputs: Sequence[str]) -> onnx.ModelProto:
    """Return the model of a canonical graph or of a part of it."""
    model = graph.model(outputs, {"tokens": TensorProto.INT64})
    model.opset_import.append(helper.make_opsetid(CONTRIB, 1))
    return model


def _renamed(node: onnx.NodeProto, names: dict[str, str]) -> onnx.NodeProto:
    made = onnx.NodeProto()
    made.CopyFrom(node)
    for k, name in enumerate(node.input):
        made.input[k] = names.get(name, name)
    for a in made.attribute:
        if made.op_type == "Cast" and a.name == "to" and a.i == TensorProto.FLOAT16:
            a.i = TensorProto.FLOAT
    return made


def _single(value: Array) -> Array:
    return value.astype(np.float32) if value.dtype == np.float16 else value
