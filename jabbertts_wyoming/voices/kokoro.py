"""Kokoro's voices: one model in the folder `kokoro`, and each style there is a voice."""

import logging
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from ..common.errors import ConfigError, VoiceError
from ..engines.base import EngineVoice
from ..engines.kokoro.base import MAX_SYMBOLS, SAMPLE_RATE
from ..engines.kokoro.model import memory_bytes
from ..engines.kokoro.phonemes import LANGUAGES
from ..engines.kokoro.pieces import split
from ..engines.kokoro.recipe import Part, Recipe, find_recipes, parse_blend
from ..engines.kokoro.shared import SharedModels
from ..engines.kokoro.styles import StyleFile, Styles, file_stamp, find_styles, read_blend
from ..engines.kokoro.vocab import known, to_ids
from ..engines.kokoro.words import id_symbols
from ..phonemes.timing import WordMap
from ..request import VoiceInfo
from ..runtime.cache import PreparedCache
from ..runtime.children import Children
from ..text.reading import Given
from .catalogue.read import read_family
from .languages import match
from .runs import Spoken, joined, runs_of, spans, spoken
from .standing import of_grade
from .voice import EngineSettings, Pronounced

FOLDER = "kokoro"

_ATTRIBUTION = ("hexgrad", "https://huggingface.co/hexgrad/Kokoro-82M")
# A style's name begins with a letter for the language and one for the gender.
_STYLE = re.compile(r"([abefhijpz])([fm])_(\w+)")
_TAGS = {
    "a": "en_US",
    "b": "en_GB",
    "e": "es",
    "f": "fr_FR",
    "h": "hi",
    "i": "it",
    "j": "ja",
    "p": "pt_BR",
    "z": "zh_CN",
}
_GENDERS = {"f": "female", "m": "male"}
_VERSION = re.compile(r"v(\d+)[._](\d+)")
# Fewer bits, worse sound; the last one that fits counts. Names as the models' publishers use them.
_PRECISIONS = (
    (re.compile(r"fp16|f16"), 1),
    (re.compile(r"int8|uint8|quantized|q8"), 2),
    (re.compile(r"q4|bnb4"), 3),
)
# Piper's scale by the first letter of the publisher's grade; who has none is in the middle.
_QUALITIES = {"A": "high", "B": "medium", "C": "medium", "D": "low", "F": "x_low"}

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KokoroVoice:
    """A style, or a blend of styles; implements `Voice`."""

    recipe: Recipe
    language: str
    version: str | None

    @property
    def name(self) -> str:
        """The name that clients use: the style's, or the blend's."""
        return self.recipe.name

    @property
    def sample_rate(self) -> int:
        """Samples per second, Hz."""
        return SAMPLE_RATE

    @property
    def quality(self) -> str:
        """The publisher's grade of the main style, on Piper's scale."""
        return _QUALITIES.get(_grades().get(self.recipe.main, "")[:1], "medium")

    @property
    def standing(self) -> float:
        """How good it sounds: by the publisher's grade of the main style."""
        return of_grade(_grades().get(self.recipe.main))

    @property
    def speakers(self) -> Mapping[str, int]:
        """Speaker names to indexes: none, each style is a voice of its own."""
        return {}

    def info(self) -> VoiceInfo:
        """Describe the voice to clients."""
        return VoiceInfo(
            name=self.name,
            description=self.recipe.description or _described(self.recipe.parts),
            languages=(self.language,),
            speakers=(),
            sample_rate=SAMPLE_RATE,
            quality=self.quality,
            engine="kokoro",
            version=self.version,
            attribution_name=_ATTRIBUTION[0],
            attribution_url=_ATTRIBUTION[1],
        )

    def phoneme_ids(self, text: str, given: Sequence[Given] = ()) -> list[list[int]]:
        """Turn a sentence into ids of Kokoro's symbols; see `Voice.phoneme_ids`."""
        pieces = split(known(self._symbols(text, given)), MAX_SYMBOLS)
        return [to_ids(piece) for piece in pieces if any(map(str.isalpha, piece))]

    def pronounced(self, text: str, given: Sequence[Given] = ()) -> Pronounced:
        """Return Kokoro's symbols; see `Voice.pronounced`."""
        symbols = self._symbols(text, given)
        return Pronounced(symbols, tuple(dict.fromkeys(s for s in symbols if not known(s))))

    def word_map(self, text: str, given: Sequence[Given] = ()) -> WordMap:
        """Return which words the ids are; see `Voice.word_map`."""
        parts = self._spoken(text, given)
        symbols = joined(parts)
        words = tuple(spans(parts, LANGUAGES[self.language].words))
        return WordMap(words, symbols, id_symbols(symbols))

    def _symbols(self, text: str, given: Sequence[Given]) -> str:
        return "".join(joined(self._spoken(text, given)))

    def _spoken(self, text: str, given: Sequence[Given]) -> list[Spoken]:
        language = LANGUAGES[self.language]
        runs = runs_of(text, given if language.takes_phonemes else ())
        return spoken(runs, language.symbols, language.of_phonemes)


@dataclass(frozen=True, slots=True)
class KokoroSource:
    """A model, and the styles that a voice is mixed of; implements `Source`."""

    recipe: Recipe
    model_file: Path
    model_stamp: tuple[int, int]
    styles: Mapping[StyleFile, float]
    models: SharedModels = field(repr=False)

    @property
    def name(self) -> str:
        """The name that clients use."""
        return self.recipe.name

    @property
    def stamp(self) -> Hashable:
        """What changes with the model, the styles and the recipe."""
        return self.model_file, self.model_stamp, tuple(self.styles), self.recipe

    @property
    def bytes(self) -> int:
        """How large the files are, the model with them."""
        return self.model_stamp[0] + sum(style.bytes for style in self.styles)

    @property
    def model(self) -> str:
        """The name of what is prepared, for all voices of this model."""
        return self.model_file.stem

    def read(self) -> KokoroVoice:
        """Check the styles and whether the language can be spoken."""
        if self.recipe.problem is not None:
            raise VoiceError(self.recipe.problem)
        language = _language(self.recipe)
        LANGUAGES[language].check()
        self._read_styles()
        found = _VERSION.search(self.model_file.name)
        return KokoroVoice(self.recipe, language, ".".join(found.groups()) if found else None)

    def prepare(self, cache: PreparedCache, children: Children) -> int:
        """Prepare the model, unless it is; see `Source.prepare`."""
        return memory_bytes(self.models.prepare(cache, self.model_file, children))

    def load(
        self, cache: PreparedCache, settings: EngineSettings, children: Children
    ) -> EngineVoice:
        """Load the voice: its styles, and the model unless another voice has it loaded."""
        styles = self._read_styles()
        LANGUAGES[_language(self.recipe)].warm_up()
        model = self.models.get(
            cache, self.model_file, settings.threads, settings.providers, children
        )
        return model.voice(styles)

    def _read_styles(self) -> Styles:
        return read_blend(self.styles)


def find(directory: Path, models: SharedModels) -> list[KokoroSource]:
    """Return the voices in the folder `kokoro` of `directory`. Blocking.

    Where there are several models it is the one with the finest numbers (fp32, then fp16, then
    int8). A recipe goes before a style of the same name.
    """
    folder = directory / FOLDER
    model = _best_model(folder)
    if model is None or (stamp := file_stamp(model)) is None:
        return []
    styles = find_styles(folder)
    recipes = {name: Recipe(name, (Part(name, 1.0),)) for name in styles} | find_recipes(folder)
    return [_source(recipe, styles, model, stamp, models) for recipe in recipes.values()]


def blended(name: str, sources: Iterable[KokoroSource]) -> KokoroSource:
    """Return the voice for a name as `af_heart:0.6+am_onyx:0.4`, made of voices in `sources`.

    Raises `VoiceError`, also where one of the styles isn't there.
    """
    whole = {source.name: source for source in sources if source.recipe.problem is None}
    parts = parse_blend(name)
    missing = [part.style for part in parts if part.style not in whole]
    if missing:
        raise VoiceError(f"blend {name[:100]!r}: there is no voice {missing[0][:100]!r}")
    shares: dict[StyleFile, float] = {}
    for part in parts:
        for style, share in whole[part.style].styles.items():
            shares[style] = shares.get(style, 0.0) + share * part.share
    main = whole[Recipe(name, parts).main]
    recipe = Recipe(name, parts, _language(main.recipe))
    return KokoroSource(recipe, main.model_file, main.model_stamp, shares, main.models)


def _source(
    recipe: Recipe,
    styles: Mapping[str, StyleFile],
    model: Path,
    stamp: tuple[int, int],
    models: SharedModels,
) -> KokoroSource:
    missing = [part.style for part in recipe.parts if part.style not in styles]
    if missing:
        problem = f"there is no style {missing[0]!r} in the folder {FOLDER}"
        recipe = Recipe(recipe.name, (), problem=problem)
    parts = {styles[part.style]: part.share for part in recipe.parts}
    return KokoroSource(recipe, model, stamp, parts, models)


def _best_model(folder: Path) -> Path | None:
    models = [path for path in sorted(folder.glob("[!.]*.onnx")) if file_stamp(path) is not None]
    return min(models, key=_coarseness, default=None)


def _coarseness(model: Path) -> int:
    name = model.stem.lower()
    return max([rank for pattern, rank in _PRECISIONS if pattern.search(name)], default=0)


def _language(recipe: Recipe) -> str:
    """Return the tag of the recipe's language, else of its main style; raises `VoiceError`."""
    if recipe.language is not None:
        best = max(LANGUAGES, key=lambda tag: match(recipe.language or "", [tag]))
        if not match(recipe.language, [best]):
            known_tags = ", ".join(LANGUAGES)
            raise VoiceError(f"language: Kokoro speaks {known_tags}, not {recipe.language!r}")
        return best
    style = _STYLE.fullmatch(recipe.main)
    if style is None:
        raise VoiceError(
            f"{recipe.main!r} does not tell its language as 'af_heart' does: with a letter of"
            f" {''.join(_TAGS)} and then f or m; a YAML file beside it can tell it"
        )
    return _TAGS[style[1]]


def _described(parts: tuple[Part, ...]) -> str:
    if len(parts) > 1:
        return " + ".join(f"{part.style} {part.share:.0%}" for part in parts) + " (Kokoro)"
    style = _STYLE.fullmatch(parts[0].style)
    if style is None:
        return f"{parts[0].style} (Kokoro)"
    return f"{style[3].replace('_', ' ').title()} ({_GENDERS[style[2]]}, Kokoro)"


@cache
def _grades() -> Mapping[str, str]:
    """Return the publisher's grades, where there are some, by the styles' names."""
    try:
        voices = read_family(files("voices") / "kokoro.yaml").voices
    except ConfigError as error:
        _LOGGER.warning("Kokoro's grades can't be read: %s", error)
        return {}
    return {name: voice.grade for name, voice in voices.items() if voice.grade is not None}
