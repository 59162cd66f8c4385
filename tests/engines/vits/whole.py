"""The voice's original graph, run whole, with its noise given: what streaming must equal."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper

from jabbertts_wyoming.engines.vits.encoder import Encoded, Scales
from jabbertts_wyoming.engines.vits.stage import Signal, Stage
from jabbertts_wyoming.runtime.ort import open_session

Samples = npt.NDArray[np.float32]


class WholeModel:
    """The file as published; only its two random nodes are inputs instead."""

    def __init__(self, path: Path) -> None:
        model = onnx.load(str(path))
        random = [n for n in model.graph.node if n.op_type == "RandomNormalLike"]
        self._durations, self._prior = (n.output[0] for n in random)
        for node in random:
            model.graph.node.remove(node)
            model.graph.input.append(
                helper.make_tensor_value_info(node.output[0], TensorProto.FLOAT, None)
            )
        self._session = open_session(model.SerializeToString(), optimize=False)
        self._inputs = {i.name for i in self._session.get_inputs()}

    def run(
        self,
        ids: Sequence[int],
        scales: Scales,
        speaker: int | None,
        seed: int,
        shape: Sequence[int],
    ) -> Samples:
        """Return the samples; `shape` is that of the prior."""
        random = np.random.default_rng(seed)
        duration_noise = random.standard_normal((1, 2, len(ids)), np.float32)
        noise = np.zeros(shape, np.float32)
        if scales.noise:
            noise = random.standard_normal(shape, np.float32)
        feeds = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([scales.noise, scales.length, scales.noise_w], np.float32),
            "sid": np.array([speaker or 0], np.int64),
            self._durations: duration_noise,
            self._prior: noise,
        }
        known = {k: v for k, v in feeds.items() if k in self._inputs}
        samples: Samples = self._session.run(None, known)[0]
        return samples.reshape(-1)


def streamed(stages: Sequence[Stage], encoded: Encoded, widths: Sequence[int]) -> Samples:
    """Send a sentence through the stages in windows of `widths`, taken in turn."""
    ends, turn = [0], 0
    while ends[-1] < encoded.frames:
        ends.append(min(encoded.frames, ends[-1] + widths[turn % len(widths)]))
        turn += 1
    return streamed_until(stages, encoded, ends[1:])


def streamed_until(stages: Sequence[Stage], encoded: Encoded, ends: Sequence[int]) -> Samples:
    """Send a sentence through the stages in windows that end at `ends`; the last is final."""
    streams = [s.open(encoded.conditions) for s in stages]
    pieces, start = [np.zeros(0, np.float32)], 0
    for k, end in enumerate(ends):
        window: Signal | None = encoded.prior[:, :, start:end]
        final = k == len(ends) - 1
        for stream in streams:
            window = stream.push(window, final)
            if window is None and not final:
                break
        if window is not None:
            pieces.append(window.reshape(-1))
        start = end
    return np.concatenate(pieces)
