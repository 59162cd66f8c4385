"""`script/bench --text`: what it measures, and the files that it writes."""

import dataclasses
import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from ..document import TEXT, write_section
from ..errors import BenchError
from ..machine import machine, text_versions
from ..process import REPO
from .report import RAW_FIGURES
from .results import LanguageTimes, TextResults

# It times our own code, so it runs where that is installed.
_PYTHON = REPO / ".venv" / "bin" / "python"
_PROGRAM = "script.bench_lib.text.front"


def measure(rounds: int, arguments: Sequence[str], say: Callable[[str], None]) -> TextResults:
    """Time every language. Raises `BenchError` if the program that does it fails."""
    say(f"text in every language, {rounds} rounds")
    found = machine(arguments, text_versions())
    done = subprocess.run(
        [str(_PYTHON), "-m", _PROGRAM, str(rounds)],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"{_PROGRAM} failed: {done.stderr.strip()[-2000:]}")
    told = json.loads(done.stdout)
    times = [LanguageTimes(**one) for one in told["languages"]]
    return TextResults(found, rounds, told["sentences"], times)


def write(results: TextResults, section: str, output: Path) -> None:
    """Write the report's section and raw figures to `output`, made if it is not there."""
    output.mkdir(parents=True, exist_ok=True)
    write_section(output, TEXT, section)
    raw = json.dumps(dataclasses.asdict(results), indent=1, ensure_ascii=False)
    (output / RAW_FIGURES).write_text(raw + "\n", encoding="utf-8")
