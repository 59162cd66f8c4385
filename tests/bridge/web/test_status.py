"""How the bridge is: health, figures, and the page about itself."""

import re

from bridge.web.openapi import document
from jabbertts_wyoming import __version__

from ..fake_wyoming import FakeWyoming
from ..running import Running, running


async def test_health_tells_of_the_server(bridge: Running) -> None:
    status, body = await bridge.get("/health")
    (server,) = body.pop("servers")
    assert (status, body) == (
        200,
        {"status": "ok", "version": __version__, "speaking": 0, "waiting": 0},
    )
    assert 0 < server.pop("round_trip_ms") < 3000
    assert server == {
        "uri": bridge.wyoming.uri,
        "up": True,
        "program": "jabbertts",
        "version": "1.2.3",
        "voices": ["en_US-joe-medium"],
        "speaking": 0,
        "problem": None,
    }


async def test_health_follows_the_server(bridge: Running) -> None:
    await bridge.get("/health")  # the first look, which runs from the start on, is over
    await bridge.wyoming.stop()
    status, body = await bridge.get("/health")
    assert (status, body["status"]) == (503, "unavailable")
    assert body["servers"][0]["up"] is False
    assert "refused" in body["servers"][0]["problem"].lower()
    await bridge.wyoming.start()
    status, body = await bridge.get("/health")
    assert (status, body["status"], body["servers"][0]["problem"]) == (200, "ok", None)


async def test_one_server_of_two_is_enough(wyoming: FakeWyoming) -> None:
    async with (
        FakeWyoming() as other,
        running(wyoming, wyoming_uri=(wyoming.uri, other.uri)) as bridge,
    ):
        await other.stop()
        status, body = await bridge.get("/health")
    assert (status, [server["up"] for server in body["servers"]]) == (200, [True, False])


async def test_a_server_that_is_silent_is_no_health(wyoming: FakeWyoming) -> None:
    wyoming.mute = True
    async with running(wyoming, connect_timeout=0.1) as bridge:
        status, body = await bridge.get("/health")
    assert status == 503
    assert body["servers"][0]["problem"]


async def test_health_is_not_to_be_kept(bridge: Running) -> None:
    async with bridge.session.get(f"{bridge.url}/health") as response:
        assert response.headers["Cache-Control"] == "no-store"


async def test_figures(bridge: Running) -> None:
    await bridge.audio()
    await bridge.error({"speed": 9})
    async with bridge.session.get(f"{bridge.url}/metrics") as response:
        assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        text = await response.text()
    for line in (
        'jabbertts_bridge_requests_total{route="speech",status="200"} 1.0',
        'jabbertts_bridge_requests_total{route="speech",status="400"} 1.0',
        'jabbertts_bridge_first_audio_seconds_count{format="mp3"} 1.0',
        "jabbertts_bridge_speaking 0.0",
        f'jabbertts_bridge_server_up{{uri="{bridge.wyoming.uri}"}} 1.0',
        'jabbertts_bridge_dropped_connections{reason="full"} 0.0',
    ):
        assert line in text
    made = re.search(r"^jabbertts_bridge_audio_seconds_total (\S+)", text, re.MULTILINE)
    assert made
    assert abs(float(made.group(1)) - 0.2) < 1e-6


async def test_no_path_makes_a_figure_of_its_own(bridge: Running) -> None:
    for path in ("/one", "/two"):
        await bridge.get(path)
    _, figures = await bridge.get("/metrics")
    assert b'requests_total{route="none",status="404"} 2.0' in figures
    assert b"/one" not in figures


async def test_programs_and_people_land(bridge: Running) -> None:
    status, body = await bridge.get("/")
    assert (status, body["base_url"]) == (200, f"{bridge.url}/v1")
    status, page = await bridge.get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert status == 200
    assert b"<!doctype html>" in page
    assert f"{bridge.url}/v1".encode() in page


async def test_the_document_is_that_of_the_options(wyoming: FakeWyoming) -> None:
    async with running(wyoming, max_input=77, strict=True) as bridge:
        _, body = await bridge.get("/openapi.json")
    assert body == document(__version__, max_input=77, strict=True)
