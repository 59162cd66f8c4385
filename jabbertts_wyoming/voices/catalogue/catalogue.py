"""Find voices in the catalogue: by name, by words, by language, tier and engine."""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable

from ...common.errors import UnknownVoiceError
from ...common.settings import near
from ..languages import match, normalize
from .entry import Entry
from .read import entries, read_families
from .schema import Tier

TIERS: tuple[Tier, ...] = ("low", "medium", "high")
_WORD, _PART = re.compile(r"\s+"), re.compile(r"[\W_]+")
_QUALITIES = (None, "x_low", "low", "medium", "high")


class Catalogue:
    """The published voices, in the order of the files."""

    def __init__(self, known: Iterable[Entry]) -> None:
        self._entries = tuple(known)
        self._by_name = {name.casefold(): e for e in self._entries for name in _names(e)}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def find(self, name: str) -> Entry | None:
        """Return the voice of this name or alias, in whatever case; None if there is none.

        `NAME@VARIANT` names a variant; `NAME` alone is the default one.
        """
        return self._by_name.get(name.casefold())

    def get(self, name: str) -> Entry:
        """Return the voice of this name; raises `UnknownVoiceError` with those that come near."""
        entry = self.find(name)
        if entry is None:
            hint = near(name[:100], [e.name for e in self._entries if e.is_default])
            raise UnknownVoiceError(f"the catalogue has no voice {name[:100]!r}{hint}")
        return entry

    def variants(self, entry: Entry) -> list[Entry]:
        """Return the voice in all its variants, the default one first."""
        return [e for e in self._entries if (e.family, e.id) == (entry.family, entry.id)]

    def select(
        self,
        *,
        language: str | None = None,
        tier: Tier | None = None,
        engine: str | None = None,
        words: Sequence[str] = (),
        all_variants: bool = False,
    ) -> list[Entry]:
        """Return the voices for which all of this is true.

        Without a tier each voice comes once, in its default variant, if not `all_variants` are
        asked for. Each of `words` has to begin a word of the voice's name, languages, engine,
        quality or licence.
        """
        wanted = [word.casefold() for word in words]
        every = all_variants or tier is not None
        return [
            e
            for e in self._entries
            if (every or e.is_default)
            and tier in (None, e.tier)
            and (engine is None or engine.casefold() in (e.engine, e.family))
            and (language is None or speaks(e, language))
            and _has_all(e, wanted)
        ]

    def best(self, language: str, tier: Tier = "high") -> Entry | None:
        """Return the best voice for a language on a machine of `tier`; None if there is none.

        The highest tier that the machine can have comes first; then the region that is asked for,
        the better grade, the higher quality, one speaker before many, the name.
        If all are above the machine's tier, the lowest of those is taken. What is built in is a
        last resort: it comes only where there is nothing else.
        """
        limit = TIERS.index(tier)
        known = [e for e in self._entries if match(language, e.languages)]
        speaking = [e for e in known if not e.built_in] or known
        fitting = [e for e in speaking if TIERS.index(e.tier) <= limit]
        if fitting:
            return min(fitting, key=lambda e: (-TIERS.index(e.tier), *_merit(e, language)))
        return min(
            speaking, key=lambda e: (TIERS.index(e.tier), *_merit(e, language)), default=None
        )


def load_catalogue(folder: Traversable | None = None) -> Catalogue:
    """Read the packaged catalogue, or that of `folder`. Blocking. Raises `ConfigError`."""
    return Catalogue(e for family in read_families(folder) for e in entries(family))


def speaks(entry: Entry, language: str) -> bool:
    """Say whether a voice is for `language`: a region counts if it is given, as in `de_CH`."""
    score = match(language, entry.languages)
    return score == 2 or (score == 1 and "_" not in normalize(language))


def _names(entry: Entry) -> Iterator[str]:
    if entry.is_default:
        yield entry.id
        yield from entry.aliases
    if entry.variant is not None:
        yield f"{entry.id}@{entry.variant}"


def _has_all(entry: Entry, words: Sequence[str]) -> bool:
    told = (
        entry.name,
        *entry.aliases,
        *entry.languages,
        *entry.language_names,
        entry.engine,
        entry.family,
        entry.quality or "",
        entry.licence,
    )
    text = " ".join(told).casefold()
    parts = {*_WORD.split(text), *_PART.split(text)}
    return all(any(part.startswith(word) for part in parts) for word in words)


def _merit(entry: Entry, language: str) -> tuple[object, ...]:
    return (
        not speaks(entry, language),
        _grade(entry.grade),
        -_QUALITIES.index(entry.quality),
        entry.speakers > 1,
        entry.name,
    )


def _grade(grade: str | None) -> tuple[str, int]:
    """Order grades as schools do: A before A-, that before B+; none is last."""
    if grade is None:
        return ("Z", 0)
    return grade[0], {"+": -1, "-": 1}.get(grade[1:], 0)
