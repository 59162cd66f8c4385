"""The dictionaries of a directory, and those that come with the program, as they are now."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from importlib.resources import files
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path

from ...common.errors import ConfigError
from .entry import language_tag
from .files import SUFFIXES, Stamp, parse, read_file, stamp_of, too_many
from .matcher import Lexicon, Words

MAX_FILES = 100
"""Of a directory; those beyond, in the order of their names, are left out."""

_LOGGER = logging.getLogger(__name__)


@cache
def built_in() -> tuple[Words, ...]:
    """Return the dictionary that comes with the program. Blocking, the first time."""
    source = (files(__package__) / "builtin.yaml").read_text("utf-8")
    return tuple(map(Words, parse(source, ".yaml")))


Groups = tuple[tuple[Words, ...], ...]
Snapshot = Callable[[str, str], Lexicon]


def _snapshot(*groups: tuple[Words, ...]) -> Snapshot:
    """Return what makes a voice's lexicon; what the first group says counts most."""
    return lru_cache(maxsize=256)(partial(_lexicon, groups))


def _lexicon(groups: Groups, tag: str, voice: str) -> Lexicon:
    layers = [words for group in groups for words in _ranked(group, tag, voice)]
    return Lexicon(layers, english=tag.partition("_")[0] == "en")


def _ranked(group: tuple[Words, ...], tag: str, voice: str) -> list[Words]:
    ranks = [(words.scope.rank(tag, voice), words) for words in group]
    fitting = [(rank, words) for rank, words in ranks if rank is not None]
    return [words for _, words in sorted(fitting, key=itemgetter(0))]


class Lexicons:
    """The dictionaries of `directory`, `*.yaml`, `*.yml` and `*.pls`, and the built-in one.

    What is said for a voice counts more than for its region, that more than for its language,
    that more than for all; among these the file that is first by name. All that the user says
    counts more than what is built in. A broken file is left out, with one warning.
    """

    def __init__(
        self,
        directory: Path | None,
        *,
        interval: float = 3.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read nothing yet. `directory` need not exist; `interval` is in seconds."""
        self._directory = directory
        self._interval = interval
        self._clock = clock
        self._next = float("-inf")
        self._lock = threading.Lock()
        self._stamps: dict[Path, Stamp] | None = None
        self._words: dict[Path, tuple[Words, ...]] = {}
        self._over: set[Path] = set()
        self._trouble: str | None = None
        self._snapshot = _snapshot()

    def for_voice(self, language: str, voice: str) -> Lexicon:
        """Return the words for a voice that speaks `language` (`en_US`); it is empty at first.

        Does not block, and gives the same object until `refresh` returns True.
        """
        return self._snapshot(language_tag(language), voice)

    def refresh(self) -> bool:
        """Look at the files again, if `interval` has passed; return whether anything changed.

        Blocking: to be called from a thread. If another one is at it, returns False at once.
        """
        if self._clock() < self._next or not self._lock.acquire(blocking=False):
            return False
        try:
            return self._look()
        finally:
            self._next = self._clock() + self._interval
            self._lock.release()

    def _look(self) -> bool:
        before, now = self._stamps, self._found()
        if before == now:
            return False
        read = {}
        for path, stamp in now.items():
            same = before is not None and before.get(path) == stamp and path not in self._over
            read[path] = self._words[path] if same else _read(path)
        for path in self._words.keys() - now.keys():
            _LOGGER.info("The dictionary %s is gone", path)
        self._over = _over_bounds(read)
        self._words = {path: () if path in self._over else read[path] for path in read}
        self._stamps = now
        own = tuple(chain.from_iterable(self._words.values()))
        self._snapshot = _snapshot(own, built_in())
        return True

    def _found(self) -> dict[Path, Stamp]:
        """Return the dictionaries of the directory, in the order of their names."""
        found: dict[Path, Stamp] = {}
        trouble = None
        try:
            paths = sorted(self._directory.iterdir()) if self._directory else []
            found = {path: stamp for path in paths if (stamp := _stamp(path)) is not None}
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            trouble = f"can't be read: {error.strerror or error}"
        if len(found) > MAX_FILES:
            trouble = f"has {len(found)} dictionaries; only the first {MAX_FILES} by name are read"
        if trouble and trouble != self._trouble:
            _LOGGER.warning("%s %s", self._directory, trouble)
        self._trouble = trouble
        return dict(islice(found.items(), MAX_FILES))


def _stamp(path: Path) -> Stamp | None:
    if path.name.startswith(".") or path.suffix.lower() not in SUFFIXES:
        return None
    return stamp_of(path)


def _read(path: Path) -> tuple[Words, ...]:
    try:
        blocks = read_file(path)
    except ConfigError as error:
        _LOGGER.warning("A dictionary is left out: %s", error)
        return ()
    _LOGGER.info("The dictionary %s has %d words", path, sum(len(b.entries) for b in blocks))
    return tuple(map(Words, blocks))


def _over_bounds(read: Mapping[Path, tuple[Words, ...]]) -> set[Path]:
    """Return the files to leave out, and warn: with them there would be too much in all."""
    over = set()
    count = blocks = 0
    for path, words in read.items():
        more = sum(each.count for each in words)
        if reason := too_many(count + more, blocks + len(words)):
            _LOGGER.warning("A dictionary is left out: %s: %s", path, reason)
            over.add(path)
        else:
            count, blocks = count + more, blocks + len(words)
    return over
