"""What preparation measures, checks and writes; and what it says of files that are no voices."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.vits import calibrate
from jabbertts_wyoming.engines.vits import prepare as prepare_module
from jabbertts_wyoming.engines.vits.calibrate import (
    MAX_GAIN,
    PEAK,
    measure_cost,
    measure_gain,
    sample_ids,
)
from jabbertts_wyoming.engines.vits.config import PiperConfig
from jabbertts_wyoming.engines.vits.convert import Converted, convert
from jabbertts_wyoming.engines.vits.encoder import Encoded
from jabbertts_wyoming.engines.vits.prepare import main, prepare
from jabbertts_wyoming.engines.vits.stage import Signal, Stage
from jabbertts_wyoming.engines.vits.voice import DESCRIPTION, Prepared, encoder_file, stage_file
from tests.engines.vits.whole import streamed
from tests.shelf import VARIANTS, Item, Shelf
from tests.tiny_vits import TinySpec, build_model


def test_what_is_written(variant: Item) -> None:
    names = {encoder_file(variant.directory), variant.directory / DESCRIPTION}
    names |= {stage_file(variant.directory, k) for k in range(len(variant.stages))}
    assert set(variant.directory.iterdir()) == names
    prepared = variant.prepared
    assert prepared.sample_rate == variant.config.sample_rate
    assert prepared.default_scales == variant.config.scales
    assert prepared.hop == 256
    assert prepared.cost_overhead > 0
    assert prepared.cost_per_frame > 0
    assert 0 < prepared.gain <= MAX_GAIN


def test_description_survives_the_disk(variant: Item, tmp_path: Path) -> None:
    variant.prepared.write(tmp_path)
    assert Prepared.read(tmp_path) == variant.prepared


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"encoder": 3}'])
def test_a_broken_description_is_a_voice_error(tmp_path: Path, text: str) -> None:
    (tmp_path / DESCRIPTION).write_text(text, encoding="utf-8")
    with pytest.raises(VoiceError, match="is broken"):
        Prepared.read(tmp_path)


def test_a_missing_description_is_a_voice_error(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="is broken"):
        Prepared.read(tmp_path)


# Measurements.


def test_gain_brings_the_usual_peak_to_its_level(shelf: Shelf) -> None:
    variant = shelf.item()
    ids = sample_ids(variant.config)
    peaks = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        encoded = variant.encoder.encode(ids, variant.config.scales, 0, rng)
        peaks.append(np.abs(streamed(variant.stages, encoded, [10_000])).max())
    level = float(np.median(peaks)) * variant.prepared.gain
    assert level == pytest.approx(PEAK, rel=0.4) or variant.prepared.gain == MAX_GAIN


@pytest.mark.parametrize(
    ("peak", "gain"), [(0.5, PEAK / 0.5), (1e-6, MAX_GAIN), (0.0, None), (np.nan, None)]
)
def test_gain_is_bounded_and_silence_is_no_voice(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, peak: float, gain: float | None
) -> None:
    def loud(_stages: list[Stage], _encoded: Encoded) -> Signal:
        return np.array([0.0, -peak], np.float32)

    monkeypatch.setattr(calibrate, "_whole", loud)
    item = shelf.item()
    ids = sample_ids(item.config)
    if gain is None:
        with pytest.raises(VoiceError, match="makes no sound"):
            measure_gain(item.encoder, item.stages, ids, item.config)
    else:
        measured = measure_gain(item.encoder, item.stages, ids, item.config)
        assert measured == pytest.approx(gain)


def test_a_voice_of_many_speakers_is_measured_by_a_few(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = shelf.item(VARIANTS["medium-speakers"])
    config = replace(item.config, speakers={str(k): k for k in range(900)})
    heard: list[int | None] = []

    class Listener:
        def encode(self, ids: object, scales: object, speaker: int | None, rng: object) -> None:
            heard.append(speaker)

    monkeypatch.setattr(calibrate, "_whole", lambda *_: np.ones(1, np.float32))
    measure_gain(Listener(), item.stages, [1], config)  # type: ignore[arg-type]
    assert len(set(heard)) <= 5
    assert max(filter(None, heard)) > 400


def test_cost_is_positive_and_plausible(shelf: Shelf) -> None:
    item = shelf.item()
    overhead, per_frame = measure_cost(
        item.encoder, item.stages, sample_ids(item.config), item.config.scales
    )
    assert 0 < per_frame < 0.01
    assert 0 < overhead < 0.5


def test_sample_text_fits_every_kind_of_voice(shelf: Shelf) -> None:
    config = shelf.item().config
    assert len(sample_ids(config)) > 40
    assert len(sample_ids(replace(config, phoneme_type="text"))) > 40
    letters = {"_": (0,), "^": (1,), "$": (2,), "ж": (3,)}
    assert sample_ids(replace(config, phoneme_id_map=letters)) == [1, 0, 3, 0, 2]
    del letters["ж"]
    with pytest.raises(VoiceError, match="no letters"):
        sample_ids(replace(config, phoneme_id_map=letters))


# Files that are no voices.


def write(tmp_path: Path, shelf: Shelf, data: bytes) -> tuple[Path, PiperConfig]:
    path = tmp_path / "odd.onnx"
    path.write_bytes(data)
    return path, shelf.item().config


def truncated() -> bytes:
    data: bytes = build_model(TinySpec()).SerializeToString()
    return data[: len(data) // 2]


def not_vits() -> bytes:
    node = onnx.helper.make_node("Relu", ["x"], ["y"])
    values = [onnx.helper.make_tensor_value_info(n, 1, None) for n in ("x", "y")]
    graph = onnx.helper.make_graph([node], "g", values[:1], values[1:])
    data: bytes = onnx.helper.make_model(graph).SerializeToString()
    return data


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: b"", r"odd\.onnx is not an ONNX model"),
        (lambda: b"\x00garbage\xff" * 1000, r"odd\.onnx can't be read"),
        (lambda: b"<html>not found</html>", r"odd\.onnx"),
        (truncated, r"odd\.onnx can't be read"),
        (not_vits, "not a VITS graph"),
    ],
    ids=["empty", "garbage", "web page", "truncated", "another model"],
)
def test_what_is_no_voice_is_told_in_one_line(
    tmp_path: Path, shelf: Shelf, make: Callable[[], bytes], reason: str
) -> None:
    model, config = write(tmp_path, shelf, make())
    with pytest.raises(VoiceError, match=reason) as caught:
        prepare(model, config, tmp_path)
    assert len(str(caught.value).splitlines()) == 1


def test_weights_that_are_not_numbers_are_refused(tmp_path: Path, shelf: Shelf) -> None:
    model = build_model(TinySpec())
    weight = next(t for t in model.graph.initializer if t.name.startswith("dec.conv_post"))
    array = np.full_like(numpy_helper.to_array(weight), np.nan)
    weight.CopyFrom(numpy_helper.from_array(array, weight.name))
    path, config = write(tmp_path, shelf, model.SerializeToString())
    with pytest.raises(VoiceError):
        prepare(path, config, tmp_path)


def test_a_conversion_that_changes_the_sound_is_not_used(
    tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = shelf.item().files
    right = prepare_module.stream
    monkeypatch.setattr(prepare_module, "stream", lambda *a: right(*a) + np.float32(0.001))
    with pytest.raises(VoiceError, match=r"differs from the model by 0\.001"):
        prepare(files.model, PiperConfig.read(files.config), tmp_path)
    assert not (tmp_path / DESCRIPTION).exists()


def test_the_program_tells_errors_in_one_line(
    tmp_path: Path,
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    model, _ = write(tmp_path, shelf, b"garbage" * 100)
    config = shelf.item().files.config
    monkeypatch.setattr(sys, "argv", ["prepare", str(model), str(config), str(tmp_path)])
    assert main() == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "odd.onnx" in line
    (tmp_path / "bad.json").write_text(json.dumps({}), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["prepare", str(model), str(tmp_path / "bad.json"), "x"])
    assert main() == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "bad.json" in line


@pytest.mark.parametrize("how", ["raises", "differs"])
def test_a_rewrite_gone_wrong_is_left_out(
    how: str, variant: Item, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def broken(model: onnx.ModelProto, rewrite: bool = True) -> Converted:
        asked.append(rewrite)
        if rewrite and how == "raises":
            raise VoiceError("the rewrite fails")
        converted = convert(model, rewrite=False)
        if rewrite:
            for initializer in converted.encoder.graph.initializer:
                if initializer.name.endswith("enc_p.proj.bias"):
                    shifted = numpy_helper.to_array(initializer) + 0.5
                    initializer.CopyFrom(numpy_helper.from_array(shifted, initializer.name))
        return converted

    monkeypatch.setattr(prepare_module, "convert", broken)
    prepare(variant.files.model, variant.config, tmp_path)
    assert asked == [True, False]
    assert Prepared.read(tmp_path).encoder == variant.prepared.encoder


@pytest.mark.parametrize("best", [12, 24, 48])
def test_no_clock_makes_pieces_so_short_that_much_is_done_twice(
    best: int, variant: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if short pieces seem to cost least."""
    monkeypatch.setattr(calibrate, "_cost", lambda stage, *_: abs((stage.spec.chunk or 1e9) - best))
    ids = sample_ids(variant.config)
    tuned = calibrate.with_best_chunks(variant.encoder, variant.stages, ids, variant.config.scales)
    for stage in tuned:
        assert not stage.spec.chunk or stage.spec.chunk >= 8 * stage.spec.context
