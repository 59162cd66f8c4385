import ssl
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from jabbertts_wyoming.common.errors import DownloadError
from jabbertts_wyoming.voices.download.downloader import Downloader, Patience
from jabbertts_wyoming.voices.download.http import HttpSource, Timeouts

from .bad_server import BadServer, answer
from .conftest import CONTENT, published

FILE = published()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def trusted(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def fetch(source: HttpSource, tmp_path: Path, patience: Patience, url: str) -> bytes:
    async with Downloader(tmp_path, source, patience=patience) as downloader:
        (path,) = await downloader.fetch([replace(FILE, url=url)])
    return path.read_bytes()


async def test_publishers_are_asked_over_tls(
    tls: ssl.SSLContext, trusted: ssl.SSLContext, tmp_path: Path, patience: Patience
) -> None:
    async with BadServer(CONTENT, tls=tls) as server:
        source = HttpSource(None, Timeouts(), trusted)
        url = f"{server.url}/deep/voice.onnx"
        assert await fetch(source, tmp_path, patience, url) == CONTENT
    assert server.requests[0].path == "/deep/voice.onnx"


async def test_a_stranger_s_certificate_is_refused_at_once(
    tls: ssl.SSLContext, tmp_path: Path, patience: Patience, waits: list[float]
) -> None:
    async with BadServer(CONTENT, tls=tls) as server:
        source = HttpSource(None, Timeouts())
        with pytest.raises(DownloadError, match="no safe connection"):
            await fetch(source, tmp_path, patience, server.url)
    assert (server.requests, waits) == ([], [])


@pytest.mark.parametrize("as_mirror", [True, False])
async def test_a_redirect_to_http_is_refused(
    tls: ssl.SSLContext,
    trusted: ssl.SSLContext,
    tmp_path: Path,
    patience: Patience,
    as_mirror: bool,
) -> None:
    async with BadServer(CONTENT) as plain:
        away = answer("302 Found", {"Location": f"{plain.url}/voice.onnx"})
        async with BadServer(CONTENT, away, tls=tls) as server:
            source = HttpSource(server.url if as_mirror else None, Timeouts(), trusted)
            with pytest.raises(DownloadError, match=r"http://.* only https is allowed"):
                await fetch(source, tmp_path, patience, server.url)
    assert plain.requests == []


async def test_a_redirect_to_https_is_followed(
    tls: ssl.SSLContext, trusted: ssl.SSLContext, tmp_path: Path, patience: Patience
) -> None:
    away = answer("307 Temporary Redirect", {"Location": "/b"})
    async with BadServer(CONTENT, away, tls=tls) as server:
        source = HttpSource(None, Timeouts(), trusted)
        assert await fetch(source, tmp_path, patience, f"{server.url}/a") == CONTENT
    assert [r.path for r in server.requests] == ["/a", "/b"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "file:///etc/passwd", "https:///x", "x"])
async def test_a_catalogue_can_t_name_anything_else(
    url: str, tmp_path: Path, patience: Patience
) -> None:
    with pytest.raises(DownloadError, match=r"only https is allowed|not a URL"):
        await fetch(HttpSource(None, Timeouts()), tmp_path, patience, url)


async def test_a_proxy_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, patience: Patience
) -> None:
    async with BadServer(CONTENT) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        source = HttpSource("http://voices.invalid", Timeouts())
        assert await fetch(source, tmp_path, patience, "") == CONTENT
    assert proxy.requests[0].path == "http://voices.invalid/voice.onnx"
