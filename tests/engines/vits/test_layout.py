import numpy as np
import pytest

from jabbertts_wyoming.engines.graph import UnsupportedGraphError
from jabbertts_wyoming.engines.vits.layout import two_dimensional
from tests.engines.vits.nets import Net


def test_weights_and_attributes_gain_a_height_of_one() -> None:
    net = Net(seed=0)
    net.upsample(net.conv("x", 5, 2), 4)
    conv, up = two_dimensional(net.graph).nodes
    attributes = {a.name: list(a.ints) for a in conv.attribute}
    assert attributes == {"kernel_shape": [1, 5], "dilations": [1, 2], "pads": [0, 4, 0, 4]}
    attributes = {a.name: list(a.ints) for a in up.attribute}
    assert attributes == {"kernel_shape": [1, 8], "strides": [1, 4], "pads": [0, 2, 0, 2]}
    assert two_dimensional(net.graph).constants["w0"].shape == (2, 2, 1, 5)
    assert net.graph.constants["w0"].shape == (2, 2, 5)


def test_channels_may_be_joined_and_cut() -> None:
    net = Net(seed=0)
    net.weights["low"] = net.weights["axis"] = np.array([1])
    net.weights["high"] = np.array([2])
    net.op("Slice", net.op("Concat", "x", "x", axis=1), "low", "high", "axis")
    assert [n.op_type for n in two_dimensional(net.graph).nodes] == ["Concat", "Slice"]


def test_time_may_not() -> None:
    net = Net(seed=0)
    net.op("Concat", "x", "x", axis=2)
    with pytest.raises(UnsupportedGraphError, match="t0 works along time"):
        two_dimensional(net.graph)
    net = Net(seed=0)
    net.weights["low"] = np.array([1])
    net.op("Slice", "x", "low", "low")
    with pytest.raises(UnsupportedGraphError, match="t0 works along time"):
        two_dimensional(net.graph)
