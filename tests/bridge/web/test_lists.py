"""Models and voices, as OpenAI's client and Open WebUI read them."""

import pytest
from openai.pagination import SyncPage
from openai.types import Model

from bridge.models import ALIASES

from ..fake_wyoming import FakeVoice, FakeWyoming
from ..running import Running, running

ALL = ["/v1/models", "/v1/audio/models", "/v1/audio/voices"]


async def test_models_as_openai_lists_them(bridge: Running) -> None:
    status, body = await bridge.get("/v1/models")
    assert status == 200
    page = SyncPage[Model].model_validate(body, strict=True)
    assert page.object == "list"
    assert [model.id for model in page.data] == [*ALIASES, "piper"]
    assert {(model.object, model.owned_by) for model in page.data} == {("model", "jabbertts")}


@pytest.mark.parametrize("model", [*ALIASES, "piper"])
async def test_one_model(bridge: Running, model: str) -> None:
    status, body = await bridge.get(f"/v1/models/{model}")
    assert (status, Model.model_validate(body, strict=True).id) == (200, model)


@pytest.mark.parametrize("model", ["gpt-9", "tts-1%2F..", "a/b", "%F0%9F%98%80", "x" * 2000])
async def test_there_is_no_other_model(bridge: Running, model: str) -> None:
    status, body = await bridge.get(f"/v1/models/{model}")
    assert (status, body["error"]["code"]) == (404, "model_not_found")
    assert body["error"]["param"] == "model"


async def test_models_as_open_webui_reads_them(bridge: Running) -> None:
    _, body = await bridge.get("/v1/audio/models")
    assert [model["id"] for model in body["models"]] == [*ALIASES, "piper"]


async def test_behind_a_foreign_server_there_are_the_aliases() -> None:
    async with FakeWyoming(ours=False) as wyoming, running(wyoming) as bridge:
        _, body = await bridge.get("/v1/models")
        assert [model["id"] for model in body["data"]] == list(ALIASES)


async def test_voices_as_open_webui_reads_them() -> None:
    voices = [FakeVoice(), FakeVoice("de_DE-mls-medium", ["de_DE"], speakers=["anna", "bernd"])]
    async with FakeWyoming(voices) as wyoming, running(wyoming) as bridge:
        _, body = await bridge.get("/v1/audio/voices")
        found = {voice["id"]: voice for voice in body["voices"]}
        assert len(found) == len(body["voices"])
        assert list(found)[:2] == ["en_US-joe-medium", "de_DE-mls-medium"]
        assert found["de_DE-mls-medium"]["speakers"] == ["anna", "bernd"]
        assert found["de_DE-mls-medium"]["languages"] == ["de_DE"]
        assert found["alloy"]["alias_of"] == "en_US-joe-medium"
        assert {"de_DE-mls-medium:bernd", "cedar"} <= set(found)
        for id_ in found:  # each can be asked for
            assert await bridge.audio(voice=id_, response_format="pcm")


async def test_lists_while_no_server_is_up(bridge: Running) -> None:
    await bridge.get("/health")  # the first look, which runs from the start on, is over
    await bridge.wyoming.stop()
    await bridge.get("/health")  # sees it
    status, body = await bridge.get("/v1/models")
    assert (status, [model["id"] for model in body["data"]]) == (200, list(ALIASES))
    status, body = await bridge.get("/v1/audio/voices")
    assert (status, body["error"]["code"]) == (503, "server_down")


async def test_a_voice_that_comes_later_is_seen(bridge: Running) -> None:
    await bridge.get("/v1/audio/voices")
    bridge.wyoming.voices.append(FakeVoice("fr_FR-siwis-low", ["fr_FR"]))
    await bridge.get("/health")  # looks at the server
    _, body = await bridge.get("/v1/audio/voices")
    assert "fr_FR-siwis-low" in [voice["id"] for voice in body["voices"]]


@pytest.mark.parametrize("path", ALL)
async def test_lists_are_not_to_be_kept(bridge: Running, path: str) -> None:
    async with bridge.session.get(bridge.url + path) as response:
        assert response.headers["Cache-Control"] == "no-store"
