"""Prepare a Piper voice: convert, check against the original, measure, write a directory.

Run as a program it prepares one voice in a process of its own, so that the memory the conversion
takes goes back to the system and a model file that crashes the converter crashes nobody else:
`python -m jabbertts_wyoming.engines.vits.prepare MODEL CONFIG DIRECTORY`.
"""

import os
import sys
from pathlib import Path

import numpy as np
import onnx

from ...common.errors import JabberError, VoiceError
from ...runtime.ort import open_session
from .calibrate import measure_cost, measure_gain, sample_ids, with_best_chunks
from .config import PiperConfig
from .convert import Converted, convert
from .encoder import Encoder, Scales
from .stage import Signal, Stage
from .voice import Prepared, encoder_file, stage_file

TOLERANCE = 1e-4
_CHECK_FRAMES = 6000


def prepare(model: Path, config: PiperConfig, directory: Path) -> None:
    """Write the prepared voice into `directory` (there, empty). Takes seconds. Blocking.

    If anything is wrong with the rewritten encoder, it is tried again as it was exported. Raises
    `VoiceError` if the model can't be read, isn't a VITS graph, or if its streamed samples then
    still differ from the whole graph's by more than 1e-4.
    """
    loaded = _load(model)
    try:
        _prepare(convert(loaded), config, directory)
    except VoiceError:
        _prepare(convert(loaded, rewrite=False), config, directory)


def _prepare(converted: Converted, config: PiperConfig, directory: Path) -> None:
    encoder = Encoder(
        open_session(converted.encoder.SerializeToString(), save_optimized=encoder_file(directory)),
        converted.encoder_spec,
        _CHECK_FRAMES,
    )
    stages = []
    for k, (part, spec) in enumerate(converted.stages):
        data = part.SerializeToString()
        stage_file(directory, k).write_bytes(data)
        stages.append(Stage(open_session(data), spec))
    ids = sample_ids(config)
    _check(converted, encoder, stages, ids, config)
    stages = with_best_chunks(encoder, stages, ids, config.scales)
    overhead, per_frame = measure_cost(encoder, stages, ids, config.scales)
    Prepared(
        sample_rate=config.sample_rate,
        encoder=converted.encoder_spec,
        stages=tuple(s.spec for s in stages),
        gain=measure_gain(encoder, stages, ids, config),
        cost_overhead=overhead,
        cost_per_frame=per_frame,
        default_scales=config.scales,
    ).write(directory)


def _load(model: Path) -> onnx.ModelProto:
    try:
        loaded = onnx.load(str(model), load_external_data=False)
    except Exception as error:  # the parser's own errors have no common base
        raise VoiceError(f"{model.name} can't be read as an ONNX model: {error}") from error
    if not loaded.graph.node:
        raise VoiceError(f"{model.name} is not an ONNX model: it has no graph")
    return loaded


def _check(
    converted: Converted,
    encoder: Encoder,
    stages: list[Stage],
    ids: list[int],
    config: PiperConfig,
) -> None:
    """Compare what the stages stream with the whole graph's output for the same noise."""
    speaker = max(config.speakers.values(), default=0)
    encoded = encoder.encode(ids, config.scales, speaker, np.random.default_rng(1))
    streamed = stream(stages, encoded.prior, encoded.conditions, [3, 11, 29])
    whole = _reference(converted, ids, config.scales, speaker, encoded.frames)
    if streamed.shape != whole.shape:
        raise VoiceError(
            f"the streamed voice gives {streamed.size} samples, the model {whole.size}"
        )
    worst = float(np.abs(streamed - whole).max())
    if not worst <= TOLERANCE:
        raise VoiceError(f"the streamed voice differs from the model by {worst:.2g}")


def _reference(
    converted: Converted, ids: list[int], scales: Scales, speaker: int, frames: int
) -> Signal:
    spec = converted.encoder_spec
    random = np.random.default_rng(1)
    session = open_session(converted.reference.SerializeToString())
    feeds = {
        spec.phonemes: np.array([ids], np.int64),
        spec.lengths: np.array([len(ids)], np.int64),
        spec.scales: np.array([scales.noise, scales.length, scales.noise_w], np.float32),
    }
    if spec.speaker is not None:
        feeds[spec.speaker] = np.array([speaker], np.int64)
    if spec.duration_noise is not None:
        feeds[spec.duration_noise] = random.standard_normal((1, 2, len(ids)), np.float32)
    noise = random.standard_normal((1, converted.channels, frames), np.float32)
    feeds[converted.prior_noise] = noise if scales.noise else np.zeros_like(noise)
    known = {i.name for i in session.get_inputs()}
    output: Signal = session.run(None, {k: v for k, v in feeds.items() if k in known})[0]
    return output.reshape(-1)


def stream(
    stages: list[Stage], prior: Signal, conditions: dict[str, Signal], widths: list[int]
) -> Signal:
    """Send a whole sentence through the stages, window widths taken in turn. Blocking."""
    streams = [s.open(conditions) for s in stages]
    total, position, turn = prior.shape[-1], 0, 0
    pieces = []
    while position < total:
        end = min(total, position + widths[turn % len(widths)])
        window: Signal | None = prior[:, :, position:end]
        for s in streams:
            window = s.push(window, end == total)
            if window is None and end < total:
                break
        if window is not None:
            pieces.append(window.reshape(-1))
        position, turn = end, turn + 1
    return np.concatenate(pieces)


def main() -> int:
    """Prepare one voice as told on the command line; the error, one line, goes to stderr."""
    os.nice(5)  # a server may be speaking beside us
    model, config, directory = (Path(a) for a in sys.argv[1:4])
    try:
        prepare(model, PiperConfig.read(config), directory)
    except JabberError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
