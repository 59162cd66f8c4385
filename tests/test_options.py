from pathlib import Path

import pytest
from pydantic import ValidationError

from jabbertts_wyoming.common.address import TcpAddress, UnixAddress
from jabbertts_wyoming.common.cli import load_options
from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.options import Options

pytestmark = pytest.mark.usefixtures("clean_environment")


def load(*argv: str) -> Options:
    return load_options(Options, argv, prog="jabbertts", version="0", description="")


def problem(*argv: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(*argv)
    (line,) = str(caught.value).splitlines()
    return line


def test_defaults() -> None:
    options = load()
    assert options == Options()
    assert options.address == TcpAddress("0.0.0.0", 10200)
    assert options.voice == "en_US-joe-medium"
    assert options.zeroconf is None
    assert options.provider == ("CPUExecutionProvider",)
    assert options.sentence_silence == 0.2
    assert (options.max_connections, options.max_queue, options.max_text) == (32, 128, 10_000)
    assert (options.idle_timeout, options.write_timeout, options.grace) == (300, 60, 5)
    assert (options.speaker, options.length_scale, options.noise_scale) == (None, None, None)


def test_the_data_dir_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Options().data_dir == tmp_path / "jabbertts"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load("--data-dir", "~/tts").data_dir == tmp_path / "tts"


def test_uri() -> None:
    assert load("--uri", "tcp://[::]:1").address == TcpAddress("::", 1)
    assert load("--uri", "unix:///run/x.sock").address == UnixAddress(Path("/run/x.sock"))
    assert problem("--uri", "10200") == (
        "--uri: use tcp://HOST:PORT or unix:///PATH (given: '10200')"
    )


@pytest.mark.parametrize("word", ["", "0", "off", "False", "no"])
def test_zeroconf_is_off_by_word(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("JABBERTTS_ZEROCONF", word)
    assert load().zeroconf is None


@pytest.mark.parametrize("word", ["1", "on", "TRUE", "yes"])
def test_zeroconf_is_on_by_word(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("JABBERTTS_ZEROCONF", word)
    assert load().zeroconf is True
    assert load().zeroconf_name is None


def test_zeroconf_by_flag() -> None:
    assert load("--zeroconf").zeroconf is True
    assert load("--zeroconf", "Küche").zeroconf_name == "Küche"
    assert problem("--zeroconf", "a.b").startswith("--zeroconf: must have no dots")


@pytest.mark.parametrize(
    ("line", "value"), [("true", True), ("false", None), ("kitchen", "kitchen"), ("", None)]
)
def test_zeroconf_in_a_file(tmp_path: Path, line: str, value: object) -> None:
    file = tmp_path / "options.yaml"
    file.write_text(f"zeroconf: {line}\n")
    assert load("--config", str(file)).zeroconf == value


def test_zeroconf_needs_tcp() -> None:
    assert problem("--zeroconf", "--uri", "unix:///x") == (
        "zeroconf announces tcp:// servers only, and uri is unix:///x"
    )


def test_providers_have_short_names_and_come_once() -> None:
    options = load("--provider", "OpenVINO,cuda", "--provider", "cpu,CPUExecutionProvider")
    assert options.provider == (
        "OpenVINOExecutionProvider",
        "CUDAExecutionProvider",
        "CPUExecutionProvider",
    )
    assert load("--provider", "NewExecutionProvider").provider == ("NewExecutionProvider",)


def test_an_unknown_provider_is_named_with_a_near_match() -> None:
    assert "is called 'cudo'; did you mean cuda?" in problem("--provider", "cpu,cudo")
    assert "known are cpu, cuda, openvino" in problem("--provider", "zzz")


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("length_scale", 0),
        ("noise_scale", -0.1),
        ("noise_w_scale", -1),
        ("sentence_silence", -1),
        ("sentence_silence", 10.1),
        ("max_connections", 0),
        ("max_queue", -1),
        ("max_text", 0),
        ("threads", 0),
        ("idle_timeout", 0),
        ("write_timeout", 0),
        ("grace", -1),
        ("voice", ""),
        ("log_level", "loud"),
        ("log_format", "xml"),
    ],
)
def test_limits(name: str, bad: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Options.model_validate({name: bad})
    assert [error["loc"][0] for error in caught.value.errors()] == [name]


def test_the_largest_and_smallest_are_allowed() -> None:
    options = load(
        *("--sentence-silence", "10", "--noise-scale", "0", "--noise-w-scale", "0"),
        *("--max-queue", "0", "--grace", "0", "--length-scale", "0.1", "--log-level", "DEBUG"),
    )
    assert (options.sentence_silence, options.max_queue, options.log_level) == (10, 0, "debug")


def test_sizes() -> None:
    options = load("--max-memory", "1GB", "--audio-cache", "0", "--audio-cache-disk", "1.5 MiB")
    assert (options.max_memory, options.audio_cache) == (10**9, 0)
    assert options.audio_cache_disk == 1.5 * 2**20
    assert problem("--max-memory", "100MB").startswith("--max-memory: must be at least 200MB")
    assert "--audio-cache" in problem("--audio-cache", "much")
    assert "--audio-cache" in problem("--audio-cache", "-1")


def test_preload() -> None:
    assert load("--preload", "a,b", "--preload", "c").preload == ("a", "b", "c")


def test_wyoming_pipers_names_are_kept() -> None:
    options = load("--speaker", "7", "--noise-w-scale", "0.5", "--sentence-silence", "0")
    assert (options.speaker, options.noise_w_scale, options.sentence_silence) == ("7", 0.5, 0)
