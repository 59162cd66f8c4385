"""Exporters write the same network in more ways than one."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from jabbertts_wyoming.engines.vits.config import PiperConfig
from jabbertts_wyoming.engines.vits.prepare import prepare
from jabbertts_wyoming.engines.vits.voice import Prepared
from tests.tiny_vits import TinySpec, write_voice

TO_THE_END = np.iinfo(np.int64).max


def with_idle_slices(model: onnx.ModelProto) -> int:
    """Send every slice of channels through a slice that takes all of time, as torch does.

    Returns how many there are.
    """
    constants = {"idle_from": 0, "idle_to": TO_THE_END, "idle_axis": 2}
    model.graph.initializer.extend(
        numpy_helper.from_array(np.array([v], np.int64), k) for k, v in constants.items()
    )
    nodes = []
    for node in model.graph.node:
        nodes.append(node)
        if node.op_type == "Slice" and node.output[0].startswith("/flow/"):
            idle = f"{node.output[0]}_channels"
            nodes.append(
                onnx.helper.make_node("Slice", [idle, *constants], [node.output[0]], f"{idle}_all")
            )
            node.output[0] = idle
    added = len(nodes) - len(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return added


@pytest.mark.parametrize("speakers", [1, 3])
def test_slices_that_take_all_do_not_matter(tmp_path: Path, speakers: int) -> None:
    voice = write_voice(tmp_path, TinySpec(speakers=speakers))
    model = onnx.load(str(voice))
    assert with_idle_slices(model) > 0
    onnx.save(model, str(voice))
    prepared = tmp_path / "prepared"
    prepared.mkdir()
    prepare(voice, PiperConfig.read(voice.with_name(voice.name + ".json")), prepared)
    assert Prepared.read(prepared).hop == TinySpec().hop
