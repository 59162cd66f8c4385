"""The direction of imports and what lies where; docs/ARCHITECTURE.md tells why."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVER, BRIDGE = "jabbertts_wyoming", "bridge"

# Lowest first. A part is a module or package right below the server's package.
LAYERS = (
    ("__init__", "common"),
    ("audio", "phonemes", "runtime", "text"),
    ("request",),
    ("engines",),
    ("audio_cache",),
    ("voices",),
    ("kept_audio", "word_times"),
    ("cast",),
    ("encode_ahead",),
    ("utterance",),
    ("speech",),
    (
        "admission",
        "channel",
        "connection_state",
        "describe",
        "framing",
        "limits",
        "listen",
        "request_parser",
    ),
    ("speaker",),
    ("handler",),
    ("server",),
    ("presets",),
    ("options",),
    ("resources",),
    ("wiring",),
    ("__main__", "explain", "healthcheck", "say"),
)
LEAVES = LAYERS[1]
ENGINE_SIDE = {
    "audio",
    "audio_cache",
    "kept_audio",
    "word_times",
    "cast",
    "encode_ahead",
    "utterance",
    "engines",
    "phonemes",
    "runtime",
    "speech",
    "voices",
}

TOP_LEVEL = {
    "CHANGELOG.md",
    "Dockerfile",
    "LICENSE",
    "NOTICE",
    "README.md",
    "bridge",
    "deploy",
    "docs",
    "jabbertts_wyoming",
    "pyproject.toml",
    "script",
    "setup.cfg",
    "tests",
    "voices",
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(path): path
    for package in (SERVER, BRIDGE)
    for path in sorted((ROOT / package).rglob("*.py"))
}


def imported(source: str, module: str, *, is_package: bool) -> Iterator[str]:
    """Yield what a module imports, anywhere in it: modules of ours whole, others by first name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = list(_imported_from(node, module, is_package=is_package))
        else:
            continue
        for name in names:
            yield name if name in MODULES else name.partition(".")[0]


def _imported_from(node: ast.ImportFrom, module: str, *, is_package: bool) -> Iterator[str]:
    base = node.module or ""
    if node.level:
        parts = module.split(".")
        parent = parts[: len(parts) - node.level + is_package]
        base = ".".join([*parent, base] if base else parent)
    for alias in node.names:
        name = f"{base}.{alias.name}"
        yield name if name in MODULES else base


@cache
def imports() -> dict[str, frozenset[str]]:
    return {
        module: frozenset(
            imported(path.read_text("utf-8"), module, is_package=path.name == "__init__.py")
        )
        for module, path in MODULES.items()
    }


def part_of(module: str) -> str:
    if module.endswith(".__main__"):
        return "__main__"  # a program, in whichever package it lies
    return module.split(".")[1] if "." in module else "__init__"


def of_server(modules: frozenset[str]) -> set[str]:
    return {m for m in modules if m.partition(".")[0] == SERVER}


def ways(start: str) -> dict[str, list[str]]:
    """Return all that is imported from `start` on, each with the shortest chain that leads there.

    What a module imports inside a function counts too.
    """
    found = {start: [start]}
    queue = [start]
    for module in queue:
        for name in sorted(imports().get(module, ())):
            if name not in found:
                found[name] = [*found[module], name]
                queue.append(name)
    return found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import jabbertts_wyoming.text.feed as f", {"jabbertts_wyoming.text.feed"}),
        ("import numpy.typing, onnx", {"numpy", "onnx"}),
        ("from ..common.errors import VoiceError", {"jabbertts_wyoming.common.errors"}),
        ("from .. import server, wiring", {"jabbertts_wyoming.server", "jabbertts_wyoming.wiring"}),
        ("from .. import __version__", {"jabbertts_wyoming"}),
        ("from .files import scan", {"jabbertts_wyoming.voices.files"}),
        ("def f():\n    from jabbertts_wyoming import say", {"jabbertts_wyoming.say"}),
        ("if TYPE_CHECKING:\n    import bridge", {"bridge"}),
    ],
)
def test_imports_are_read_in_every_form(source: str, expected: set[str]) -> None:
    module = "jabbertts_wyoming.voices.registry"
    assert set(imported(source, module, is_package=False)) == expected


def test_a_package_imports_relative_to_itself() -> None:
    found = imported("from .feed import TextFeed", "jabbertts_wyoming.text", is_package=True)
    assert list(found) == ["jabbertts_wyoming.text.feed"]


def test_every_part_has_one_layer() -> None:
    listed = [part for layer in LAYERS for part in layer]
    parts = {part_of(module) for module in MODULES if module.partition(".")[0] == SERVER}
    assert sorted(listed) == sorted(parts)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer[0])
def test_imports_go_downwards(layer: tuple[str, ...]) -> None:
    allowed = {part for lower in LAYERS[: LAYERS.index(layer) + 1] for part in lower}
    upwards = {
        f"{module} imports {name}"
        for module, names in imports().items()
        if module.partition(".")[0] == SERVER and part_of(module) in layer
        for name in of_server(names)
        if part_of(name) not in allowed
    }
    assert upwards == set()


@pytest.mark.parametrize("leaf", LEAVES)
def test_leaves_stand_alone(leaf: str) -> None:
    """One can be changed, or tested, without a look at the others."""
    aside = {
        f"{module} imports {name}"
        for module, names in imports().items()
        if part_of(module) == leaf and module.partition(".")[0] == SERVER
        for name in of_server(names)
        if part_of(name) in LEAVES and part_of(name) != leaf
    }
    assert aside == set()


def test_there_are_no_cycles() -> None:
    TopologicalSorter(imports()).prepare()


def test_the_protocol_knows_engines_by_request_alone() -> None:
    reached = ways(f"{SERVER}.server")
    assert [way for name, way in reached.items() if part_of(name) in ENGINE_SIDE] == []


@pytest.mark.parametrize("program", ["__main__", "say"])
def test_serving_does_not_load_the_onnx_package(program: str) -> None:
    """Preparation edits graphs with it, in a process of its own: it takes time and memory."""
    chain = ways(f"{SERVER}.{program}").get("onnx", [])
    assert chain == []


def test_preparation_does_load_the_onnx_package() -> None:
    """Or else the test above looks for the wrong name."""
    assert "onnx" in ways(f"{SERVER}.engines.vits.prepare")


def test_the_bridge_imports_only_common() -> None:
    outside = {
        f"{module} imports {name}"
        for module, names in imports().items()
        if module.partition(".")[0] == BRIDGE
        for name in of_server(names)
        if part_of(name) != "common" and name != SERVER  # whose only content is the version
    }
    assert outside == set()


def test_the_package_itself_is_only_a_version() -> None:
    """Or else what may import no engine would do so by importing `common`."""
    assert imports()[SERVER] == frozenset()


# Lowest first, as LAYERS. Parts of one layer do not know each other.
BRIDGE_LAYERS = (
    ("__init__", "errors", "order", "options"),
    ("audio", "guard", "upstream", "voices"),
    ("models",),
    ("web",),
    ("wiring",),
    ("__main__", "healthcheck"),
)
READ_OPTIONS = {"__main__", "healthcheck", "wiring"}


def test_every_part_of_the_bridge_has_one_layer() -> None:
    listed = [part for layer in BRIDGE_LAYERS for part in layer]
    parts = {part_of(module) for module in MODULES if module.partition(".")[0] == BRIDGE}
    assert sorted(listed) == sorted(parts)


def test_imports_of_the_bridge_go_downwards() -> None:
    level = {part: n for n, layer in enumerate(BRIDGE_LAYERS) for part in layer}
    wrong = {
        f"{module} imports {name}"
        for module, names in imports().items()
        for name in names
        if module.partition(".")[0] == name.partition(".")[0] == BRIDGE
        if part_of(name) != part_of(module) and level[part_of(name)] >= level[part_of(module)] > 0
    }
    assert wrong == set()


def test_only_the_wiring_of_the_bridge_reads_options() -> None:
    readers = {part_of(m) for m, names in imports().items() if f"{BRIDGE}.options" in names}
    assert readers <= READ_OPTIONS


def test_the_top_level_is_tidy() -> None:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git work tree")
    names = {entry.partition("/")[0] for entry in listed.stdout.decode().split("\0") if entry}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL
