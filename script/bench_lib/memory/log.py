"""What the server's log tells of voices that leave the memory."""

import re
from pathlib import Path

_UNLOADED = re.compile(r"Voice (\S+) is unloaded: ")


class LoadedByLog:
    """Which voices are in memory: those that were asked for, less those the log lets go."""

    def __init__(self, log: Path, loaded: str) -> None:
        self._log = log
        self._read = 0
        self.held = {loaded}
        self.unloads: list[str] = []

    def unloaded(self) -> list[str]:
        """Read on; return the voices that have been unloaded since."""
        with self._log.open("rb") as file:
            file.seek(self._read)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self._read += len(whole)
        gone = _UNLOADED.findall(whole.decode(errors="replace"))
        self.held.difference_update(gone)
        self.unloads += gone
        return gone
