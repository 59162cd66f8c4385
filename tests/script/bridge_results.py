"""Made-up results of a run over the bridge."""

from script.bench_lib.bridge.arms import ARMS
from script.bench_lib.bridge.received import Measures
from script.bench_lib.bridge.results import AtOnce, BridgeResults, MemoryUse, Sample
from script.bench_lib.results import Machine
from script.bench_lib.texts import BENCH, LONG

MIB = 2**20


def sample(arm: str, text: str, round_: int, first: float, cpu: float = 0.02) -> Sample:
    group = LONG if text == LONG else BENCH
    return Sample(arm, group, text, round_, Measures(first, 10 * first, audio=2.0), cpu)


def many(name: str, *, failures: int = 0, odd: int = 0) -> AtOnce:
    return AtOnce(
        name=name,
        requests=50,
        failures=["cut off"] * failures,
        odd_lengths=["0.1 s instead of about 2.0 s"] * odd,
        wall=10.0,
        audio=300.0,
        first_audio=[0.5] * (50 - failures),
    )


def results(*samples: Sample) -> BridgeResults:
    machine = Machine(
        cpu="Test CPU",
        cores=2,
        memory_gib=4.0,
        system="Linux",
        load_average=0.5,
        date="2026-01-01 00:00 UTC",
        command="script/bench --bridge --rounds 1",
        versions={
            "ours": {"wyoming": "1.10.2"},
            "bridge": {"aiohttp": "3.14.5"},
            "clients": {"openai": "3.54.0"},
        },
    )
    commands = {"ours": "server --uri tcp://127.0.0.1:PORT", "bridge": "bridge --port PORT"}
    return BridgeResults(rounds=2, machine=machine, commands=commands, samples=list(samples))


def full() -> BridgeResults:
    """Return a run in which the bridge adds half to every first audio, and mp3 as much again."""
    got = results(
        *(
            sample(arm.name, text, round_, first * factor(arm.name))
            for arm in ARMS
            for text, first in (("wyoming-bench 1", 0.03), (LONG, 0.1))
            for round_ in range(2)
        )
    )
    got.at_once = [many("raw Wyoming"), many("mp3", failures=1), many("pcm", odd=2)]
    got.memory = MemoryUse(80 * MIB, 100 * MIB, 110 * MIB, 120 * MIB)
    return got


def factor(arm: str) -> float:
    if arm.startswith("raw"):
        return 1.0
    return 2.0 if arm == "mp3" else 1.5
