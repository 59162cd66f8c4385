"""Where a file may go: below the data directory, whatever a catalogue says."""

import re
from pathlib import Path

from ...common.errors import DownloadError

# What the program itself keeps in the data directory.
_RESERVED = ("prepared",)
_PART = re.compile(r"[^\W_][^/\\:\x00-\x1f\x7f]{0,199}")


def target_path(data_dir: Path, relative: str) -> Path:
    """Return the path of a file in `data_dir`, its folder made. Blocking.

    Raises `DownloadError` if `relative` isn't a plain path of visible names, if a link leads it
    out of the data directory, or if the folder can't be made.
    """
    parts = relative.split("/")
    if not all(_PART.fullmatch(part) for part in parts) or parts[0] in _RESERVED:
        raise DownloadError(f"no file may be kept as {relative[:200]!r} in the data directory")
    path = data_dir.joinpath(*parts)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        root, folder = data_dir.resolve(), path.parent.resolve()
        if not folder.is_relative_to(root):
            raise DownloadError(f"{path.parent} leads out of the data directory")
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise DownloadError(f"{path.parent} can't be used: {reason(error)}") from error
    return folder / path.name


def reason(error: BaseException) -> str:
    """Return why something failed, in a few words."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
