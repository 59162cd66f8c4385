"""The inverse rational-quadratic spline of the duration flows, as the exporter spells it out.

Indexed assignment became `ScatterND` on index grids, boolean masks became `NonZero` with
`GatherND`. Labels are the exporter's: their gaps are nodes that constant folding removed.
"""

import math

from tests.tiny_vits.graph import Scope

# 10 widths, 10 heights and 9 inner derivatives for each phoneme.
PARAMETERS = 29

_PARAMETERS = """
Mul proj/Conv /enc_p/Cast_1 ; Shape Split ; Gather Shape :0 ; Gather_1 Shape :1 ;
Gather_2 Shape :2 ; Unsqueeze Gather [0] ; Unsqueeze_1 Gather_1 [0] ; Unsqueeze_2 Gather_2 [0] ;
Concat Unsqueeze Unsqueeze_1 [-1] Unsqueeze_2 ; Reshape Mul Concat ;
Transpose Reshape perm=0,1,3,2 ; Slice Transpose [0] [10] [3] [1] ; Div Slice $root ;
Slice_1 Transpose [10] [20] [3] [1] ; Div_1 Slice_1 $root ; Slice_2 Transpose [20] [END] [3] [1]
"""

# Outside of [-5, 5] the flow is the identity.
_INSIDE = """
GreaterOrEqual Split#1 ~-5 ; LessOrEqual Split#1 ~5 ; And GreaterOrEqual LessOrEqual ; Not And
"""

# The derivative at both ends is set so that the tails join smoothly.
_DERIVATIVES = """
Pad Slice_2 [0,0,0,1,0,0,0,1] - ; Gather_3 Pad :0 axis=3 ; Shape_3 Gather_3 ;
ConstantOfShape_1 Shape_3 value=0.5397424 ; Expand ConstantOfShape_1 Shape_3 ; Shape_5 Pad ;
Gather_4 Shape_5 :0 ; Range :0 Gather_4 :1 ; Gather_5 Shape_5 :1 ; Range_1 :0 Gather_5 :1 ;
Gather_6 Shape_5 :2 ; Range_2 :0 Gather_6 :1 ; Reshape_3 Range [-1,1,1,1] ;
Reshape_4 Range_1 [-1,1,1] ; Reshape_5 Range_2 [-1,1] ; Add Reshape_3 Reshape_4 ;
Add_1 Add Reshape_5 ; Shape_8 Add_1 ; Equal Shape_8 [-1,-1,-1,-1] ;
Where Equal [1,1,1,1] Shape_8 ; Expand_1 Reshape_3 Where ; Unsqueeze_3 Expand_1 [-1] ;
Expand_2 Reshape_4 Where ; Unsqueeze_4 Expand_2 [-1] ; Expand_3 Reshape_5 Where ;
Unsqueeze_5 Expand_3 [-1] ; Expand_4 [0] Where ; Unsqueeze_6 Expand_4 [-1] ;
Concat_2 Unsqueeze_3 Unsqueeze_4 Unsqueeze_5 Unsqueeze_6 axis=-1 ; Slice_4 Shape_5 [4] [END] [0] ;
Concat_3 Shape_8 Slice_4 ; Reshape_6 Expand Concat_3 ; ScatterND Pad Concat_2 Reshape_6 ;
Shape_14 ScatterND ; Slice_5 Shape_14 [-1] [END] [0] ; Squeeze Slice_5 [0] ; Sub Squeeze :1 ;
Gather_7 ScatterND Sub axis=3 ; Shape_15 Gather_7 ; ConstantOfShape_6 Shape_15 value=0.5397424 ;
Expand_5 ConstantOfShape_6 Shape_15 ; Gather_8 Shape_14 :0 ; Range_3 :0 Gather_8 :1 ;
Gather_9 Shape_14 :1 ; Range_4 :0 Gather_9 :1 ; Gather_10 Shape_14 :2 ; Range_5 :0 Gather_10 :1 ;
Unsqueeze_7 Sub [0] ; Reshape_7 Range_3 [-1,1,1,1] ; Reshape_8 Range_4 [-1,1,1] ;
Reshape_9 Range_5 [-1,1] ; Add_3 Reshape_7 Reshape_8 ; Add_4 Add_3 Reshape_9 ;
Add_5 Add_4 Unsqueeze_7 ; Shape_20 Add_5 ; Equal_4 Shape_20 [-1,-1,-1,-1] ;
Where_4 Equal_4 [1,1,1,1] Shape_20 ; Expand_6 Reshape_7 Where_4 ; Unsqueeze_8 Expand_6 [-1] ;
Expand_7 Reshape_8 Where_4 ; Unsqueeze_9 Expand_7 [-1] ; Expand_8 Reshape_9 Where_4 ;
Unsqueeze_10 Expand_8 [-1] ; Expand_9 Unsqueeze_7 Where_4 ; Unsqueeze_11 Expand_9 [-1] ;
Concat_4 Unsqueeze_8 Unsqueeze_9 Unsqueeze_10 Unsqueeze_11 axis=-1 ;
Slice_6 Shape_14 [4] [END] [0] ; Concat_5 Shape_20 Slice_6 ; Reshape_10 Expand_5 Concat_5 ;
ScatterND_1 ScatterND Concat_4 Reshape_10
"""

_SELECT = """
NonZero Not ; Transpose_2 NonZero perm=1,0 ; GatherND Split#1 Transpose_2 ; Shape_26 Split#1 ;
ConstantOfShape_11 Shape_26 value=0 ; NonZero_1 And ; Transpose_3 NonZero_1 perm=1,0 ;
GatherND_1 Split#1 Transpose_3 ; GatherND_2 Div Transpose_3 ; GatherND_3 Div_1 Transpose_3 ;
GatherND_4 ScatterND_1 Transpose_3
"""

_MIN_WIDTH = """
Shape_27 GatherND_2 ; Gather_11 Shape_27 :1 ; Cast_7 Gather_11 to=1 ; Mul_9 Cast_7 ~0.001 ;
Sub_1 ~1 Mul_9
"""

# Bin edges from widths; used again for heights under shifted numbers.
_EDGES = """
Softmax GatherND_2 ; Mul_10 $rest Softmax ; Add_6 Mul_10 ~0.001 ; CumSum Add_6 i32:-1 ;
Pad_1 CumSum [0,1,0,0] ~0 ; Mul_11 Pad_1 ~10 ; Add_7 Mul_11 ~-5 ; Gather_12 Add_7 :0 axis=1 ;
Shape_28 Gather_12 ; ConstantOfShape_13 Shape_28 value=-5 ;
Expand_10 ConstantOfShape_13 Shape_28 ; Shape_30 Add_7 ; Gather_13 Shape_30 :0 ;
Range_6 :0 Gather_13 :1 ; Reshape_13 Range_6 [-1,1] ; Shape_31 Reshape_13 ;
Equal_8 Shape_31 [-1,-1] ; Where_8 Equal_8 [1,1] Shape_31 ; Expand_11 Reshape_13 Where_8 ;
Unsqueeze_12 Expand_11 [-1] ; Expand_12 [0] Where_8 ; Unsqueeze_13 Expand_12 [-1] ;
Concat_7 Unsqueeze_12 Unsqueeze_13 axis=-1 ; Slice_8 Shape_30 [2] [END] [0] ;
Concat_8 Shape_31 Slice_8 ; Reshape_14 Expand_10 Concat_8 ;
ScatterND_2 Add_7 Concat_7 Reshape_14 ; Shape_35 ScatterND_2 ; Slice_9 Shape_35 [-1] [END] [0] ;
Squeeze_1 Slice_9 [0] ; Sub_2 Squeeze_1 :1 ; Gather_14 ScatterND_2 Sub_2 axis=1 ;
Shape_36 Gather_14 ; ConstantOfShape_16 Shape_36 value=5 ; Expand_13 ConstantOfShape_16 Shape_36 ;
Gather_15 Shape_35 :0 ; Range_7 :0 Gather_15 :1 ; Unsqueeze_14 Sub_2 [0] ;
Reshape_15 Range_7 [-1,1] ; Add_9 Reshape_15 Unsqueeze_14 ; Shape_39 Add_9 ;
Equal_10 Shape_39 [-1,-1] ; Where_10 Equal_10 [1,1] Shape_39 ; Expand_14 Reshape_15 Where_10 ;
Unsqueeze_15 Expand_14 [-1] ; Expand_15 Unsqueeze_14 Where_10 ; Unsqueeze_16 Expand_15 [-1] ;
Concat_9 Unsqueeze_15 Unsqueeze_16 axis=-1 ; Slice_10 Shape_35 [2] [END] [0] ;
Concat_10 Shape_39 Slice_10 ; Reshape_16 Expand_13 Concat_10 ;
ScatterND_3 ScatterND_2 Concat_9 Reshape_16 ; Slice_11 ScatterND_3 [1] [END] [1] [1] ;
Slice_12 ScatterND_3 [0] [-1] [1] [1] ; Sub_3 Slice_11 Slice_12
"""

_SLOPES = """
Softplus GatherND_4 ; Add_10 Softplus ~0.001
"""

# Index of the bin that holds each value: the edges that are not above it, counted.
_SEARCH = """
Shape_58 ScatterND_5 ; Slice_19 Shape_58 [-1] [END] [0] ; Squeeze_3 Slice_19 [0] ;
Sub_6 Squeeze_3 :1 ; Gather_20 ScatterND_5 Sub_6 axis=1 ; Add_15 Gather_20 ~1e-06 ;
Shape_59 Gather_20 ; Expand_22 Add_15 Shape_59 ; Gather_21 Shape_58 :0 ;
Range_10 :0 Gather_21 :1 ; Unsqueeze_22 Sub_6 [0] ; Reshape_23 Range_10 [-1,1] ;
Add_16 Reshape_23 Unsqueeze_22 ; Shape_61 Add_16 ; Equal_16 Shape_61 [-1,-1] ;
Where_16 Equal_16 [1,1] Shape_61 ; Expand_23 Reshape_23 Where_16 ; Unsqueeze_23 Expand_23 [-1] ;
Expand_24 Unsqueeze_22 Where_16 ; Unsqueeze_24 Expand_24 [-1] ;
Concat_16 Unsqueeze_23 Unsqueeze_24 axis=-1 ; Slice_20 Shape_58 [2] [END] [0] ;
Concat_17 Shape_61 Slice_20 ; Reshape_24 Expand_22 Concat_17 ;
ScatterND_6 ScatterND_5 Concat_16 Reshape_24 ; Gather_22 ScatterND_6 Sub_6 axis=1 ;
Shape_65 Gather_22 ; Expand_25 Add_15 Shape_65 ; Shape_66 ScatterND_6 ; Gather_23 Shape_66 :0 ;
Range_11 :0 Gather_23 :1 ; Reshape_25 Range_11 [-1,1] ; Add_17 Reshape_25 Unsqueeze_22 ;
Shape_67 Add_17 ; Equal_18 Shape_67 [-1,-1] ; Where_18 Equal_18 [1,1] Shape_67 ;
Expand_26 Reshape_25 Where_18 ; Unsqueeze_26 Expand_26 [-1] ; Expand_27 Unsqueeze_22 Where_18 ;
Unsqueeze_27 Expand_27 [-1] ; Concat_18 Unsqueeze_26 Unsqueeze_27 axis=-1 ;
Slice_21 Shape_66 [2] [END] [0] ; Concat_19 Shape_67 Slice_21 ; Reshape_26 Expand_25 Concat_19 ;
ScatterND_7 ScatterND_6 Concat_18 Reshape_26 ; Unsqueeze_28 GatherND_1 [1] ;
GreaterOrEqual_1 Unsqueeze_28 ScatterND_7 ; Cast_16 GreaterOrEqual_1 to=7 ;
ReduceSum Cast_16 [-1] ; Sub_7 ReduceSum :1 ; Unsqueeze_29 Sub_7 [1]
"""

_BIN = """
GatherElements ScatterND_3 Unsqueeze_29 ; Gather_24 GatherElements :0 axis=1 ;
GatherElements_1 Sub_3 Unsqueeze_29 ; Gather_25 GatherElements_1 :0 axis=1 ;
GatherElements_2 ScatterND_7 Unsqueeze_29 ; Gather_26 GatherElements_2 :0 axis=1 ;
Div_2 Sub_5 Sub_3 ; GatherElements_3 Div_2 Unsqueeze_29 ; Gather_27 GatherElements_3 :0 axis=1 ;
GatherElements_4 Add_10 Unsqueeze_29 ; Gather_28 GatherElements_4 :0 axis=1 ;
Slice_22 Add_10 [1] [END] [1] [1] ; GatherElements_5 Slice_22 Unsqueeze_29 ;
Gather_29 GatherElements_5 :0 axis=1 ; GatherElements_6 Sub_5 Unsqueeze_29 ;
Gather_30 GatherElements_6 :0 axis=1
"""

# The root of the quadratic equation of that bin.
_ROOT = """
Sub_8 GatherND_1 Gather_26 ; Add_18 Gather_28 Gather_29 ; Mul_26 Gather_27 ~2 ;
Sub_9 Add_18 Mul_26 ; Mul_27 Sub_8 Sub_9 ; Sub_10 Gather_27 Gather_28 ; Mul_28 Gather_30 Sub_10 ;
Add_19 Mul_27 Mul_28 ; Mul_29 Gather_30 Gather_28 ; Sub_11 Mul_29 Mul_27 ; Neg Gather_27 ;
Mul_30 Neg Sub_8 ; Pow Sub_11 ~2 ; Mul_31 Add_19 ~4 ; Mul_32 Mul_31 Mul_30 ; Sub_12 Pow Mul_32 ;
Mul_33 Mul_30 ~2 ; Neg_1 Sub_11 ; Sqrt Sub_12 ; Sub_13 Neg_1 Sqrt ; Div_3 Mul_33 Sub_13 ;
Mul_34 Div_3 Gather_25 ; Add_20 Mul_34 Gather_24
"""

_MERGE = """
Shape_71 ConstantOfShape_11 ; Expand_28 Not Shape_71 ; NonZero_5 Expand_28 ;
Transpose_9 NonZero_5 perm=1,0 ; Shape_72 Transpose_9 ; Gather_31 Shape_72 :0 ;
Unsqueeze_30 Gather_31 [0] ; Slice_23 GatherND [0] Unsqueeze_30 [0] ;
ScatterND_8 ConstantOfShape_11 Transpose_9 Slice_23 ; Shape_73 ScatterND_8 ;
Expand_29 And Shape_73 ; NonZero_6 Expand_29 ; Transpose_10 NonZero_6 perm=1,0 ;
Reshape_28 Add_20 [-1] ; Shape_74 Transpose_10 ; Gather_32 Shape_74 :0 ;
Unsqueeze_31 Gather_32 [0] ; Slice_24 Reshape_28 [0] Unsqueeze_31 [0] ;
ScatterND_9 ScatterND_8 Transpose_10 Slice_24 ; Concat_20 Split ScatterND_9 axis=1 ;
Mul_35 Concat_20 /enc_p/Cast_1
"""

_TO_HEIGHTS = {
    "Add": 5,
    "Concat": 5,
    "ConstantOfShape": 7,
    "CumSum": 1,
    "Equal": 4,
    "Expand": 6,
    "Gather": 4,
    "GatherND": 1,
    "Mul": 6,
    "Pad": 1,
    "Range": 2,
    "Reshape": 6,
    "ScatterND": 2,
    "Shape": 15,
    "Slice": 6,
    "Softmax": 1,
    "Squeeze": 1,
    "Sub": 2,
    "Unsqueeze": 5,
    "Where": 4,
}


def inverse_spline(scope: Scope, channels: int) -> str:
    """Write the spline of one flow; its `Split` and `proj` convolution must be there.

    `channels` is the width of the stack before `proj`. Returns the flow's output, [batch, 2, T].
    """
    scope.write(_PARAMETERS, bind={"root": math.sqrt(channels)})
    scope.write(_INSIDE)
    scope.write(_DERIVATIVES)
    scope.write(_SELECT)
    rest = scope.write(_MIN_WIDTH)
    scope.write(_EDGES, bind={"rest": rest})
    scope.write(_SLOPES)
    scope.write(_EDGES, bind={"rest": rest}, shift=_TO_HEIGHTS)
    for template in (_SEARCH, _BIN, _ROOT):
        scope.write(template)
    return scope.write(_MERGE)
