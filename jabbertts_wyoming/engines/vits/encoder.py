"""The per-sentence half of VITS: phoneme ids to means, deviations and durations, then frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ...runtime.ort import GIVE_BACK, OpenedSession

Signal = npt.NDArray[np.float32]

# BOS, PAD, one phoneme, PAD, EOS. Encoders are specialized for no less.
MIN_PHONEME_IDS = 5
# From about 25 words on, attention takes tens of megabytes, which is not to stay with the voice.
_LONG_IDS = 300


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """The encoder model's interface: the names of its tensors as the voice's file has them.

    `speaker` is None for a single-speaker voice, `duration_noise` where the duration predictor
    is deterministic. `conditions` are outputs that the streaming stages take as inputs.
    """

    phonemes: str
    lengths: str
    scales: str
    speaker: str | None
    duration_noise: str | None
    means: str
    log_deviations: str
    durations: str
    conditions: tuple[str, ...]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "EncoderSpec":
        """Read what `dataclasses.asdict` wrote."""
        return cls(**{**data, "conditions": tuple(data["conditions"])})


@dataclass(frozen=True, slots=True)
class Scales:
    """VITS's inference scales, and the speed of the whole.

    `length` above 1 slows the speech down, phoneme by phoneme, each rounded up to a frame;
    `speed` divides the duration of the result, exactly.
    """

    noise: float
    length: float
    noise_w: float
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sentence ready for the flow.

    `prior` is [1, channels, frames]; `durations` are frames per phoneme id.
    """

    prior: Signal
    durations: npt.NDArray[np.int64]
    conditions: dict[str, Signal]

    @property
    def frames(self) -> int:
        """Length in frames."""
        return int(self.prior.shape[-1])


class Encoder:
    """The encoder's session and interface; stateless."""

    def __init__(self, session: OpenedSession, spec: EncoderSpec, max_frames: int) -> None:
        self._session = session
        self.spec = spec
        self._max_frames = max_frames
        self._inputs = {i.name for i in session.get_inputs()}

    def encode(
        self,
        phoneme_ids: Sequence[int],
        scales: Scales,
        speaker: int | None,
        random: np.random.Generator,
    ) -> Encoded:
        """Encode one sentence; all randomness is drawn from `random`. Blocking.

        No sentence gets longer than `max_frames` frames (more if it is slowed down): what is
        beyond is shortened phoneme by phoneme, so that a voice gone wrong can't ask for memory
        without bound.
        """
        spec = self.spec
        count = len(phoneme_ids)
        if count < MIN_PHONEME_IDS:
            raise ValueError(f"{count} phoneme ids; a sentence has at least {MIN_PHONEME_IDS}")
        feeds: dict[str, npt.NDArray[Any]] = {
            spec.phonemes: np.asarray([phoneme_ids], np.int64),
            spec.lengths: np.array([count], np.int64),
            spec.scales: np.array([scales.noise, scales.length, scales.noise_w], np.float32),
        }
        if spec.speaker is not None:
            feeds[spec.speaker] = np.array([speaker or 0], np.int64)
        if spec.duration_noise is not None:
            feeds[spec.duration_noise] = random.standard_normal((1, 2, count), np.float32)
        outputs = [spec.means, spec.log_deviations, spec.durations, *spec.conditions]
        means, deviations, durations, *conditions = self._session.run(
            outputs,
            {k: v for k, v in feeds.items() if k in self._inputs},
            GIVE_BACK if count >= _LONG_IDS else None,
        )
        frames = _whole_frames(durations, int(self._max_frames * max(1.0, scales.length)))
        frames = _at_speed(frames, scales.speed)
        return Encoded(
            prior=_sample(means, deviations, frames, scales.noise, random),
            durations=frames,
            conditions=dict(zip(spec.conditions, conditions, strict=True)),
        )


def _whole_frames(durations: Signal, most: int) -> npt.NDArray[np.int64]:
    known = np.nan_to_num(durations.reshape(-1), nan=1.0, posinf=1.0)
    frames = np.clip(known, 0, most).astype(np.int64)
    if not frames.any():
        frames[-1] = 1
    over = np.cumsum(frames) - most
    return np.asarray(np.where(over > 0, np.maximum(frames - over, 0), frames))


def _at_speed(frames: npt.NDArray[np.int64], speed: float) -> npt.NDArray[np.int64]:
    """Return durations whose sum is that of `frames` divided by `speed`, at least one frame.

    Each phoneme's end is rounded, not each phoneme: what one loses the next one gets.
    """
    if speed == 1.0:
        return frames
    ends = np.rint(np.cumsum(frames) / speed).astype(np.int64)
    ends[-1] = max(ends[-1], 1)
    return np.diff(ends, prepend=0)


def _sample(
    means: Signal,
    deviations: Signal,
    frames: npt.NDArray[np.int64],
    noise_scale: float,
    random: np.random.Generator,
) -> Signal:
    """Draw the prior: each phoneme's mean and deviation, held for its frames, plus noise."""
    expanded = np.repeat(means, frames, axis=2)
    if noise_scale:
        spread = np.repeat(np.exp(deviations) * np.float32(noise_scale), frames, axis=2)
        expanded += random.standard_normal(expanded.shape, np.float32) * spread
    return expanded
