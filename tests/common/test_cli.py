import pytest

from jabbertts_wyoming.common.cli import load_options
from jabbertts_wyoming.common.errors import ConfigError
from jabbertts_wyoming.common.settings import BaseOptions, CommaList, option


class Demo(BaseOptions):
    voice: str = option("joe", "who speaks", group="Voice", metavar="NAME")
    zeroconf: bool | str = option(False, "be found", group="Net", shown="off", bare=True)
    provider: CommaList = option(("cpu", "x"), "what computes", group="Net")
    max_queue: int = option(8, "100% of the places", group="Net")
    threads: int | None = option(None, "how many", group="Net")


def load(*argv: str) -> Demo:
    return load_options(Demo, argv, prog="demo", version="1.2", description="A demo.")


def problems(*argv: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(*argv)
    return str(caught.value).splitlines()


def test_no_arguments_give_the_defaults() -> None:
    assert load() == Demo()


def test_flags_have_dashes_and_take_their_value_either_way() -> None:
    assert load("--max-queue", "3", "--voice=ann").max_queue == 3
    assert load("--max-queue=3", "--voice=ann").voice == "ann"


def test_a_flag_with_an_optional_value_works_alone() -> None:
    assert load("--zeroconf").zeroconf is True
    assert load("--zeroconf", "--voice", "ann").zeroconf is True
    assert load("--zeroconf", "kitchen").zeroconf == "kitchen"


def test_a_list_flag_is_repeated_or_has_commas() -> None:
    assert load("--provider", "a", "--provider", "b,c").provider == ("a", "b", "c")


def test_a_negative_number_is_a_value() -> None:
    assert load("--max-queue", "-3").max_queue == -3


def test_unknown_flags_are_named_with_near_matches() -> None:
    assert problems("--vioce", "ann", "--max_queue=3", "-x") == [
        "--vioce: unknown option; did you mean --voice?",
        "--max_queue: unknown option; did you mean --max-queue?",
        "-x: unknown option",
    ]


def test_a_flag_is_not_abbreviated() -> None:
    assert problems("--voi", "ann") == ["--voi: unknown option; did you mean --voice?"]


def test_a_word_without_a_flag_is_refused() -> None:
    assert problems("ann") == ["unexpected argument 'ann'; options start with --"]
    assert problems("--voice", "ann", "bob") == ["unexpected argument 'bob'; options start with --"]


def test_a_missing_value_is_told() -> None:
    assert problems("--voice") == ["--voice: expected one argument"]


def test_wrong_values_and_unknown_flags_are_told_together() -> None:
    assert problems("--nope", "--max-queue", "many") == [
        "--nope: unknown option",
        "--max-queue: must be a valid integer (given: 'many')",
    ]


def test_help_lists_every_option_with_default_and_variable(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as caught:
        load("--help")
    assert caught.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    for name in Demo.model_fields:
        assert f"--{name.replace('_', '-')} " in text
        assert f"JABBERTTS_{name.upper()}]" in text
    assert "--zeroconf [VALUE] be found [default: off; JABBERTTS_ZEROCONF]" in text
    assert "100% of the places [default: 8;" in text
    assert "what computes [default: cpu,x;" in text
    assert "how many [JABBERTTS_THREADS]" in text
    assert text.index("Voice:") < text.index("Net:") < text.index("General:")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        load("--version")
    assert caught.value.code == 0
    assert capsys.readouterr().out == "demo 1.2\n"
