"""`script/bench --memory`: what it measures, and the files that it writes."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from ..document import MEMORY, write_section
from ..kokoro.files import assemble, link_voices
from ..machine import machine, memory_versions
from ..server import Server
from .arms import ARMS, NINE, PIPER
from .files import published, put_voices, with_prepared
from .plot import draw
from .report import PLOT, RAW_FIGURES
from .results import MemoryResults
from .run import MemoryRun, Plan


async def measure(
    plan: Plan,
    server: Server,
    mirror: Path,
    folder: Path,
    *,
    arguments: Sequence[str],
    say: Callable[[str], None],
) -> MemoryResults:
    """Do one run, with its logs in `folder`; `mirror` is where Kokoro's files are kept.

    Raises `BenchError` when the server fails.
    """
    say(f"Kokoro's files in {mirror}")
    link_voices(assemble(mirror), server.data_dir)
    source = published()
    put_voices(server.data_dir, PIPER, source)
    command = server.command.format(uri="tcp://127.0.0.1:PORT", data_dir="DIR")
    results = MemoryResults(
        machine=machine(arguments, memory_versions()),
        commands={arm.name: f"{command} {arm.options}" for arm in ARMS},
    )
    alone = partial(with_prepared, folder / "pipers", NINE.voices, source, server.data_dir)
    await MemoryRun(plan, folder, results, say).run(server, alone)
    return results


def write(results: MemoryResults, section: str, output: Path) -> None:
    """Write the report's section, plot and raw figures to `output`, made if it is not there."""
    output.mkdir(parents=True, exist_ok=True)
    write_section(output, MEMORY, section)
    raw = json.dumps(dataclasses.asdict(results), ensure_ascii=False, separators=(",", ":"))
    (output / RAW_FIGURES).write_text(raw + "\n", encoding="utf-8")
    draw(results, output / PLOT)
