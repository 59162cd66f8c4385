import numpy as np
import numpy.typing as npt
import onnx
import pytest
from hypothesis import given, settings
from onnx import helper

from jabbertts_wyoming.engines.graph import UnsupportedGraphError
from jabbertts_wyoming.engines.vits.layout import two_dimensional
from jabbertts_wyoming.engines.vits.receptive import ReceptiveField, receptive_field
from jabbertts_wyoming.runtime.ort import open_session
from tests.engines.vits.nets import CHANNELS, Net, field_of, nets

Array = npt.NDArray[np.float32]
STEPS = 120


def run(net: Net, x: Array) -> Array:
    session = open_session(net.graph.model([net.last]).SerializeToString())
    result: Array = session.run([net.last], {"x": x})[0]
    return result


def measured(net: Net) -> ReceptiveField:
    """Disturb the middle input step and see which output steps change."""
    x = np.full((1, CHANNELS, STEPS), 1e-3, np.float32)
    disturbed = x.copy()
    disturbed[:, :, STEPS // 2] += 1e-3
    before, after = run(net, x), run(net, disturbed)
    up = before.shape[-1] // STEPS
    changed = np.flatnonzero((before != after).any(axis=(0, 1))) // up
    return ReceptiveField(
        left=int(max(0, changed.max() - STEPS // 2)),
        right=int(max(0, STEPS // 2 - changed.min())),
        up=up,
    )


@settings(max_examples=60)
@given(nets())
def test_field_is_what_a_disturbance_reaches(net: Net) -> None:
    assert field_of(net.graph, net.last) == measured(net)


@settings(max_examples=20)
@given(nets())
def test_two_dimensional_graph_has_the_same_field_and_values(net: Net) -> None:
    wide = two_dimensional(net.graph)
    assert field_of(wide, net.last) == field_of(net.graph, net.last)
    x = np.random.default_rng(0).normal(0, 0.01, (1, CHANNELS, 30)).astype(np.float32)
    session = open_session(wide.model([net.last]).SerializeToString())
    (actual,) = session.run(None, {"x": x[:, :, None]})
    assert np.allclose(actual[:, :, 0], run(net, x), rtol=1e-4, atol=1e-5)


def test_branches_of_different_reach_need_the_widest() -> None:
    net = Net(seed=0)
    near, far = net.conv("x", 3, 1), net.conv("x", 3, 12)
    net.op("Add", near, far)
    assert field_of(net.graph, net.last) == ReceptiveField(left=12, right=12, up=1)


def test_a_graph_without_reach_needs_no_context() -> None:
    net = Net(seed=0)
    net.op("Tanh", net.conv("x", 1, 1))
    assert field_of(net.graph, net.last) == ReceptiveField(left=0, right=0, up=1)


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (helper.make_node("LSTM", ["x"], ["y"], "remembers"), "LSTM"),
        (helper.make_node("ReduceMean", ["x"], ["y"], "averages"), "ReduceMean"),
        (helper.make_node("Conv", ["x", "w"], ["y"], "skips", strides=[2]), "stride of 2"),
    ],
)
def test_what_streaming_cannot_do_is_refused(node: onnx.NodeProto, reason: str) -> None:
    with pytest.raises(UnsupportedGraphError, match=reason):
        receptive_field([node], "x", "y", {"w": 3})


def test_mixed_sample_rates_are_refused() -> None:
    net = Net(seed=0)
    net.op("Add", net.upsample("x", 2), "x")
    with pytest.raises(UnsupportedGraphError, match="mixes sample rates"):
        field_of(net.graph, net.last)
