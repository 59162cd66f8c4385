from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from onnx import helper, numpy_helper

from jabbertts_wyoming.engines.graph import Graph
from jabbertts_wyoming.engines.vits.simplify import fold_uniform
from jabbertts_wyoming.runtime.ort import open_session

Array = npt.NDArray[np.float32]
X = np.linspace(-2, 2, 12, dtype=np.float32).reshape(1, 3, 4)
NODE = helper.make_node


def graph(nodes: Sequence[onnx.NodeProto], **constants: float) -> Graph:
    arrays: dict[str, npt.NDArray[Any]] = {
        k: np.full((1,), v, np.float32) for k, v in constants.items()
    }
    arrays["shape"] = np.array([1, 3, 4], np.int64)
    return Graph(nodes, arrays, ["x", "mask"], 15)


def run(made: Graph, **feeds: Array) -> Array:
    known = {k: v for k, v in feeds.items() if k in made.inputs}
    result: Array = open_session(made.model(["y"]).SerializeToString()).run(["y"], known)[0]
    return result


def folded(nodes: Sequence[onnx.NodeProto], **constants: float) -> tuple[list[str], Array]:
    """The ops left, and the value, which is the same as before."""
    whole = graph(nodes, **constants)
    before = run(whole, x=X, mask=np.ones((1, 1, 4), np.float32))
    part = fold_uniform(whole, {"mask": 1.0}, ("y",))
    assert part.inputs == ["x"]
    after = run(part, x=X)
    np.testing.assert_allclose(after, before, rtol=1e-6)
    return [n.op_type for n in part.nodes], after


NEUTRAL: Mapping[str, tuple[list[onnx.NodeProto], dict[str, float]]] = {
    "mask on the right": ([NODE("Mul", ["x", "mask"], ["m"])], {}),
    "mask on the left": ([NODE("Mul", ["mask", "x"], ["m"])], {}),
    "divided by a mask": ([NODE("Div", ["x", "mask"], ["m"])], {}),
    "plus nothing": ([NODE("Add", ["x", "zero"], ["m"])], {"zero": 0.0}),
    "nothing plus": ([NODE("Add", ["zero", "x"], ["m"])], {"zero": 0.0}),
    "minus nothing": ([NODE("Sub", ["x", "zero"], ["m"])], {"zero": 0.0}),
    "times one": ([NODE("Mul", ["x", "one"], ["m"])], {"one": 1.0}),
    "a made zero": (
        [NODE("ConstantOfShape", ["shape"], ["z"]), NODE("Add", ["x", "z"], ["m"])],
        {},
    ),
    "a cut mask": (
        [
            NODE("Transpose", ["mask"], ["t"], perm=[0, 2, 1]),
            NODE("Transpose", ["t"], ["u"], perm=[0, 2, 1]),
            NODE("Mul", ["x", "u"], ["m"]),
        ],
        {},
    ),
    "exp of minus zero": (
        [
            NODE("ConstantOfShape", ["shape"], ["z"]),
            NODE("Neg", ["z"], ["n"]),
            NODE("Exp", ["n"], ["e"]),
            NODE("Mul", ["x", "e"], ["m"]),
        ],
        {},
    ),
    "chosen by the mask": (
        [
            NODE("Cast", ["mask"], ["true"], to=onnx.TensorProto.BOOL),
            NODE("Where", ["true", "x", "ten"], ["m"]),
        ],
        {"ten": 10.0},
    ),
    "twice": ([NODE("Mul", ["x", "mask"], ["k"]), NODE("Mul", ["k", "mask"], ["m"])], {}),
}


@pytest.mark.parametrize("name", NEUTRAL)
def test_neutral_operations_vanish(name: str) -> None:
    nodes, constants = NEUTRAL[name]
    assert folded([*nodes, NODE("Tanh", ["m"], ["y"])], **constants)[0] == ["Tanh"]


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [
        ("Sub", "zero", "x"),
        ("Div", "one", "two_x"),
        ("Mul", "x", "two"),
        ("Add", "x", "one"),
        ("Mul", "x", "zero"),
    ],
)
def test_what_is_not_neutral_stays(op: str, left: str, right: str) -> None:
    nodes = [
        NODE("Mul", ["x", "mask"], ["m"]),
        NODE("Mul", ["m", "two"], ["two_x"]),
        NODE(op, [left.replace("x", "m") if left == "x" else left, right], ["r"]),
        NODE("Tanh", ["r"], ["y"]),
    ]
    ops, _ = folded(nodes, zero=0.0, one=1.0, two=2.0)
    assert op in ops[:-1]


def test_an_output_that_folds_away_keeps_its_name() -> None:
    ops, _ = folded([NODE("Tanh", ["x"], ["t"]), NODE("Mul", ["t", "mask"], ["y"])])
    assert ops == ["Tanh", "Identity"]


def test_a_mask_that_is_used_otherwise_stays() -> None:
    nodes = [
        NODE("ConstantOfShape", ["shape"], ["zeros"]),
        NODE("Mul", ["x", "mask"], ["m"]),
        NODE("Add", ["m", "zeros"], ["a"]),
        NODE("Concat", ["a", "zeros"], ["y"], axis=1),
    ]
    assert folded(nodes)[0] == ["ConstantOfShape", "Concat"]


def test_uniform_value_that_is_not_one_is_no_mask() -> None:
    value = numpy_helper.from_array(np.array([3.0], np.float32))
    nodes = [
        NODE("ConstantOfShape", ["shape"], ["threes"], value=value),
        NODE("Mul", ["x", "mask"], ["m"]),
        NODE("Add", ["m", "three"], ["a"]),
        NODE("Tanh", ["a"], ["y"]),
    ]
    assert folded(nodes, three=3.0)[0] == ["Add", "Tanh"]
