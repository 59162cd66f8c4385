"""Zero padding before a convolution, into the convolution's own padding."""

import onnx

from ...graph import Graph, attribute


def merge_padding(graph: Graph) -> Graph:
    """Return `graph` with each constant zero Pad along time merged into the Conv that reads it."""
    nodes = []
    for node in graph.nodes:
        pad = graph.producer.get(node.input[0]) if node.op_type == "Conv" else None
        ends = _time_padding(graph, pad) if pad is not None else None
        if pad is None or ends is None:
            nodes.append(node)
            continue
        own = attribute(node, "pads", [0, 0])
        merged = onnx.NodeProto()
        merged.CopyFrom(node)
        merged.input[0] = pad.input[0]
        del merged.attribute[:]
        merged.attribute.extend(a for a in node.attribute if a.name != "pads")
        pads = [own[0] + ends[0], own[1] + ends[1]]
        merged.attribute.append(onnx.helper.make_attribute("pads", pads))
        nodes.append(merged)
    return Graph(nodes, graph.constants, graph.inputs, graph.opset)


def _time_padding(graph: Graph, pad: onnx.NodeProto) -> tuple[int, int] | None:
    """Return what a Pad of [1, channels, time] adds before and after, if only there and zeros."""
    if pad.op_type != "Pad" or attribute(pad, "mode", b"constant") != b"constant":
        return None
    amounts = graph.constants.get(pad.input[1])
    if amounts is None or amounts.size != 6 or (amounts < 0).any():
        return None
    value = graph.constants.get(pad.input[2]) if len(pad.input) > 2 and pad.input[2] else None
    if value is not None and value.any():
        return None
    before, after = amounts[:3].tolist(), amounts[3:].tolist()
    if any(before[:2]) or any(after[:2]):
        return None
    return before[2], after[2]
