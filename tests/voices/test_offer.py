"""Voices of a catalogue that come when they are asked for."""

import asyncio
import hashlib
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import DownloadError, UnknownVoiceError
from jabbertts_wyoming.engines.vits import loader
from jabbertts_wyoming.request import VoiceSelector
from jabbertts_wyoming.runtime.ort import CPU
from jabbertts_wyoming.voices import offer as module
from jabbertts_wyoming.voices import registry as registry_module
from jabbertts_wyoming.voices.catalogue.catalogue import Catalogue, load_catalogue
from jabbertts_wyoming.voices.catalogue.entry import CatalogueFile, Entry
from jabbertts_wyoming.voices.download.downloader import make_source
from jabbertts_wyoming.voices.download.source import Source
from jabbertts_wyoming.voices.offer import Offer, offer_of
from jabbertts_wyoming.voices.piper import EMBEDDED
from jabbertts_wyoming.voices.registry import Registry
from jabbertts_wyoming.voices.voice import EngineSettings
from tests.shelf import Shelf, prepare_here

NAME = "de_DE-tiny-medium"


def file_of(folder: Path, name: str) -> CatalogueFile:
    data = (folder / name).read_bytes()
    return CatalogueFile(name, f"https://x/{name}", len(data), "md5", hashlib.md5(data).hexdigest())


def entry_of(name: str, files: tuple[CatalogueFile, ...], engine: str = "piper") -> Entry:
    return Entry(
        id=name,
        family=engine,
        engine=engine,
        variant=None,
        is_default=True,
        languages=("de_DE",),
        language_names=("German",),
        quality="medium",
        grade=None,
        speakers=1,
        sample_rate=22050,
        licence="unknown",
        card="https://x/MODEL_CARD",
        attribution_name="somebody",
        attribution_url="https://x",
        note="",
        tier="medium",
        min_ram=None,
        aliases=(),
        own=files,
        shared=(),
    )


@pytest.fixture
def mirror(tmp_path: Path, shelf: Shelf) -> Path:
    folder = tmp_path / "mirror"
    folder.mkdir()
    files = shelf.item().files
    shutil.copy(files.model, folder / f"{NAME}.onnx")
    shutil.copy(files.config, folder / f"{NAME}.onnx.json")
    return folder


@pytest.fixture
def catalogue(mirror: Path) -> Catalogue:
    files = tuple(file_of(mirror, name) for name in (f"{NAME}.onnx", f"{NAME}.onnx.json"))
    return Catalogue([entry_of(NAME, files), entry_of("odd", files, engine="unheard-of")])


@pytest.fixture
async def registry(
    data_dir: Path,
    mirror: Path,
    catalogue: Catalogue,
    quick_loading: None,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Registry]:
    """Voices with an offer that fetches."""
    monkeypatch.setattr(loader, "_run_prepare", prepare_here)
    offer = Offer(catalogue, data_dir, fetches=True, mirror=str(mirror))
    made = Registry(data_dir, EMBEDDED, EngineSettings(threads=1, providers=(CPU,)), offer)
    await made.start()
    yield made
    await made.stop()


async def test_clients_see_what_there_is(registry: Registry) -> None:
    told = {info.name: info for info in registry.infos()}
    assert list(told) == [EMBEDDED, NAME], "no voice of an engine that is not there"
    assert told[NAME].installed
    assert told[NAME].languages == ("de_DE",)
    assert "to be downloaded" in told[NAME].description


@pytest.mark.parametrize(
    "selector", [VoiceSelector(name=NAME.lower()), VoiceSelector(language="de")]
)
async def test_it_comes_when_it_is_asked_for(
    registry: Registry, data_dir: Path, selector: VoiceSelector
) -> None:
    voice = await registry.resolve(selector)
    assert voice.name == NAME
    async with registry.engine(voice) as engine:
        assert engine.sample_rate == 22050
    assert (data_dir / f"{NAME}.onnx").is_file()
    (told,) = (info for info in registry.infos() if info.name == NAME)
    assert "to be downloaded" not in told.description


@pytest.fixture
def formant(data_dir: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> str:
    """A German voice that is a last resort."""
    monkeypatch.setattr(registry_module, "is_last_resort", lambda voice: voice.name == "formant")
    name = shelf.put(data_dir, name="formant")
    config = data_dir / f"{name}.onnx.json"
    data = json.loads(config.read_text("utf-8"))
    data["language"] = {"code": "de"}
    config.write_text(json.dumps(data), encoding="utf-8")
    return name


async def test_a_better_voice_comes_before_the_last_resort(
    formant: str, registry: Registry
) -> None:
    assert (await registry.resolve(VoiceSelector(name=formant))).name == formant
    assert (await registry.resolve(VoiceSelector(language="de"))).name == NAME


async def test_the_last_resort_speaks_where_nothing_can_be_had(
    formant: str, registry: Registry, mirror: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (mirror / f"{NAME}.onnx").unlink()
    for _ in range(3):
        assert (await registry.resolve(VoiceSelector(language="de"))).name == formant
    assert caplog.text.count("can't be downloaded") == 1, "not tried again at once"


async def test_what_is_built_in_is_not_offered(data_dir: Path) -> None:
    offer = Offer(load_catalogue(), data_dir, fetches=True)
    assert not [info for info in offer.infos(()) if info.engine == "espeak"]
    for selector in (VoiceSelector(name="espeak-ms"), VoiceSelector(language="ms")):
        assert offer.find(selector) is None


async def test_many_who_ask_are_one_download(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str | None] = []

    def counted(mirror: str | None) -> Source:
        made.append(mirror)
        return make_source(mirror)

    monkeypatch.setattr(module, "make_source", counted)
    voices = await asyncio.gather(*(registry.resolve(VoiceSelector(name=NAME)) for _ in range(9)))
    assert {voice.name for voice in voices} == {NAME}
    assert len(made) == 1


async def test_what_the_catalogue_has_not_stays_unknown(registry: Registry) -> None:
    for selector in (VoiceSelector(name="nobody"), VoiceSelector(language="fr")):
        with pytest.raises(UnknownVoiceError):
            await registry.resolve(selector)


async def test_a_failed_download_is_told_and_tried_again(registry: Registry, mirror: Path) -> None:
    good = (mirror / f"{NAME}.onnx").read_bytes()
    (mirror / f"{NAME}.onnx").write_bytes(b"x" * len(good))
    with pytest.raises(DownloadError):
        await registry.resolve(VoiceSelector(name=NAME))
    (mirror / f"{NAME}.onnx").write_bytes(good)
    assert (await registry.resolve(VoiceSelector(name=NAME))).name == NAME


async def test_who_waits_too_long_is_told_and_the_download_goes_on(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0)
    with pytest.raises(DownloadError, match="still being downloaded"):
        await registry.resolve(VoiceSelector(name=NAME))
    monkeypatch.undo()
    assert (await registry.resolve(VoiceSelector(name=NAME))).name == NAME


async def test_an_offer_may_only_tell(data_dir: Path, catalogue: Catalogue) -> None:
    offer = Offer(catalogue, data_dir, fetches=False)
    assert [info.installed for info in offer.infos({EMBEDDED})] == [False]
    assert offer.infos({NAME}) == []
    assert offer.find(VoiceSelector(name=NAME)) is None


async def test_the_packaged_catalogue_is_offered(data_dir: Path, mirror: Path) -> None:
    offer = await offer_of(data_dir, fetches=True, mirror=str(mirror), tier="high")
    assert len(offer.infos(())) > 150
    with pytest.raises(DownloadError, match="neither"):
        await offer_of(data_dir, fetches=True, mirror="ftp://x", tier="high")


def test_only_what_can_speak_here_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = [entry_of(f"de_DE-{kind}-medium", ()) for kind in ("thai", "pinyin", "hebrew", "plain")]
    typed = [
        replace(entry, phoneme_type=None if kind == "plain" else kind)
        for entry, kind in zip(named, ("thai", "pinyin", "hebrew", "plain"), strict=True)
    ]
    here = Offer(Catalogue(typed), tmp_path, fetches=True)
    assert {info.name for info in here.infos(())} >= {"de_DE-hebrew-medium", "de_DE-plain-medium"}
    assert here.find(VoiceSelector(name="de_DE-thai-medium")) is None
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    without = Offer(Catalogue([typed[1], typed[3]]), tmp_path, fetches=True)
    assert [info.name for info in without.infos(())] == ["de_DE-plain-medium"]
    assert without.find(VoiceSelector(language="de")) == typed[3], "the next one is taken"
