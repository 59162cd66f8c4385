"""Which of some local files belong to voices, and where they go."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..common.errors import DownloadError
from .catalogue.catalogue import Catalogue
from .catalogue.entry import CatalogueFile
from .download.digest import digest_of
from .download.paths import reason

_MODEL = ".onnx"
_CONFIG = ".onnx.json"


def importable(paths: Iterable[Path], catalogue: Catalogue) -> dict[CatalogueFile, Path]:
    """Return what is to be imported, and from where. Blocking.

    A folder stands for all files in it, and below it, that belong to voices. Files of the
    catalogue are known by their names. Another voice is `NAME.onnx` with `NAME.onnx.json` beside
    it, and `NAME.onnx` alone may be given for the two. Raises `DownloadError` for what belongs
    to no voice.
    """
    known = {file.name: file for entry in catalogue for file in entry.files}
    found: dict[CatalogueFile, Path] = {}
    try:
        for path in paths:
            if path.is_dir():
                belonging = list(_in_folder(path, known))
            elif path.is_file():
                belonging = [path, *_beside(path)]
            else:
                raise DownloadError(f"there is no file {path}")
            if not belonging:
                raise DownloadError(f"{path} has no files of voices")
            for file in belonging:
                published = known.get(file.name)
                found[published or _own_file(file)] = file
    except OSError as error:
        raise DownloadError(f"{error.filename}: {reason(error)}") from error
    return found


def _in_folder(folder: Path, known: Iterable[str]) -> Iterator[Path]:
    for path in sorted(folder.rglob("[!.]*")):
        if not path.is_file():
            continue
        if path.name in known:
            yield path
        elif path.name.endswith(_MODEL):
            yield from (path, *_beside(path)) if _beside(path) else ()


def _beside(path: Path) -> list[Path]:
    config = path.with_name(path.name + ".json")
    return [config] if path.name.endswith(_MODEL) and config.is_file() else []


def _own_file(path: Path) -> CatalogueFile:
    """Return how a file of a voice that isn't in the catalogue is kept; its sum is its own."""
    is_config = path.name.endswith(_CONFIG)
    if is_config:
        _check_config(path)
    elif not path.name.endswith(_MODEL):
        raise DownloadError(f"{path} is no file of the catalogue, and no NAME.onnx either")
    pair = path.with_name(path.name.removesuffix(".json")) if is_config else Path(f"{path}.json")
    if not pair.is_file():
        raise DownloadError(f"{pair} is missing; a voice is NAME.onnx and NAME.onnx.json")
    size = path.stat().st_size
    return CatalogueFile(path.name, "", size, "sha256", digest_of(path, "sha256"))


def _check_config(path: Path) -> None:
    try:
        config = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise DownloadError(f"{path} is no JSON: {error}") from error
    if not isinstance(config, dict):
        raise DownloadError(f"{path} does not hold a voice's settings")
