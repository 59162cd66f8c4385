"""Voices are cut up by structure; what is no voice is refused in words."""

import math
import random
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from jabbertts_wyoming.engines.graph import UnsupportedGraphError
from jabbertts_wyoming.engines.vits.convert import Converted, convert
from jabbertts_wyoming.engines.vits.encoder import Encoder, Scales
from jabbertts_wyoming.engines.vits.stage import Stage
from jabbertts_wyoming.runtime.ort import open_session
from tests.engines.vits.whole import Samples, streamed
from tests.tiny_vits import TinySpec, build_model

PIPER_INPUTS = {"input", "input_lengths", "scales", "sid"}
SPECS = [TinySpec(), TinySpec(quality="high", speakers=2)]


@cache
def converted(spec: TinySpec) -> Converted:
    return convert(build_model(spec))


def copy(model: onnx.ModelProto) -> onnx.ModelProto:
    made = onnx.ModelProto()
    made.CopyFrom(model)
    return made


def renamed(model: onnx.ModelProto, seed: int) -> onnx.ModelProto:
    """The same graph with random names for all but the inputs that Piper names."""
    made, source = copy(model), random.Random(seed)
    names: dict[str, str] = {}

    def new(name: str) -> str:
        if not name or name in PIPER_INPUTS:
            return name
        return names.setdefault(name, f"n{source.getrandbits(64):x}")

    for node in made.graph.node:
        node.name = f"m{source.getrandbits(64):x}"
        node.input[:] = [new(n) for n in node.input]
        node.output[:] = [new(n) for n in node.output]
    for named in (*made.graph.initializer, *made.graph.output, *made.graph.value_info):
        named.name = new(named.name)
    return made


def speak(made: Converted, widths: list[int]) -> Samples:
    encoder = Encoder(open_session(made.encoder.SerializeToString()), made.encoder_spec, 1000)
    stages = [Stage(open_session(m.SerializeToString()), spec) for m, spec in made.stages]
    encoded = encoder.encode(range(1, 30), Scales(0.6, 1.0, 0.8), 1, np.random.default_rng(0))
    return streamed(stages, encoded, widths)


def shape(made: Converted) -> list[list[tuple[object, ...]]]:
    """The segments of each stage."""
    return [[(g.channels, g.left, g.right, g.up) for g in spec.segments] for _, spec in made.stages]


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: f"{s.quality}-{s.speakers}")
def test_names_are_not_looked_at(spec: TinySpec) -> None:
    other = convert(renamed(build_model(spec), 1))
    mine = converted(spec)
    assert shape(other) == shape(mine)
    assert [s.work for _, s in other.stages] == [s.work for _, s in mine.stages]
    assert other.channels == mine.channels


def test_a_renamed_voice_sounds_the_same() -> None:
    spec = SPECS[1]
    other = convert(renamed(build_model(spec), 2))
    np.testing.assert_allclose(speak(other, [20]), speak(converted(spec), [20]), atol=1e-5)


def test_a_voice_is_an_encoder_a_flow_and_the_parts_of_a_vocoder() -> None:
    for spec in SPECS:
        made = converted(spec)
        flow, *vocoder = (stage for _, stage in made.stages)
        assert flow.up == 1
        assert len(vocoder) > 1
        assert math.prod(s.up for s in vocoder) == spec.hop
        assert made.channels == spec.inter_channels
        assert bool(made.encoder_spec.conditions) == spec.multi_speaker
        assert (made.encoder_spec.speaker == "sid") == spec.multi_speaker


def test_the_flow_and_the_first_vocoder_stage_hear_the_speaker() -> None:
    flow, front, *later = (stage for _, stage in converted(SPECS[1]).stages)
    assert flow.conditions
    assert front.conditions
    assert not any(stage.conditions for stage in later)
    assert not [c for _, s in converted(TinySpec()).stages for c in s.conditions]


def test_channels_are_known_for_every_cache() -> None:
    for spec in SPECS:
        channels = [g.channels for _, s in converted(spec).stages for g in s.segments]
        assert all(channels)
        assert channels[0] == spec.inter_channels


def test_the_model_is_left_as_it_was() -> None:
    model = build_model(TinySpec())
    before = model.SerializeToString()
    convert(model)
    assert model.SerializeToString() == before


# What is no voice.


def without(op: str) -> Callable[[onnx.ModelProto], None]:
    """Make every node of a kind another one."""

    def change(model: onnx.ModelProto) -> None:
        for node in model.graph.node:
            if node.op_type == op:
                node.op_type = "Identity"

    return change


def more_noise(model: onnx.ModelProto) -> None:
    for k in range(2):
        node = helper.make_node("RandomNormalLike", ["scales"], [f"noise{k}"])
        model.graph.node.insert(0, node)


def other_inputs(model: onnx.ModelProto) -> None:
    for node in model.graph.node:
        node.input[:] = ["tokens" if n == "input" else n for n in node.input]
    model.graph.input[0].name = "tokens"


def no_output(model: onnx.ModelProto) -> None:
    del model.graph.output[:]


def no_opset(model: onnx.ModelProto) -> None:
    model.opset_import[0].domain = "somebody.else"


def outside_weights(model: onnx.ModelProto) -> None:
    tensor = next(t for t in model.graph.initializer if t.dims)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "/etc/hostname"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (without("RandomNormalLike"), "0 random nodes"),
        (more_noise, "4 random nodes"),
        (without("ConvTranspose"), "no transposed convolution"),
        (without("Ceil"), r"durations \(Ceil\)"),
        (without("MatMul"), "alignment product"),
        (without("Conv"), "not a VITS graph"),
        (without("Exp"), "scales the noise"),
        (other_inputs, "'input'"),
        (no_output, "no output"),
        (no_opset, "not a VITS graph"),
        (outside_weights, "not a VITS graph"),
    ],
)
def test_what_is_missing_is_named(change: Callable[[onnx.ModelProto], None], reason: str) -> None:
    model = build_model(TinySpec())
    change(model)
    with pytest.raises(UnsupportedGraphError, match=reason) as caught:
        convert(model)
    assert len(str(caught.value).splitlines()) == 1


def test_another_kind_of_model_is_refused() -> None:
    weight = numpy_helper.from_array(np.ones((4, 4), np.float32), "w")
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4])],
        [weight],
    )
    with pytest.raises(UnsupportedGraphError, match="not a VITS graph"):
        convert(helper.make_model(graph))


def damaged(model: onnx.ModelProto, source: random.Random) -> onnx.ModelProto:
    """A graph with one random thing gone wrong."""
    made = copy(model)
    graph = made.graph
    node = source.choice([n for n in graph.node if n.input and n.attribute])
    tensor = source.choice([t for t in graph.initializer if len(t.raw_data) > 1])
    tensors = [o for n in graph.node for o in n.output]
    match source.randrange(6):
        case 0:
            graph.node.remove(node)
        case 1:
            node.op_type = source.choice(["Relu", "Conv", "ConvTranspose", "RandomNormalLike"])
        case 2:
            node.input[source.randrange(len(node.input))] = source.choice(tensors)
        case 3:
            del node.attribute[0]
        case 4:
            graph.initializer.remove(tensor)
        case _:
            tensor.raw_data = tensor.raw_data[: len(tensor.raw_data) // 2]
    return made


def damaged_models() -> Iterator[onnx.ModelProto]:
    base, source = build_model(TinySpec(speakers=2, attention_layers=1)), random.Random(4)
    for _ in range(12):
        yield damaged(base, source)


def test_a_damaged_graph_is_refused_or_converted_but_never_crashes() -> None:
    refused = 0
    for model in damaged_models():
        try:
            convert(model)
        except UnsupportedGraphError:
            refused += 1
    assert refused > 5
