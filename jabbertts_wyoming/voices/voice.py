"""One voice: its files, its config, and what clients are told of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..engines.vits.config import PiperConfig
from ..engines.vits.loader import VoiceFiles
from ..request import VoiceInfo
from .files import embedded_files
from .languages import normalize

# Of a voice that somebody put into the data directory we don't know who made it.
_UNKNOWN = ("unknown", "")
_EMBEDDED = ("Nabu Casa voice datasets", "https://github.com/NabuCasa/voice-datasets")


@dataclass(frozen=True, slots=True)
class Voice:
    """A Piper voice whose config is good."""

    files: VoiceFiles
    config: PiperConfig

    @property
    def name(self) -> str:
        """The name that clients use: the file's."""
        return self.files.name

    @property
    def language(self) -> str:
        """The language tag, as `en_US`."""
        return normalize(self.config.language)

    @property
    def quality(self) -> str:
        """Piper's quality: x_low, low, medium or high."""
        return self.config.quality

    @property
    def speakers(self) -> Mapping[str, int]:
        """Speaker names to indexes; empty for one speaker."""
        return self.config.speakers

    def info(self) -> VoiceInfo:
        """Describe the voice to clients."""
        attribution = _EMBEDDED if self.files == embedded_files() else _UNKNOWN
        label = self.config.dataset.replace("_", " ") or self.name
        return VoiceInfo(
            name=self.name,
            description=f"{label} ({self.quality})",
            languages=(self.language,),
            speakers=tuple(sorted(self.speakers, key=self.speakers.__getitem__)),
            sample_rate=self.config.sample_rate,
            quality=self.quality,
            engine="piper",
            version=self.config.version,
            attribution_name=attribution[0],
            attribution_url=attribution[1],
        )
