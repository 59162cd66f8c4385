"""Cut a published VITS model into an encoder and streaming stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import onnx

from ..graph import Array, Graph, UnsupportedGraphError
from .encoder import EncoderSpec
from .layout import two_dimensional
from .rewrite import rewrite_encoder
from .simplify import fold_uniform
from .specialize import probe_lengths, specialize
from .specs import StageSpec
from .split import Parts, find_parts
from .streaming import bottlenecks, build_stage, macs_per_step

_RESHAPES = ("Unsqueeze", "Squeeze", "Reshape", "Identity")
INT64 = onnx.TensorProto.INT64


@dataclass(frozen=True, slots=True)
class Converted:
    """A voice's models, not yet on disk; `reference` is the whole graph, its noise as inputs.

    `prior_noise` names the reference's noise input beside the encoder's own inputs.
    """

    encoder: onnx.ModelProto
    encoder_spec: EncoderSpec
    stages: tuple[tuple[onnx.ModelProto, StageSpec], ...]
    reference: onnx.ModelProto
    prior_noise: str
    channels: int


def convert(model: onnx.ModelProto, rewrite: bool = True) -> Converted:
    """Convert a Piper/VITS model, its encoder made cheaper with `rewrite`.

    Raises `UnsupportedGraphError` where it isn't one.
    """
    try:
        return _convert(model, rewrite)
    except UnsupportedGraphError:
        raise
    except Exception as error:  # a broken graph can fail onnx, numpy or ONNX Runtime anywhere
        line = (str(error).strip().splitlines() or [""])[0]
        raise UnsupportedGraphError(
            f"not a VITS graph that can be streamed: {type(error).__name__}: {line}"
        ) from error


def _convert(model: onnx.ModelProto, rewrite: bool) -> Converted:
    graph = Graph.of(model)
    if len(model.graph.output) < 1:
        raise UnsupportedGraphError("the model has no output")
    parts = find_parts(graph, model.graph.output[0].name)
    spec = _encoder_spec(graph, parts)
    inputs = [spec.phonemes, spec.lengths, spec.scales, spec.speaker, spec.duration_noise]
    given = [i for i in inputs if i is not None]
    outputs = [spec.means, spec.log_deviations, spec.durations, *spec.conditions]
    types = {spec.phonemes: INT64, spec.lengths: INT64, spec.speaker or "": INT64}
    encoder = specialize(
        graph.subgraph(given, outputs), outputs, spec.phonemes, _probes(graph, spec)
    )
    if rewrite:
        encoder = rewrite_encoder(encoder, outputs)
    channels = _latent_channels(graph, parts)
    widths = {parts.prior: channels, parts.latent: channels}
    widths |= _condition_widths(model, parts.conditions)
    return Converted(
        encoder=encoder.model(outputs, types),
        encoder_spec=spec,
        stages=_stages(graph, parts, widths),
        reference=graph.subgraph([*given, parts.prior_noise], [parts.output]).model(
            [parts.output], types
        ),
        prior_noise=parts.prior_noise,
        channels=channels,
    )


def _encoder_spec(graph: Graph, parts: Parts) -> EncoderSpec:
    for name in ("input", "input_lengths", "scales"):
        if name not in graph.inputs:
            raise UnsupportedGraphError(f"not a Piper model: it has no input {name!r}")
    return EncoderSpec(
        phonemes="input",
        lengths="input_lengths",
        scales="scales",
        speaker="sid" if "sid" in graph.inputs else None,
        duration_noise=parts.duration_noise,
        means=parts.means,
        log_deviations=parts.log_deviations,
        durations=parts.durations,
        conditions=parts.conditions,
    )


def _probes(graph: Graph, spec: EncoderSpec) -> list[dict[str, Array]]:
    """Return inputs of the encoder for the lengths that specialization wants to see."""
    random = np.random.default_rng(0)
    probes = []
    for count in probe_lengths():
        probe: dict[str, Array] = {
            spec.phonemes: random.integers(0, _vocabulary(graph, spec), (1, count)),
            spec.lengths: np.array([count], np.int64),
            spec.scales: np.array([0.5, 1.0, 0.5], np.float32),
        }
        if spec.speaker is not None:
            probe[spec.speaker] = np.zeros(1, np.int64)
        if spec.duration_noise is not None:
            probe[spec.duration_noise] = random.standard_normal((1, 2, count), np.float32)
        probes.append(probe)
    return probes


def _vocabulary(graph: Graph, spec: EncoderSpec) -> int:
    for node in graph.consumers.get(spec.phonemes, []):
        if node.op_type == "Gather" and node.input[0] in graph.constants:
            return int(graph.constants[node.input[0]].shape[0])
    raise UnsupportedGraphError("not a VITS graph: no phoneme embedding found")


def _latent_channels(graph: Graph, parts: Parts) -> int:
    reader = next(n for n in graph.consumers[parts.latent] if n.op_type == "Conv")
    return int(graph.constants[reader.input[1]].shape[1])


def _stages(
    graph: Graph, parts: Parts, widths: Mapping[str, int]
) -> tuple[tuple[onnx.ModelProto, StageSpec], ...]:
    output = parts.output
    while output in graph.producer and graph.producer[output].op_type in _RESHAPES:
        output = graph.producer[output].input[0]
    whole = graph.subgraph([parts.prior, *parts.conditions, *parts.masks], [parts.latent, output])
    decoder = fold_uniform(whole, dict.fromkeys(parts.masks, 1.0), (parts.latent, output))
    flow, vocoder = (
        two_dimensional(_with_conditions(decoder, source, target, parts.conditions))
        for source, target in ((parts.prior, parts.latent), (parts.latent, output))
    )
    built = [build_stage(flow, parts.latent, _channels(flow, widths), 4)]
    sizes = _channels(vocoder, widths)
    for source, target in pairwise([parts.latent, *_split_points(vocoder, output), output]):
        piece = _with_conditions(vocoder, source, target, parts.conditions)
        built.append(build_stage(piece, target, sizes, 4))
    return tuple(built)


def _with_conditions(graph: Graph, source: str, target: str, conditions: tuple[str, ...]) -> Graph:
    needed = graph.ancestors([target], stop=[source])
    return graph.subgraph([source, *(c for c in conditions if c in needed)], [target])


def _split_points(vocoder: Graph, target: str) -> list[str]:
    """Return where to cut the vocoder into stages of about even work.

    It can be cut after each upsampling; neighbours stay together while they are no more work
    than the largest piece.
    """
    source = vocoder.inputs[0]
    alone = set(bottlenecks(vocoder, source, target))
    ups = [n.output[0] for n in vocoder.nodes if n.op_type == "ConvTranspose"]
    points = [u for u in ups if u in alone]
    work = [_work_until(vocoder, source, p) for p in (*points, target)]
    largest = max(b - a for a, b in pairwise([0.0, *work]))
    chosen, begun = [], 0.0
    for point, here, following in zip(points, work, work[1:], strict=False):
        if following - begun > largest:
            chosen.append(point)
            begun = here
    return chosen


def _work_until(vocoder: Graph, source: str, target: str) -> float:
    needed = vocoder.ancestors([target], stop=[source])
    inputs = [source, *(i for i in vocoder.inputs if i != source and i in needed)]
    return macs_per_step(vocoder.subgraph(inputs, [target]), source)


def _channels(graph: Graph, widths: Mapping[str, int]) -> dict[str, int]:
    """Return the channel count of every tensor, by shape inference.

    `widths` has the channels of the inputs; the first input is the signal, the others don't
    change with time.
    """
    model = graph.model([])
    source = graph.inputs[0]
    for value in model.graph.input:
        steps = "steps" if value.name == source else 1
        shape: list[int | str | None] = [1, widths[value.name], 1, steps]
        value.CopyFrom(
            onnx.helper.make_tensor_value_info(value.name, onnx.TensorProto.FLOAT, shape)
        )
    inferred = onnx.shape_inference.infer_shapes(model)
    return {
        v.name: v.type.tensor_type.shape.dim[1].dim_value
        for v in [*inferred.graph.value_info, *inferred.graph.input]
        if len(v.type.tensor_type.shape.dim) > 1
    }


def _condition_widths(model: onnx.ModelProto, conditions: tuple[str, ...]) -> dict[str, int]:
    """Return the channel counts of the speaker's conditions."""
    inferred = onnx.shape_inference.infer_shapes(model) if conditions else model
    widths = {
        v.name: v.type.tensor_type.shape.dim[1].dim_value
        for v in inferred.graph.value_info
        if v.name in conditions and len(v.type.tensor_type.shape.dim) == 3
    }
    if unknown := [c for c in conditions if not widths.get(c)]:
        raise UnsupportedGraphError(f"the size of the speaker condition {unknown[0]} is unknown")
    return widths
