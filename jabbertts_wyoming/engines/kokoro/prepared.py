"""What preparation writes for a model, and how it is read again."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ...common.errors import VoiceError
from .base import SAMPLE_RATE

DESCRIPTION = "prepared.json"
GRAPHS = ("encoder", "measuring", "fixed")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Interfaces of the graphs, and this machine's measurements.

    A frame has `steps` rows of harmonics, whose first `bins` columns are magnitudes, and `samples`
    samples. `lead` is how many frames of silence a sentence usually begins with. `cost_overhead`
    and `cost_per_frame` are the seconds of a window's run.
    """

    steps: int
    samples: int
    bins: int
    lead: int
    gain: float
    cost_overhead: float
    cost_per_frame: float

    @property
    def frame_seconds(self) -> float:
        """How long a frame lasts."""
        return self.samples / SAMPLE_RATE

    def write(self, directory: Path) -> None:
        """Write the description into `directory`."""
        (directory / DESCRIPTION).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> "Prepared":
        """Read the description; raises `VoiceError` if it is not there or broken."""
        try:
            return cls(**json.loads((directory / DESCRIPTION).read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise VoiceError(f"the prepared model in {directory} is broken: {error}") from error


def graph_file(directory: Path, name: str) -> Path:
    """Return where one of `GRAPHS` is."""
    return directory / f"{name}.onnx"
