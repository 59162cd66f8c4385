"""The compose file: what it sets is what the programs take. It is parsed, not run."""

import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from bridge.options import Options as BridgeOptions
from jabbertts_wyoming.common.cli import load_options
from jabbertts_wyoming.common.settings import BRIDGE_PREFIX, SERVER_PREFIX, BaseOptions, OptionsT
from jabbertts_wyoming.options import Options as ServerOptions

from .paths import COMPOSE, ENV_EXAMPLE, ROOT, dockerfile

TEXT = COMPOSE.read_text()
KEY = "JABBERTTS_BRIDGE_API_KEY"
# ${NAME}, ${NAME:-default} or ${NAME:?message}
VARIABLE = re.compile(r"\$\{(\w+)(?::(?:-([^}]*)|\?([^}]*)))?\}")
# Those of Open WebUI 0.12.4 that have to do with an OpenAI-like server that speaks.
OPEN_WEBUI = {
    "AUDIO_TTS_ENGINE",
    "AUDIO_TTS_OPENAI_API_BASE_URL",
    "AUDIO_TTS_OPENAI_API_KEY",
    "AUDIO_TTS_OPENAI_PARAMS",
    "AUDIO_TTS_MODEL",
    "AUDIO_TTS_VOICE",
    "AUDIO_TTS_SPLIT_ON",
}


def example() -> dict[str, str]:
    lines = ENV_EXAMPLE.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def services(variables: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the services as compose reads them with `variables`; `KeyError` if one is missing."""

    def value(match: re.Match[str]) -> str:
        name, default, message = match.groups()
        if variables.get(name):
            return variables[name]
        if message is not None or default is None:
            raise KeyError(name)
        return str(default)

    compose = yaml.safe_load(VARIABLE.sub(value, TEXT))
    assert set(compose["volumes"]) == {"jabbertts", "open-webui"}
    return dict(compose["services"])


SERVICES = services(example())
BRIDGE = SERVICES["bridge"]


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(SERVER_PREFIX):
            monkeypatch.delenv(name)


def options_in(service: str, model: type[OptionsT], monkeypatch: pytest.MonkeyPatch) -> OptionsT:
    """Read the options as the program does in its container."""
    for rest in (rest for name, rest in dockerfile(ROOT / "Dockerfile") if name == "ENV"):
        for name, _, value in (pair.partition("=") for pair in rest.split()):
            monkeypatch.setenv(name, value)
    for name, value in SERVICES[service]["environment"].items():
        monkeypatch.setenv(name, str(value))
    return load_options(model, [], prog="", version="", description="")


def names_of(model: type[BaseOptions], prefix: str) -> set[str]:
    return {prefix + name.upper() for name in model.model_fields}


def test_there_are_three_services() -> None:
    assert set(SERVICES) == {"jabbertts", "bridge", "open-webui"}
    assert VARIABLE.sub("", TEXT).count("$") == 0  # nothing that the test reads otherwise


def test_the_example_has_every_variable_and_no_other() -> None:
    used = {match[1] for match in VARIABLE.finditer(TEXT)}
    assert example().keys() == used


def test_all_but_the_key_may_be_left_out() -> None:
    key = {KEY: example()[KEY]}
    assert services(key) == SERVICES


@pytest.mark.parametrize("variables", [{}, {KEY: ""}])
def test_without_a_key_nothing_starts(variables: dict[str, str]) -> None:
    with pytest.raises(KeyError, match=KEY):
        services(variables)


def test_a_settings_file_with_a_key_stays_out_of_git() -> None:
    assert ".env" in (COMPOSE.parent / ".gitignore").read_text().splitlines()


def test_one_image_is_built_for_both_programs() -> None:
    assert (COMPOSE.parent / SERVICES["jabbertts"]["build"] / "Dockerfile").is_file()
    assert "build" not in BRIDGE
    assert BRIDGE["image"] == SERVICES["jabbertts"]["image"]
    assert BRIDGE["entrypoint"] == ["python", "-m", "bridge"]
    assert (ROOT / "bridge" / "__main__.py").is_file()


@pytest.mark.parametrize("service", ["jabbertts", "bridge"])
def test_ours_may_do_little(service: str) -> None:
    settings = SERVICES[service]
    assert settings["read_only"] is True
    assert settings["cap_drop"] == ["ALL"]
    assert settings["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in settings["tmpfs"]


def test_the_server_has_a_port_and_a_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = SERVICES["jabbertts"]
    assert settings["environment"].keys() <= names_of(ServerOptions, SERVER_PREFIX)
    options = options_in("jabbertts", ServerOptions, monkeypatch)
    assert options.uri == "tcp://0.0.0.0:10200"
    assert options.voice == ServerOptions().voice
    assert settings["ports"] == ["10200:10200"]
    assert settings["volumes"] == [f"jabbertts:{options.data_dir}"]


def test_the_bridge_reaches_the_server_and_asks_for_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert BRIDGE["environment"].keys() <= names_of(BridgeOptions, BRIDGE_PREFIX)
    options = options_in("bridge", BridgeOptions, monkeypatch)
    assert options.wyoming_uri == ("tcp://jabbertts:10200",)
    assert [key.get_secret_value() for key in options.api_key] == [example()[KEY]]
    # Open WebUI asks for the lists without the key.
    assert options.protect_lists is False


def test_the_bridge_is_published_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    options = options_in("bridge", BridgeOptions, monkeypatch)
    assert options.host == "0.0.0.0"  # in the container
    assert BRIDGE["ports"] == [f"127.0.0.1:8000:{options.port}"]


def test_the_bridge_keeps_nothing() -> None:
    (volume,) = (rest for name, rest in dockerfile(ROOT / "Dockerfile") if name == "VOLUME")
    assert volume in BRIDGE["tmpfs"]
    assert "volumes" not in BRIDGE


def test_the_bridge_has_its_own_health_check() -> None:
    check = BRIDGE["healthcheck"]["test"]
    assert check == ["CMD", "python", "-m", "bridge.healthcheck"]
    assert (ROOT / "bridge" / "healthcheck.py").is_file()


def test_open_webui_speaks_by_the_bridge() -> None:
    environment = SERVICES["open-webui"]["environment"]
    assert environment.keys() <= OPEN_WEBUI
    assert environment["AUDIO_TTS_ENGINE"] == "openai"
    assert environment["AUDIO_TTS_OPENAI_API_KEY"] == BRIDGE["environment"][KEY]
    # It puts /audio/speech behind that.
    url = urlsplit(environment["AUDIO_TTS_OPENAI_API_BASE_URL"])
    assert (url.scheme, url.hostname, url.path) == ("http", "bridge", "/v1")
    assert url.port == BRIDGE["environment"]["JABBERTTS_BRIDGE_PORT"]
    assert environment["AUDIO_TTS_MODEL"] == "tts-1"
    voices = yaml.safe_load((ROOT / "voices" / "openai.yaml").read_text())
    assert environment["AUDIO_TTS_VOICE"] in voices["names"]


def test_a_service_waits_for_one_that_is_there() -> None:
    waits = {name: settings.get("depends_on", []) for name, settings in SERVICES.items()}
    assert waits == {"jabbertts": [], "bridge": ["jabbertts"], "open-webui": ["bridge"]}
