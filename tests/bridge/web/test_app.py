"""Paths, methods, headers and origins: what is the same for every answer."""

import pytest

from bridge.web.app import with_any_slashes

from ..fake_wyoming import FakeWyoming
from ..running import Running, running
from .raw import connect, head

GETS = [
    "/v1/models",
    "/v1/models/tts-1",
    "/v1/audio/models",
    "/v1/audio/voices",
    "/health",
    "/metrics",
    "/openapi.json",
    "/",
]
PAGE = "https://chat.example"


@pytest.mark.parametrize("path", GETS)
async def test_head_is_get_without_the_body(bridge: Running, path: str) -> None:
    async with bridge.session.get(bridge.url + path) as got:
        assert got.status == 200
        body = await got.read()
    async with bridge.session.head(bridge.url + path) as response:
        assert response.status == 200
        assert response.content_type == got.content_type
        assert await response.read() == b""
    if path not in ("/health", "/metrics"):  # these tell of times
        assert response.content_length == len(body)


# --- slashes


@pytest.mark.parametrize(
    "path",
    [
        "//v1/models",
        "/v1//models",
        "/v1/models/",
        "/v1/models//",
        "/v1//models/tts-1",
        "/v1/models/tts-1/",
        "/v1//audio/voices",
        "///v1///audio///models///",
        "/health/",
        "//health",
        "//openapi.json",
        "//",
        "///",
    ],
)
async def test_doubled_and_last_slashes_change_nothing(bridge: Running, path: str) -> None:
    status, _ = await bridge.get(path)
    assert status == 200


@pytest.mark.parametrize("path", ["/v1//audio/speech", "//v1/audio//speech", "/v1/audio/speech/"])
async def test_nor_do_they_for_speech(bridge: Running, path: str) -> None:
    async with bridge.session.post(bridge.url + path, json={"input": "Hi."}) as response:
        assert response.status == 200
        assert await response.read()


def test_a_pattern_keeps_what_it_names() -> None:
    assert with_any_slashes("/") == "/{_0:/*}"
    assert with_any_slashes("/a/b") == "/{_0:/*}a/{_1:/*}b{_end:/*}"
    assert with_any_slashes("/a/{id:.+}") == "/{_0:/*}a/{_1:/*}{id:.+}"


# --- what is not there


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v2/models", "/v1/audio", "/healthy", "/v1/audio/speech.mp3", "/%00"]
)
async def test_unknown_paths(bridge: Running, path: str) -> None:
    status, body = await bridge.get(path)
    assert (status, body["error"]["code"]) == (404, "unknown_path")
    assert set(body["error"]) == {"message", "type", "param", "code"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/audio/speech", "POST"),
        ("PUT", "/v1/audio/speech", "POST"),
        ("OPTIONS", "/v1/audio/speech", "POST"),
        ("POST", "/v1/models", "GET,HEAD"),
        ("DELETE", "/v1/models/tts-1", "GET,HEAD"),
        ("POST", "/", "GET,HEAD"),
        ("TRACE", "/health", "GET,HEAD"),
    ],
)
async def test_methods_that_are_not_allowed(
    bridge: Running, method: str, path: str, allowed: str
) -> None:
    async with bridge.session.request(method, bridge.url + path) as response:
        assert response.status == 405
        assert response.headers["Allow"] == allowed
        error = (await response.json())["error"]
    assert error["code"] == "bad_method"
    assert allowed.replace(",", ", ") in error["message"]


# --- request ids


@pytest.mark.parametrize("path", ["/health", "/nowhere", "/v1/models/gpt-9"])
async def test_the_request_id_comes_back(bridge: Running, path: str) -> None:
    headers = {"X-Request-Id": "mine-1"}
    async with bridge.session.get(bridge.url + path, headers=headers) as response:
        assert response.headers["x-request-id"] == "mine-1"


async def test_one_is_made_for_who_has_none(bridge: Running) -> None:
    ids = set()
    for given in ("", "not harmless", "x" * 500):
        async with bridge.speak(headers={"x-request-id": given}) as response:
            ids.add(response.headers["x-request-id"])
    assert len(ids) == 3
    assert all(identifier.startswith("req_") for identifier in ids)


# --- Expect: 100-continue


EXPECTING = head("Content-Length: 15", "Expect: 100-continue", "Authorization: Bearer k")
BODY = b'{"input": "Hi"}'


async def test_the_body_is_asked_for_when_it_is_wanted(wyoming: FakeWyoming) -> None:
    async with running(wyoming, api_key=("k",)) as bridge:
        reader, writer = await connect(bridge.url)
        writer.write(EXPECTING)
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(BODY)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        writer.close()


async def test_and_not_of_who_has_no_key(wyoming: FakeWyoming) -> None:
    async with running(wyoming, api_key=("other",)) as bridge:
        reader, writer = await connect(bridge.url)
        writer.write(EXPECTING)
        assert (await reader.readline()).startswith(b"HTTP/1.1 401 ")
        writer.close()


async def test_an_expectation_that_nobody_knows_is_left_unread(bridge: Running) -> None:
    async with bridge.speak(headers={"Expect": "wonders"}) as response:
        assert response.status == 200


# --- pages of other origins


async def preflight(bridge: Running, origin: str, path: str = "/v1/audio/speech") -> dict[str, str]:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST" if "speech" in path else "GET",
        "Access-Control-Request-Headers": "authorization, content-type, x-stainless-os",
    }
    async with bridge.session.options(bridge.url + path, headers=headers) as response:
        found = {name.lower(): value for name, value in response.headers.items()}
        return {"status": str(response.status), **found}


async def test_no_other_origin_may_call_unasked(bridge: Running) -> None:
    found = await preflight(bridge, PAGE)
    assert found["status"] == "405"
    assert "access-control-allow-origin" not in found
    async with bridge.speak(headers={"Origin": PAGE}) as response:
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("origins", [(PAGE,), ("https://other.example", PAGE), ("*",)])
async def test_an_allowed_origin(wyoming: FakeWyoming, origins: tuple[str, ...]) -> None:
    async with running(wyoming, cors_origin=origins, api_key=("k",)) as bridge:
        found = await preflight(bridge, PAGE)
        assert found["status"] == "200"
        assert found["access-control-allow-origin"] == PAGE
        assert found["access-control-allow-methods"] == "POST"
        assert "AUTHORIZATION" in found["access-control-allow-headers"].upper()
        assert "X-STAINLESS-OS" in found["access-control-allow-headers"].upper()
        assert found["access-control-max-age"] == "3600"
        assert "access-control-allow-credentials" not in found
        assert (await preflight(bridge, PAGE, "/v1/models"))["status"] == "200"

        headers = {"Origin": PAGE, "Authorization": "Bearer k"}
        async with bridge.speak(headers=headers) as response:
            assert response.status == 200
            assert response.headers["Access-Control-Allow-Origin"] == PAGE
            exposed = response.headers["Access-Control-Expose-Headers"].lower()
            assert {"x-request-id", "retry-after", "x-should-retry"} <= set(exposed.split(","))
            assert await response.read()


async def test_a_page_can_read_why_it_was_refused(wyoming: FakeWyoming) -> None:
    async with (
        running(wyoming, cors_origin=(PAGE,), api_key=("k",)) as bridge,
        bridge.speak(headers={"Origin": PAGE}) as response,
    ):
        assert response.status == 401
        assert response.headers["Access-Control-Allow-Origin"] == PAGE


async def test_another_origin_is_refused(wyoming: FakeWyoming) -> None:
    async with running(wyoming, cors_origin=(PAGE,)) as bridge:
        found = await preflight(bridge, "https://evil.example")
        assert found["status"] == "403"
        assert "access-control-allow-origin" not in found
        async with bridge.session.options(f"{bridge.url}/v1/audio/speech") as response:
            assert response.status == 403
            assert "preflight" in (await response.json())["error"]["message"]
