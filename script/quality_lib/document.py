"""docs/QUALITY.md: written by hand, but for one section for each subcommand."""

from pathlib import Path

NAME = "QUALITY.md"
_TITLE = "# Quality"


def write_section(folder: Path, name: str, section: str) -> None:
    """Replace the section that `script/quality NAME` writes; the rest stays as it was.

    A document without that section gets it at its end.
    """
    path = folder / NAME
    text = path.read_text(encoding="utf-8") if path.exists() else f"{_TITLE}\n"
    begin, end = f"<!-- {name}: written by script/quality {name} -->", f"<!-- /{name} -->"
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not (begun and ended):
        before, after = f"{text.rstrip()}\n\n", "\n"
    path.write_text(f"{before}{begin}\n{section.strip()}\n{end}{after}", encoding="utf-8")
