"""What the documents say of options, settings, errors and files is what the code does."""

import ast
import configparser
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.audio.formats import FORMATS
from bridge.options import Options as BridgeOptions
from bridge.web import openapi
from bridge.web.schemas import SpeechBody
from jabbertts_wyoming import __version__, request_parser
from jabbertts_wyoming.common import errors
from jabbertts_wyoming.common.cli import load_options
from jabbertts_wyoming.common.errors import ConfigError, JabberError, RequestError
from jabbertts_wyoming.common.settings import BaseOptions, extra_of, flag, variable
from jabbertts_wyoming.framing import FrameLimits
from jabbertts_wyoming.limits import ServerLimits
from jabbertts_wyoming.options import Options

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
API = (ROOT / "docs" / "API.md").read_text("utf-8")
PROTOCOL = (ROOT / "docs" / "PROTOCOL.md").read_text("utf-8")
NOTICE = (ROOT / "NOTICE").read_text("utf-8")
DOCUMENTS = [
    ROOT / name for name in ("README.md", "CHANGELOG.md", "NOTICE", "voices/README.md")
] + sorted((ROOT / "docs").glob("*.md"))


def rows(document: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table below `heading`, its own head left out."""
    body = document.split(f"\n{heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\n)+", body, re.MULTILINE)
    assert table is not None, heading
    lines = table.group().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


# --- options


@pytest.fixture(autouse=True)
def _users_machine(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/you")


def option_rows(model: type[BaseOptions]) -> Iterator[list[str]]:
    """Yield the options' table as a document should have it, in the order of --help."""
    shared = BaseOptions.model_fields
    names = [*(n for n in model.model_fields if n not in shared), *shared]
    for name in names:
        field = model.model_fields[name]
        extra = extra_of(field)
        value = f"[{extra['metavar']}]" if extra["bare"] else extra["metavar"]
        yield [
            f"`{flag(name)} {value}`",
            f"`{variable(model, name)}`",
            extra["shown"] or default_cell(model, name),
            field.description or "",
        ]


def default_cell(model: type[BaseOptions], name: str) -> str:
    default = model.model_fields[name].get_default(call_default_factory=True)
    if default is None:
        return "none"
    text = ",".join(default) if isinstance(default, tuple) else str(default)
    return f"`{text.replace('/home/you', '~')}`"


@pytest.mark.parametrize(
    ("document", "model"), [("README.md", Options), ("docs/API.md", BridgeOptions)]
)
def test_the_options_table_is_complete_and_true(document: str, model: type[BaseOptions]) -> None:
    expected = list(option_rows(model))
    paste = "\n".join(f"| {' | '.join(row)} |" for row in expected)
    text = (ROOT / document).read_text("utf-8")
    assert rows(text, "## Options") == expected, f"the table should be:\n{paste}"


# --- the bridge's API


def test_every_field_of_a_speech_request_is_explained() -> None:
    fields = {
        name
        for heading in ("## `POST /v1/audio/speech`", "These are our additions:")
        for row in rows(API, heading)
        for name in re.findall(r"`(\w+)`", row[0])
    }
    assert fields == set(SpeechBody.model_fields)


def test_every_format_is_explained() -> None:
    table = {row[0].strip("`"): row[1].strip("`") for row in rows(API, "### Formats")}
    assert table == {name: each.content_type(24000) for name, each in FORMATS.items()}


def test_every_path_is_explained() -> None:
    paths = openapi.document("0", max_input=1, strict=False)["paths"]
    methods = [f"{method.upper()} {path}" for path, item in paths.items() for method in item]
    assert [method for method in methods if f"`{method}`" not in API] == []


def test_every_error_code_of_the_bridge_is_explained() -> None:
    explained = set(re.findall(r"`(\w+)`", " ".join(row[1] for row in rows(API, "## Errors"))))
    said = {
        code
        for path in (ROOT / "bridge").rglob("*.py")
        for code in re.findall(r"""["']([a-z]+(?:_[a-z]+)+)["']""", path.read_text("utf-8"))
    }
    refusals = {error.code.replace("-", "_") for error in error_classes(RequestError)}
    assert explained - said - refusals == set()
    assert refusals <= explained
    codes = {
        node.value.value
        for path in (ROOT / "bridge").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "error_code"
        if isinstance(node.value, ast.Constant)
    }
    assert codes - explained == set()


def test_the_example_configuration_is_read(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert example is not None
    path = tmp_path / "jabbertts.yaml"
    path.write_text(example.group(1), "utf-8")
    options = load_options(
        Options, ["--config", str(path)], prog="jabbertts", version="0", description=""
    )
    assert options != Options(config=path)


# --- protocol


def error_classes(base: type[JabberError] = JabberError) -> Iterator[type[JabberError]]:
    yield base
    for derived in base.__subclasses__():
        if derived.__module__ == errors.__name__:
            yield from error_classes(derived)


def test_every_error_code_is_explained() -> None:
    # A wrong option is told on the console; no client ever sees it.
    codes = {f"`{error.code}`" for error in error_classes() if error is not ConfigError}
    assert {row[0] for row in rows(PROTOCOL, "## Errors")} == codes
    assert [code for code in codes if code not in README] == []


def test_every_context_setting_is_explained_with_its_range() -> None:
    expected = {
        f"`{name}`": f"{allowed.low:g} to {allowed.high:g}"
        for name, allowed in request_parser._NUMBERS.items()
    }
    assert request_parser._SEED_END == 2**63
    expected["`seed`"] = "0 to 2^63-1, a whole number"
    expected["`instructions`"] = f"at most {request_parser._MAX_INSTRUCTIONS} characters"
    expected |= {f"`{name}`": "true or false" for name in request_parser._SWITCHES}
    table = rows(PROTOCOL, "## Settings of one request")
    assert {row[0]: row[1] for row in table} == expected
    assert sorted(expected) == sorted(f"`{name}`" for name in request_parser._ALLOWED)
    assert [name for name in expected if name not in README] == []


def test_the_limits_are_as_said() -> None:
    limits = {row[0]: row[1] for row in rows(PROTOCOL, "## Limits")}
    fixed, of_one = FrameLimits.for_text(0), FrameLimits.for_text(1)
    size = f"{fixed.header_bytes // 1024} KiB and {of_one.header_bytes - fixed.header_bytes} bytes"
    assert limits["header line"] == f"{size} for each character of `--max-text`"
    assert limits["data block"] == "as the header line"
    assert fixed.header_bytes == fixed.data_bytes
    assert limits["an event, once begun"] == f"{ServerLimits().event_timeout:g} s"
    assert limits["`voice.name`, `voice.speaker`, `voice.language`"] == (
        f"{request_parser._MAX_NAME} characters"
    )


def test_the_limits_that_are_options_have_their_defaults() -> None:
    table = [row for row in rows(PROTOCOL, "## Limits") if "--" in row[2]]
    named = {row[2].strip("`"): row[1].split()[0] for row in table}
    fields = ("max_text", "max_connections", "max_queue", "idle_timeout", "write_timeout", "grace")
    assert named == {flag(f): str(Options.model_fields[f].get_default()) for f in fields}


# --- files


def test_links_lead_to_files_and_headings() -> None:
    broken = [
        f"{document.name}: {target}"
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8"))
        if not target.startswith("https://") and not leads_somewhere(document, target)
    ]
    assert broken == []


def leads_somewhere(document: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    path = (document.parent / name).resolve() if name else document
    if not path.exists():
        return False
    return not anchor or anchor in anchors(path.read_text("utf-8"))


def anchors(document: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def test_code_that_is_named_is_there() -> None:
    """Modules in ARCHITECTURE and scripts anywhere: `text/feed.py`, `script/say`."""
    architecture = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    modules = set(re.findall(r"`([\w/]+\.py)`", architecture))
    missing = {m for m in modules if not any((ROOT / b / m).is_file() for b in _BASES)}
    for document in DOCUMENTS:
        scripts = set(re.findall(r"\bscript/(\w+)", document.read_text("utf-8")))
        missing |= {s for s in scripts if not os.access(ROOT / "script" / s, os.X_OK)}
    assert len(modules) > 30
    assert missing == set()


_BASES = (".", "bridge", "jabbertts_wyoming", "jabbertts_wyoming/engines/vits")


def test_every_dependency_has_its_licence_noted() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    wanted = setup["options"]["install_requires"].split("\n")
    names = [re.split(r"[^\w.-]", line)[0] for line in wanted if line]
    assert [name for name in names if not re.search(rf"^ +{name} +\S", NOTICE, re.M)] == []


def test_the_changelog_has_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.M)
