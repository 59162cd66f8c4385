"""`script/quality text`: the English table read aloud, by JabberTTS and by wyoming-piper."""

import asyncio
import dataclasses
import json
import shlex
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from wyoming.tts import SynthesizeVoice

from ..bench_lib import server
from ..bench_lib.errors import BenchError
from ..bench_lib.markdown import table
from . import hearing, sound
from .client import speak
from .errors import QualityError
from .judge import count
from .reading import words
from .results import Machine
from .venv import REPO

RECOGNISER = "base"
_TABLE = REPO / "tests" / "text" / "normalise" / "tables" / "en.yaml"
_FIRST_WORDS = "Hello."
_WORST = 10

_HEADER = ("Server", "Errors", "Of words", "Word error rate", "Rows right")
_WORST_HEADER = ("Written", "A good reader says", "Heard", "Errors")
_TEXT = (
    "Is what is written read as a good reader would? The rows of the English table of the tests "
    "(numbers, units, times, dates, money, abbreviations, markup …), each spoken as it is written "
    f"by the same voice, `{server.VOICE}`, in both servers, and heard by Whisper {RECOGNISER}. "
    "What was heard is compared with the words that the table says a good reader speaks. Both go "
    "through Whisper's own English normaliser; before it, signs that the recogniser writes for "
    "words (°C, @, 10-15, U.S.B) become words, and after it, how digits are grouped (14:05, 1405) "
    "doesn't count. All of that is the same for both servers.\n\n"
    "The table was written for JabberTTS, and its front end was made to pass it; wyoming-piper "
    "hands the text to espeak-ng as it is. The recogniser errs on its own with such short texts, "
    "so neither rate is that of the reading alone. JabberTTS speaks from a fixed seed; "
    "wyoming-piper has none, so its figure varies from run to run."
)

Say = Callable[[str], None]
Hear = Callable[[sound.Samples, str, str], str]


@dataclass(frozen=True, slots=True)
class Heard:
    """A row as one server spoke it; `errors` are in words."""

    heard: str
    errors: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: `length` words to be spoken, and what was heard of each server."""

    raw: str
    spoken: str
    length: int
    ours: Heard
    peer: Heard


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A whole run over some rows of a table of `total`."""

    machine: Machine
    total: int
    rows: Sequence[Row]

    def section(self) -> str:
        """Return the section of the report."""
        ours, peer = ([row.ours for row in self.rows], [row.peer for row in self.rows])
        parts = [
            "## Text",
            _TEXT,
            table(_HEADER, [self._cells(server.OURS, ours), self._cells(server.PEER, peer)]),
            self._ratio(ours, peer),
        ]
        for name, heard in ((server.OURS, ours), (server.PEER, peer)):
            parts += [f"The worst rows of {server.TITLES[name]}:", self._worst(heard)]
        where = (
            f"`{self.machine.command}`, {self.machine.date}, on {self.machine.cpu}. "
            "Row by row in [quality-text.json](quality-text.json)."
        )
        return "\n\n".join([*parts, where])

    def raw(self) -> str:
        """Return everything as JSON."""
        return json.dumps(dataclasses.asdict(self), indent=1, ensure_ascii=False) + "\n"

    def _cells(self, name: str, heard: Sequence[Heard]) -> tuple[str, ...]:
        errors, length = _errors(heard), sum(row.length for row in self.rows)
        right = sum(not one.errors for one in heard)
        rate = f"{errors / length:.1%}"
        return (server.TITLES[name], str(errors), str(length), rate, f"{right} of {len(heard)}")

    def _ratio(self, ours: Sequence[Heard], peer: Sequence[Heard]) -> str:
        rows = f"{len(self.rows)} of the table's {self.total} rows."
        if not _errors(peer):
            return rows
        ratio = f"{_errors(ours) / _errors(peer):.2f}"
        return (
            f"{rows} JabberTTS' word error rate is {ratio} of wyoming-piper's; the aim is at most "
            "half."
        )

    def _worst(self, heard: Sequence[Heard]) -> str:
        pairs = sorted(
            zip(self.rows, heard, strict=True), key=lambda pair: (-pair[1].errors, pair[0].length)
        )
        cells = [
            (_code(row.raw), _plain(row.spoken), _plain(one.heard), f"{one.errors} of {row.length}")
            for row, one in pairs[:_WORST]
            if one.errors
        ]
        return table(_WORST_HEADER, cells)


def table_rows() -> list[tuple[str, str]]:
    """Return the English table: what is written and what is spoken."""
    read = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return [(row["raw"], row["spoken"]) for row in read["rows"]]


def compared(raw: str, spoken: str, ours: str, peer: str) -> Row:
    """Return a row with the errors in what was heard of each server."""
    expected = words(spoken)
    heard = [Heard(text, count(expected, words(text))) for text in (ours, peer)]
    return Row(raw, spoken, len(expected), *heard)


def measure_text(
    work: Path, every: int, say: Say, hear: Hear | None = None
) -> tuple[list[Row], int]:
    """Speak every `every`th row by both servers and compare; the speech stays in `work`. Blocking.

    Returns the rows, and how many the table has. Raises `QualityError`.
    """
    folder, known = work / "text", table_rows()
    folder.mkdir(parents=True, exist_ok=True)
    texts = dict(list(enumerate(known, 1))[::every])
    raws = {n: raw for n, (raw, _) in texts.items()}
    try:
        files = asyncio.run(_spoken(raws, folder, say))
    except BenchError as error:
        raise QualityError(str(error)) from error
    rows = []
    for n, (raw, spoken) in texts.items():
        ours, peer = (_heard(files[name, n], hear) for name in (server.OURS, server.PEER))
        rows.append(compared(raw, spoken, ours, peer))
        say(f"{raw!r}: {ours} | {peer}")
    return rows, len(known)


async def _spoken(texts: dict[int, str], folder: Path, say: Say) -> dict[tuple[str, int], Path]:
    files = {}
    with tempfile.TemporaryDirectory(prefix="jabbertts-text-") as scratch:
        for one in _servers(Path(scratch)):
            say(f"{server.TITLES[one.name]}: {len(texts)} rows")
            running = await server.start(one, folder, _FIRST_WORDS)
            try:
                for n, text in texts.items():
                    files[one.name, n] = folder / f"{one.name}-{n:03}.wav"
                    speech = await speak(running.uri, text, SynthesizeVoice(name=server.VOICE))
                    speech.write(files[one.name, n])
            finally:
                await running.stop()
    return files


def _servers(scratch: Path) -> list[server.Server]:
    ours = server.OURS_COMMAND.replace(".venv/bin/python", shlex.quote(sys.executable))
    return [
        server.Server(server.OURS, ours, scratch / server.OURS),
        server.Server(server.PEER, server.peer_command(), server.peer_data_dir(scratch)),
    ]


def _heard(wav: Path, hear: Hear | None) -> str:
    return (hear or hearing.hear)(sound.read(wav), RECOGNISER, "en")


def _errors(heard: Sequence[Heard]) -> int:
    return sum(one.errors for one in heard)


def _code(text: str) -> str:
    visible = text.replace("\u200b", "\\u200b").replace("|", "\\|")
    return f"`` {visible} ``"


def _plain(text: str) -> str:
    return text.replace("|", "\\|")
