from dataclasses import replace

from jabbertts_wyoming.request import VoiceInfo
from jabbertts_wyoming.voices.piper import PiperVoice, embedded_files
from jabbertts_wyoming.voices.standing import LAST_RESORT
from tests.shelf import VARIANTS, Shelf


def test_what_clients_are_told(shelf: Shelf) -> None:
    item = shelf.item(VARIANTS["medium-speakers"])
    voice = PiperVoice(item.files, item.config)
    assert voice.info() == VoiceInfo(
        name="en_US-trio-medium",
        description="trio (medium)",
        languages=("en_US",),
        speakers=("speaker_0", "speaker_1", "speaker_2"),
        sample_rate=22050,
        quality="medium",
        engine="piper",
        version="1.0.0",
        attribution_name="unknown",
        attribution_url="",
    )


def test_the_standing_follows_the_quality(shelf: Shelf) -> None:
    item = shelf.item()
    low, high = (
        PiperVoice(item.files, replace(item.config, quality=quality)).standing
        for quality in ("x_low", "high")
    )
    assert LAST_RESORT < low < high


def test_speakers_are_in_the_order_of_their_indexes(shelf: Shelf) -> None:
    item = shelf.item()
    config = replace(item.config, speakers={"zoe": 0, "anna": 2, "bert": 1})
    assert PiperVoice(item.files, config).info().speakers == ("zoe", "bert", "anna")


def test_language_in_one_form(shelf: Shelf) -> None:
    item = shelf.item()
    voice = PiperVoice(item.files, replace(item.config, language="pt-br"))
    assert voice.language == "pt_BR"
    assert voice.info().languages == ("pt_BR",)


def test_without_a_dataset_the_name_describes_it(shelf: Shelf) -> None:
    item = shelf.item()
    info = PiperVoice(item.files, replace(item.config, dataset="")).info()
    assert info.description == "en_US-tiny-medium (medium)"


def test_the_embedded_voice_names_who_made_it(shelf: Shelf) -> None:
    info = PiperVoice(embedded_files(), shelf.item().config).info()
    assert info.attribution_name
    assert info.attribution_url.startswith("https://")
