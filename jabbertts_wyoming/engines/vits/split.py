"""Find the parts of a VITS graph by structure: what a phoneme needs, the flow, the vocoder.

VITS (Kim et al. 2021, https://arxiv.org/abs/2106.06103) samples a prior `z_p` per frame from the
means and log deviations of its phoneme, sends it through an inverse normalizing flow and vocodes
the result (HiFi-GAN). Exported as one ONNX graph, the parts are found by what they do: the
prior's noise is the last random node, the vocoder begins before the first transposed convolution.
Names are never looked at.
"""

from dataclasses import dataclass

import onnx

from ..graph import Graph, UnsupportedGraphError, walk_back

RANDOM_OPS = ("RandomNormalLike", "RandomNormal")


@dataclass(frozen=True, slots=True)
class Parts:
    """The tensors at which the graph is cut.

    `means` and `log_deviations` are [1, channels, phonemes]; `durations` are whole frames,
    [1, 1, phonemes]; `prior` (the flow's input) and `latent` (the vocoder's) are
    [1, channels, frames]. `duration_noise` is None where the duration predictor is
    deterministic. `conditions` depend on the speaker alone; `masks` are one for every frame of
    a batch of one.
    """

    means: str
    log_deviations: str
    durations: str
    duration_noise: str | None
    prior_noise: str
    prior: str
    latent: str
    output: str
    conditions: tuple[str, ...] = ()
    masks: tuple[str, ...] = ()


def find_parts(graph: Graph, output: str) -> Parts:
    """Locate the cut tensors of a VITS graph; raises `UnsupportedGraphError`."""
    noise, duration_noise = _random_nodes(graph)
    noisy = graph.descendants([noise.output[0]])
    add = _first(
        (n for n in graph.nodes if n.op_type == "Add" and _mixed(n, noisy)), "prior sampling"
    )
    means_by_frame = next(i for i in add.input if i not in noisy)
    means, path = _expanded(graph, means_by_frame)
    exp = _exp_beside_noise(graph, noise, noisy)
    deviations, _ = _expanded(graph, exp.input[0])
    ceil = _first(
        (n for n in graph.nodes if n.op_type == "Ceil" and n.output[0] in graph.ancestors([path])),
        "durations (Ceil)",
    )
    latent = _vocoder_input(graph, output, noisy)
    conditions, masks = _side_inputs(graph, add.output[0], output, ceil.output[0])
    return Parts(
        means=means,
        log_deviations=deviations,
        durations=ceil.output[0],
        duration_noise=duration_noise.output[0] if duration_noise else None,
        prior_noise=noise.output[0],
        prior=add.output[0],
        latent=latent,
        output=output,
        conditions=conditions,
        masks=masks,
    )


def _first(nodes: object, what: str) -> onnx.NodeProto:
    node = next(iter(nodes), None)  # type: ignore[call-overload]
    if not isinstance(node, onnx.NodeProto):
        raise UnsupportedGraphError(f"not a VITS graph: no {what} found")
    return node


def _mixed(node: onnx.NodeProto, noisy: set[str]) -> bool:
    return sum(i in noisy for i in node.input) == 1


def _random_nodes(graph: Graph) -> tuple[onnx.NodeProto, onnx.NodeProto | None]:
    random = [n for n in graph.nodes if n.op_type in RANDOM_OPS]
    if not 1 <= len(random) <= 2:
        raise UnsupportedGraphError(
            f"not a VITS graph: {len(random)} random nodes, expected one or two"
        )
    return random[-1], random[0] if len(random) == 2 else None


def _expanded(graph: Graph, by_frame: str) -> tuple[str, str]:
    """Look behind `transpose(path @ transpose(x))`; return x and the alignment path."""
    matmul = _first(
        (n for n in walk_back(graph, by_frame, ["Transpose"]) if n.op_type == "MatMul"),
        "alignment product",
    )
    by_phoneme = matmul.input[1]
    producer = graph.producer.get(by_phoneme)
    if producer is not None and producer.op_type == "Transpose":
        by_phoneme = producer.input[0]
    return by_phoneme, matmul.input[0]


def _exp_beside_noise(graph: Graph, noise: onnx.NodeProto, noisy: set[str]) -> onnx.NodeProto:
    for node in graph.nodes:
        if node.op_type != "Mul" or not _mixed(node, noisy):
            continue
        other = next(i for i in node.input if i not in noisy)
        producer = graph.producer.get(other)
        if producer is not None and producer.op_type == "Exp":
            return producer
    raise UnsupportedGraphError(f"not a VITS graph: nothing scales the noise of {noise.name}")


def _vocoder_input(graph: Graph, output: str, noisy: set[str]) -> str:
    behind = graph.ancestors([output])
    first_up = _first(
        (n for n in graph.nodes if n.op_type == "ConvTranspose" and n.output[0] in behind),
        "transposed convolution",
    )
    pre = _first(
        (
            n
            for n in walk_back(graph, first_up.input[0], ["LeakyRelu", "Add", "Mul"])
            if n.op_type == "Conv" and n.input[0] in noisy
        ),
        "convolution before the upsampling",
    )
    return str(pre.input[0])


def _side_inputs(
    graph: Graph, prior: str, output: str, durations: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split what the decoder reads beside the prior into speaker conditions and masks."""
    decoded = graph.descendants([prior])
    needed = graph.ancestors([output], stop=[prior])
    timed = graph.descendants([durations])
    conditions: list[str] = []
    masks: list[str] = []
    for node in graph.nodes:
        if not any(o in needed and o in decoded for o in node.output) or node.output[0] == prior:
            continue
        for name in node.input:
            if not name or name in decoded or name in graph.constants:
                continue
            kind = masks if name in timed else conditions
            if name not in kind:
                kind.append(name)
    return tuple(conditions), tuple(masks)
