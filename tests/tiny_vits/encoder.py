"""Text encoder: embedding and a transformer with windowed relative positions."""

import math

from tests.tiny_vits.graph import BOUNDLESS, Operand, Scope
from tests.tiny_vits.layers import MASK, conv, layer_norm
from tests.tiny_vits.spec import SYMBOLS, TinySpec

WINDOW = 4

_MASKS = """
Mul emb/Gather $root ; Transpose Mul perm=0,2,1 ; Shape Transpose ; Gather Shape :2 ;
Range :0 Gather :1 ; Unsqueeze Range [0] ; Unsqueeze_1 $lengths [1] ;
Less Unsqueeze Unsqueeze_1 ; Unsqueeze_2 Less [1] ; Cast_1 Unsqueeze_2 to=1 ;
Mul_1 Transpose Cast_1
"""

_PAIRS = """
Unsqueeze /enc_p/Cast_1 [2] ; Unsqueeze_1 /enc_p/Cast_1 [-1] ; Mul Unsqueeze Unsqueeze_1 ;
Mul_1 /enc_p/Mul_1 /enc_p/Cast_1
"""

# Scaled products of queries and keys, and of queries and relative keys, the latter moved from
# relative to absolute positions by padding and reshaping. With 4 + 1 > T the padding is negative.
_SCORES = """
Shape conv_k/Conv ; Gather Shape :0 ; Gather_2 Shape :2 ;
Shape_3 conv_q/Conv ; Gather_3 Shape_3 :2 ; Unsqueeze Gather [0] ; Unsqueeze_1 Gather_3 [0] ;
Concat Unsqueeze $heads $head_channels Unsqueeze_1 ; Reshape conv_q/Conv Concat ;
Transpose Reshape perm=0,1,3,2 ; Unsqueeze_3 Gather_2 [0] ;
Concat_1 Unsqueeze $heads $head_channels Unsqueeze_3 ; Reshape_1 conv_k/Conv Concat_1 ;
Reshape_2 conv_v/Conv Concat_1 ; Transpose_1 Reshape_2 perm=0,1,3,2 ; Div Transpose $root ;
MatMul Div Reshape_1 ; Sub Gather_2 :5 ; Mul Gather_2 :2 ; Sub_1 Mul :1 ; Unsqueeze_6 Sub [0] ;
Concat_7 [0] [0] Unsqueeze_6 Unsqueeze_6 [0] [0] ; Reshape_3 Concat_7 [-1,2] ;
Slice Reshape_3 [-1] [START] [0] [-1] ; Transpose_2 Slice perm=1,0 ; Reshape_4 Transpose_2 [-1] ;
Pad $relative_k Reshape_4 - ; Unsqueeze_14 Sub_1 [0] ; Slice_1 Pad [0] Unsqueeze_14 [1] [1] ;
Unsqueeze_15 Slice_1 [0] ; Transpose_3 Unsqueeze_15 perm=0,1,3,2 ; MatMul_1 Div Transpose_3 ;
Shape_5 MatMul_1 ; Gather_5 Shape_5 :0 ; Gather_6 Shape_5 :1 ; Gather_7 Shape_5 :2 ;
Pad_1 MatMul_1 [0,0,0,0,0,0,0,1] - ; Mul_1 Gather_7 :2 ; Mul_2 Mul_1 Gather_7 ;
Unsqueeze_16 Gather_5 [0] ; Unsqueeze_17 Gather_6 [0] ; Unsqueeze_18 Mul_2 [0] ;
Concat_9 Unsqueeze_16 Unsqueeze_17 Unsqueeze_18 ; Reshape_7 Pad_1 Concat_9 ; Sub_3 Gather_7 :1 ;
Unsqueeze_19 Sub_3 [0] ; Concat_12 [0] Unsqueeze_19 [0] [0] [0] [0] ; Reshape_8 Concat_12 [-1,2] ;
Slice_3 Reshape_8 [-1] [START] [0] [-1] ; Transpose_5 Slice_3 perm=1,0 ;
Reshape_9 Transpose_5 [-1] ; Pad_2 Reshape_7 Reshape_9 - ; Add Gather_7 :1 ; Sub_5 Mul_1 :1 ;
Unsqueeze_23 Add [0] ; Unsqueeze_24 Sub_5 [0] ;
Concat_13 Unsqueeze_16 Unsqueeze_17 Unsqueeze_23 Unsqueeze_24 ; Reshape_10 Pad_2 Concat_13 ;
Unsqueeze_25 Gather_7 [0]
"""

# Softmax under the mask, values, and relative values by the way back.
_WEIGHTS = """
Add_1 MatMul $local ; Where /enc_p/encoder/attn_layers.0/Equal ~-10000 Add_1 ; Softmax Where ;
MatMul_2 Softmax Transpose_1 ; Shape_9 Softmax ; Gather_9 Shape_9 :0 ; Gather_10 Shape_9 :1 ;
Gather_11 Shape_9 :2 ; Sub_6 Gather_11 :1 ; Unsqueeze_27 Sub_6 [0] ;
Concat_16 [0] Unsqueeze_27 [0] [0] [0] [0] [0] [0] ; Reshape_11 Concat_16 [-1,2] ;
Slice_6 Reshape_11 [-1] [START] [0] [-1] ; Transpose_6 Slice_6 perm=1,0 ;
Reshape_12 Transpose_6 [-1] ; Pad_3 Softmax Reshape_12 - ; Mul_3 Gather_11 Gather_11 ;
Mul_4 Gather_11 Sub_6 ; Add_2 Mul_3 Mul_4 ; Unsqueeze_29 Gather_9 [0] ;
Unsqueeze_30 Gather_10 [0] ; Unsqueeze_31 Add_2 [0] ;
Concat_17 Unsqueeze_29 Unsqueeze_30 Unsqueeze_31 ; Reshape_13 Pad_3 Concat_17 ;
Unsqueeze_32 Gather_11 [0] ; Concat_20 Unsqueeze_32 [0] [0] [0] [0] [0] ;
Reshape_14 Concat_20 [-1,2] ; Slice_7 Reshape_14 [-1] [START] [0] [-1] ;
Transpose_7 Slice_7 perm=1,0 ; Reshape_15 Transpose_7 [-1] ; Pad_4 Reshape_13 Reshape_15 - ;
Mul_5 Gather_11 :2 ; Unsqueeze_37 Mul_5 [0] ;
Concat_21 Unsqueeze_29 Unsqueeze_30 Unsqueeze_32 Unsqueeze_37 ; Reshape_16 Pad_4 Concat_21 ;
Slice_8 Reshape_16 [1] [END] [3] [1] ; Pad_5 $relative_v Reshape_4 - ;
Slice_10 Pad_5 [0] Unsqueeze_14 [1] [1] ; Unsqueeze_39 Slice_10 [0] ;
MatMul_3 Slice_8 Unsqueeze_39 ; Add_3 MatMul_2 MatMul_3 ; Transpose_9 Add_3 perm=0,1,3,2 ;
Concat_23 Unsqueeze $channels Unsqueeze_1 ;
Reshape_19 Transpose_9 Concat_23
"""


def attention(scope: Scope, x: str, spec: TinySpec, *, first: bool, serial: int) -> str:
    """Write one self-attention. The first one also writes the mask that all of them use.

    `serial` numbers the nodes without names that the simplifier merged from two slices.
    """
    width = spec.hidden_channels
    head = width // spec.heads
    for name in ("conv_q", "conv_k", "conv_v"):
        conv(scope.sub(name), x, (width, width), 1)
    relative = {
        f"relative_{kind}": scope.graph.random(
            scope.parameter_name(f"emb_rel_{kind}"), 1, 2 * WINDOW + 1, head, scale=head**-0.5
        )
        for kind in "kv"
    }
    shape: dict[str, Operand] = {
        "heads": [spec.heads],
        "head_channels": [head],
        "root": math.sqrt(head),
    }
    scope.write(_SCORES, bind={**shape, **relative})
    low, high, local = (str(serial + offset) for offset in (0, 1, 4))
    graph = scope.graph
    graph.node("Concat", [scope.tensor([0]), scope.ref("Unsqueeze_19")], [low], axis=0)
    graph.node("Concat", [scope.ref("Unsqueeze_25"), scope.tensor([BOUNDLESS])], [high], axis=0)
    axes, steps = scope.tensor([2, 3]), scope.tensor([1, 1])
    graph.node("Slice", [scope.ref("Reshape_10"), low, high, axes, steps], [local])
    channels: Operand = [width]
    if first:
        scope.labelled("Equal", "/enc_p/encoder/Mul_output_0", 0.0)
    else:
        channels = scope.write("Gather_1 Shape :1 ; Unsqueeze_41 Gather_1 [0]")
    x = scope.write(_WEIGHTS, bind={**relative, "local": local, "channels": channels})
    return conv(scope.sub("conv_o"), x, (width, width), 1)


def feed_forward(scope: Scope, x: str, spec: TinySpec) -> str:
    """Write the two convolutions of a layer, each behind a mask and a `Pad` of its own."""
    channels = (spec.hidden_channels, spec.filter_channels)
    for i, ends in enumerate((channels, channels[::-1]), 1):
        x = scope.op("Mul", x, MASK)
        x = scope.op("Pad", x, [0, 0, 1, 0, 0, 1], "")
        x = conv(scope.sub(f"conv_{i}"), x, ends, 3, padding=0)
        if i == 1:
            x = scope.op("Relu", x)
    return scope.op("Mul", x, MASK)


def _transformer(scope: Scope, spec: TinySpec) -> str:
    x = scope.write(_PAIRS)
    for i in range(spec.attention_layers):
        y = attention(scope.sub(f"attn_layers.{i}"), x, spec, first=i == 0, serial=6547 + 5 * i)
        x = scope.op("Add", x, y)
        x = layer_norm(scope.sub(f"norm_layers_1.{i}"), x, spec.hidden_channels)
        y = feed_forward(scope.sub(f"ffn_layers.{i}"), x, spec)
        x = scope.op("Add", x, y)
        x = layer_norm(scope.sub(f"norm_layers_2.{i}"), x, spec.hidden_channels)
    return scope.labelled("Mul_2", x, MASK)


def text_encoder(scope: Scope, spec: TinySpec) -> str:
    """Write `enc_p`: prior mean and log deviation in its `Split`; returns the hidden text."""
    # The exporter names the first weight after its fourth input name when there is no speaker.
    name = "enc_p.emb.weight" if spec.multi_speaker else "sid"
    scale = spec.hidden_channels**-0.5
    table = scope.graph.random(name, SYMBOLS, spec.hidden_channels, scale=scale)
    scope.sub("emb").lookup(table, "input")
    root = math.sqrt(spec.hidden_channels)
    scope.write(_MASKS, bind={"root": root, "lengths": "input_lengths"})
    hidden = _transformer(scope.sub("encoder"), spec)
    ends = (spec.hidden_channels, 2 * spec.inter_channels)
    conv(scope.sub("proj"), hidden, ends, 1, gain=0.6)
    halves = [spec.inter_channels] * 2
    scope.write("Mul_2 proj/Conv Cast_1 ; Split Mul_2 $halves", bind={"halves": halves})
    return hidden
