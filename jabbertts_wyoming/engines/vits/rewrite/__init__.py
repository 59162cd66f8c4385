"""Rewrites of the encoder: the same values from fewer and cheaper operations.

Each looks for one structure as PyTorch exports it and leaves alone what it doesn't recognise.
Preparation compares the result with the untouched model.
"""

from collections.abc import Sequence

from ...graph import Graph
from .attention import narrow_relative_attention
from .convolution import widen_convolutions
from .layer_norm import fuse_layer_norms
from .padding import merge_padding
from .spline import compact_splines

_REWRITES = (
    compact_splines,
    narrow_relative_attention,
    fuse_layer_norms,
    merge_padding,
    widen_convolutions,
)


def rewrite_encoder(graph: Graph, outputs: Sequence[str]) -> Graph:
    """Return `graph` with every rewrite applied; inputs and outputs stay the same."""
    for rewrite in _REWRITES:
        graph = rewrite(graph).subgraph(graph.inputs, outputs)
    return graph
