"""The report as a file: some sections in it are written by runs of their own."""

from collections.abc import Mapping
from pathlib import Path

NAME = "BENCHMARKS.md"
BRIDGE = "bridge"
KOKORO = "kokoro"
MEMORY = "memory"
TEXT = "text"
_SECTIONS = (BRIDGE, KOKORO, MEMORY, TEXT)
_TITLE = "# Benchmarks"


def write_report(folder: Path, report: str) -> None:
    """Write the report of the servers; the other runs' sections stay as they were."""
    _, sections = _parts(_read(folder / NAME))
    _write(folder / NAME, report, sections)


def write_section(folder: Path, name: str, section: str) -> None:
    """Write one run's section, `BRIDGE` for instance; the rest of the file stays as it was."""
    report, sections = _parts(_read(folder / NAME))
    _write(folder / NAME, report or _TITLE, {**sections, name: section})


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _write(path: Path, report: str, sections: Mapping[str, str]) -> None:
    parts = [report.strip()]
    for name in _SECTIONS:
        if name in sections:
            begin, end = _marks(name)
            parts.append(f"{begin}\n{sections[name].strip()}\n{end}")
    path.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def _parts(text: str) -> tuple[str, dict[str, str]]:
    """Take the sections out; what is before and behind them is the report."""
    sections: dict[str, str] = {}
    for name in _SECTIONS:
        begin, end = _marks(name)
        before, begun, rest = text.partition(begin)
        section, ended, after = rest.partition(end)
        if begun and ended:
            sections[name] = section.strip()
            text = "\n\n".join(part.strip() for part in (before, after) if part.strip())
    return text, sections


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: written by script/bench --{name} -->", f"<!-- /{name} -->"
