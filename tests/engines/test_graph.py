import numpy as np
import numpy.typing as npt
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from jabbertts_wyoming.engines.graph import (
    Graph,
    UnsupportedGraphError,
    attribute,
    walk_back,
)
from jabbertts_wyoming.runtime.ort import open_session


def f32(*values: float) -> npt.NDArray[np.float32]:
    return np.array(values, np.float32)


def diamond() -> onnx.ModelProto:
    """y = (2x + 1) * exp(2x), with a constant of each kind."""
    two = helper.make_node("Constant", [], ["two"], value=numpy_helper.from_array(f32(2)))
    alias = helper.make_node("Identity", ["one"], ["uno"])
    nodes = [
        two,
        alias,
        helper.make_node("Mul", ["x", "two"], ["twice"], "double"),
        helper.make_node("Add", ["twice", "uno"], ["more"]),
        helper.make_node("Exp", ["twice"], ["grown"]),
        helper.make_node("Mul", ["more", "grown"], ["y"]),
        helper.make_node("Neg", ["x"], ["unused"]),
    ]
    graph = helper.make_graph(
        nodes,
        "diamond",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in ("x", "one")],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(f32(1), "one")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)


def test_constants_of_every_kind_are_no_nodes_and_no_inputs() -> None:
    graph = Graph.of(diamond())
    assert graph.inputs == ["x"]
    assert {k: v.tolist() for k, v in graph.constants.items()} == {
        "one": [1.0],
        "two": [2.0],
        "uno": [1.0],
    }
    assert [n.op_type for n in graph.nodes] == ["Mul", "Add", "Exp", "Mul", "Neg"]


def test_who_makes_and_who_reads() -> None:
    graph = Graph.of(diamond())
    assert graph.producer["twice"].name == "double"
    assert [n.op_type for n in graph.consumers["twice"]] == ["Add", "Exp"]
    assert graph.ancestors(["more"]) == {"more", "twice", "uno", "two", "x"}
    assert graph.ancestors(["y"], stop=["more", "grown"]) == {"y", "more", "grown"}
    assert graph.descendants(["grown"]) == {"grown", "y"}


def test_walk_back_passes_only_what_it_is_told() -> None:
    graph = Graph.of(diamond())
    assert [n.op_type for n in walk_back(graph, "y", [])] == ["Mul"]
    ops = [n.op_type for n in walk_back(graph, "y", ["Mul", "Exp", "Add"])]
    assert sorted(ops) == ["Add", "Exp", "Mul", "Mul"]


def test_subgraph_runs_and_holds_nothing_else() -> None:
    part = Graph.of(diamond()).subgraph(["twice"], ["y"])
    assert [n.op_type for n in part.nodes] == ["Add", "Exp", "Mul"]
    assert set(part.constants) == {"uno"}
    session = open_session(part.model(["y"]).SerializeToString())
    x = f32(0.5, -1.0)
    (y,) = session.run(["y"], {"twice": x})
    np.testing.assert_allclose(y, (x + 1) * np.exp(x), rtol=1e-6)


def test_subgraph_names_the_inputs_that_are_missing() -> None:
    with pytest.raises(UnsupportedGraphError, match=r"inputs \['x'\]"):
        Graph.of(diamond()).subgraph(["grown"], ["y"])


def test_attribute() -> None:
    node = helper.make_node("Conv", ["x", "w"], ["y"], pads=[1, 2])
    assert attribute(node, "pads") == [1, 2]
    assert attribute(node, "strides", [1]) == [1]
