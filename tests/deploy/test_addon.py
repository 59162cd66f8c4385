"""The Home Assistant add-on, as far as it can be checked without Home Assistant."""

import json
import re
import shlex
import typing
from pathlib import Path
from typing import Any

import pytest
import yaml

import jabbertts_wyoming
from jabbertts_wyoming.common.cli import load_options
from jabbertts_wyoming.options import Options
from jabbertts_wyoming.runtime.cache import PreparedCache

from .paths import ADDON, RUN, STORE, dockerfile

CONFIG: dict[str, Any] = yaml.safe_load((ADDON / "config.yaml").read_text())
SCHEMA: dict[str, str] = CONFIG["schema"]
DEFAULTS: dict[str, Any] = CONFIG["options"]
TRANSLATIONS: dict[str, Any] = yaml.safe_load((ADDON / "translations/en.yaml").read_text())
# What the Supervisor takes as an option's type, as far as we use it.
TYPE = re.compile(r"(?P<type>str|int|float|list)(?:\((?P<limits>[^()]+)\))?(?P<optional>\??)")


def server_arguments() -> list[str]:
    (command,) = re.findall(r"^exec python3 (.*)", RUN.read_text().replace("\\\n", ""), re.M)
    arguments = shlex.split(command)
    assert arguments[:2] == ["-m", "jabbertts_wyoming"]
    return arguments[2:]


def start(tmp_path: Path, options: dict[str, Any]) -> Options:
    """Give the server the options as the add-on does."""
    file = tmp_path / "options.json"
    file.write_text(json.dumps(options, indent=2))
    arguments = [str(file) if a == "/data/options.json" else a for a in server_arguments()]
    assert str(file) in arguments
    return load_options(Options, arguments, prog="jabbertts", version="0", description="")


def limits(name: str) -> tuple[str, list[str]]:
    match = TYPE.fullmatch(SCHEMA[name])
    assert match
    return match["type"], re.split(r"[,|]", match["limits"] or "")


def test_what_the_supervisor_needs_is_there() -> None:
    assert CONFIG["name"]
    assert CONFIG["description"]
    assert CONFIG["slug"] == ADDON.name
    assert sorted(CONFIG["arch"]) == ["aarch64", "amd64"]
    assert CONFIG["init"] is False  # or s6-overlay is not process 1 and refuses to start
    assert CONFIG["discovery"] == ["wyoming"]
    assert "host_network" not in CONFIG  # discovery goes by the Supervisor, not by mDNS
    year, month, _ = map(int, str(CONFIG["homeassistant"]).split("."))
    assert (year, month) >= (2023, 11)


def test_the_repository_has_a_name() -> None:
    repository = yaml.safe_load((STORE / "repository.yaml").read_text())
    assert repository["name"] == "JabberTTS"
    assert isinstance(repository["maintainer"], str)


def test_the_version_is_the_servers() -> None:
    assert CONFIG["version"] == jabbertts_wyoming.__version__
    assert f"## {jabbertts_wyoming.__version__}" in (ADDON / "CHANGELOG.md").read_text()


def test_each_option_has_a_type_a_text_and_a_field_of_ours() -> None:
    assert SCHEMA.keys() == TRANSLATIONS["configuration"].keys()
    assert SCHEMA.keys() >= DEFAULTS.keys()
    assert Options.model_fields.keys() >= SCHEMA.keys()
    documentation = (ADDON / "DOCS.md").read_text()
    for name, kind in SCHEMA.items():
        match = TYPE.fullmatch(kind)
        assert match, name
        # The Supervisor asks for whatever is not optional, so it needs a default.
        assert bool(match["optional"]) == (name not in DEFAULTS), name
        assert TRANSLATIONS["configuration"][name]["name"], name
        assert TRANSLATIONS["configuration"][name]["description"], name
        assert f"| `{name}` |" in documentation


def test_the_defaults_are_the_servers_own(tmp_path: Path) -> None:
    options = start(tmp_path, DEFAULTS)
    same = SCHEMA.keys()
    assert options.model_dump(include=set(same)) == Options().model_dump(include=set(same))


@pytest.mark.parametrize("name", SCHEMA)
def test_each_option_arrives(name: str, tmp_path: Path) -> None:
    kind, allowed = limits(name)
    value = {"str": "other", "int": 7, "float": 0.75, "list": allowed[-1]}[kind]
    options = start(tmp_path, DEFAULTS | {name: value})
    assert getattr(options, name) == value
    assert getattr(Options(), name) != value


@pytest.mark.parametrize("name", [n for n, k in SCHEMA.items() if k.startswith(("int", "float"))])
def test_what_the_schema_allows_the_server_takes(name: str, tmp_path: Path) -> None:
    kind, ends = limits(name)
    for end in ends:
        value = {"int": int, "float": float}[kind](end)
        assert getattr(start(tmp_path, {name: value}), name) == value


def test_the_log_levels_are_the_servers() -> None:
    level = typing.get_args(Options.model_fields["log_level"].annotation)
    assert limits("log_level") == ("list", list(level))


def test_an_emptied_text_is_no_value(tmp_path: Path) -> None:
    assert start(tmp_path, DEFAULTS | {"speaker": ""}).speaker is None


def test_where_the_server_listens_is_what_is_announced_and_checked(tmp_path: Path) -> None:
    options = start(tmp_path, {})
    assert options.uri == "tcp://0.0.0.0:10200"
    assert list(CONFIG["ports"]) == ["10200/tcp"] == list(TRANSLATIONS["network"])
    checks = [rest for name, rest in dockerfile(ADDON / "Dockerfile") if name == "HEALTHCHECK"]
    assert len(checks) == 1
    assert "jabbertts_wyoming.healthcheck" in checks[0]
    assert "tcp://127.0.0.1:10200" in checks[0]


def test_voices_live_in_the_folder_that_the_user_reaches(tmp_path: Path) -> None:
    assert CONFIG["map"] == ["addon_config:rw"]  # which is /config in the container
    assert start(tmp_path, {}).data_dir == Path("/config")


def test_backups_have_the_voices_but_not_what_is_prepared_of_them(tmp_path: Path) -> None:
    def excluded(path: Path) -> bool:
        return any(path.match(pattern) for pattern in CONFIG["backup_exclude"])

    model = tmp_path / "en_US-joe-medium.onnx"
    model.write_bytes(b"model")
    prepared = PreparedCache(tmp_path / "root").get(
        model.stem, [model], [], lambda folder: (folder / "graph").touch()
    )
    assert excluded(prepared)
    assert not excluded(model)
    assert not excluded(model.with_suffix(".onnx.json"))


def test_the_image_is_made_of_what_is_there() -> None:
    instructions = dockerfile(ADDON / "Dockerfile")
    assert ("FROM", "${BUILD_FROM}") in instructions
    base = [rest for name, rest in instructions if rest.startswith("BUILD_FROM=")]
    assert len(base) == 1  # since 2026 the Supervisor gives none
    assert "base-debian" in base[0]  # ONNX Runtime's wheels need glibc
    copies = [rest.split()[0] for name, rest in instructions if name == "COPY"]
    assert copies == ["wheels", "rootfs"]
    assert all((ADDON / source).is_dir() for source in copies)
