import shlex
import sys
from pathlib import Path

import pytest

from script.bench_lib.bridge import program, run
from script.bench_lib.bridge.arms import ARMS
from script.bench_lib.bridge.run import BridgeRun, Plan, in_turn
from script.bench_lib.errors import BenchError
from script.bench_lib.server import OURS, Server
from script.bench_lib.texts import BENCH, SHORT, Text

from .bridge_results import results
from .conftest import Fake

COMMAND = f"{shlex.quote(sys.executable)} -m bridge --port {{port}} --wyoming-uri {{uri}}"


def test_the_order_changes_and_leaves_nobody_out() -> None:
    orders = [in_turn(ARMS, i) for i in range(len(ARMS))]
    assert all(set(order) == set(ARMS) for order in orders)
    assert {order[0] for order in orders} == set(ARMS)


@pytest.fixture
def at_full_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_SETTLE_S", 0.0)
    monkeypatch.setattr(run, "_PAUSE_S", 0.0)


@pytest.mark.usefixtures("at_full_speed")
async def test_a_whole_run_over_the_bridge(tmp_path: Path, fake_command: str) -> None:
    texts = [Text("a", BENCH, "one two three"), Text("b", SHORT, "four five six seven")]
    got = results()
    said: list[str] = []
    await BridgeRun(Plan(texts, rounds=2, requests=4), tmp_path, got, said.append).run(
        Server(OURS, fake_command, tmp_path), COMMAND
    )

    assert [sample.arm for sample in got.samples[: len(ARMS)]] == [arm.name for arm in ARMS]
    assert len(got.samples) == len(ARMS) * len(texts) * 2
    for sample in got.samples:
        measures = sample.measures
        assert 0 < measures.first_audio <= measures.total
        expected = 0.15 if sample.text == "a" else 0.2
        assert measures.audio == pytest.approx(expected, abs=0.12), sample
        assert sample.cpu >= 0
    assert [many.name for many in got.at_once] == ["raw Wyoming", "mp3", "pcm"]
    assert [many.failures for many in got.at_once] == [[], [], []]
    assert [len(many.first_audio) for many in got.at_once] == [4, 4, 4]
    assert got.memory is not None
    assert 0 < got.memory.ready <= got.memory.peak
    assert said[:3] == ["start", "warm-up", "round 1 of 2"]


async def test_a_bridge_that_dies_is_reported_with_its_log(tmp_path: Path, fake: Fake) -> None:
    command = "python3 -c 'raise SystemExit(\"no port {port}\")'"
    with pytest.raises(BenchError, match=r"(?s)the bridge: exited with status 1.*no port \d+"):
        await program.start(command, fake.uri, tmp_path)


@pytest.mark.usefixtures("at_full_speed")
async def test_a_failing_answer_ends_the_run_with_the_bridges_log(
    tmp_path: Path, fake_command: str
) -> None:
    plan = Plan([Text("a", BENCH, "one fail")], rounds=1)
    with pytest.raises(BenchError, match=r"(?s)the bridge: a, .*its log ends"):
        await BridgeRun(plan, tmp_path, results(), lambda _: None).run(
            Server(OURS, fake_command, tmp_path), COMMAND
        )
