from pathlib import Path

import pytest
from pydantic import ValidationError

from bridge.options import Options
from jabbertts_wyoming.common.cli import load_options
from jabbertts_wyoming.common.errors import ConfigError

pytestmark = pytest.mark.usefixtures("clean_environment")


def load(*argv: str) -> Options:
    return load_options(Options, argv, prog="python -m bridge", version="0", description="")


def problem(*argv: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(*argv)
    (line,) = str(caught.value).splitlines()
    return line


def test_defaults_are_those_of_the_issue() -> None:
    options = load()
    assert options == Options()
    assert (options.host, options.port) == ("127.0.0.1", 8000)
    assert options.wyoming_uri == ("tcp://127.0.0.1:10200",)
    assert (options.max_input, options.max_parallel, options.mp3_bitrate) == (4096, 64, 96)
    assert (options.api_key, options.rate_limit, options.cors_origin) == ((), (), ())
    switches = (options.strict, options.discover, options.protect_lists, options.log_texts)
    assert not any(switches)
    assert (options.redis, options.api_key_file, options.voice_names) == (None, None, None)


def test_lists_may_be_repeated_or_have_commas() -> None:
    options = load(
        *("--wyoming-uri", "tcp://a:1,tcp://b:2", "--wyoming-uri", "unix:///run/x.sock"),
        *("--rate-limit", "60/minute, 5/second"),
        *("--cors-origin", "https://a.example", "--cors-origin", "https://b.example"),
        *("--api-key", "one,two"),
    )
    assert options.wyoming_uri == ("tcp://a:1", "tcp://b:2", "unix:///run/x.sock")
    assert options.rate_limit == ("60/minute", "5/second")
    assert options.cors_origin == ("https://a.example", "https://b.example")
    assert [key.get_secret_value() for key in options.api_key] == ["one", "two"]


def test_a_server_that_listens_everywhere_is_asked_here() -> None:
    assert load("--wyoming-uri", "tcp://0.0.0.0:1").wyoming_uri == ("tcp://127.0.0.1:1",)


@pytest.mark.parametrize(
    "uri", ["10200", "http://a:1", "tcp://a", "tcp://a:x", "tcp://a:0", "unix://"]
)
def test_a_uri_that_is_none(uri: str) -> None:
    assert problem("--wyoming-uri", uri).startswith("--wyoming-uri: ")


def test_variables_have_a_prefix_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JABBERTTS_URI", "tcp://0.0.0.0:1")  # the server's
    monkeypatch.setenv("JABBERTTS_BRIDGE_PORT", "1")
    monkeypatch.setenv("JABBERTTS_BRIDGE_API_KEY", "one,two")
    monkeypatch.setenv("JABBERTTS_BRIDGE_STRICT", "on")
    assert (load().port, load().strict, len(load().api_key)) == (1, True, 2)
    assert load("--port", "2").port == 2
    monkeypatch.setenv("JABBERTTS_BRIDGE_PROT", "1")
    assert problem() == "JABBERTTS_BRIDGE_PROT: unknown environment variable; did you mean " + (
        "JABBERTTS_BRIDGE_PORT?"
    )


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "bridge.yaml"
    file.write_text("wyoming_uri: [tcp://a:1, tcp://b:2]\napi_key: secret\nport: 80\n")
    options = load("--config", str(file))
    assert (options.wyoming_uri, options.port) == (("tcp://a:1", "tcp://b:2"), 80)
    assert options.api_key[0].get_secret_value() == "secret"


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    options = load("--api-key", "hunter2", "--redis", "redis://:hunter2@host/0")
    assert "hunter2" not in f"{options!r} {options}"
    file = tmp_path / "bridge.yaml"
    file.write_text("api_key: [[hunter2]]\nredis: [hunter2]\n")
    with pytest.raises(ConfigError) as caught:
        load("--config", str(file))
    assert "api_key" in str(caught.value)
    assert "redis" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["strict", "discover", "protect_lists", "log_texts"])
def test_switches(name: str) -> None:
    flag = "--" + name.replace("_", "-")
    assert getattr(load(flag), name) is True
    assert getattr(load(flag, "off"), name) is False
    assert "boolean" in problem(flag, "perhaps")


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("port", -1),
        ("port", 65536),
        ("grace", -1),
        ("max_parallel", 0),
        ("max_queue", -1),
        ("connect_timeout", 0),
        ("audio_timeout", 0),
        ("max_input", 0),
        ("mp3_bitrate", 31),
        ("mp3_bitrate", 161),
        ("opus_bitrate", 7),
        ("aac_bitrate", 193),
        ("max_body", 1023),
        ("request_timeout", 0),
        ("write_timeout", float("nan")),
        ("max_clients", 0),
        ("wyoming_uri", ()),
    ],
)
def test_limits(name: str, bad: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Options.model_validate({name: bad})
    assert [error["loc"][0] for error in caught.value.errors()] == [name]


def test_the_smallest_are_allowed() -> None:
    options = load("--port", "0", "--grace", "0", "--max-queue", "0", "--max-input", "1")
    assert (options.port, options.grace, options.max_queue, options.max_input) == (0, 0, 0, 1)
