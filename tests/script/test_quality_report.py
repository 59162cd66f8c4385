import json
from pathlib import Path

import pytest

from script.quality_lib import cli
from script.quality_lib.client import Voice
from script.quality_lib.document import NAME, write_section
from script.quality_lib.report import render
from script.quality_lib.results import Heard, Machine, Results, Row

MACHINE = Machine("A processor", 2, 23.5, "Linux", "2026-01-02", "script/quality languages", {})
GERMAN = Row(
    "de",
    "language",
    Voice("espeak-de", ("de",), "espeak", "x_low"),
    unit="word",
    sentences=[
        Heard("Guten Tag", "guten", 1, 2),
        Heard("Gute Nacht heute", "gute macht", 2, 3),
        Heard("Ja", "ja", 0, 1),
    ],
)
RESULTS = Results(MACHINE, [GERMAN, Row("fi", "language", problem="no voice")])


def test_a_row_has_voice_and_rate_or_what_is_missing() -> None:
    lines = render(RESULTS).splitlines()
    assert "| German (de) | espeak-de | espeak | words | 3 | 6 | 50.0% | 1 of 3 |" in lines
    assert "| Finnish (fi) | no voice | – | – | – | – | – | – |" in lines
    assert not any("asked for by name" in line for line in lines)


def test_voices_asked_by_name_have_a_table_of_their_own() -> None:
    failed = Row("en", "name", Voice("x", ("en",), "piper", "low"), problem="it is broken")
    lines = render(Results(MACHINE, [GERMAN, failed])).splitlines()
    assert "| English (en) | x | piper | it is broken | – | – | – | – |" in lines
    assert sum(line.startswith("| Language") for line in lines) == 2


def test_the_source_of_the_figures_is_told() -> None:
    last = render(RESULTS).splitlines()[-1]
    assert last.startswith(
        "`script/quality languages`, 2026-01-02, on A processor, 2 cores, 24 GiB"
    )


def test_a_section_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text("# Quality\n\nBy hand.\n", encoding="utf-8")
    write_section(tmp_path, "languages", "first")
    write_section(tmp_path, "text", "other")
    before = path.read_text(encoding="utf-8")
    assert before.startswith("# Quality\n\nBy hand.\n\n<!-- languages: written by script/quality")
    path.write_text(before + "\nMore by hand.\n", encoding="utf-8")
    write_section(tmp_path, "languages", "second\n")
    expected = before.replace("first", "second") + "\nMore by hand.\n"
    assert path.read_text(encoding="utf-8") == expected


def test_a_missing_document_is_made(tmp_path: Path) -> None:
    cli.write(RESULTS, "## Languages", tmp_path / "new")
    assert (tmp_path / "new" / NAME).read_text(encoding="utf-8").startswith("# Quality\n\n<!--")
    raw = json.loads((tmp_path / "new" / "quality-languages.json").read_text(encoding="utf-8"))
    assert raw["rows"][0]["sentences"][0] == {
        "text": "Guten Tag",
        "heard": "guten",
        "errors": 1,
        "length": 2,
    }


def test_languages_are_chosen_from_those_with_sentences(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.parse(["languages", "--only", "de,fr"]).only == ["de", "fr"]
    with pytest.raises(SystemExit):
        cli.parse(["languages", "--only", "de,xx"])
    assert "no sentences in xx" in capsys.readouterr().err


def test_a_subcommand_is_needed() -> None:
    with pytest.raises(SystemExit):
        cli.parse([])
