"""The report as a file: the bridge's section in it is written by runs of its own."""

from pathlib import Path

NAME = "BENCHMARKS.md"
_BEGIN = "<!-- bridge: written by script/bench --bridge -->"
_END = "<!-- /bridge -->"
_TITLE = "# Benchmarks"


def write_report(folder: Path, report: str) -> None:
    """Write the report of the servers; the bridge's section stays as it was."""
    section = _section(_read(folder / NAME))
    _write(folder / NAME, report, section)


def write_bridge_section(folder: Path, section: str) -> None:
    """Write the bridge's section; the rest of the file stays as it was."""
    _write(folder / NAME, _without_section(_read(folder / NAME)) or _TITLE, section)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _write(path: Path, report: str, section: str) -> None:
    parts = [report.strip(), f"{_BEGIN}\n{section.strip()}\n{_END}" if section else ""]
    path.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def _section(text: str) -> str:
    _, begin, rest = text.partition(_BEGIN)
    section, end, _ = rest.partition(_END)
    return section.strip() if begin and end else ""


def _without_section(text: str) -> str:
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    parts = (before, after) if begin and end else (text,)
    return "\n\n".join(part.strip() for part in parts if part.strip())
