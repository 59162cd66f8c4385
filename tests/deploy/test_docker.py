"""The container image, as far as it can be checked without an engine."""

import configparser
import json
import re

from jabbertts_wyoming.options import Options

from .paths import ROOT, dockerfile

INSTRUCTIONS = dockerfile(ROOT / "Dockerfile")
STARTS = [i for i, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM"]
FINAL = INSTRUCTIONS[STARTS[-1] :]


def final(instruction: str) -> list[str]:
    return [rest for name, rest in FINAL if name == instruction]


def test_wheels_are_built_in_a_stage_of_their_own() -> None:
    assert len(STARTS) == 2
    assert INSTRUCTIONS[STARTS[0]][1].endswith("-slim AS build")
    assert FINAL[0][1].endswith("-slim")
    assert "from=build" in final("RUN")[0]
    assert "--no-index" in final("RUN")[0]


def test_the_python_is_one_that_we_support() -> None:
    (version,) = re.findall(r"PYTHON_VERSION=3\.(\d+)$", INSTRUCTIONS[0][1])
    assert int(version) >= 11


def test_it_does_not_run_as_root() -> None:
    (user,) = final("USER")
    assert user not in ("root", "0")
    assert re.search(rf"useradd .*\b{user}\b", final("RUN")[0])
    # Everything from here on is the user's.
    assert [name for name, _ in FINAL].index("USER") > [name for name, _ in FINAL].index("RUN")


def test_what_is_copied_is_there_and_not_ignored() -> None:
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignore
    kept = {line.removeprefix("!") for line in ignore if line.startswith("!")}
    copied = {
        source
        for name, rest in INSTRUCTIONS
        if name == "COPY"
        for source in rest.split()[:-1]
        if not source.startswith("--")
    }
    assert copied == kept
    assert [source for source in sorted(copied) if not (ROOT / source).exists()] == []


def test_it_listens_where_it_says_and_keeps_its_data() -> None:
    environment = dict(pair.split("=", 1) for rest in final("ENV") for pair in rest.split())
    names = [name for name in environment if name.startswith("JABBERTTS_")]
    assert {name.removeprefix("JABBERTTS_").lower() for name in names} <= set(Options.model_fields)
    assert final("EXPOSE") == ["10200"]
    assert environment["JABBERTTS_URI"] == "tcp://0.0.0.0:10200"
    assert final("VOLUME") == [environment["JABBERTTS_DATA_DIR"]] == ["/data"]


def test_its_health_is_checked_by_a_describe() -> None:
    (check,) = final("HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    assert command == ["python", "-m", "jabbertts_wyoming.healthcheck"]
    assert json.loads(final("ENTRYPOINT")[0]) == ["python", "-m", "jabbertts_wyoming"]


def test_no_machine_id_stays_in_the_image() -> None:
    assert "rm -f /etc/machine-id" in final("RUN")[0]


def test_both_programs_are_in_the_wheel_with_their_data() -> None:
    copied = {rest for name, rest in INSTRUCTIONS if name == "COPY"}
    packages = {"jabbertts_wyoming", "bridge", "voices"}
    assert {f"{package} {package}" for package in packages} <= copied
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    included = setup["options.packages.find"]["include"].split()
    assert set(included) == {f"{package}*" for package in packages}
    assert "*.yaml" in setup["options.package_data"]["*"]
