import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from jabbertts_wyoming.presets import PRESETS
from script.bench_lib import proc
from script.bench_lib import server as servers
from script.bench_lib.errors import BenchError
from script.bench_lib.memory import files, preparation, run, turns
from script.bench_lib.memory.arms import ARMS, KOKORO, NINE, PIPER, TEN, WITH_CACHE, WITHOUT_CACHE
from script.bench_lib.memory.files import put_voices, with_prepared
from script.bench_lib.memory.growth import Load, grow
from script.bench_lib.memory.log import LoadedByLog
from script.bench_lib.memory.preparation import prepared
from script.bench_lib.memory.run import MemoryRun, Plan
from script.bench_lib.memory.texts import IN_TURN, mixed
from script.bench_lib.memory.turns import in_turn, use_in_turn
from script.bench_lib.memory.watch import Watch, thinned
from script.bench_lib.server import OURS, VOICE, Running, Server
from script.bench_lib.texts import Text

from .conftest import Fake
from .fake_server import VOICE as FAKE_VOICE
from .memory_results import full

UNLOADED = "2026-01-01 INFO x: Voice {} is unloaded: to make room for other\n"


@dataclass
class Status:
    returncode: int | None = None


@dataclass
class Served:
    """What is used of a running server: this process is it."""

    uri: str
    log: Path
    process: Status
    pid: int = os.getpid()

    def failure(self, what: str) -> BenchError:
        return BenchError(what)


@pytest.fixture
def running(fake: Fake, tmp_path: Path) -> Running:
    log = tmp_path / "log"
    log.touch()
    return cast("Running", Served(fake.uri, log, Status()))


def test_the_limits_are_the_servers_own() -> None:
    assert NINE.limit == PRESETS["low"].memory_bytes
    assert (len(TEN.voices), len(set(TEN.voices)), TEN.voices[-1]) == (10, 10, KOKORO)
    assert NINE.voices == PIPER


@pytest.mark.parametrize("arm", ARMS, ids=lambda arm: str(arm.name))
def test_each_voice_says_each_text_alone_and_twice(arm: object) -> None:
    voices = TEN.voices if arm is TEN else NINE.voices
    alone: list[tuple[str, str]] = []
    before: list[list[str]] = []
    for round_ in range(len(IN_TURN)):
        groups = list(in_turn(voices, IN_TURN, round_))
        single = [group[0] for group in groups if len(group) == 1]
        assert [request.again for request in single] == [False, True] * len(voices)
        alone += [(request.voice, request.text.name) for request in single if not request.again]
        pairs = [[request.voice for request in group] for group in groups if len(group) == 2]
        assert all(first != second for first, second in pairs)
        assert not {frozenset(pair) for pair in pairs} & {frozenset(pair) for pair in before}
        before = pairs
        assert {voice for pair in pairs for voice in pair} == set(voices)
    assert sorted(alone) == sorted((voice, text.name) for voice in voices for text in IN_TURN)


def test_texts_differ_and_are_the_same_in_every_run() -> None:
    texts = mixed(400)
    assert texts == mixed(400)
    assert len(set(texts)) == 400
    lengths = [len(text.split()) for text in texts]
    assert lengths[19::20] == [30] * 20
    assert set(lengths) == {*range(1, 13), 30}
    assert [len(text.text.split()) for text in IN_TURN][:3] == [5, 15, 60]


async def test_a_watch_reads_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = iter([5, 9, 7])
    monkeypatch.setattr("script.bench_lib.memory.watch.EVERY_S", 0.0)
    async with Watch(1, lambda _: proc.Memory(next(sizes, 6), 0)) as watch:
        for _ in range(10):
            await asyncio.sleep(0.001)
    assert [resident for _, resident in watch.readings[:4]] == [5, 9, 7, 6]
    assert watch.highest == 9
    assert proc.memory_alone(os.getpid()).resident > 0


def test_a_thinned_curve_keeps_the_highest() -> None:
    readings = [(0.0, 1), (0.1, 8), (0.2, 3), (0.3, 2), (1.1, 4)]
    assert thinned(readings, 0.25) == [(0.0, 8), (0.25, 2), (1.0, 4)]


def test_the_log_tells_what_left(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("ready\n" + UNLOADED.format("a"), encoding="utf-8")
    told = LoadedByLog(log, "a")
    told.held.add("b")
    assert told.unloaded() == ["a"]
    with log.open("a", encoding="utf-8") as file:
        whole = UNLOADED.format("b")
        file.write(whole[:-3])
        file.flush()
        assert told.unloaded() == []  # the line is not whole yet
        file.write(whole[-3:])
    assert told.unloaded() == ["b"]
    assert told.held == set()
    assert told.unloads == ["a", "b"]


async def test_voices_in_turn(running: Running) -> None:
    texts: Sequence[Text] = [Text("a", "a", "one two"), Text("b", "b", "fail")]
    with running.log.open("w", encoding="utf-8") as file:
        file.write(UNLOADED.format(VOICE))
    got = await use_in_turn(running, NINE, texts, 1)
    assert (got.arm, got.limit, got.voices) == (NINE.name, NINE.limit, 9)
    assert got.unloads == [VOICE]
    assert 0 < got.ready <= got.highest <= got.peak * 1.01
    alone = [one for one in got.spoken if not one.at_once]
    first, again, second = alone[:3]
    assert (first.voice, first.loaded, first.again) == (VOICE, True, False)  # it was let go
    assert (again.loaded, again.again) == (False, True)
    assert first.first_audio is not None
    assert (second.text, second.first_audio) == ("b", None)
    assert "broken on purpose" in second.failure
    assert len(alone) == 18
    assert len(got.spoken) - len(alone) == 10


async def test_a_voice_that_went_while_it_was_waited_for_was_loaded(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def speak(_running: Running, request: turns.Request) -> tuple[float, str]:
        running.log.write_text(UNLOADED.format("a"), encoding="utf-8")
        return 0.1, ""

    monkeypatch.setattr(turns, "_speak", speak)
    log = LoadedByLog(running.log, "a")
    text = Text("t", "t", "t")
    pair = [turns.Request("a", text), turns.Request("b", text)]
    assert [one.loaded for one in await turns._ask(running, log, pair, 0)] == [True, True]
    assert log.held == {"a", "b"}


async def test_growth_is_read_after_each_answer(running: Running) -> None:
    got = await grow(running, Load("cached", ["one", "two", "three"], 10, 2))
    assert (len(got.resident), got.warm_up, got.distinct, got.failures) == (10, 2, 3, [])
    assert all(size > 0 for size in got.resident)
    assert got.peak > 0


async def test_failed_requests_are_counted_and_the_rest_goes_on(running: Running) -> None:
    got = await grow(running, Load("x", ["one", "fail", "two"], 9, 0))
    assert len(got.resident) == 6
    assert len(got.failures) == 3


async def test_a_server_that_has_ended_is_asked_no_more(running: Running) -> None:
    cast("Status", running.process).returncode = 1
    got = await grow(running, Load("x", ["fail"], 1000, 0))
    assert len(got.failures) == 2


async def test_preparation_is_awaited(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = iter([set[str](), {"a"}, {"a", "b"}])

    async def voices(_uri: str) -> set[str]:
        return next(ready)

    monkeypatch.setattr(preparation, "voices", voices)
    monkeypatch.setattr(preparation, "_EVERY_S", 0.0)
    monkeypatch.setattr(
        proc, "memory", lambda _: proc.Memory(0, proc.memory_alone(1).peak + 10**12)
    )
    got = await prepared(running, ["a", "b"], 0.0)
    assert got is not None
    assert got.peak > 10**11
    assert got.seconds > 0
    assert next(ready, None) is None


async def test_nothing_to_prepare(running: Running) -> None:
    assert await prepared(running, [FAKE_VOICE], 0.0) is None


async def test_preparation_that_takes_too_long_or_ends(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "_TIMEOUT_S", -1.0)
        with pytest.raises(BenchError, match="not all voices are prepared"):
            await prepared(running, ["a"], 0.0)
    cast("Status", running.process).returncode = 3
    with pytest.raises(BenchError, match="it ended"):
        await prepared(running, ["a"], 0.0)


def test_voices_are_laid_out_with_what_is_prepared(tmp_path: Path) -> None:
    source, first = tmp_path / "source", tmp_path / "first"
    for folder in (source, first / "prepared" / f"{PIPER[1]}@k", first / "prepared" / "kokoro@k"):
        folder.mkdir(parents=True)
        (folder / "file").write_text("x", encoding="utf-8")
    put_voices(first, PIPER, source)
    put_voices(first, PIPER, source)
    assert len(list(first.glob("*.onnx.json"))) == 8
    assert not (first / f"{VOICE}.onnx").exists()
    made = with_prepared(tmp_path / "second", PIPER[:3], source, first)
    assert sorted(path.name for path in made.iterdir() if path.is_symlink()) == sorted(
        f"{name}{suffix}" for name in PIPER[1:3] for suffix in files._SUFFIXES
    )
    assert [path.name for path in (made / "prepared").iterdir()] == [f"{PIPER[1]}@k"]


async def test_a_whole_run(
    tmp_path: Path, fake_command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def done(_running: Running, _names: object, _began: float) -> None:
        return None

    monkeypatch.setattr(run, "prepared", done)
    commands: list[str] = []
    start = servers.start

    async def started(server: Server, *arguments: object) -> Running:
        commands.append(server.command.removeprefix(fake_command))
        plain = Server(server.name, fake_command, server.data_dir)
        return await start(plain, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(servers, "start", started)
    got = full()
    got.turns, got.growth = [], []
    plan = Plan(
        [Text("a", "a", "one"), Text("b", "b", "two")],
        {arm.name: 1 for arm in ARMS},
        [Load(name, ["one", "two"], 4, 1) for name in (WITHOUT_CACHE, WITH_CACHE)],
    )
    server = Server(OURS, f"{fake_command} --audio-cache 0", tmp_path)
    said: list[str] = []
    await MemoryRun(plan, tmp_path, got, said.append).run(server, lambda: tmp_path)
    assert commands == [
        " --audio-cache 0",
        " --audio-cache 0 --max-memory 1GB --log-level info",
        " --audio-cache 0 --preset low --log-level info",
        " --audio-cache 0",
        "",
    ]
    assert got.preparation is None
    assert [one.arm for one in got.turns] == [arm.name for arm in ARMS]
    assert [(one.name, len(one.resident)) for one in got.growth] == [
        (WITHOUT_CACHE, 4),
        (WITH_CACHE, 4),
    ]
    assert said[1] == "10 voices in turn with --max-memory 1GB, 1 rounds"
