"""What a run of `script/bench` is asked for, and how much it does."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from .bridge.program import COMMAND as BRIDGE_COMMAND
from .bridge.run import Plan as BridgePlan
from .kokoro.files import FOLDER as KOKORO_FOLDER
from .kokoro.run import Plan as KokoroPlan
from .kokoro.texts import JUDGED, TIMED, judged
from .memory.arms import NINE, TEN, WITH_CACHE, WITHOUT_CACHE
from .memory.growth import Load
from .memory.run import Plan as MemoryPlan
from .memory.texts import IN_TURN, mixed
from .process import REPO
from .run import Plan
from .server import OURS, OURS_COMMAND, PEER
from .texts import bench_texts, own_texts

_ROUNDS = 6
_STARTS = 3
_CLI_ROUNDS = 3
_KOKORO_ROUNDS = 4
_QUICK_SENTENCES = 8
_TEXT_ROUNDS = 7
_MEMORY_ROUNDS = len(IN_TURN)
_MEMORY_REQUESTS = 2000
_QUICK_REQUESTS = 100
# Texts that come again and again, and so stay in the cache.
_REPEATED = 10


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; exits with a usage message if it is wrong."""
    parser = argparse.ArgumentParser(
        prog="script/bench",
        description=(
            "Compare JabberTTS with wyoming-piper on this machine; with --bridge the bridge with "
            "the Wyoming server behind it, with --kokoro a Kokoro voice with kokoro-onnx; with "
            "--memory measure our memory with many voices and requests; with --text time our text "
            "front end; each in one run."
        ),
    )
    parser.add_argument(
        "--rounds",
        type=_positive,
        metavar="N",
        help=f"rounds over all texts (default {_ROUNDS}, a whole run about 4 minutes; with "
        f"--kokoro {_KOKORO_ROUNDS}, about 12 minutes; with --memory {_MEMORY_ROUNDS}, "
        f"about 10 minutes; with --text {_TEXT_ROUNDS}, about 1 minute)",
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
        "--text",
        action="store_true",
        help="time the text front end in every language, and rewrite only its section",
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


def text_rounds(options: argparse.Namespace) -> int:
    """Return how often the text front end is timed."""
    return options.rounds or (1 if options.quick else _TEXT_ROUNDS)


def _rounds(options: argparse.Namespace) -> int:
    return options.rounds or (1 if options.quick else _ROUNDS)


def output_dir(options: argparse.Namespace) -> Path | None:
    """Return where to write, None for a run that is not one to keep."""
    if options.output is not None:
        return Path(options.output)
    partial = options.quick or options.only or not options.judge
    partial = partial or (options.sentences or len(JUDGED)) < len(JUDGED)
    return None if partial else REPO / "docs"


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value
