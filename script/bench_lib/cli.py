"""The command line of `script/bench`."""

import argparse
import asyncio
import dataclasses
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from . import plans
from .bridge import command as bridge_run
from .bridge.report import render as render_bridge
from .bridge.results import BridgeResults
from .document import NAME, write_report
from .errors import BenchError
from .kokoro import command as kokoro_run
from .kokoro.report import render as render_kokoro
from .kokoro.results import KokoroResults
from .machine import machine, server_versions
from .memory import command as memory_run
from .memory.report import render as render_memory
from .memory.results import MemoryResults
from .plot import draw
from .report import PLOT, render
from .results import Results
from .run import Run
from .server import (
    OURS,
    PEER,
    PEER_COMMAND,
    Server,
    peer_command,
    peer_data_dir,
)
from .text import command as text_run
from .text.report import render as render_text

_R = TypeVar("_R")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    options = plans.parse(arguments)
    try:
        if options.bridge:
            _bridge(options, arguments)
        elif options.kokoro:
            _kokoro(options, arguments)
        elif options.memory:
            _memory(options, arguments)
        elif options.text:
            _text(options, arguments)
        else:
            _servers(options, arguments)
    except BenchError as err:
        print(f"bench: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _servers(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    results = asyncio.run(_measure(options, arguments))
    _keep(options, results, (render, write), "the servers' part")


def _bridge(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    results = asyncio.run(_measure_bridge(options, arguments))
    _keep(options, results, (render_bridge, bridge_run.write), "the bridge's section")


def _kokoro(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    results = asyncio.run(_measure_kokoro(options, arguments))
    _keep(options, results, (render_kokoro, kokoro_run.write), "Kokoro's section")


def _memory(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    results = asyncio.run(_measure_memory(options, arguments))
    _keep(options, results, (render_memory, memory_run.write), "the memory's section")


def _text(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    results = text_run.measure(plans.text_rounds(options), arguments, _say)
    _keep(options, results, (render_text, text_run.write), "the text's section")


def _keep(
    options: argparse.Namespace,
    results: _R,
    of: tuple[Callable[[_R], str], Callable[[_R, str, Path], None]],
    what: str,
) -> None:
    """Print what is rendered of `results`, and write it with them if the run is one to keep."""
    render_them, write_them = of
    report = render_them(results)
    print(report)
    output = plans.output_dir(options)
    if output is not None:
        write_them(results, report, output)
        _say(f"written: {what} of {NAME} and raw figures in {output}")


def write(results: Results, report: str, output: Path) -> None:
    """Write report, plot and raw figures to `output`, which is made if it is not there."""
    output.mkdir(parents=True, exist_ok=True)
    write_report(output, report)
    raw = json.dumps(dataclasses.asdict(results), indent=1, ensure_ascii=False)
    (output / "benchmarks.json").write_text(raw + "\n", encoding="utf-8")
    draw(results, output / PLOT)


async def _measure(options: argparse.Namespace, arguments: Sequence[str]) -> Results:
    work = plans.plan(options)
    names = [options.only] if options.only else [OURS, PEER]
    commands = {OURS: options.ours_command, PEER: PEER_COMMAND}
    results = Results(
        servers=names,
        rounds=work.rounds,
        machine=machine(arguments, server_versions()),
        commands={
            name: commands[name].format(uri="tcp://127.0.0.1:PORT", data_dir="DIR")
            for name in names
        },
    )
    with tempfile.TemporaryDirectory(prefix="jabbertts-bench-") as folder:
        servers = {name: _server(name, options, Path(folder)) for name in names}
        await Run(work, Path(folder), results, _say).run(list(servers.values()))
    return results


async def _measure_bridge(options: argparse.Namespace, arguments: Sequence[str]) -> BridgeResults:
    with tempfile.TemporaryDirectory(prefix="jabbertts-bench-") as name:
        folder = Path(name)
        return await bridge_run.measure(
            plans.bridge_plan(options),
            _server(OURS, options, folder),
            options.bridge_command,
            folder,
            arguments=arguments,
            say=_say,
        )


async def _measure_kokoro(options: argparse.Namespace, arguments: Sequence[str]) -> KokoroResults:
    with tempfile.TemporaryDirectory(prefix="jabbertts-bench-") as name:
        folder = Path(name)
        return await kokoro_run.measure(
            plans.kokoro_plan(options),
            _server(OURS, options, folder),
            options.mirror.resolve(),
            folder,
            judge=options.judge,
            arguments=arguments,
            say=_say,
        )


async def _measure_memory(options: argparse.Namespace, arguments: Sequence[str]) -> MemoryResults:
    with tempfile.TemporaryDirectory(prefix="jabbertts-bench-") as name:
        folder = Path(name)
        return await memory_run.measure(
            plans.memory_plan(options),
            _server(OURS, options, folder),
            options.mirror.resolve(),
            folder,
            arguments=arguments,
            say=_say,
        )


def _server(name: str, options: argparse.Namespace, folder: Path) -> Server:
    if name == PEER:
        return Server(PEER, peer_command(), peer_data_dir(folder))
    data_dir = options.data_dir.resolve() if options.data_dir else folder / "ours"
    data_dir.mkdir(parents=True, exist_ok=True)
    return Server(OURS, options.ours_command, data_dir)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
