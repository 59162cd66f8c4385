"""`script/bench --bridge`: what it measures, and the files that it writes."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from ..document import BRIDGE as SECTION
from ..document import write_section
from ..machine import BRIDGE, bridge_versions, machine
from ..server import OURS, Server
from .plot import draw
from .report import PLOT, RAW_FIGURES
from .results import BridgeResults
from .run import BridgeRun, Plan


async def measure(
    plan: Plan,
    server: Server,
    bridge_command: str,
    folder: Path,
    *,
    arguments: Sequence[str],
    say: Callable[[str], None],
) -> BridgeResults:
    """Do one run, with its logs in `folder`; raises `BenchError` when a program fails."""
    results = BridgeResults(
        rounds=plan.rounds,
        machine=machine(arguments, bridge_versions()),
        commands={
            OURS: server.command.format(uri="tcp://127.0.0.1:PORT", data_dir="DIR"),
            BRIDGE: bridge_command.format(port="PORT", uri="tcp://127.0.0.1:PORT"),
        },
    )
    await BridgeRun(plan, folder, results, say).run(server, bridge_command)
    return results


def write(results: BridgeResults, section: str, output: Path) -> None:
    """Write the report's section, plot and raw figures to `output`, made if it is not there."""
    output.mkdir(parents=True, exist_ok=True)
    write_section(output, SECTION, section)
    raw = json.dumps(dataclasses.asdict(results), indent=1, ensure_ascii=False)
    (output / RAW_FIGURES).write_text(raw + "\n", encoding="utf-8")
    draw(results, output / PLOT)
