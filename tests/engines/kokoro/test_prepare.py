"""From a published graph to a prepared directory; numbers against the original graph."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro import prepare as module
from jabbertts_wyoming.engines.kokoro.build import LEAST_SHARED
from jabbertts_wyoming.engines.kokoro.calibrate import sample_ids
from jabbertts_wyoming.engines.kokoro.dequantise import dequantise
from jabbertts_wyoming.engines.kokoro.encoder import canonical, encoder
from jabbertts_wyoming.engines.kokoro.find import find_generator
from jabbertts_wyoming.engines.kokoro.generator import measuring
from jabbertts_wyoming.engines.kokoro.graphs import Array, Graphs, measuring_feeds
from jabbertts_wyoming.engines.kokoro.prepare import main, prepare
from jabbertts_wyoming.engines.kokoro.prepared import Prepared, graph_file
from jabbertts_wyoming.engines.kokoro.styles import Styles
from jabbertts_wyoming.engines.kokoro.weights import read_weights
from jabbertts_wyoming.runtime.ort import open_session
from tests.tiny_kokoro import FRAMES_PER_SYMBOL, build


def ratio(signal: Array, other: Array) -> float:
    return float(10 * np.log10(np.square(signal).sum() / np.square(signal - other).sum()))


def spoken(model: onnx.ModelProto, ids: list[int], styles: Styles, speed: float = 1.0) -> Array:
    feeds = {
        "tokens": np.array([ids], np.int64),
        "style": styles.row(len(ids) - 2),
        "speed": np.array([speed], np.float32),
    }
    samples: Array = open_session(model.SerializeToString()).run(None, feeds)[0]
    return samples


def renamed(model: onnx.ModelProto, old: str, new: str) -> onnx.ModelProto:
    for node in model.graph.node:
        for k, name in enumerate(node.input):
            node.input[k] = new if name == old else name
    next(i for i in model.graph.input if i.name == old).name = new
    return model


@pytest.mark.parametrize("name", ["tokens", "input_ids"])
def test_the_rewritten_float_graph_gives_the_same_samples(name: str, tiny_style: Styles) -> None:
    graph = canonical(renamed(build(), "tokens", name))
    generator = find_generator(graph, "audio")
    prepared = Prepared(60, 300, 11, 0, 1.0, 0.0, 1.0)
    sessions = {
        "encoder": encoder(graph, generator, 127, quantise=False),
        "measuring": measuring(generator, {}, 127),
    }
    graphs = Graphs(prepared, {k: open_session(v.SerializeToString()) for k, v in sessions.items()})
    ids = sample_ids(0)
    whole = graphs.whole(graphs.encode(ids, tiny_style.row(len(ids) - 2), 1.0))
    original = spoken(build(), ids, tiny_style)
    assert len(whole) == len(original) == len(ids) * FRAMES_PER_SYMBOL * 300
    assert ratio(original, whole) > 60


def test_dequantised_weights_are_near_the_float_ones(tiny_model: Path) -> None:
    quantised = canonical(onnx.load(str(tiny_model)))
    found = find_generator(dequantise(quantised, ["audio"]), "audio")
    known = find_generator(canonical(build()), "audio")
    assert len(found.layers) == len(known.layers) == 24
    for one, other in zip(found.layers, known.layers, strict=True):
        assert ratio(other.conv.weight, one.conv.weight) > 35
        np.testing.assert_array_equal(one.conv.bias, other.conv.bias)


def test_what_is_written(tiny_directory: Path) -> None:
    assert sorted(p.name for p in tiny_directory.iterdir()) == [
        "encoder.onnx",
        "fixed.onnx",
        "measuring.onnx",
        "prepared.json",
        "weights.bin",
        "weights.json",
    ]
    prepared = Prepared.read(tiny_directory)
    assert (prepared.steps, prepared.samples, prepared.bins) == (60, 300, 11)
    assert prepared.gain > 0
    assert prepared.cost_per_frame > 0
    assert prepared.frame_seconds == 0.0125


def test_the_prepared_model_is_like_the_original(
    tiny_model: Path, tiny_directory: Path, tiny_style: Styles
) -> None:
    graphs = Graphs.load(tiny_directory, 1)
    ids = sample_ids(1)
    whole = graphs.whole(graphs.encode(ids, tiny_style.row(len(ids) - 2), 1.0))
    assert ratio(spoken(onnx.load(str(tiny_model)), ids, tiny_style), whole) > 10


def test_windows_are_the_whole_whatever_the_cut(tiny_directory: Path, tiny_style: Styles) -> None:
    graphs = Graphs.load(tiny_directory, 1)
    ids = sample_ids(1)
    features = graphs.encode(ids, tiny_style.row(len(ids) - 2), 1.0)
    statistics = graphs.measure(features, features.frames)
    whole = graphs.whole(features)
    cuts = [0, 1, 8, 50, 51, features.frames]
    parts = [graphs.window(features, statistics, a, b) for a, b in pairwise(cuts)]
    assert [len(p) for p in parts] == [300 * (b - a) for a, b in pairwise(cuts)]
    assert ratio(whole, np.concatenate(parts)) > 40


def test_the_first_window_comes_with_the_statistics(
    tiny_directory: Path, tiny_style: Styles
) -> None:
    graphs = Graphs.load(tiny_directory, 1)
    ids = sample_ids(1) * 2
    features = graphs.encode(ids, tiny_style.row(len(ids) - 2), 1.0)
    first, statistics = graphs.begin(features, 100, 37)
    assert len(first) == 300 * 37
    loudest = np.abs(first).max()
    same = graphs.window(features, statistics, 0, 37)
    np.testing.assert_allclose(same, first, atol=0.05 * loudest)


def test_the_two_graphs_share_their_weights(tiny_directory: Path) -> None:
    weights = read_weights(tiny_directory)
    files = [graph_file(tiny_directory, name) for name in ("fixed", "measuring")]
    used = [{t.name for t in onnx.load(str(f)).graph.initializer} for f in files]
    assert used[0] & weights.keys() == used[1] & weights.keys() == weights.keys()
    assert all(array.nbytes >= LEAST_SHARED for array in weights.values())


def test_statistics_of_a_part_are_near_those_of_all(
    tiny_directory: Path, tiny_style: Styles
) -> None:
    graphs = Graphs.load(tiny_directory, 1)
    ids = sample_ids(1) * 2
    features = graphs.encode(ids, tiny_style.row(len(ids) - 2), 1.0)
    all_frames = graphs.measure(features, features.frames)
    some = graphs.measure(features, features.frames // 2)
    assert ratio(all_frames.factors, some.factors) > 15


def test_no_speed_asks_for_memory_without_bound(tiny_directory: Path, tiny_style: Styles) -> None:
    graphs = Graphs.load(tiny_directory, 1)
    ids = [0, 1, 0]
    features = graphs.encode(ids, tiny_style.row(1), 1e-9)
    assert features.frames <= 3 * FRAMES_PER_SYMBOL * 4 * 510
    assert len(measuring_feeds(features)["weights"]) == features.frames


def test_without_a_style_nothing_is_calibrated(tiny_model: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone" / "tiny.onnx"
    alone.parent.mkdir()
    alone.write_bytes(tiny_model.read_bytes())
    with pytest.raises(VoiceError, match="no style beside the model"):
        prepare(alone, tmp_path)


def test_another_graph_is_refused(tmp_path: Path, tiny_model: Path) -> None:
    (tmp_path / "a.bin").write_bytes((tiny_model.parent / "af_one.bin").read_bytes())
    odd = tmp_path / "odd.onnx"
    odd.write_bytes(b"no model")
    with pytest.raises(VoiceError, match="can't be read as an ONNX model"):
        prepare(odd, tmp_path)
    onnx.save(renamed(build(), "speed", "pace"), str(odd))
    with pytest.raises(VoiceError, match="not a Kokoro model: its inputs are tokens, style, pace"):
        prepare(odd, tmp_path)
    model = build()
    for node in model.graph.node:
        if node.op_type == "Exp":
            node.op_type = "Tanh"
    onnx.save(model, str(odd))
    with pytest.raises(VoiceError, match="not a Kokoro generator: it has no Exp"):
        prepare(odd, tmp_path)


def test_what_sounds_different_is_refused(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def distance(one: Array, other: Array) -> float:
        tried.append(len(one) == len(other))
        return 9.0

    monkeypatch.setattr(module, "spectral_distance", distance)
    with pytest.raises(VoiceError, match=r"differs from the original by 9\.0 dB"):
        prepare(tiny_model, tmp_path)
    assert tried == [True, True], "with weights of 8 and then of 7 bits"


def test_the_program_tells_errors_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.nice", lambda _: 0)
    assert main([str(tmp_path / "none.onnx"), str(tmp_path)]) == 1
    assert capsys.readouterr().err == "there is no style beside the model\n"
