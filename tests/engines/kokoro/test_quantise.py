import numpy as np
import pytest

from jabbertts_wyoming.engines.graph import Array
from jabbertts_wyoming.engines.kokoro.quantise import ActivationRange, choose_range
from jabbertts_wyoming.engines.kokoro.rows import polyphase, whole_numbers
from jabbertts_wyoming.engines.kokoro.structure import Conv

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("outside", [-1.0, 0.0])
def test_the_value_beyond_the_edges_is_a_level(outside: float) -> None:
    found = ActivationRange(0.2, 5.0, outside)
    assert (int(found.edge) - found.zero) * found.scale == pytest.approx(outside, abs=found.scale)


def test_errors_are_within_half_a_step() -> None:
    found = ActivationRange(-1.0, 3.0, -1.0)
    values = RANDOM.uniform(-1, 3, (500, 2)).astype(np.float32)
    assert np.all(found.error(values) <= (found.scale / 2) ** 2 * 1.05)


def test_channels_that_are_alike_get_no_gains() -> None:
    values = RANDOM.uniform(-1, 1, (400, 8)).astype(np.float32)
    weight = RANDOM.standard_normal((4, 8, 3)).astype(np.float32)
    assert choose_range(values, weight).gain is None


def test_a_loud_channel_of_little_weight_gets_a_small_gain() -> None:
    values = RANDOM.uniform(-1, 1, (400, 8)).astype(np.float32)
    weight = RANDOM.standard_normal((4, 8, 3)).astype(np.float32)
    values[:, 0] *= 1e4
    weight[:, 0] /= 1e4
    gain = choose_range(values, weight).gain
    assert gain is not None
    assert gain[0] < 0.01 * gain[1:].min()


@pytest.mark.parametrize("limit", [127, 63])
def test_whole_numbers_give_the_weights_back(limit: int) -> None:
    weight = RANDOM.standard_normal((4, 8, 3)).astype(np.float32)
    weight[2] = 0
    whole, scale = whole_numbers(weight, limit)
    assert whole.dtype == np.int8
    assert np.abs(whole).max() == limit
    assert np.abs(whole * scale[:, None, None] - weight).max() <= scale.max() / 2 * 1.001


@pytest.mark.parametrize(("taps", "stride", "pad"), [(12, 6, 3), (20, 10, 5), (7, 3, 1), (4, 4, 0)])
def test_phases_are_the_transposed_convolution(taps: int, stride: int, pad: int) -> None:
    weight = RANDOM.standard_normal((3, 2, taps))
    conv = Conv(weight, RANDOM.standard_normal(2), stride=stride, pads=(pad, pad))
    signal = RANDOM.standard_normal((5, 3))
    expected = np.zeros((5 * stride + taps, 2)) + conv.bias
    for t in range(5):
        for tap in range(taps):
            expected[stride * t + tap] += signal[t] @ conv.weight[:, :, tap]
    padded = np.pad(signal, ((5, 5), (0, 0)))

    def moment(t: int) -> Array:
        parts = []
        for p in polyphase(conv):
            seen = [padded[5 + t + offset] for offset in p.offsets]
            parts.append(p.bias + np.einsum("oct,tc->o", p.weight, np.array(seen)))
        return np.concatenate(parts)

    made = np.concatenate([moment(t) for t in range(5)]).reshape(-1, 2)
    np.testing.assert_allclose(made, expected[pad : pad + 5 * stride], atol=1e-5)
