import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bridge import healthcheck
from bridge.options import Options


class Handler(BaseHTTPRequestHandler):
    """Answers `/health` with the server's status, anything else with 404."""

    status = 200

    def do_GET(self) -> None:
        body = json.dumps({}).encode()
        self.send_response(self.status if self.path == "/health" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - not our name
        pass


@contextmanager
def answering(status: int) -> Iterator[int]:
    handler = type("WithStatus", (Handler,), {"status": status})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JABBERTTS_BRIDGE_HOST", raising=False)
    monkeypatch.delenv("JABBERTTS_BRIDGE_PORT", raising=False)


def test_it_asks_where_the_variables_say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(200) as port:
        monkeypatch.setenv("JABBERTTS_BRIDGE_HOST", "0.0.0.0")
        monkeypatch.setenv("JABBERTTS_BRIDGE_PORT", str(port))
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        assert healthcheck.main([]) == 0
    assert capsys.readouterr().err == ""


def test_a_bridge_without_a_server_is_unhealthy(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(503) as port:
        url = f"http://127.0.0.1:{port}/health"
        assert healthcheck.main(["--url", url]) == 1
    assert capsys.readouterr().err == f"unhealthy: {url}: answered 503 Service Unavailable\n"


def test_nobody_there_is_unhealthy(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert healthcheck.main(["--url", f"http://127.0.0.1:{port}/health"]) == 1
    assert "refused" in capsys.readouterr().err


def test_it_does_not_wait_for_ever(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/health"
        assert healthcheck.main(["--url", url, "--timeout", "0.05"]) == 1
    assert "timed out" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["nowhere", "http://[", "http://127.0.0.1:x/health"])
def test_a_wrong_url_is_told(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert healthcheck.main(["--url", url]) == 1
    assert capsys.readouterr().err.startswith(f"unhealthy: {url}: ")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:8000/health"),
        ("0.0.0.0", "http://127.0.0.1:8000/health"),
        ("::", "http://[::1]:8000/health"),
        ("192.0.2.7", "http://192.0.2.7:8000/health"),
    ],
)
def test_a_wildcard_is_asked_on_loopback(
    host: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JABBERTTS_BRIDGE_HOST", host)
    assert healthcheck.default_url() == url


def test_the_default_is_the_options() -> None:
    options = Options()
    assert healthcheck.default_url() == f"http://{options.host}:{options.port}/health"


def test_it_is_a_program_that_loads_little() -> None:
    program = """
import sys
from bridge import healthcheck
heavy = {"aiohttp", "av", "numpy", "pydantic"} & set(sys.modules)
sys.exit(str(heavy) if heavy else healthcheck.main())
"""
    with answering(200) as port:
        done = subprocess.run(
            [sys.executable, "-c", program, "--url", f"http://127.0.0.1:{port}/health"],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).resolve().parents[2],
        )
    assert (done.returncode, done.stderr) == (0, "")
