"""Made-up results of a run over memory."""

from script.bench_lib.memory.arms import KOKORO, NINE, PIPER, TEN, WITH_CACHE, WITHOUT_CACHE, Arm
from script.bench_lib.memory.results import Growth, MemoryResults, Preparation, Spoken, Turns
from script.bench_lib.results import Machine

MB = 1_000_000


def spoken(
    voice: str = PIPER[0],
    first: float | None = 0.1,
    *,
    text: str = "5 words",
    loaded: bool = False,
    at_once: bool = False,
    failure: str = "",
) -> Spoken:
    return Spoken(voice, text, 0, not loaded, at_once, loaded, first, failure)


def turns(arm: Arm, peak: int, highest: int, *answers: Spoken) -> Turns:
    return Turns(
        arm=arm.name,
        rounds=2,
        limit=arm.limit,
        voices=len(arm.voices),
        ready=200 * MB,
        last=500 * MB,
        peak=peak,
        highest=highest,
        readings=2,
        curve=[(0.0, 200 * MB), (0.25, highest)],
        spoken=answers,
        unloads=[PIPER[1], KOKORO],
    )


def growth(name: str, *resident: int, warm_up: int = 0, failures: tuple[str, ...] = ()) -> Growth:
    return Growth(name, warm_up, 20, 2, 12.0, 300 * MB, resident, failures)


def full() -> MemoryResults:
    """Return a run that keeps one of two limits, and grows in one of two ways."""
    machine = Machine(
        cpu="Test CPU",
        cores=2,
        memory_gib=4.0,
        system="Linux",
        load_average=0.5,
        date="2026-01-01 00:00 UTC",
        command="script/bench --memory",
        versions={"ours": {"wyoming": "1.10.2"}},
    )
    return MemoryResults(
        machine=machine,
        commands={TEN.name: "server --max-memory 1GB", NINE.name: "server --preset low"},
        preparation=Preparation(90.0, 900 * MB),
        turns=[
            turns(
                TEN,
                800 * MB,
                790 * MB,
                spoken(first=0.5, loaded=True),
                spoken(first=0.1),
                spoken(KOKORO, 2.0, loaded=True, text="15 words"),
                spoken(first=0.7, at_once=True, loaded=True),
                spoken(KOKORO, None, at_once=True, failure="no memory"),
            ),
            turns(NINE, 590 * MB, 610 * MB, spoken()),
        ],
        growth=[
            growth(WITHOUT_CACHE, *([900 * MB] * 10), *([200 * MB] * 10), warm_up=10),
            growth(WITH_CACHE, *(200 * MB + i * MB for i in range(20))),
        ],
    )
