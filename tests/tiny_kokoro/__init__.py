"""A Kokoro model of a few thousand weights: the published one's structure, random numbers."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

SYMBOLS, WIDTH, LATENT = 178, 256, 24
BINS, WINDOW, HOP = 11, 20, 5
FRAMES_PER_SYMBOL = 6
# Stride, kernel and channels of each upsampling; kernel and stride of its harmonics' convolution.
_LEVELS = ((10, 20, 16, 12, 6), (6, 12, 8, 1, 1))
_DILATIONS = (1, 3)
_KERNELS = (3, 5)


class _Writer:
    def __init__(self, seed: int = 0) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, npt.NDArray[Any]] = {}
        self.random = np.random.default_rng(seed)

    def __call__(self, kind: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        name = out or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name, **attributes))
        return name

    def put(self, value: object, kind: type = np.float32) -> str:
        name = f"w{len(self.weights)}"
        self.weights[name] = np.asarray(value, kind)
        return name

    def ints(self, *values: int) -> str:
        return self.put(values, np.int64)

    def draw(self, *shape: int, scale: float = 1.0) -> str:
        return self.put(self.random.standard_normal(shape) * scale)


def write_model(path: Path, *, quantised: bool = False, seed: int = 0) -> Path:
    """Write it with float weights, or dynamically quantised as the published int8 file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    model = build(seed)
    if not quantised:
        onnx.save(model, str(path))
        return path
    plain = path.with_suffix(".float")
    onnx.save(model, str(plain))
    quantize_dynamic(
        plain, path, weight_type=QuantType.QUInt8, op_types_to_quantize=["Conv", "MatMul"]
    )
    plain.unlink()
    return path


def build(seed: int = 0) -> onnx.ModelProto:
    """Return the model."""
    w = _Writer(seed)
    latent, source = _encoder(w)
    signal = latent
    for k, level in enumerate(_LEVELS):
        signal = _level(w, signal, source, level, LATENT if k == 0 else _LEVELS[k - 1][2])
    _tail(w, signal)
    inputs = [
        helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "symbols"]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, WIDTH]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    output = helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["samples"])
    weights = [numpy_helper.from_array(v, k) for k, v in w.weights.items()]
    graph = helper.make_graph(w.nodes, "tiny", inputs, [output], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)


def _encoder(w: _Writer) -> tuple[str, str]:
    """Return latent and harmonics: each symbol is held for some frames, a tone for all."""
    symbols = w("Gather", w.draw(SYMBOLS, LATENT), w("Squeeze", "tokens", w.ints(0)))
    mixed = w("MatMul", symbols, w.draw(LATENT, LATENT, scale=0.3))
    count = w("Cast", w("Shape", mixed, start=0, end=1), to=TensorProto.FLOAT)
    held_for = w(
        "Div", w("Expand", w.put([FRAMES_PER_SYMBOL]), w("Shape", symbols, end=1)), "speed"
    )
    durations = w("Clip", w("Round", held_for), w.put(1))
    length = w("ReduceSum", durations, keepdims=0)
    frames = w("Cast", length, to=TensorProto.INT64)
    steps = w("Range", w.put(0, np.int64), frames, w.put(1, np.int64))
    place = w(
        "Mul", w("Cast", steps, to=TensorProto.FLOAT), w("Div", "speed", w.put(FRAMES_PER_SYMBOL))
    )
    index = w(
        "Min",
        w("Cast", place, to=TensorProto.INT64),
        w("Sub", w("Cast", count, to=TensorProto.INT64), w.ints(1)),
    )
    held = w("Unsqueeze", w("Transpose", w("Gather", mixed, index), perm=[1, 0]), w.ints(0))
    latent = w("Conv", held, w.draw(LATENT, LATENT, 3, scale=0.2), w.draw(LATENT), pads=[1, 1])
    return latent, _harmonics(w, frames)


def _harmonics(w: _Writer, frames: str) -> str:
    samples = w("Mul", frames, w.put(300, np.int64))
    time = w("Range", w.put(0, np.int64), samples, w.put(1, np.int64))
    tone = w("Sin", w("Mul", w("Cast", time, to=TensorProto.FLOAT), w.put(0.05)))
    padded = w("Pad", tone, w.ints(WINDOW // 2, WINDOW // 2), mode="reflect")
    signal = w("Reshape", padded, w.ints(1, -1, 1))
    window = w.put(np.hanning(WINDOW + 1)[:-1])
    spectrum = w("STFT", signal, w.put(HOP, np.int64), window, w.put(WINDOW, np.int64), onesided=1)
    real, imaginary = (w("Gather", spectrum, w.put(k, np.int64), axis=3) for k in (0, 1))
    power = w("Add", w("Mul", real, real), w("Mul", imaginary, imaginary))
    both = w("Concat", w("Sqrt", w("Add", power, w.put(1e-6))), w("Atan", imaginary), axis=2)
    return w("Transpose", both, perm=[0, 2, 1])


def _level(w: _Writer, signal: str, source: str, level: tuple[int, ...], channels: int) -> str:
    stride, kernel, out, taps, step = level
    signal = w("LeakyRelu", signal, alpha=0.1)
    pad = (kernel - stride) // 2
    weight = w.draw(channels, out, kernel, scale=channels**-0.5)
    signal = w("ConvTranspose", signal, weight, w.draw(out), strides=[stride], pads=[pad, pad])
    if step == 1:
        signal = w("Pad", signal, w.ints(0, 0, 1, 0, 0, 0), mode="reflect")
    pads = [step // 2, step // 2] if step > 1 else [0, 0]
    weight = w.draw(out, 2 * BINS, taps, scale=(2 * BINS * taps) ** -0.5)
    noise = w("Conv", source, weight, w.draw(out), strides=[step], pads=pads)
    begin = w("Add", signal, _block(w, noise, out, 3))
    ends = [_block(w, begin, out, kernel) for kernel in _KERNELS]
    return w("Div", w("Add", *ends), w.put(len(ends)))


def _block(w: _Writer, signal: str, channels: int, kernel: int) -> str:
    for dilation in _DILATIONS:
        made = _layer(w, signal, channels, kernel, dilation)
        signal = w("Add", _layer(w, made, channels, kernel, 1), signal)
    return signal


def _layer(w: _Writer, signal: str, channels: int, kernel: int, dilation: int) -> str:
    gain, shift = (_styled(w, channels, base) for base in (1.0, 0.0))
    centred = w("Sub", signal, w("ReduceMean", signal, w.ints(2)))
    variance = w("ReduceMean", w("Mul", centred, centred), w.ints(2))
    deviation = w("Sqrt", w("Add", variance, w.put(1e-5)))
    normal = w("Add", w("Mul", gain, w("Div", centred, deviation)), shift)
    alpha = np.abs(w.random.standard_normal((1, channels, 1))) + 0.3
    power = w("Pow", w("Sin", w("Mul", w.put(alpha), normal)), w.put(2.0))
    active = w("Add", normal, w("Mul", w.put(1 / alpha), power))
    weight = w.draw(channels, channels, kernel, scale=0.5 * (channels * kernel) ** -0.5)
    pad = dilation * (kernel - 1) // 2
    bias = w.draw(channels, scale=0.1)
    return w("Conv", active, weight, bias, dilations=[dilation], pads=[pad, pad])


def _styled(w: _Writer, channels: int, base: float) -> str:
    made = w("MatMul", "style", w.draw(WIDTH, channels, scale=0.2 * WIDTH**-0.5))
    return w("Unsqueeze", w("Add", made, w.put(base)), w.ints(2))


def _tail(w: _Writer, signal: str) -> None:
    channels = _LEVELS[-1][2]
    signal = w("LeakyRelu", signal, alpha=0.01)
    weight = w.draw(2 * BINS, channels, 7, scale=0.25 * (channels * 7) ** -0.5)
    spectrum = w("Conv", signal, weight, w.draw(2 * BINS), pads=[3, 3])
    loud = w("Exp", w("Slice", spectrum, w.ints(0), w.ints(BINS), w.ints(1)))
    phase = w("Sin", w("Slice", spectrum, w.ints(BINS), w.ints(2 * BINS), w.ints(1)))
    real, imaginary = w("Mul", loud, w("Cos", phase)), w("Mul", loud, w("Sin", phase))
    both = w("Concat", real, imaginary, axis=1)
    basis = w.put(w.random.standard_normal((2 * BINS, 1, WINDOW)) * 0.0004)
    made = w("ConvTranspose", both, basis, strides=[HOP])
    louder = w("Mul", made, w.put(WINDOW / HOP))
    half = WINDOW // 2
    w(
        "Reshape",
        w("Slice", louder, w.ints(half), w.ints(-half), w.ints(2)),
        w.ints(-1),
        out="audio",
    )
