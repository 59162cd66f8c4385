"""Requests that are no HTTP, or not quite."""

import asyncio
import json

import pytest

from bridge.web import protocol

from ..fake_wyoming import FakeWyoming
from ..running import Running, running
from .raw import Answered, exchange, head

HOST = b"Host: x\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X-Null: \x00\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"no colon\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: a\r\n" % n for n in range(500)) + b"\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        head("Content-Length: -5"),
        head("Content-Length: five"),
        head("Content-Length: 5", "Content-Length: 6"),
        head("Content-Length: 5", "Transfer-Encoding: chunked"),
        head("Transfer-Encoding: chunked") + b"zz\r\n{}\r\n",
        head("Transfer-Encoding: chunked") + b"-1\r\n{}\r\n",
        head("Content-Length: 2", "Content-Encoding: br") + b"{}",
    ],
)
async def test_malformed_requests_are_refused_in_our_shape(
    bridge: Running, request_: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answered = await exchange(bridge.url, request_)
    assert answered.status == 400
    error = answered.json["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert len(error["message"]) < 300
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_what_follows_a_body_that_was_longer_than_said_is_refused(bridge: Running) -> None:
    body = b'{"input": "Hi.", "response_format": "pcm"}'
    answered = await exchange(bridge.url, head("Content-Length: 20") + body)
    assert set(answered.statuses) == {400}
    assert bridge.wyoming.requests == []


@pytest.mark.parametrize("host", ["[", "a:b", "a:99999999"])
async def test_a_host_that_is_none(bridge: Running, host: str) -> None:
    request_ = f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    answered = await exchange(bridge.url, request_.encode())
    assert answered.status == 400
    assert answered.json["error"]["code"] == "invalid_host"


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd"])
async def test_no_path_leads_to_files(bridge: Running, path: str) -> None:
    request_ = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answered = await exchange(bridge.url, request_.encode())
    assert answered.status == 404


async def test_pipelined_requests_are_answered_in_their_order(bridge: Running) -> None:
    paths = ["/health", "/nowhere", "/v1/models", "/openapi.json", "/nothing"]
    requests = [f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for path in paths]
    requests[-1] = requests[-1].replace(b"Host: x", b"Host: x\r\nConnection: close")
    answered = await exchange(bridge.url, b"".join(requests))
    assert answered.statuses == [200, 404, 200, 200, 404]


async def test_a_whole_answer_says_that_it_is_one(bridge: Running) -> None:
    body = json.dumps({"input": "Hi.", "response_format": "pcm"}).encode()
    request_ = head(f"Content-Length: {len(body)}", "Connection: close") + body
    answered = await exchange(bridge.url, request_)
    assert answered.status == 200
    assert answered.raw.endswith(b"\r\n0\r\n\r\n")


async def test_a_client_may_ask_before_it_sends_the_body(bridge: Running) -> None:
    body = b'{"input": "Hi.", "response_format": "pcm"}'
    host, port = bridge.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(head(f"Content-Length: {len(body)}", "Expect: 100-continue"))
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(body)
    assert Answered(await reader.readuntil(b"\r\n\r\n")).status == 200
    writer.close()
    await writer.wait_closed()


async def test_what_was_malformed_is_not_logged(
    bridge: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    lines = b"Host: x\r\nAuthorization : Bearer opensesame\r\n\r\n"
    answered = await exchange(bridge.url, b"GET / HTTP/1.1\r\n" + lines)
    assert answered.status == 400
    assert "malformed request" in caplog.text
    assert "opensesame" not in caplog.text


async def test_an_idle_connection_is_closed_in_the_end(
    wyoming: FakeWyoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "_KEPT", 0.05)
    async with running(wyoming) as bridge:
        answered = await exchange(bridge.url, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answered.status == 200


async def test_a_fault_outside_all_handlers_has_our_shape_too(
    bridge: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("bridge.web.middleware.log_request", broken)
    answered = await exchange(bridge.url, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (answered.status, answered.json["error"]["code"]) == (500, "internal_error")
    assert b"secret" not in answered.raw
    assert "a secret" in caplog.text
