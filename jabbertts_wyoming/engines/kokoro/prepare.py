"""Prepare a Kokoro model: cut, rewrite, calibrate, check against the original, write a directory.

Run as a program it prepares one model in a process of its own, as Piper's preparation does:
`python -m jabbertts_wyoming.engines.kokoro.prepare MODEL DIRECTORY`. The styles beside the model
say what it is calibrated with.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx

from ...common.errors import JabberError, VoiceError
from ...runtime.memory import give_back, return_freed_memory
from ...runtime.ort import GIVE_BACK, open_session
from .calibrate import measure_cost, measure_ranges, measure_sound, sample_ids, spoken
from .compare import spectral_distance
from .dequantise import BESIDE_CONVOLUTIONS, dequantise
from .encoder import INPUTS, canonical, encoder
from .find import find_generator
from .generator import WEIGHT_LIMITS, fixed, measuring
from .graphs import Array, Features, Graphs
from .prepared import Prepared, graph_file
from .store import write_graphs
from .structure import Generator
from .styles import Styles, find_styles, read_styles

# dB, see `spectral_distance`. The published int8 model is about 1.2 away from the one it was made
# of, windows with statistics of their own are 3.
MOST_DISTANCE = 2.5
# For windows against the whole, with the same statistics.
_LEAST_SNR = 20.0
_VOICES = 6


class DifferentSoundError(VoiceError):
    """What was made of a model does not sound as the model does."""


def prepare(model: Path, directory: Path) -> None:
    """Write the prepared model into `directory` (there, empty). Takes a minute. Blocking.

    Raises `VoiceError` if the model can't be read, isn't a Kokoro graph, has no style beside it,
    or if what it says then still has other durations than the original's or sounds different.
    """
    return_freed_memory()
    voices = _voices(model.parent)
    original: Array | None = None
    for limit in WEIGHT_LIMITS:
        generator = _cut(model, limit, directory)
        give_back()
        if original is None:
            original = _original(model, voices[0])
            give_back()
        try:
            _finish(generator, limit, voices, original, directory)
            break
        except DifferentSoundError:
            if limit == WEIGHT_LIMITS[-1]:
                raise


def _cut(model: Path, limit: int, directory: Path) -> Generator:
    """Write the encoder, return the generator; the rest of the model is not kept."""
    loaded = _load(model)
    output = loaded.graph.output[0].name
    graph = canonical(loaded)
    del loaded
    generator = find_generator(dequantise(graph, [output], keep=BESIDE_CONVOLUTIONS), output)
    # Where the original was not quantised it is not ours to make its durations coarser.
    quantise = any(node.op_type == "DynamicQuantizeLinear" for node in graph.nodes)
    made = encoder(graph, generator, limit, quantise=quantise)
    del graph
    target = graph_file(directory, "encoder")
    open_session(made.SerializeToString(), save_optimized=target, frugal=True)
    return generator


def _finish(
    generator: Generator,
    limit: int,
    voices: Sequence[Styles],
    original: Array,
    directory: Path,
) -> None:
    prepared = _described(generator)
    prepared.write(directory)
    ranges = measure_ranges(generator, _features(prepared, voices, directory), directory)
    give_back()
    made = {
        "measuring": measuring(generator, ranges, limit),
        "fixed": fixed(generator, ranges, limit),
    }
    write_graphs(directory, made)
    graphs = Graphs.load(directory, 1)
    _check(graphs, voices[0], original)
    gain, lead = measure_sound(graphs, voices)
    overhead, per_frame = measure_cost(graphs, voices[0])
    replace(prepared, gain=gain, lead=lead, cost_overhead=overhead, cost_per_frame=per_frame).write(
        directory
    )


def _load(model: Path) -> onnx.ModelProto:
    try:
        loaded = onnx.load(str(model), load_external_data=False)
    except Exception as error:  # the parser's own errors have no common base
        raise VoiceError(f"{model.name} can't be read as an ONNX model: {error}") from error
    if not loaded.graph.node or not loaded.graph.output:
        raise VoiceError(f"{model.name} is not an ONNX model: it has no graph")
    return loaded


def _voices(folder: Path) -> list[Styles]:
    files = [file for _, file in sorted(find_styles(folder).items())]
    if not files:
        raise VoiceError("there is no style beside the model")
    chosen = np.linspace(0, len(files) - 1, min(_VOICES, len(files))).round().astype(int)
    return [read_styles(files[k]) for k in chosen]


def _described(generator: Generator) -> Prepared:
    return Prepared(
        steps=generator.steps,
        samples=generator.samples,
        bins=generator.basis.shape[0] // 2,
        lead=0,
        gain=1.0,
        cost_overhead=0.0,
        cost_per_frame=1.0,
    )


def _features(prepared: Prepared, voices: Sequence[Styles], directory: Path) -> Sequence[Features]:
    sessions = {"encoder": open_session(graph_file(directory, "encoder"), frugal=True)}
    features = spoken(Graphs(prepared, sessions), voices)
    del sessions
    give_back()
    return features


def _original(model: Path, styles: Styles) -> Array:
    """Return what the original says."""
    session = open_session(model, frugal=True)
    ids = sample_ids()
    values = {
        "tokens": np.array([ids], np.int64),
        "style": styles.row(len(ids) - 2),
        "speed": np.ones(1, np.float32),
    }
    feeds = {i.name: values[INPUTS[i.name]] for i in session.get_inputs()}
    samples = session.run(None, feeds, GIVE_BACK)[0]
    return np.asarray(samples, np.float32).reshape(-1)


def _check(graphs: Graphs, styles: Styles, original: Array) -> None:
    """Compare the rewritten model with the original, and windows with the whole."""
    ids = sample_ids()
    features = graphs.encode(ids, styles.row(len(ids) - 2), 1.0)
    whole = graphs.whole(features)
    if whole.shape != original.shape:
        raise DifferentSoundError(
            f"the rewritten model gives {whole.size} samples, the original {original.size}"
        )
    distance = spectral_distance(original, whole)
    if not distance <= MOST_DISTANCE:
        raise DifferentSoundError(
            f"the rewritten model differs from the original by {distance:.1f} dB"
        )
    statistics = graphs.measure(features, features.frames)
    cuts = [0, 17, 90, features.frames]
    windows = [graphs.window(features, statistics, begin, end) for begin, end in pairwise(cuts)]
    ratio = _ratio(whole, np.concatenate(windows))
    if not ratio >= _LEAST_SNR:
        raise DifferentSoundError(
            f"windows of the rewritten model differ from the whole: {ratio:.0f} dB"
        )


def _ratio(signal: Array, other: Array) -> float:
    noise = float(np.square(signal - other).sum()) + 1e-12
    return float(10 * np.log10(float(np.square(signal).sum()) / noise))


def main(arguments: Sequence[str]) -> int:
    """Prepare one model; the error, one line, goes to stderr."""
    os.nice(5)  # a server may be speaking beside us
    model, directory = map(Path, arguments)
    try:
        prepare(model, directory)
    except JabberError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
