"""The whole graph: modules in order, alignment of phonemes to frames, inputs and output."""

import onnx
from onnx import TensorProto, helper, shape_inference

from tests.tiny_vits.decoder import decoder
from tests.tiny_vits.durations import duration_predictor
from tests.tiny_vits.encoder import text_encoder
from tests.tiny_vits.flow import flow
from tests.tiny_vits.graph import Graph, Scope
from tests.tiny_vits.spec import TinySpec

OPSET = 15

_SCALES = "Gather $scales :0 ; Gather_1 $scales :1 ; Gather_2 $scales :2"

# Log durations to whole frames, to a 0/1 path of phonemes over frames, to a sample of the prior.
_ALIGN = """
Exp /dp/Split ; Mul Exp /enc_p/Cast_1 ; Mul_1 Mul Gather_1 ; Ceil Mul_1 ; ReduceSum Ceil [1,2] ;
Clip ReduceSum ~1 - ; Cast Clip to=7 ; ReduceMax Cast ; Range :0 ReduceMax :1 ;
Unsqueeze Range [0] ; Unsqueeze_1 Cast [1] ; Less Unsqueeze Unsqueeze_1 ; Unsqueeze_2 Less [1] ;
Cast_2 Unsqueeze_2 to=1 ; Unsqueeze_3 Cast_2 [-1] ; Mul_2 /enc_p/encoder/Unsqueeze Unsqueeze_3 ;
Shape Mul_2 ; Gather_3 Shape :0 ; Gather_4 Shape :2 ; Gather_5 Shape :3 ; CumSum Ceil i32:-1 ;
Mul_3 Gather_3 Gather_5 ; Unsqueeze_4 Mul_3 [0] ; Reshape CumSum Unsqueeze_4 ;
Cast_3 Gather_4 to=1 ; Range_1 ~0 Cast_3 ~1 ; Unsqueeze_5 Range_1 [0] ; Unsqueeze_6 Reshape [1] ;
Less_1 Unsqueeze_5 Unsqueeze_6 ; Cast_4 Less_1 to=1 ; Unsqueeze_7 Gather_3 [0] ;
Unsqueeze_8 Gather_5 [0] ; Unsqueeze_9 Gather_4 [0] ;
Concat_1 Unsqueeze_7 Unsqueeze_8 Unsqueeze_9 ; Reshape_1 Cast_4 Concat_1 ;
Pad Reshape_1 [0,1,0,0,0,0] - ; Slice_1 Pad [0] [-1] [1] [1] ; Sub Reshape_1 Slice_1 ;
Unsqueeze_10 Sub [1] ; Transpose_1 Unsqueeze_10 perm=0,1,3,2 ; Mul_4 Transpose_1 Mul_2 ;
Squeeze Mul_4 [1] ; Transpose_2 /enc_p/Split perm=0,2,1 ; MatMul Squeeze Transpose_2 ;
Transpose_3 MatMul perm=0,2,1 ; Transpose_4 /enc_p/Split#1 perm=0,2,1 ;
MatMul_1 Squeeze Transpose_4 ; Transpose_5 MatMul_1 perm=0,2,1 ; RandomNormalLike Transpose_3 ;
Exp_1 Transpose_5 ; Mul_5 RandomNormalLike Exp_1 ; Mul_6 Mul_5 Gather ; Add Transpose_3 Mul_6
"""


def build_model(spec: TinySpec) -> onnx.ModelProto:
    """Build the graph of a voice, with inferred shapes as the published files have."""
    graph = Graph(seed=spec.seed, constant_nodes=spec.constant_nodes)
    top = Scope(graph)
    # A multi-speaker graph has one more Unsqueeze at the top, so all later ones move up.
    shift = {"Unsqueeze": 1} if spec.multi_speaker else {}
    top.write(_SCALES, bind={"scales": "scales"})
    hidden = text_encoder(top.sub("enc_p"), spec)
    speaker = _speaker(top, spec)
    duration_predictor(top.sub("dp"), hidden, spec, speaker)
    prior = top.write(_ALIGN, shift=shift)
    z = flow(top.sub("flow"), prior, spec, speaker)
    z = top.labelled("Mul_7", z, top.ref("Cast_2"))
    decoder(top.sub("dec"), z, spec, speaker)
    name = top.name_of("Unsqueeze_11", shift)
    graph.node("Unsqueeze", [top.ref("dec/Tanh"), top.tensor([1])], ["output"], name)
    return _model(graph, spec)


def _speaker(top: Scope, spec: TinySpec) -> str | None:
    """Write the speaker's embedding, [1, gin, 1]; none in single-speaker models."""
    if not spec.multi_speaker:
        return None
    table = top.graph.random("emb_g.weight", spec.speakers, spec.gin_channels, scale=1.0)
    row = top.sub("emb_g").lookup(table, "sid")
    return top.labelled("Unsqueeze", row, [-1])


def _model(graph: Graph, spec: TinySpec) -> onnx.ModelProto:
    int64, float32 = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("input", int64, ["batch_size", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", int64, ["batch_size"]),
        helper.make_tensor_value_info("scales", float32, [3]),
    ]
    if spec.multi_speaker:
        inputs.append(helper.make_tensor_value_info("sid", int64, [1]))
    shape: list[str | int | None] = ["batch_size", "time", 1, "Unsqueezeoutput_dim_3"]
    output = helper.make_tensor_value_info("output", float32, shape)
    body = helper.make_graph(graph.nodes, "torch_jit", inputs, [output], graph.initializers)
    model = helper.make_model(
        body,
        ir_version=8,
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="pytorch",
        producer_version="2.0.0",
    )
    model = shape_inference.infer_shapes(model)
    # Inference corrects the exporter's misplaced "time"; the published files keep it.
    model.graph.output[0].CopyFrom(output)
    return model
