"""Lists of voices for people and for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..common.errors import VoiceError
from ..phonemes.espeak_library import can_synthesize
from .catalogue.catalogue import Catalogue
from .catalogue.entry import CatalogueFile, Entry
from .files import scan
from .languages import match
from .piper import EMBEDDED
from .store import Store
from .voice import Source

_HEADS = ("NAME", "LANGUAGE", "ENGINE", "TIER", "QUALITY", "SPEAKERS", "SIZE", "LICENCE", "HERE")


@dataclass(frozen=True, slots=True)
class Row:
    """A voice in a list; `here` is "", "installed", "built in" or "broken"."""

    name: str
    languages: Sequence[str]
    engine: str
    tier: str
    quality: str
    speakers: int
    bytes: int | None
    licence: str
    here: str


def of_catalogue(entries: Sequence[Entry], store: Store) -> list[Row]:
    """Return the rows of catalogue voices. Blocking."""
    return [_row(entry, _state(entry, store)) for entry in entries]


def of_disk(data_dir: Path, catalogue: Catalogue, language: str | None) -> list[Row]:
    """Return the rows of the voices in `data_dir` that aren't in the catalogue. Blocking."""
    unknown = [f for name, f in scan(data_dir).items() if catalogue.find(name) is None]
    rows = [_own_row(found) for found in unknown]
    return [row for row in rows if language is None or match(language, row.languages)]


def table(rows: Sequence[Row]) -> str:
    """Return the rows as text with aligned columns."""
    cells = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(_HEADS))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in cells)
    return "\n".join(line.rstrip() for line in lines)


def size(count: int | None) -> str:
    """Return a number of bytes for people."""
    if not count:
        return "unknown" if count is None else "-"
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count / 1e3:.1f} kB"


def described(entry: Entry, here: str) -> Mapping[str, Any]:
    """Return all that the catalogue tells of a voice, for JSON."""
    return {
        "name": entry.name,
        "family": entry.family,
        "engine": entry.engine,
        "variant": entry.variant,
        "languages": list(entry.languages),
        "tier": entry.tier,
        "quality": entry.quality,
        "grade": entry.grade,
        "speakers": entry.speakers,
        "sample_rate": entry.sample_rate,
        "min_ram_mib": entry.min_ram,
        "licence": entry.licence,
        "card": entry.card,
        "attribution": {"name": entry.attribution_name, "url": entry.attribution_url},
        "note": entry.note,
        "bytes": entry.bytes,
        "here": here,
        "files": [_file(file) for file in entry.files],
    }


def as_json(entries: Sequence[Entry], own: Sequence[Row], store: Store) -> list[Mapping[str, Any]]:
    """Return catalogue voices and those of the disk for JSON. Blocking."""
    return [
        *(described(entry, _state(entry, store)) for entry in entries),
        *(_plain(row) for row in own),
    ]


def _state(entry: Entry, store: Store) -> str:
    if entry.built_in:
        return "built in" if can_synthesize() else ""
    if store.is_installed(entry):
        return "installed"
    return "built in" if entry.name == EMBEDDED else ""


def _row(entry: Entry, here: str) -> Row:
    return Row(
        name=entry.name,
        languages=entry.languages,
        engine=entry.engine,
        tier=entry.tier,
        quality=entry.quality or entry.grade or "-",
        speakers=entry.speakers,
        bytes=entry.bytes,
        licence=entry.licence,
        here=here,
    )


def _own_row(source: Source) -> Row:
    languages: tuple[str, ...] = ()
    engine, quality, speakers, here = "-", "-", 1, "broken"
    try:
        info = source.read().info()
    except VoiceError:
        pass
    else:
        languages, engine, quality = tuple(info.languages), info.engine, info.quality
        speakers, here = max(1, len(info.speakers)), "installed"
    return Row(
        source.name, languages, engine, "-", quality, speakers, source.bytes, "unknown", here
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        ",".join(row.languages) or "-",
        row.engine,
        row.tier,
        row.quality,
        str(row.speakers),
        size(row.bytes),
        row.licence,
        row.here,
    )


def _plain(row: Row) -> Mapping[str, Any]:
    return {
        "name": row.name,
        "engine": row.engine,
        "languages": list(row.languages),
        "quality": row.quality,
        "speakers": row.speakers,
        "licence": row.licence,
        "bytes": row.bytes,
        "here": row.here,
    }


def _file(file: CatalogueFile) -> Mapping[str, Any]:
    said: dict[str, Any] = {"path": file.path, "url": file.url, "bytes": file.bytes}
    if file.algorithm is not None:
        said |= {file.algorithm: file.digest, "sum_from": file.sum_from}
    return said
