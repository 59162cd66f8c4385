"""What a Kokoro graph's generator (iSTFTNet) is made of: weights, and the tensors it begins at."""

from dataclasses import dataclass
from math import prod

from ..graph import Array


@dataclass(frozen=True, slots=True, eq=False)
class Norm:
    """`(x - mean) / sqrt(var + epsilon) * gain + shift` over time.

    Gain and shift are tensors of the graph, made of the style.
    """

    gain: str
    shift: str
    epsilon: float


@dataclass(frozen=True, slots=True, eq=False)
class Conv:
    """A convolution over time, plain or transposed; weights as ONNX has them, pads in steps."""

    weight: Array
    bias: Array
    dilation: int = 1
    stride: int = 1
    pads: tuple[int, int] = (0, 0)

    @property
    def taps(self) -> int:
        """How many steps the kernel has."""
        return int(self.weight.shape[2])


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A norm, Snake (`y + sin(alpha * y)^2 / alpha`) and the convolution of what it gives."""

    norm: Norm
    alpha: Array
    conv: Conv


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """`x + second(first(x))`."""

    first: Layer
    second: Layer


Block = tuple[Unit, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """An upsampling, the harmonics that are added to it, and the mean of some blocks.

    `reflected` steps are put before the upsampled signal, mirrored.
    """

    slope: float
    up: Conv
    reflected: int
    noise: Conv
    noise_block: Block
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Generator:
    """The generator: from `latent` and `harmonics` (tensors) to samples.

    `basis` is the inverse STFT's, 2 * bins by 1 by window; `hop` is in samples.
    """

    latent: str
    harmonics: str
    levels: tuple[Level, ...]
    slope: float
    post: Conv
    basis: Array
    hop: int

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers in the order of their coming."""
        blocks = (block for level in self.levels for block in (level.noise_block, *level.blocks))
        return tuple(part for b in blocks for unit in b for part in (unit.first, unit.second))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The layers' channels."""
        return tuple(int(layer.conv.weight.shape[1]) for layer in self.layers)

    @property
    def steps(self) -> int:
        """Steps of the harmonics in a frame of the latent."""
        return prod(level.up.stride for level in self.levels)

    @property
    def samples(self) -> int:
        """Samples in a frame of the latent."""
        return self.steps * self.hop
