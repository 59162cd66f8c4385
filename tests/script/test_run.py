from pathlib import Path

import pytest

from script.bench_lib import run
from script.bench_lib.client import Mode
from script.bench_lib.errors import BenchError
from script.bench_lib.process import clean_environment
from script.bench_lib.run import Plan, Run
from script.bench_lib.server import OURS, PEER, Server, start
from script.bench_lib.texts import BENCH, LONG, SHORT, Text

from .made_up import results


def test_a_command_line_is_filled_in(tmp_path: Path) -> None:
    server = Server(OURS, "python -m x --uri {uri} --data-dir {data_dir}", tmp_path)
    assert server.argv("tcp://a:1") == [
        *("python", "-m", "x"),
        *("--uri", "tcp://a:1", "--data-dir", str(tmp_path)),
    ]


def test_settings_of_the_servers_do_not_leak_in() -> None:
    environment = {"PATH": "/bin", "JABBERTTS_VOICE": "x", "WYOMING_PIPER_ARGS": "--debug"}
    assert clean_environment(environment) == {"PATH": "/bin"}


async def test_a_server_that_dies_is_reported_with_its_log(tmp_path: Path) -> None:
    server = Server(OURS, "python3 -c 'raise SystemExit(\"no voice here\")'", tmp_path)
    with pytest.raises(BenchError, match=r"(?s)exited with status 1.*no voice here"):
        await start(server, tmp_path, "one")


async def test_a_server_that_cannot_be_run_is_reported(tmp_path: Path) -> None:
    server = Server(OURS, "./no/such/program", tmp_path)
    with pytest.raises(BenchError, match="cannot be started"):
        await start(server, tmp_path, "one")


async def test_start_and_stop(tmp_path: Path, fake_command: str) -> None:
    running = await start(Server(PEER, fake_command, tmp_path), tmp_path, "one two")
    try:
        assert 0 < running.startup.ready < running.startup.speaking
        assert running.memory.resident > 0
    finally:
        await running.stop()
    assert running.process.returncode is not None
    await running.stop()


async def test_a_whole_run(
    tmp_path: Path, fake_command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_SETTLE_S", 0.0)
    monkeypatch.setattr(run, "_PAUSE_S", 0.0)
    texts = [Text("a", BENCH, "one two"), Text("b", SHORT, "three"), Text("c", LONG, "four five")]
    plan = Plan(texts=texts, rounds=2, word_rounds=1, starts=1, cli_rounds=0)
    got = results()
    said: list[str] = []
    await Run(plan, tmp_path, got, said.append).run(
        [Server(name, fake_command, tmp_path) for name in (OURS, PEER)]
    )

    plain = [sample for sample in got.samples if sample.mode is Mode.PLAIN]
    assert [(sample.text, sample.server) for sample in plain] == [
        *(("a", OURS), ("a", PEER), ("b", OURS), ("b", PEER), ("c", OURS), ("c", PEER)),
        *(("a", PEER), ("a", OURS), ("b", PEER), ("b", OURS), ("c", PEER), ("c", OURS)),
    ]
    assert len(got.samples) == 2 * 3 * (2 + 2 + 1)
    assert {(usage.server, usage.mode) for usage in got.usage} == {
        (name, mode) for name in (OURS, PEER) for mode in Mode
    }
    assert [usage.audio for usage in got.usage if usage.mode is Mode.PLAIN] == [
        pytest.approx(0.5)
    ] * 2
    assert [use.server for use in got.memory] == [OURS, PEER]
    assert all(0 < use.ready <= use.peak and use.rest <= use.peak for use in got.memory)
    assert [load.failures for load in got.load] == [[], []]
    assert [len(starts.later) for starts in got.starts] == [1, 1]
    assert set(got.timelines) == {OURS, PEER}
    assert got.cli == []
    assert "plain: round 2 of 2" in said


async def test_a_failing_answer_ends_the_run_with_the_servers_log(
    tmp_path: Path, fake_command: str
) -> None:
    plan = Plan([Text("a", BENCH, "one fail")], rounds=1, word_rounds=1, starts=0, cli_rounds=0)
    with pytest.raises(BenchError, match=r"(?s)a, plain: .*broken on purpose.*its log ends"):
        await Run(plan, tmp_path, results(), lambda _: None).run(
            [Server(OURS, fake_command, tmp_path)]
        )
