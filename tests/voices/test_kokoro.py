from pathlib import Path
from typing import cast

import pytest

from jabbertts_wyoming.common.errors import ConfigError, VoiceError
from jabbertts_wyoming.engines.kokoro.base import MAX_SYMBOLS
from jabbertts_wyoming.engines.kokoro.shared import SharedModels
from jabbertts_wyoming.engines.kokoro.vocab import to_ids
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children
from jabbertts_wyoming.voices import kokoro
from jabbertts_wyoming.voices.catalogue.catalogue import load_catalogue
from jabbertts_wyoming.voices.kokoro import FOLDER, KokoroSource, blended, find
from jabbertts_wyoming.voices.standing import is_last_resort
from jabbertts_wyoming.voices.voice import EngineSettings
from tests.engines.kokoro.fakes import FakeEngine, FakeLoader, put_archive, put_model, put_style

SETTINGS = EngineSettings(threads=2, providers=("cpu",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data directory's folder with a model and two styles."""
    folder = tmp_path / FOLDER
    put_model(folder)
    put_style(folder, "af_heart", 1.0)
    put_style(folder, "bm_george", 5.0)
    return folder


@pytest.fixture
def loader() -> FakeLoader:
    return FakeLoader()


def found(folder: Path, loader: FakeLoader | None = None) -> dict[str, KokoroSource]:
    models = SharedModels(loader or FakeLoader())
    return {source.name: source for source in find(folder.parent, models)}


def load(source: KokoroSource, folder: Path) -> FakeEngine:
    cache = PreparedCache(folder.parent / "prepared")
    return cast("FakeEngine", source.load(cache, SETTINGS, Children()))


# What is found.


def test_each_style_is_a_voice(folder: Path) -> None:
    voices = found(folder)
    assert set(voices) == {"af_heart", "bm_george"}
    source = voices["af_heart"]
    assert source.model == "kokoro-v1.0.int8"
    assert source.bytes == len(b"model") + 522_240


def test_an_archive_has_many(folder: Path) -> None:
    put_archive(folder / "voices-v1.0.bin", af_heart=9.0, if_sara=2.0)
    assert set(found(folder)) == {"af_heart", "bm_george", "if_sara"}


def test_a_model_or_styles_alone_are_nothing(tmp_path: Path) -> None:
    assert found(tmp_path / FOLDER) == {}
    put_style(tmp_path / FOLDER, "af_heart")
    put_model(tmp_path / FOLDER, ".kokoro-v1.0.int8")
    (tmp_path / FOLDER / "dir.onnx").mkdir()
    assert found(tmp_path / FOLDER) == {}
    put_model(tmp_path / "other" / FOLDER)
    assert found(tmp_path / "other" / FOLDER) == {}


def test_the_finest_model_counts(folder: Path) -> None:
    for name in ("model_q4f16", "kokoro-v1.0.int8", "model_q8f16", "kokoro-v1.0.fp16"):
        put_model(folder, name)
    assert found(folder)["af_heart"].model == "kokoro-v1.0.fp16"
    put_model(folder, "kokoro-v1.0")
    assert found(folder)["af_heart"].model == "kokoro-v1.0"


def test_the_catalogue_puts_files_where_they_are_found() -> None:
    entry = load_catalogue().find("af_heart")
    assert entry is not None
    assert [file.path.partition("/")[0] for file in entry.files] == [FOLDER] * 2
    assert {Path(file.path).suffix for file in entry.files} == {".onnx", ".bin"}


def test_the_stamp_changes_with_what_the_voice_is_made_of(folder: Path) -> None:
    def stamp() -> object:
        return found(folder)["af_heart"].stamp

    stamps = [stamp()]
    assert stamp() in stamps
    put_style(folder, "bm_george", 6.0)
    assert stamp() in stamps, "another voice's style"
    (folder / "af_heart.bin").write_bytes(b"x")
    assert stamp() not in stamps
    stamps.append(stamp())
    (folder / "kokoro-v1.0.int8.onnx").write_bytes(b"another model")
    assert stamp() not in stamps
    stamps.append(stamp())
    (folder / "af_heart.yaml").write_text("blend: bm_george")
    assert stamp() not in stamps


# What is told of a voice.


@pytest.mark.parametrize(
    ("style", "language", "description", "quality"),
    [
        ("af_heart", "en_US", "Heart (female, Kokoro)", "high"),
        ("bm_george", "en_GB", "George (male, Kokoro)", "medium"),
        ("am_adam", "en_US", "Adam (male, Kokoro)", "x_low"),
        ("ef_dora", "es", "Dora (female, Kokoro)", "medium"),
        ("ff_siwis", "fr_FR", "Siwis (female, Kokoro)", "medium"),
        ("hm_omega", "hi", "Omega (male, Kokoro)", "medium"),
        ("im_nicola", "it", "Nicola (male, Kokoro)", "medium"),
        ("pf_my_own", "pt_BR", "My Own (female, Kokoro)", "medium"),
    ],
)
def test_info(folder: Path, style: str, language: str, description: str, quality: str) -> None:
    put_style(folder, style)
    voice = found(folder)[style].read()
    info = voice.info()
    assert (info.name, info.languages, info.description) == (style, (language,), description)
    assert (voice.quality, info.quality) == (quality, quality)
    assert (info.engine, info.sample_rate, info.version) == ("kokoro", 24_000, "1.0")
    assert (info.attribution_name, info.speakers, voice.speakers) == ("hexgrad", (), {})
    assert info.attribution_url == "https://huggingface.co/hexgrad/Kokoro-82M"


def test_the_standing_is_finer_than_the_quality(folder: Path) -> None:
    styles = ["af_heart", "af_bella", "bf_emma", "ef_dora", "am_adam"]
    for style in styles:
        put_style(folder, style)
    standings = [found(folder)[style].read().standing for style in styles]
    assert standings == sorted(set(standings), reverse=True)
    assert not is_last_resort(found(folder)["am_adam"].read())


def test_a_catalogue_that_is_broken_costs_only_the_grades(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise ConfigError("no catalogue")

    monkeypatch.setattr(kokoro, "read_family", fail)
    kokoro._grades.cache_clear()
    try:
        assert found(folder)["af_heart"].read().quality == "medium"
    finally:
        kokoro._grades.cache_clear()
    assert "no catalogue" in caplog.text


@pytest.mark.parametrize("name", ["heart", "xf_heart", "ax_heart", "af"])
def test_a_name_that_tells_no_language(folder: Path, name: str) -> None:
    put_style(folder, name)
    with pytest.raises(VoiceError, match=f"'{name}' does not tell its language"):
        found(folder)[name].read()
    (folder / f"{name}.yaml").write_text(f"{{blend: {name}, language: en-gb}}")
    voice = found(folder)[name].read()
    assert (voice.language, voice.info().description) == ("en_GB", f"{name} (Kokoro)")


def test_a_broken_style_is_a_broken_voice(folder: Path) -> None:
    (folder / "af_bad.bin").write_bytes(b"too short")
    with pytest.raises(VoiceError, match=r"af_bad\.bin"):
        found(folder)["af_bad"].read()


@pytest.mark.parametrize(("style", "extra"), [("jf_alpha", "ja"), ("zf_xiaoni", "zh")])
def test_a_language_without_its_packages(
    folder: Path, monkeypatch: pytest.MonkeyPatch, style: str, extra: str
) -> None:
    put_style(folder, style)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(VoiceError, match=rf"pip install 'jabbertts\[{extra}\]'"):
        found(folder)[style].read()


# Blends.


def test_a_recipe_is_a_voice(folder: Path) -> None:
    (folder / "duo.yaml").write_text("blend: af_heart:1+bm_george:3")
    source = found(folder)["duo"]
    voice = source.read()
    assert voice.language == "en_GB", "of the style with the largest share"
    assert voice.info().description == "af_heart 25% + bm_george 75% (Kokoro)"
    assert source.bytes == len(b"model") + 2 * 522_240
    assert load(source, folder).styles.row(1)[0, 0] == pytest.approx(4.0)


def test_a_recipe_tells_language_and_description(folder: Path) -> None:
    (folder / "x.yaml").write_text("{name: duo, blend: bm_george, language: it, description: Due}")
    voice = found(folder)["duo"].read()
    assert (voice.language, voice.info().description) == ("it", "Due")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("blend: af_heart+am_nobody", "no style 'am_nobody'"),
        ("{blend: af_heart, language: de}", "language: Kokoro speaks en_US, .* not 'de'"),
        ("{blend: af_heart, language: ''}", "language must be text"),
        ("nothing", "no field 'blend'"),
    ],
)
def test_a_broken_recipe_is_a_broken_voice(folder: Path, text: str, message: str) -> None:
    (folder / "odd.yaml").write_text(text)
    with pytest.raises(VoiceError, match=message):
        found(folder)["odd"].read()
    assert found(folder)["af_heart"].read().name == "af_heart"


def test_a_blend_by_its_name(folder: Path) -> None:
    (folder / "duo.yaml").write_text("{blend: af_heart+bm_george, language: it}")
    (folder / "odd.yaml").write_text("nothing")
    sources = found(folder).values()
    name = "bm_george:0.75+af_heart:0.25"
    source = blended(name, sources)
    assert source.read().language == "en_GB"
    assert source.name == source.read().info().name == name
    assert load(source, folder).styles.row(1)[0, 0] == pytest.approx(4.0)
    assert blended("duo:3+af_heart", sources).read().language == "it"
    assert load(blended("duo:3+af_heart", sources), folder).styles.row(1)[0, 0] == 2.5
    with pytest.raises(VoiceError, match="there is no voice 'am_onyx'"):
        blended("af_heart+am_onyx", sources)
    with pytest.raises(VoiceError, match="there is no voice 'odd'"):
        blended("af_heart+odd", sources)
    with pytest.raises(VoiceError, match="no weight"):
        blended("af_heart:x+bm_george", sources)


# Speaking.


def ids(text: str, folder: Path) -> list[list[int]]:
    return found(folder)["af_heart"].read().phoneme_ids(text)


def test_phoneme_ids(folder: Path) -> None:
    assert ids("Hello, world!", folder) == [to_ids("həlˈO, wˈɜɹld!")]
    assert ids("…", folder) == []
    assert ids("", folder) == []


def test_long_text_comes_in_pieces_that_the_model_can_take(folder: Path) -> None:
    pieces = ids("The kitchen light is on, and the door is open; " * 20, folder)
    assert len(pieces) == 2
    assert all(len(piece) <= MAX_SYMBOLS + 2 for piece in pieces)
    assert all(piece[0] == piece[-1] == 0 for piece in pieces)


def test_voices_of_a_model_share_it(folder: Path, loader: FakeLoader) -> None:
    voices = found(folder, loader)
    cache = PreparedCache(folder.parent / "prepared")
    for source in voices.values():
        source.prepare(cache, Children())
    assert loader.prepared == ["kokoro-v1.0.int8.onnx"]
    heart, george = (load(source, folder) for source in voices.values())
    assert heart.model is george.model
    assert heart.styles.row(1)[0, 0] == 1.0
    assert george.styles.row(3)[0, 0] == 7.0
    (loaded,) = loader.loaded
    assert loaded.endswith(" 2 ('cpu',)")


def test_a_style_that_is_gone_by_the_time_it_is_loaded(folder: Path) -> None:
    source = found(folder)["af_heart"]
    (folder / "af_heart.bin").unlink()
    with pytest.raises(VoiceError, match=r"af_heart\.bin can't be read"):
        load(source, folder)
