"""What a voice is to those who find, choose and speak it, whatever its engine."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..engines.base import EngineVoice
from ..phonemes.timing import WordMap
from ..request import VoiceInfo
from ..runtime.cache import PreparedCache
from ..runtime.children import Children
from ..text.reading import Given


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What loading a voice needs to know: threads of one run, ONNX Runtime's providers."""

    threads: int
    providers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pronounced:
    """The phonemes of a sentence, or whatever symbols a voice speaks.

    `unknown` are those among them that the voice has no sound for.
    """

    symbols: str
    unknown: tuple[str, ...] = ()


class Voice(Protocol):
    """A voice whose description proved good."""

    @property
    def name(self) -> str:
        """The name that clients use."""

    @property
    def language(self) -> str:
        """The main language's tag, as `en_US`."""

    @property
    def sample_rate(self) -> int:
        """Samples per second, Hz."""

    @property
    def quality(self) -> str:
        """Piper's scale: x_low, low, medium or high."""

    @property
    def standing(self) -> float:
        """How good it sounds beside others of its language, from 0, the last resort, to 1."""

    @property
    def speakers(self) -> Mapping[str, int]:
        """Speaker names to indexes; empty for one speaker."""

    def info(self) -> VoiceInfo:
        """Describe the voice to clients."""

    def phoneme_ids(self, text: str, given: Sequence[Given] = ()) -> list[list[int]]:
        """Turn a sentence into phoneme ids, in pieces that the model can take. Blocking.

        `given` are phonemes to be spoken for parts of it, in order; a voice that can't take any
        speaks the text. Raises `VoiceError`.
        """

    def pronounced(self, text: str, given: Sequence[Given] = ()) -> Pronounced:
        """Return what `phoneme_ids` makes ids of, and what it leaves out. Blocking."""

    def word_map(self, text: str, given: Sequence[Given] = ()) -> WordMap | None:
        """Return which words the ids of `phoneme_ids` are; None if that can't be told. Blocking."""


class Source(Protocol):
    """A voice's files on disk. All methods block, and raise `VoiceError`."""

    @property
    def name(self) -> str:
        """The voice's name."""

    @property
    def stamp(self) -> Hashable:
        """Something that changes when the files do."""

    @property
    def bytes(self) -> int:
        """How large the files are."""

    @property
    def model(self) -> str:
        """What is prepared for it is kept under this name."""

    def read(self) -> Voice:
        """Read and check the voice's description."""

    def prepare(self, cache: PreparedCache, children: Children) -> int:
        """Prepare the voice, unless it is; return about how many bytes its model takes loaded."""

    def load(
        self, cache: PreparedCache, settings: EngineSettings, children: Children
    ) -> EngineVoice:
        """Load the voice, preparing it first if needed."""
