from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from script.openwebui_lib import checks
from script.openwebui_lib.bridge import Bridge
from script.openwebui_lib.checks import CHECKS, Bench, Check
from script.openwebui_lib.openwebui import OpenWebUI
from script.openwebui_lib.report import Result

from .fake_bridge import FakeBridge
from .fake_openwebui import FakeOpenWebUI

KEY = "secret"


class Switch:
    """Stands for a program: stopping it sets a flag of the fake bridge."""

    def __init__(self, bridge: FakeBridge, flag: str) -> None:
        self._bridge = bridge
        self._flag = flag

    async def start(self) -> None:
        setattr(self._bridge, self._flag, True)

    async def stop(self) -> None:
        setattr(self._bridge, self._flag, False)


@dataclass(frozen=True)
class Stage:
    bridge: FakeBridge
    openwebui: FakeOpenWebUI
    bench: Bench

    async def all(self) -> list[Result]:
        return [await checks.run(name, check(self.bench)) for name, check in CHECKS]

    async def problem(self, check: Check) -> str:
        """Return what `check` finds wrong; empty if nothing."""
        await checks.signs_up(self.bench)
        result = await checks.run("x", check(self.bench))
        return "" if result.passed else result.detail


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    bridge = FakeBridge(KEY)
    async with TestServer(bridge.application()) as below:
        openwebui = FakeOpenWebUI(f"{below.make_url('/v1/')}", KEY)
        async with (
            TestServer(openwebui.application()) as above,
            aiohttp.ClientSession() as session,
        ):
            bench = Bench(
                web=OpenWebUI(session, str(above.make_url("")).rstrip("/")),
                direct=Bridge(session, str(below.make_url("")).rstrip("/"), KEY),
                bridge=Switch(bridge, "up"),
                server=Switch(bridge, "server_up"),
            )
            yield Stage(bridge, openwebui, bench)


async def test_all_is_well_and_every_line_tells_something(stage: Stage) -> None:
    results = await stage.all()
    assert {result.name: result.detail for result in results if not result.passed} == {}
    assert len({result.name for result in results}) == len(CHECKS)
    assert all(result.detail for result in results)
    texts = [str(body["input"]) for body in stage.bridge.asked]
    assert set(checks.SENTENCES) < set(texts)
    assert stage.openwebui.settings["tts"]["OPENAI_API_KEY"] == KEY


@pytest.mark.parametrize("check", [checks.lists_models, checks.lists_voices])
async def test_lists_that_are_made_up_are_told(stage: Stage, check: Check) -> None:
    stage.openwebui.settings["tts"]["OPENAI_API_BASE_URL"] = "http://127.0.0.1:1/v1"
    assert "it offers" in await stage.problem(check)


@pytest.mark.parametrize(
    "check", [checks.speaks, checks.speaks_by, checks.speaks_at_once, checks.takes_the_page]
)
async def test_a_wrong_length_fails_every_spoken_check(stage: Stage, check: Check) -> None:
    stage.bridge.rate = 100.0
    assert "plausible" in await stage.problem(check)


async def test_silence_fails(stage: Stage) -> None:
    stage.bridge.volume = 0.0001
    assert "silence" in await stage.problem(checks.speaks)


async def test_another_format_fails(stage: Stage) -> None:
    stage.bridge.content_type = "audio/ogg"
    assert await stage.problem(checks.speaks) == "audio/ogg instead of audio/mpeg"


async def test_parameters_that_do_not_arrive_fail(stage: Stage) -> None:
    stage.openwebui.drops_parameters = True
    assert "that are not the bridge's" in await stage.problem(checks.takes_the_page)


async def test_audio_that_was_changed_on_the_way_fails(stage: Stage) -> None:
    stage.openwebui.adds_to_the_audio = b"\0"
    assert "bytes that are not" in await stage.problem(checks.takes_the_page)


async def test_settings_that_are_not_saved_fail(stage: Stage) -> None:
    stage.openwebui.forgets = "MODEL"
    assert "MODEL was not saved" in await stage.problem(checks.takes_the_page)


async def test_a_key_that_the_bridge_does_not_know_fails(stage: Stage) -> None:
    stage.bridge.key = "other"
    assert (await stage.problem(checks.speaks)).startswith("401 External: 401")


async def test_a_bridge_that_takes_any_key_fails(stage: Stage) -> None:
    stage.bridge.any_key = True
    assert "instead of 401" in await stage.problem(checks.refuses_a_wrong_key)
    assert stage.openwebui.settings["tts"]["OPENAI_API_KEY"] == KEY


@pytest.mark.parametrize(
    ("check", "program"),
    [
        (checks.tells_that_the_server_is_down, "server"),
        (checks.tells_that_the_bridge_is_down, "bridge"),
    ],
)
async def test_a_program_that_does_not_come_back_fails(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, check: Check, program: str
) -> None:
    monkeypatch.setattr(checks, "_HEALTHY_TIMEOUT_S", 0.1)
    monkeypatch.setattr(Switch, "start", Switch.stop)
    expected = {"server": "TimeoutError", "bridge": "500 Open WebUI: Server Connection Error"}
    assert await stage.problem(check) == expected[program]


async def test_nothing_counts_before_the_first_user(stage: Stage) -> None:
    result = await checks.run("x", checks.lists_models(stage.bench))
    assert not result.passed
    assert "401" in result.detail
