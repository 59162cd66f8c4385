"""The command line of `script/bench`."""

import argparse
import asyncio
import dataclasses
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .bridge import command as bridge_run
from .bridge.program import COMMAND as BRIDGE_COMMAND
from .bridge.report import render as render_bridge
from .bridge.results import BridgeResults
from .bridge.run import Plan as BridgePlan
from .document import NAME, write_report
from .errors import BenchError
from .kokoro import command as kokoro_run
from .kokoro.files import FOLDER as KOKORO_FOLDER
from .kokoro.report import render as render_kokoro
from .kokoro.results import KokoroResults
from .kokoro.run import Plan as KokoroPlan
from .kokoro.texts import JUDGED, TIMED, judged
from .machine import machine, server_versions
from .memory import command as memory_run
from .memory.arms import NINE, TEN, WITH_CACHE, WITHOUT_CACHE
from .memory.growth import Load
from .memory.report import render as render_memory
from .memory.results import MemoryResults
from .memory.run import Plan as MemoryPlan
from .memory.texts import IN_TURN, mixed
from .plot import draw
from .process import REPO
from .report import PLOT, render
from .results import Results
from .run import Plan, Run
from .server import (
    OURS,
    OURS_COMMAND,
    PEER,
    PEER_COMMAND,
    Server,
    peer_command,
    peer_data_dir,
)
from .texts import bench_texts, own_texts

_ROUNDS = 6
_STARTS = 3
_CLI_ROUNDS = 3
_KOKORO_ROUNDS = 4
_QUICK_SENTENCES = 8
_MEMORY_ROUNDS = len(IN_TURN)
_MEMORY_REQUESTS = 2000
_QUICK_REQUESTS = 100
# Texts that come again and again, and so stay in the cache.
_REPEATED = 10


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    options = parse(arguments)
    try:
        if options.bridge:
            _bridge(options, arguments)
        elif options.kokoro:
            _kokoro(options, arguments)
        elif options.memory:
            _memory(options, arguments)
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
    report = render(results)
    print(report)
    output = output_dir(options)
    if output is not None:
        write(results, report, output)
        _say(f"written: {NAME}, {PLOT} and benchmarks.json in {output}")


def _bridge(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    results = asyncio.run(_measure_bridge(options, arguments))
    section = render_bridge(results)
    print(section)
    output = output_dir(options)
    if output is not None:
        bridge_run.write(results, section, output)
        _say(f"written: the bridge's section of {NAME}, its plot and raw figures in {output}")


def _kokoro(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    results = asyncio.run(_measure_kokoro(options, arguments))
    section = render_kokoro(results)
    print(section)
    output = output_dir(options)
    if output is not None:
        kokoro_run.write(results, section, output)
        _say(f"written: Kokoro's section of {NAME}, its plot and raw figures in {output}")


def _memory(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    results = asyncio.run(_measure_memory(options, arguments))
    section = render_memory(results)
    print(section)
    output = output_dir(options)
    if output is not None:
        memory_run.write(results, section, output)
        _say(f"written: the memory's section of {NAME}, its plot and raw figures in {output}")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; exits with a usage message if it is wrong."""
    parser = argparse.ArgumentParser(
        prog="script/bench",
        description=(
            "Compare JabberTTS with wyoming-piper on this machine; with --bridge the bridge with "
            "the Wyoming server behind it, with --kokoro a Kokoro voice with kokoro-onnx; with "
            "--memory measure our memory with many voices and requests; each in one run."
        ),
    )
    parser.add_argument(
        "--rounds",
        type=_positive,
        metavar="N",
        help=f"rounds over all texts (default {_ROUNDS}, a whole run about 4 minutes; with "
        f"--kokoro {_KOKORO_ROUNDS}, about 12 minutes; with --memory {_MEMORY_ROUNDS}, "
        "about 10 minutes)",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one round of everything; writes files only with --output",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--bridge",
        action="store_true",
        help="measure what the bridge adds, and rewrite only its section of the report",
    )
    what.add_argument(
        "--kokoro",
        action="store_true",
        help="measure and judge a Kokoro voice beside kokoro-onnx, and rewrite only its section",
    )
    what.add_argument(
        "--memory",
        action="store_true",
        help="measure memory under a limit and over many requests, and rewrite only its section",
    )
    what.add_argument(
        "--only",
        choices=(OURS, PEER),
        help="measure one server, for profiling; writes files only with --output",
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="where the report goes (default docs)"
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="data directory of our server (default: a fresh one)",
    )
    kokoro = parser.add_argument_group("with --kokoro")
    kokoro.add_argument(
        "--sentences",
        type=_positive,
        metavar="N",
        help=f"sentences to judge (default {len(JUDGED)}, or {_QUICK_SENTENCES} with --quick); "
        "fewer are written only with --output",
    )
    kokoro.add_argument(
        "--no-judge",
        dest="judge",
        action="store_false",
        help="speak them, but neither recognise nor rate; writes files only with --output",
    )
    parser.add_argument(
        "--mirror",
        type=Path,
        default=KOKORO_FOLDER,
        metavar="DIR",
        help="with --kokoro and --memory: where script/mirror puts Kokoro's files, once "
        f"(default {KOKORO_FOLDER.relative_to(REPO)})",
    )
    parser.add_argument("--ours-command", default=OURS_COMMAND, help=argparse.SUPPRESS)
    parser.add_argument("--bridge-command", default=BRIDGE_COMMAND, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.sentences is not None and options.sentences > len(JUDGED):
        parser.error(f"argument --sentences: there are {len(JUDGED)}")
    return options


def plan(options: argparse.Namespace) -> Plan:
    """Return how much the run over the servers does."""
    rounds = _rounds(options)
    return Plan(
        texts=[*bench_texts(), *own_texts()],
        rounds=rounds,
        word_rounds=(rounds + 1) // 2,
        starts=1 if options.quick else _STARTS,
        cli_rounds=1 if options.quick else _CLI_ROUNDS,
    )


def bridge_plan(options: argparse.Namespace) -> BridgePlan:
    """Return how much the run over the bridge does."""
    return BridgePlan(texts=[*bench_texts(), *own_texts()], rounds=_rounds(options))


def kokoro_plan(options: argparse.Namespace) -> KokoroPlan:
    """Return how much the run over a Kokoro voice does."""
    usual = _QUICK_SENTENCES if options.quick else len(JUDGED)
    rounds = options.rounds or (1 if options.quick else _KOKORO_ROUNDS)
    return KokoroPlan(TIMED, judged(options.sentences or usual), rounds)


def memory_plan(options: argparse.Namespace) -> MemoryPlan:
    """Return how much the run over memory does."""
    rounds = options.rounds or (1 if options.quick else _MEMORY_ROUNDS)
    requests = _QUICK_REQUESTS if options.quick else _MEMORY_REQUESTS
    warm_up = requests // 10
    repeated = mixed(requests // _REPEATED // 2)
    return MemoryPlan(
        IN_TURN,
        {TEN.name: rounds, NINE.name: (rounds + 1) // 2},
        [
            Load(WITHOUT_CACHE, mixed(requests), requests, warm_up),
            Load(WITH_CACHE, repeated, requests // 2, warm_up),
        ],
    )


def _rounds(options: argparse.Namespace) -> int:
    return options.rounds or (1 if options.quick else _ROUNDS)


def output_dir(options: argparse.Namespace) -> Path | None:
    """Return where to write, None for a run that is not one to keep."""
    if options.output is not None:
        return Path(options.output)
    partial = options.quick or options.only or not options.judge
    partial = partial or (options.sentences or len(JUDGED)) < len(JUDGED)
    return None if partial else REPO / "docs"


def write(results: Results, report: str, output: Path) -> None:
    """Write report, plot and raw figures to `output`, which is made if it is not there."""
    output.mkdir(parents=True, exist_ok=True)
    write_report(output, report)
    raw = json.dumps(dataclasses.asdict(results), indent=1, ensure_ascii=False)
    (output / "benchmarks.json").write_text(raw + "\n", encoding="utf-8")
    draw(results, output / PLOT)


async def _measure(options: argparse.Namespace, arguments: Sequence[str]) -> Results:
    work = plan(options)
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
            bridge_plan(options),
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
            kokoro_plan(options),
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
            memory_plan(options),
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


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
