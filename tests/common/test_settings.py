from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.common.settings import (
    BRIDGE_PREFIX,
    BaseOptions,
    CommaList,
    UserPath,
    merge_layers,
    option,
)


class Demo(BaseOptions):
    name: str = option("none", "a name", group="Demo")
    count: int | None = option(None, "a number", group="Demo", ge=1)
    item: CommaList = option(("a",), "some items", group="Demo")
    folder: UserPath = option(lambda: Path("made"), "a folder", group="Demo")
    big_step: float = option(1.0, "100% of a step", group="Demo", gt=0)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JABBERTTS_NAME", "JABBERTTS_COUNT", "JABBERTTS_ITEM", "JABBERTTS_CONFIG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "options.yaml"


def problems(command_line: dict[str, object]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        merge_layers(Demo, command_line)
    return str(caught.value).splitlines()


def test_flag_beats_environment_beats_file_beats_default(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    assert merge_layers(Demo, {}) == Demo(name="none")
    file.write_text("name: file\ncount: 1\n")
    monkeypatch.setenv("JABBERTTS_CONFIG", str(file))
    assert merge_layers(Demo, {}).name == "file"
    monkeypatch.setenv("JABBERTTS_NAME", "environment")
    assert merge_layers(Demo, {}).name == "environment"
    options = merge_layers(Demo, {"name": "flag"})
    assert (options.name, options.count, options.config) == ("flag", 1, file)


def test_the_flag_chooses_the_file(
    monkeypatch: pytest.MonkeyPatch, file: Path, tmp_path: Path
) -> None:
    file.write_text("name: file\n")
    monkeypatch.setenv("JABBERTTS_CONFIG", str(tmp_path / "absent.yaml"))
    assert merge_layers(Demo, {"config": str(file)}).name == "file"


def test_an_object_made_directly_ignores_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JABBERTTS_NAME", "environment")
    assert Demo().name == "none"


def test_options_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Demo().name = "other"


def test_lists_come_repeated_or_with_commas_or_as_yaml(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    assert merge_layers(Demo, {"item": ["x,y", "z"]}).item == ("x", "y", "z")
    file.write_text("item: [p, q]\n")
    assert merge_layers(Demo, {"config": str(file)}).item == ("p", "q")
    file.write_text("item: p , q,\n")
    assert merge_layers(Demo, {"config": str(file)}).item == ("p", "q")
    monkeypatch.setenv("JABBERTTS_ITEM", "m,n")
    assert merge_layers(Demo, {"config": str(file)}).item == ("m", "n")


def test_an_empty_value_is_none_in_environment_and_file(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    file.write_text("name: ''\ncount:\nitem: []\n")
    monkeypatch.setenv("JABBERTTS_NAME", "")
    assert merge_layers(Demo, {"config": str(file)}) == Demo(config=file)


def test_an_empty_flag_is_an_error() -> None:
    assert problems({"name": "", "item": [""]}) == [
        "--name: must not be empty",
        "--item: must not be empty",
    ]


def test_numbers_in_yaml_may_stand_for_text(file: Path) -> None:
    file.write_text("name: 3\n")
    assert merge_layers(Demo, {"config": str(file)}).name == "3"


def test_home_is_expanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "options.yaml").write_text("name: file\n")
    options = merge_layers(Demo, {"folder": "~/voices", "config": "~/options.yaml"})
    assert options.folder == tmp_path / "voices"
    assert (options.name, options.config) == ("file", tmp_path / "options.yaml")


def test_every_problem_is_one_line_that_names_its_place(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    file.write_text("cuont: 1\nbig_step: 0\n1: x\nconfig: y\n")
    monkeypatch.setenv("JABBERTTS_COUNT", "many")
    monkeypatch.setenv("JABBERTTS_NMAE", "x")
    assert problems({"config": str(file), "item": [","]}) == [
        "JABBERTTS_NMAE: unknown environment variable; did you mean JABBERTTS_NAME?",
        f"{file}: unknown option 'cuont'; did you mean count?",
        f"{file}: unknown option 1",
        f"{file}: unknown option 'config'",
        "JABBERTTS_COUNT: must be a valid integer (given: 'many')",
        "--item: must have at least 1 item after validation, not 0 (given: [','])",
        f"{file}: big_step: must be greater than 0 (given: 0)",
    ]


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "one"])
def test_a_float_is_a_finite_number_in_its_range(value: str) -> None:
    (line,) = problems({"big_step": value})
    assert line.startswith("--big-step: must be ")
    assert line.endswith(f"(given: '{value}')")


def test_a_long_or_multiline_value_is_cut_and_escaped() -> None:
    (line,) = problems({"count": "a\nb" + "c" * 500})
    assert "'a\\nbccc" in line
    assert len(line) < 200


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "absent.yaml"
    assert problems({"config": str(path)}) == [f"{path}: No such file or directory"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name: [1\nother", "not valid YAML in line 2: "),
        (b"- name\n", "must hold 'name: value' lines, not a list"),
        (b"hello", "must hold 'name: value' lines, not a str"),
        (b"name: !!python/object:os.system x", "not valid YAML in line 1: could not determine"),
        (b"\xff\xfe\xfa", "not readable as YAML: "),
        (b"name: \x07", "not readable as YAML: "),
        (b"name: [a, b]", "name: must be a valid string (given: ['a', 'b'])"),
        (b"name: no", "name: must be a valid string (given: False)"),
    ],
)
def test_a_bad_file_is_told_in_one_line(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    (line,) = problems({"config": str(file)})
    assert line.startswith(f"{file}: {message}")


def test_an_empty_file_sets_nothing(file: Path) -> None:
    file.write_text("# nothing yet\n")
    assert merge_layers(Demo, {"config": str(file)}) == Demo(config=file)


class Keyed(BaseOptions):
    model_config = SettingsConfigDict(env_prefix=BRIDGE_PREFIX)

    key: str = option("", "a secret", group="Demo", secret=True, max_length=4)


def test_two_programs_share_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JABBERTTS_COUNT", "7")
    monkeypatch.setenv("JABBERTTS_BRIDGE_KEY", "abc")
    assert merge_layers(Demo, {}).count == 7
    assert merge_layers(Keyed, {}).key == "abc"


def test_each_program_knows_its_own_variables_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JABBERTTS_BRIDGE_KYE", "abc")
    assert merge_layers(Demo, {}) == Demo()
    with pytest.raises(ConfigError) as caught:
        merge_layers(Keyed, {})
    assert str(caught.value) == (
        "JABBERTTS_BRIDGE_KYE: unknown environment variable; did you mean JABBERTTS_BRIDGE_KEY?"
    )


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JABBERTTS_BRIDGE_KEY", "sesame")
    with pytest.raises(ConfigError, match="JABBERTTS_BRIDGE_KEY") as caught:
        merge_layers(Keyed, {})
    assert "sesame" not in str(caught.value)
