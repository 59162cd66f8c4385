"""From the voice and the language of a request to a voice that a server has."""

from collections.abc import Sequence
from pathlib import Path

from ..errors import ApiError, bad_field
from ..order import Voice
from . import languages
from .genders import KnownGenders
from .names_file import NamesFile, VoiceName, load_names
from .quality import is_last_resort, rank
from .shelf import LONGEST_NAME, Choice, Found, Shelf
from .wording import fold, hint, listed, quoted

_NAMES = 30  # names that an error lists


class VoiceNames:
    """Knows what OpenAI's names stand for, and finds what else a request may call a voice.

    All methods are pure and fast: they may run on the event loop.
    """

    def __init__(self, book: NamesFile) -> None:
        self._entries = {fold(name): entry for name, entry in book.names.items()}
        self._genders = KnownGenders(book.genders)
        self.names: tuple[tuple[str, VoiceName], ...] = tuple(book.names.items())

    @classmethod
    def load(cls, path: Path | None = None) -> "VoiceNames":
        """Read the names from `path`, or the built-in ones; raises `ConfigError`."""
        return cls(load_names(path))

    def is_name(self, voice: str | None) -> bool:
        """Say whether this is one of OpenAI's names."""
        return voice is not None and fold(voice) in self._entries

    def resolve(
        self,
        voice: str | None,
        language: str | None,
        voices: Sequence[Voice],
        engine: str | None = None,
    ) -> Choice:
        """Return the one of `voices` that a request means.

        `voice` is, in this order, a server's own name, `NAME:SPEAKER` or a blend, one of OpenAI's
        names or a language tag; none is the default voice, the server's first. A `language` that
        this voice doesn't speak takes its place by the best voice that does. `engine` leaves only
        the voices of that engine.

        Raises `ApiError`: 400 with the `param` that is wrong, 503 if there is no voice at all.
        """
        shelf = Shelf(voices, engine)
        wanted = _language(language, shelf)
        if voice is None or not voice.strip():
            return _default(wanted, shelf)
        if len(voice) > LONGEST_NAME:
            raise bad_field("voice", f"voice is too long: at most {LONGEST_NAME} characters")
        if found := shelf.find(voice):
            return _kept(found, wanted, shelf)
        if entry := self._entries.get(fold(voice)):
            return self._stand_in(entry, wanted, shelf)
        tag = languages.parse(voice)
        best = shelf.best(tag) if tag else None
        if tag is None or best is None:
            raise self._unknown(voice, shelf)
        return (best if wanted is None else _of_language(wanted, shelf)).choice(wanted or tag)

    def _stand_in(self, entry: VoiceName, wanted: languages.Tag | None, shelf: Shelf) -> Choice:
        """Return the voice behind one of OpenAI's names."""
        preferred = [found for id_ in entry.voices if (found := shelf.find_quietly(id_))]
        if wanted is None:
            if preferred:
                return preferred[0].choice()
            nearest = self._nearest(entry, languages.parse(entry.language), shelf)
            if nearest is None or _is_worse(nearest, shelf.default):
                return shelf.default_choice()
            return nearest.choice()
        best = _of_language(wanted, shelf).speaks(wanted)
        for found in preferred:
            if found.speaks(wanted) == best:
                return found.choice(wanted)
        return (self._nearest(entry, wanted, shelf) or shelf.default).choice(wanted)

    def _nearest(
        self, entry: VoiceName, wanted: languages.Tag | None, shelf: Shelf
    ) -> Found | None:
        """Return what comes nearest to `entry` in a language.

        A last resort comes behind all others; then the region counts, the gender, the quality,
        and the server's order.
        """
        ranked: list[tuple[tuple[bool, int, int, int], Found]] = []
        for voice in shelf.voices:
            score = Found(voice).speaks(wanted) if wanted else 0
            if score:
                distance, speaker = self._genders.distance(voice, entry.gender)
                merit = (is_last_resort(voice), -score, distance, rank(voice))
                ranked.append((merit, Found(voice, speaker)))
        return min(ranked, key=lambda r: r[0])[1] if ranked else None

    def _unknown(self, voice: str, shelf: Shelf) -> ApiError:
        tag = languages.parse(voice)
        # Three letters alone are rather a name: amy, joe.
        if tag and (tag.region or len(tag.language) == 2):
            return bad_field("voice", f"no voice speaks {quoted(voice)}; {shelf.spoken()}")
        ids = [v.name for v in shelf.voices]
        names = [name for name, _ in self.names]
        return bad_field(
            "voice",
            f"there is no voice {quoted(voice)}{shelf.of_model}; {hint(voice, [*names, *ids])}"
            f"the voices are {listed(ids)}; the names are {listed(names, most=_NAMES)}; "
            f"{shelf.spoken()}",
        )


def _default(wanted: languages.Tag | None, shelf: Shelf) -> Choice:
    if wanted is None:
        return shelf.default_choice()
    best = _of_language(wanted, shelf)
    same = shelf.default.speaks(wanted) == best.speaks(wanted)
    keep = same and not _is_worse(shelf.default, best)
    return (shelf.default if keep else best).choice(wanted)


def _is_worse(one: Found, other: Found) -> bool:
    return is_last_resort(one.voice) and not is_last_resort(other.voice)


def _kept(found: Found, wanted: languages.Tag | None, shelf: Shelf) -> Choice:
    """Return the voice that was asked for by name, unless it can't speak the language."""
    if wanted is None or found.speaks(wanted):
        return found.choice(wanted)
    return _of_language(wanted, shelf).choice(wanted)


def _language(language: str | None, shelf: Shelf) -> languages.Tag | None:
    """Return the parsed tag; raises the 400 for one that nobody speaks."""
    if language is None or not language.strip():
        return None
    tag = languages.parse(language)
    if tag is None or shelf.best(tag) is None:
        raise bad_field("language_id", f"no voice speaks {quoted(language)}; {shelf.spoken()}")
    return tag


def _of_language(wanted: languages.Tag, shelf: Shelf) -> Found:
    """Return the best voice of a language that `_language` found to be spoken."""
    return shelf.best(wanted) or shelf.default
