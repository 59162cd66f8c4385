"""The form that the published int8 file has: biases added before the scale, as whole numbers."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from jabbertts_wyoming.engines.graph import Array, Graph, UnsupportedGraphError
from jabbertts_wyoming.engines.kokoro.dequantise import dequantise
from jabbertts_wyoming.runtime.ort import open_session

RANDOM = np.random.default_rng(0)
WEIGHT = RANDOM.integers(0, 255, (4, 3, 5)).astype(np.uint8)
BIAS = RANDOM.standard_normal(4).astype(np.float32)
ZERO, SCALE = 70, 0.02


def convolution(*, known: bool = True) -> onnx.ModelProto:
    node = helper.make_node
    cast = node("Cast", ["sum"], ["floats"], to=TensorProto.FLOAT)
    last = cast if known else node("Abs", ["sum"], ["floats"])
    nodes = [
        node("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]),
        node("Mul", ["xs", "scale"], ["scales"]),
        node("ConvInteger", ["xq", "weight", "xz", "zero"], ["product"], pads=[2, 2]),
        node("Div", ["bias", "scales"], ["divided"]),
        node("Floor", ["divided"], ["floored"]),
        node("Cast", ["floored"], ["whole"], to=TensorProto.INT32),
        node("Reshape", ["whole", "shape"], ["shaped"]),
        node("Add", ["product", "shaped"], ["sum"]),
        last,
        node("Mul", ["floats", "scales"], ["y"]),
    ]
    constants: dict[str, Array] = {
        "weight": WEIGHT,
        "zero": np.array(ZERO, np.uint8),
        "scale": np.array(SCALE, np.float32),
        "bias": BIAS,
        "shape": np.array([1, -1, 1], np.int64),
    }
    values = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in ("x", "y")]
    initializers = [numpy_helper.from_array(v, k) for k, v in constants.items()]
    graph = helper.make_graph(nodes, "conv", values[:1], values[1:], initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)


def test_a_convolution_keeps_its_weights_and_its_float_bias() -> None:
    model = convolution()
    made = dequantise(Graph.of(model), ["y"])
    assert [n.op_type for n in made.nodes] == ["Conv"]
    weight, bias = (made.constants[name] for name in made.nodes[0].input[1:])
    expected = (WEIGHT.astype(np.float32) - ZERO) * np.float32(SCALE)
    np.testing.assert_array_equal(weight, expected)
    np.testing.assert_array_equal(bias, BIAS)
    x = RANDOM.standard_normal((1, 3, 9)).astype(np.float32)
    quantised, floats = (
        open_session(m.SerializeToString()).run(None, {"x": x})[0]
        for m in (model, made.model(["y"]))
    )
    assert quantised.shape == floats.shape == (1, 4, 9)
    assert np.abs(quantised - floats).max() < 0.05 * np.abs(floats).max()


def test_what_is_kept_stays() -> None:
    made = dequantise(Graph.of(convolution()), ["y"], keep=["ConvInteger"])
    assert "ConvInteger" in [n.op_type for n in made.nodes]


def test_an_unknown_form_is_named() -> None:
    with pytest.raises(UnsupportedGraphError, match=r"sum is read by \['Abs'\]"):
        dequantise(Graph.of(convolution(known=False)), ["y"])
