"""Made-up results for the tests of what is computed and shown."""

from script.bench_lib.answer import Measures
from script.bench_lib.client import Mode
from script.bench_lib.results import Machine, Results, Sample
from script.bench_lib.server import OURS, PEER


def measures(first: float, total: float = 1.0, gaps: int = 0) -> Measures:
    return Measures(
        first_audio=first,
        first_audible=first + 0.01,
        first_audible_fs=None,
        total=total,
        audio=2.0,
        gaps=gaps,
        gap_seconds=0.1 * gaps,
        longest_gap=0.1 if gaps else 0.0,
    )


def sample(server: str, group: str, first: float, **more: float) -> Sample:
    return Sample(
        server=server,
        mode=Mode.PLAIN,
        group=group,
        text=group,
        round=int(more.get("round_", 0)),
        measures=measures(first, more.get("total", 1.0), int(more.get("gaps", 0))),
    )


def results(*samples: Sample, servers: tuple[str, ...] = (OURS, PEER)) -> Results:
    machine = Machine(
        cpu="Test CPU",
        cores=2,
        memory_gib=4.0,
        system="Linux",
        load_average=0.5,
        date="2026-01-01 00:00 UTC",
        command="script/bench --rounds 1",
        versions={name: {"wyoming": "1.10.2"} for name in servers},
    )
    return Results(
        servers=servers,
        rounds=1,
        machine=machine,
        commands={name: f"{name} --uri tcp://127.0.0.1:PORT" for name in servers},
        samples=list(samples),
    )
