import logging
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.runtime import ort
from jabbertts_wyoming.runtime.ort import (
    CPU,
    GIVE_BACK,
    SharedWeights,
    open_session,
    usable_providers,
)


def double() -> bytes:
    values = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n"]) for n in ("x", "y")]
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "x"], ["y"])], "g", values[:1], values[1:]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    data: bytes = model.SerializeToString()
    return data


def test_a_session_runs_and_tells_its_inputs(tmp_path: Path) -> None:
    path = tmp_path / "double.onnx"
    path.write_bytes(double())
    for source in (double(), path):
        session = open_session(source)
        assert [i.name for i in session.get_inputs()] == ["x"]
        x = np.array([1, 2], np.float32)
        assert session.run(["y"], {"x": x})[0].tolist() == [2.0, 4.0]


def test_frugal_sessions_give_the_same() -> None:
    sessions = [open_session(double(), frugal=True) for _ in range(2)]
    for length in (3, 100_000, 1):
        x = np.arange(length, dtype=np.float32)
        for session in sessions:
            for options in (None, GIVE_BACK):
                np.testing.assert_array_equal(session.run(["y"], {"x": x}, options)[0], 2 * x)


def weighted() -> bytes:
    """x plus a weight of three numbers that is in a file."""
    model = onnx.ModelProto.FromString(double())
    model.graph.node[0].input[1] = "weight"
    weight = model.graph.initializer.add(name="weight", dims=[3], data_type=TensorProto.FLOAT)
    weight.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "weight.bin"), ("offset", "0"), ("length", "12")):
        weight.external_data.add(key=key, value=value)
    data: bytes = model.SerializeToString()
    return data


def test_weights_are_shared_on_the_cpu_and_read_from_the_file_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(weighted())
    (tmp_path / "weight.bin").write_bytes(np.full(3, 7, np.float32).tobytes())
    weights = SharedWeights({"weight": np.full(3, 5, np.float32), "unknown": np.zeros(1)})
    x = {"x": np.zeros(3, np.float32)}
    for _ in range(2):
        session = open_session(path, frugal=True, weights=weights)
        assert session.run(["y"], x)[0].tolist() == [5, 5, 5]
    monkeypatch.setattr(ort, "usable_providers", lambda _: ("AnotherProvider", CPU))
    with pytest.warns(UserWarning, match="AnotherProvider"):
        assert open_session(path, weights=weights).run(["y"], x)[0].tolist() == [7, 7, 7]


def test_the_optimized_model_runs_too(tmp_path: Path) -> None:
    path = tmp_path / "optimized.onnx"
    open_session(double(), save_optimized=path)
    x = np.array([3], np.float32)
    assert open_session(path).run(["y"], {"x": x})[0].tolist() == [6.0]


@pytest.mark.parametrize("data", [b"", b"garbage", double()[:20]], ids=["empty", "text", "cut"])
def test_what_is_no_model_gives_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(data)
    with pytest.raises(VoiceError, match=r"can't load broken\.onnx") as caught:
        open_session(path)
    assert len(str(caught.value).splitlines()) == 1
    with pytest.raises(VoiceError, match="can't load the model"):
        open_session(data)
    with pytest.raises(VoiceError, match=r"can't load missing\.onnx"):
        open_session(tmp_path / "missing.onnx")


def test_what_is_not_in_this_build_falls_back_to_the_cpu_in_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ort._warn_missing.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert usable_providers(["NopeExecutionProvider"]) == (CPU,)
        assert usable_providers(["NopeExecutionProvider", CPU]) == (CPU,)
        assert usable_providers([CPU]) == (CPU,)
        session = open_session(double(), providers=["NopeExecutionProvider"])
    assert session.run(None, {"x": np.zeros(1, np.float32)})[0].tolist() == [0.0]
    (record,) = caplog.records
    assert "NopeExecutionProvider" in record.getMessage()
    assert CPU in record.getMessage()


def test_what_is_there_goes_before_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    available = [CPU, "CUDAExecutionProvider", "XnnpackExecutionProvider"]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: available)
    wanted = [CPU, "XnnpackExecutionProvider", "CUDAExecutionProvider"]
    assert usable_providers(wanted) == ("XnnpackExecutionProvider", "CUDAExecutionProvider", CPU)
