"""What a tiny voice looks like: quality, speakers, channel counts."""

import math
from dataclasses import dataclass
from typing import Literal

Quality = Literal["x_low", "low", "medium", "high"]
PhonemeType = Literal["espeak", "text", "hebrew", "japanese", "pinyin"]

SYMBOLS = 256


@dataclass(frozen=True)
class TinySpec:
    """One tiny voice. Two equal specs give the same bytes.

    `constant_nodes` writes each constant as a `Constant` node beside its use, as the exporter
    does; otherwise they are shared initializers, as in the simplified files that are published.
    """

    quality: Quality = "medium"
    speakers: int = 1
    dataset: str = "tiny"
    language: str = "en_US"
    espeak_voice: str = "en-us"
    phoneme_type: PhonemeType = "espeak"
    rate: int | None = None
    seed: int = 0
    hidden_channels: int = 16
    inter_channels: int = 16
    filter_channels: int = 16
    heads: int = 2
    attention_layers: int = 2
    gin_channels: int = 8
    decoder_channels: int | None = None
    frames_per_phoneme: float = 3.0
    constant_nodes: bool = False

    def __post_init__(self) -> None:
        if self.speakers < 1:
            raise ValueError(f"speakers must be at least 1, not {self.speakers}")
        if self.hidden_channels % self.heads:
            raise ValueError("hidden_channels must be a multiple of heads")
        if self.inter_channels % 2:
            raise ValueError("inter_channels must be even: the flow splits it in halves")

    @property
    def name(self) -> str:
        """File name without suffixes, as published voices are named."""
        return f"{self.language}-{self.dataset}-{self.quality}"

    @property
    def sample_rate(self) -> int:
        """Output rate in Hz: 16 000 for x_low and low, else 22 050, unless `rate` is given."""
        return self.rate or (16000 if self.quality in {"x_low", "low"} else 22050)

    @property
    def multi_speaker(self) -> bool:
        return self.speakers > 1

    @property
    def resblock(self) -> Literal["1", "2"]:
        return "1" if self.quality == "high" else "2"

    @property
    def resblock_kernels(self) -> tuple[int, ...]:
        return (3, 7, 11) if self.quality == "high" else (3, 5, 7)

    @property
    def resblock_dilations(self) -> tuple[tuple[int, ...], ...]:
        return ((1, 3, 5),) * 3 if self.quality == "high" else ((1, 2), (2, 6), (3, 12))

    @property
    def upsample_rates(self) -> tuple[int, ...]:
        return (8, 8, 2, 2) if self.quality == "high" else (8, 8, 4)

    @property
    def upsample_kernels(self) -> tuple[int, ...]:
        return (16, 16, 4, 4) if self.quality == "high" else (16, 16, 8)

    @property
    def upsample_initial_channels(self) -> int:
        """Channels before the first upsampling, halved by each; `decoder_channels` if given."""
        return self.decoder_channels or (32 if self.quality == "high" else 16)

    @property
    def hop(self) -> int:
        """Samples per frame."""
        return math.prod(self.upsample_rates)
