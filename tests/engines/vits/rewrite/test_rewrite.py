from collections import Counter
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from jabbertts_wyoming.engines.graph import Graph
from jabbertts_wyoming.engines.vits.convert import _encoder_spec, _probes
from jabbertts_wyoming.engines.vits.rewrite import rewrite_encoder
from jabbertts_wyoming.engines.vits.rewrite.attention import narrow_relative_attention
from jabbertts_wyoming.engines.vits.rewrite.layer_norm import fuse_layer_norms
from jabbertts_wyoming.engines.vits.rewrite.padding import merge_padding
from jabbertts_wyoming.engines.vits.rewrite.spline import compact_splines
from jabbertts_wyoming.engines.vits.specialize import specialize
from jabbertts_wyoming.engines.vits.split import find_parts
from jabbertts_wyoming.runtime.ort import open_session
from tests.tiny_vits import TinySpec, build_model

Rewrite = Callable[[Graph], Graph]
ATTENTION_LAYERS = 2
SPLINES = 3


class Encoder:
    """A tiny encoder, whole and specialized, and feeds for it."""

    def __init__(self, spec: TinySpec) -> None:
        graph = Graph.of(build_model(spec))
        parts = find_parts(graph, "output")
        self.names = _encoder_spec(graph, parts)
        self.outputs = [
            self.names.means,
            self.names.log_deviations,
            self.names.durations,
            *self.names.conditions,
        ]
        given = [
            i
            for i in ("input", "input_lengths", "scales", self.names.speaker, parts.duration_noise)
            if i is not None
        ]
        self.whole = graph.subgraph(given, self.outputs)
        self.special = specialize(self.whole, self.outputs, "input", _probes(graph, self.names))

    def run(self, graph: Graph, count: int) -> list[npt.NDArray[np.float32]]:
        random = np.random.default_rng(count)
        feeds: dict[str, npt.NDArray[np.generic]] = {
            "input": random.integers(0, 100, (1, count)),
            "input_lengths": np.array([count]),
            "scales": np.array([0.667, 1.1, 0.8], np.float32),
            "sid": np.array([1], np.int64),
            str(self.names.duration_noise): 3 * random.standard_normal((1, 2, count), np.float32),
        }
        integers = {"input": 7, "input_lengths": 7, "sid": 7}
        session = open_session(graph.model(self.outputs, integers).SerializeToString())
        wanted = {i.name for i in session.get_inputs()}
        return session.run(self.outputs, {k: v for k, v in feeds.items() if k in wanted})


@pytest.fixture(scope="module", params=[1, 3], ids=["one speaker", "three speakers"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return Encoder(TinySpec(speakers=request.param, attention_layers=ATTENTION_LAYERS))


def ops(graph: Graph) -> Counter[str]:
    return Counter(node.op_type for node in graph.nodes)


def applied(encoder: Encoder, rewrite: Rewrite) -> Graph:
    return rewrite(encoder.special).subgraph(encoder.special.inputs, encoder.outputs)


@pytest.mark.parametrize("count", [5, 6, 9, 31, 64])
def test_the_encoder_gives_the_same_values(encoder: Encoder, count: int) -> None:
    rewritten = rewrite_encoder(encoder.special, encoder.outputs)
    expected = encoder.run(encoder.whole, count)
    for graph in (encoder.special, rewritten):
        for ours, theirs in zip(encoder.run(graph, count), expected, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=2e-5)


def test_specializing_needs_no_lengths_and_drops_what_follows_from_them(encoder: Encoder) -> None:
    assert "input_lengths" not in encoder.special.inputs
    assert len(encoder.special.nodes) < 0.8 * len(encoder.whole.nodes)
    rewritten = rewrite_encoder(encoder.special, encoder.outputs)
    assert len(rewritten.nodes) < 0.4 * len(encoder.whole.nodes)
    assert ops(rewritten)["Shape"] == 1


def test_splines_lose_their_scatters(encoder: Encoder) -> None:
    before, after = ops(encoder.special), ops(applied(encoder, compact_splines))
    assert before["ScatterND"] > 0
    assert after["ScatterND"] == after["NonZero"] == after["GatherND"] == 0
    assert after["GatherElements"] == SPLINES


def test_attention_multiplies_by_the_window_alone(encoder: Encoder) -> None:
    after = applied(encoder, narrow_relative_attention)
    narrow = [n for n in after.nodes if n.op_type == "MatMul" and n.input[1] in after.constants]
    assert len(narrow) == 2 * ATTENTION_LAYERS
    assert all(9 in after.constants[n.input[1]].shape for n in narrow)


def test_layer_norms_become_one_operation(encoder: Encoder) -> None:
    before, after = ops(encoder.special), ops(applied(encoder, fuse_layer_norms))
    assert after["LayerNormalization"] == before["Sqrt"] - SPLINES
    assert after["ReduceMean"] == 0


def test_padding_goes_into_the_convolutions(encoder: Encoder) -> None:
    graph = applied(encoder, merge_padding)
    padded = {n.output[0] for n in graph.nodes if n.op_type == "Pad"}
    assert not [n for n in graph.nodes if n.op_type == "Conv" and n.input[0] in padded]
    assert ops(graph)["Pad"] == ops(encoder.special)["Pad"] - 2 * ATTENTION_LAYERS


@pytest.mark.parametrize(
    "rewrite", [compact_splines, narrow_relative_attention, fuse_layer_norms, merge_padding]
)
def test_what_is_not_recognised_is_left_alone(encoder: Encoder, rewrite: Rewrite) -> None:
    rewritten = rewrite_encoder(encoder.special, encoder.outputs)
    again = rewrite(rewritten).subgraph(rewritten.inputs, encoder.outputs)
    assert ops(again) == ops(rewritten)
