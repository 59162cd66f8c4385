"""What the program `python -m jabbertts_wyoming.voices` does, command by command."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from ..common.errors import ConfigError, UnknownVoiceError
from . import listing
from .catalogue.catalogue import Catalogue, load_catalogue
from .catalogue.entry import CatalogueFile, Entry
from .download.downloader import Downloader, make_source
from .download.local import LocalSource
from .importing import importable
from .store import Store, Verdict


class Bars:
    """A progress bar on stderr for each file, where that is a terminal."""

    def __init__(self) -> None:
        self._file: CatalogueFile | None = None
        self._bar: tqdm[Any] | None = None

    def show(self, file: CatalogueFile, done: int, total: int | None) -> None:
        """Show how much of a file is here."""
        if self._bar is None or file != self._file:
            self.close()
            self._file = file
            self._bar = tqdm(
                desc=file.name,
                total=total,
                initial=done,
                unit="B",
                unit_scale=True,
                disable=None,
                leave=False,
            )
        self._bar.n = done
        self._bar.refresh()

    def close(self) -> None:
        """Take the last bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class Commands:
    """The commands, on one data directory; each returns the exit status."""

    def __init__(self, data_dir: Path, arguments: argparse.Namespace) -> None:
        self._data_dir = data_dir
        self._arguments = arguments
        self._catalogue: Catalogue = load_catalogue()
        self._store = Store(data_dir, self._catalogue)

    def run(self) -> int:
        """Do what the arguments say. Raises `JabberError`."""
        table: Mapping[str, Callable[[], int]] = {
            "list": self.show,
            "search": self.show,
            "download": self.download,
            "remove": self.remove,
            "verify": self.verify,
            "import": self.take_in,
        }
        return table[self._arguments.command]()

    def show(self) -> int:
        """Show the voices that fit."""
        a = self._arguments
        entries = self._catalogue.select(
            language=a.language,
            tier=a.tier,
            engine=a.engine,
            words=a.words,
            all_variants=a.installed,
        )
        own: Sequence[listing.Row] = []
        if a.installed:
            entries = self._here(entries)
            if not (a.tier or a.words or a.engine):
                own = listing.of_disk(self._data_dir, self._catalogue, a.language)
        if not entries and not own:
            raise UnknownVoiceError("no voice fits that")
        if a.json:
            self._print_json(listing.as_json(entries, own, self._store))
        else:
            _say(listing.table([*listing.of_catalogue(entries, self._store), *own]))
        return 0

    def _here(self, entries: Sequence[Entry]) -> list[Entry]:
        states = listing.of_catalogue(entries, self._store)
        return [e for e, row in zip(entries, states, strict=True) if row.here]

    def download(self) -> int:
        """Get voices, by name or the best one for a language."""
        entries = self._wanted()
        source = make_source(self._arguments.mirror)
        files = list(dict.fromkeys(file for entry in entries for file in entry.files))
        paths = asyncio.run(self._fetch(Downloader(self._data_dir, source), files))
        by_file = dict(zip(files, paths, strict=True))
        if self._arguments.json:
            done = [{"name": e.name, "files": [str(by_file[f]) for f in e.files]} for e in entries]
            self._print_json(done)
        else:
            for entry in entries:
                _say(f"{entry.name}: {_arrived(entry)}. {_terms(entry)}")
        return 0

    def _wanted(self) -> Sequence[Entry]:
        a = self._arguments
        if a.names and (a.language or a.tier):
            raise ConfigError("give names, or --language with or without --tier, not both")
        if a.names:
            return list(dict.fromkeys(self._catalogue.get(name) for name in a.names))
        if not a.language:
            raise ConfigError("which voice? give its name, or --language for the best one")
        entry = self._catalogue.best(a.language, a.tier or "high")
        if entry is None:
            raise UnknownVoiceError(f"the catalogue has no voice for {a.language!r}")
        return [entry]

    def take_in(self) -> int:
        """Copy local files in."""
        found = importable(self._arguments.paths, self._catalogue)
        downloader = Downloader(self._data_dir, LocalSource(found.__getitem__))
        paths = asyncio.run(self._fetch(downloader, list(found)))
        self._report("imported", paths)
        return 0

    async def _fetch(
        self, downloader: Downloader, files: Sequence[CatalogueFile]
    ) -> Sequence[Path]:
        bars = Bars()
        downloader.progress = bars.show
        try:
            with logging_redirect_tqdm():
                async with downloader:
                    return await downloader.fetch(files, replace=self._arguments.force)
        finally:
            bars.close()

    def remove(self) -> int:
        """Delete voices."""
        gone = [path for name in self._arguments.names for path in self._store.remove(name)]
        self._report("removed", gone)
        return 0

    def verify(self) -> int:
        """Read installed voices again and compare them with what was published."""
        names = self._arguments.names
        entries = [self._catalogue.get(n) for n in names] if names else self._store.begun()
        verdicts = self._store.verify(entries)
        wrong = [v for found in verdicts.values() for v in found if _is_wrong(v)]
        if self._arguments.json:
            self._print_json({name: _conditions(found) for name, found in verdicts.items()})
        else:
            lines = [f"{name}: {_summary(found)}" for name, found in verdicts.items()]
            _say("\n".join(lines) or "no voice of the catalogue is here")
        if wrong:
            sys.stderr.write("download --force gets such a voice anew\n")
        return 1 if wrong else 0

    def _report(self, what: str, paths: Sequence[Path]) -> None:
        if self._arguments.json:
            self._print_json([str(path) for path in paths])
        else:
            for path in paths:
                _say(f"{what} {path}")

    def _print_json(self, value: object) -> None:
        _say(json.dumps(value, indent=2, ensure_ascii=False))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _arrived(entry: Entry) -> str:
    if entry.built_in:
        return "built in, nothing to download"
    return f"installed ({listing.size(entry.bytes)})"


def _terms(entry: Entry) -> str:
    note = f" ({entry.note})" if entry.note else ""
    return f"By {entry.attribution_name}; licence: {entry.licence}{note}, see {entry.card}"


def _is_wrong(verdict: Verdict) -> bool:
    return verdict.condition in ("damaged", "missing")


def _conditions(verdicts: Sequence[Verdict]) -> Mapping[str, str]:
    return {verdict.file.path: verdict.condition for verdict in verdicts}


def _summary(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return "built in, no files to check"
    odd = [f"{v.file.path} is {v.condition}" for v in verdicts if v.condition != "good"]
    return ", ".join(odd) or "good"
