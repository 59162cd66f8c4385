"""A prepared VITS voice, loaded: phoneme ids to windows of samples."""

import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ...audio.level import to_pcm
from ...common.errors import VoiceError
from ...runtime.ort import CPU, open_session
from ...runtime.pacer import Pacer
from ...runtime.pool import WorkerPool
from ..base import Manner
from ..schedule import CostModel
from .decoder import Decoder
from .encoder import Encoded, Encoder, EncoderSpec, Scales
from .specs import StageSpec
from .stage import Signal, Stage

DESCRIPTION = "prepared.json"
# A minute of sound: no sentence that the text front end lets through is as long.
MAX_SENTENCE_SECONDS = 60.0
_WARM_UP_IDS = 40
# A loaded graph takes its file twice: as it was read, and laid out for the kernels. A long
# sentence needs some tens of megabytes more.
_PER_FILE_BYTE = 2
_SCRATCH_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """What preparation wrote beside the models: interfaces and this machine's measurements.

    `cost_overhead` and `cost_per_frame` are the seconds of a window's run through all stages.
    """

    sample_rate: int
    encoder: EncoderSpec
    stages: tuple[StageSpec, ...]
    gain: float
    cost_overhead: float
    cost_per_frame: float
    default_scales: Scales

    def write(self, directory: Path) -> None:
        """Write the description into `directory`."""
        text = json.dumps(asdict(self), indent=1)
        (directory / DESCRIPTION).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> "Prepared":
        """Read the description; raises `VoiceError` if it is not there or broken."""
        try:
            data: dict[str, Any] = json.loads((directory / DESCRIPTION).read_text("utf-8"))
            data["encoder"] = EncoderSpec.from_json(data["encoder"])
            data["stages"] = tuple(StageSpec.from_json(s) for s in data["stages"])
            data["default_scales"] = Scales(**data["default_scales"])
            return cls(**data)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise VoiceError(f"the prepared voice in {directory} is broken: {error}") from error

    @property
    def hop(self) -> int:
        """Samples per frame."""
        return int(np.prod([s.up for s in self.stages]))


def encoder_file(directory: Path) -> Path:
    """Return where the encoder's model is."""
    return directory / "encoder.onnx"


def stage_file(directory: Path, index: int) -> Path:
    """Return where the model of stage `index` is."""
    return directory / f"stage{index}.onnx"


def memory_bytes(directory: Path) -> int:
    """Return about how much memory a prepared voice takes when it is loaded. Blocking."""
    files = sum(path.stat().st_size for path in directory.glob("*.onnx"))
    return files * _PER_FILE_BYTE + _SCRATCH_BYTES


@dataclass(frozen=True, slots=True)
class VitsSentence:
    """A sentence whose prior is drawn; implements `Sentence`."""

    decoder: Decoder
    encoded: Encoded
    repeatable: bool

    @property
    def seconds(self) -> float:
        """How long its sound lasts."""
        return self.encoded.frames * self.decoder.frame_seconds

    @property
    def boundaries(self) -> Sequence[float]:
        """When each id begins, and the last one ends; see `Sentence.boundaries`."""
        ends = np.cumsum(self.encoded.durations) * self.decoder.frame_seconds
        return [0.0, *ends.tolist()]

    def windows(self, pacer: Pacer, pool: WorkerPool) -> AsyncGenerator[bytes, None]:
        """Yield it as PCM, window by window."""
        return self.decoder.decode(self.encoded, pacer, pool, self.repeatable)


class VitsVoice:
    """One voice's sessions, shared by all requests."""

    def __init__(self, prepared: Prepared, encoder: Encoder, stages: Sequence[Stage]) -> None:
        self._prepared = prepared
        self._encoder = encoder
        self._stages = stages
        cost = CostModel(prepared.cost_overhead, prepared.cost_per_frame)
        self.decoder = Decoder(
            stages,
            prepared.hop / prepared.sample_rate,
            cost,
            finish=partial(to_pcm, gain=prepared.gain),
        )

    @classmethod
    def load(cls, directory: Path, threads: int, providers: Sequence[str] = (CPU,)) -> "VitsVoice":
        """Load a prepared voice; `threads` encode a sentence together. Blocking.

        Raises `VoiceError`.
        """
        prepared = Prepared.read(directory)
        # Frugal, so that voices that don't speak at the same time don't each keep what it took.
        encoder = open_session(encoder_file(directory), threads, providers, frugal=True)
        stages = [
            Stage(open_session(stage_file(directory, k), 1, providers, frugal=True), spec)
            for k, spec in enumerate(prepared.stages)
        ]
        frames = int(MAX_SENTENCE_SECONDS * prepared.sample_rate / prepared.hop)
        voice = cls(prepared, Encoder(encoder, prepared.encoder, frames), stages)
        voice._warm_up()
        return voice

    def _warm_up(self) -> None:
        """Run everything once, so that the first listener doesn't pay for first allocations."""
        ids = [0] * _WARM_UP_IDS
        scales = self._prepared.default_scales
        encoded = self._encoder.encode(ids, scales, None, np.random.default_rng(0))
        window: Signal | None = encoded.prior
        for stage in self._stages:
            window = stage.open(encoded.conditions).push(window, True)

    @property
    def sample_rate(self) -> int:
        """Samples per second, Hz."""
        return self._prepared.sample_rate

    async def encode(
        self,
        phoneme_ids: Sequence[int],
        manner: Manner,
        random: np.random.Generator,
        deadline: float,
        pool: WorkerPool,
    ) -> "VitsSentence":
        """Encode one sentence; see `EngineVoice.encode`."""
        encoded = await pool.run(
            deadline,
            self._encoder.encode,
            phoneme_ids,
            self._scales(manner),
            manner.speaker,
            random,
        )
        return VitsSentence(self.decoder, encoded, manner.repeatable)

    def _scales(self, manner: Manner) -> Scales:
        own = self._prepared.default_scales
        return Scales(
            noise=own.noise if manner.noise_scale is None else manner.noise_scale,
            length=own.length if manner.length_scale is None else manner.length_scale,
            noise_w=own.noise_w if manner.noise_w_scale is None else manner.noise_w_scale,
            speed=manner.speed,
        )
