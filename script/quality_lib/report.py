"""The section on languages."""

from collections.abc import Sequence

from ..bench_lib.markdown import table
from ..voices_lib.docs import LANGUAGES
from .results import Machine, Results, Row

_HEADER = ("Language", "Voice", "Engine", "Counted", "Errors", "Of", "Rate", "Sentences right")
_CHOSEN = "Spoken by the voice that the server chooses when a client asks for the language alone."
_BESIDE = (
    "The same sentences by other voices, asked for by name: what the kind of voice matters, in "
    "languages where there is a choice."
)


def render(results: Results) -> str:
    """Return the section: two tables, and where the figures are from."""
    chosen = [row for row in results.rows if row.asked == "language"]
    beside = [row for row in results.rows if row.asked != "language"]
    parts = ["## Languages", _CHOSEN, _table(chosen)]
    if beside:
        parts += [_BESIDE, _table(beside)]
    return "\n\n".join([*parts, _source(results.machine)])


def _table(rows: Sequence[Row]) -> str:
    return table(_HEADER, [_cells(row) for row in rows])


def _cells(row: Row) -> tuple[str, ...]:
    language = f"{LANGUAGES.get(row.language, row.language)} ({row.language})"
    if row.voice is None:
        return (language, row.problem, *("–" for _ in _HEADER[2:]))
    voice = (language, row.voice.name, row.voice.engine)
    if row.rate is None:
        return (*voice, row.problem, *("–" for _ in _HEADER[4:]))
    right = f"{row.right} of {len(row.sentences)}"
    return (*voice, f"{row.unit}s", str(row.errors), str(row.length), f"{row.rate:.1%}", right)


def _source(machine: Machine) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    return (
        f"`{machine.command}`, {machine.date}, on {machine.cpu}, {machine.cores} cores, "
        f"{machine.memory_gib:.0f} GiB, {machine.system}. {versions}. What was heard, sentence by "
        "sentence, is in [quality-languages.json](quality-languages.json)."
    )
