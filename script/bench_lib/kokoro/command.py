"""`script/bench --kokoro`: what it measures, and the files that it writes."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from ..document import KOKORO, write_section
from ..machine import kokoro_versions, machine
from ..server import OURS, PEER, Server
from . import judging
from .arms import VOICE
from .files import MODEL, assemble, link_voices, write_voices
from .plot import draw
from .report import PLOT, RAW_FIGURES
from .results import KokoroResults
from .run import KokoroRun, Plan
from .speakers import PEER_COMMAND, peer_argv


async def measure(
    plan: Plan,
    server: Server,
    mirror: Path,
    folder: Path,
    *,
    judge: bool,
    arguments: Sequence[str],
    say: Callable[[str], None],
) -> KokoroResults:
    """Do one run, with its logs in `folder`; `mirror` is where the published files are kept.

    Raises `BenchError` when a program fails.
    """
    if judge:
        judging.prepare()
    say(f"Kokoro's files in {mirror}")
    files = assemble(mirror)
    link_voices(files, server.data_dir)
    voices = write_voices(files, folder)
    ours = dataclasses.replace(server, command=f"{server.command} --voice {VOICE}")
    results = KokoroResults(
        rounds=plan.rounds,
        machine=machine(arguments, kokoro_versions()),
        commands={
            OURS: ours.command.format(uri="tcp://127.0.0.1:PORT", data_dir="DIR"),
            PEER: PEER_COMMAND.format(model=MODEL, voices=voices.name),
        },
    )
    run = KokoroRun(plan, folder, results, say)
    wavs = await run.run(ours, peer_argv(files / MODEL, voices))
    if judge:
        say(f"judging {len(wavs)} recordings")
        results.judgements = judging.judged(wavs)
    return results


def write(results: KokoroResults, section: str, output: Path) -> None:
    """Write the report's section, plot and raw figures to `output`, made if it is not there."""
    output.mkdir(parents=True, exist_ok=True)
    write_section(output, KOKORO, section)
    raw = json.dumps(dataclasses.asdict(results), indent=1, ensure_ascii=False)
    (output / RAW_FIGURES).write_text(raw + "\n", encoding="utf-8")
    draw(results, output / PLOT)
