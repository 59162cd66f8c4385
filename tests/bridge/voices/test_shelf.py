from http import HTTPStatus

import pytest

from bridge.errors import ApiError
from bridge.order import Voice
from bridge.voices.languages import parse
from bridge.voices.shelf import Choice, Found, Shelf

from .shelves import JOE, foreign, formant, piper

VCTK = piper("en_GB-vctk-medium", "p239", "P236", "7", "7b")
VOICES = [
    piper(JOE),
    VCTK,
    piper("odd:name"),
    piper("Twin"),
    piper("TWIN"),
    piper("odd", "name", "other:one"),
]


@pytest.mark.parametrize(
    ("name", "voice", "speaker"),
    [
        (JOE, JOE, None),
        (f" {JOE.upper()}\n", JOE, None),
        (f"{JOE}:0", JOE, None),
        ("Twin", "Twin", None),
        ("en_GB-vctk-medium", VCTK.name, None),
        ("en_GB-vctk-medium:p239", VCTK.name, "p239"),
        ("EN_gb-VCTK-medium : p236", VCTK.name, "P236"),
        ("en_GB-vctk-medium:0", VCTK.name, "p239"),
        ("en_GB-vctk-medium:3", VCTK.name, "7b"),
        ("en_GB-vctk-medium:٣", VCTK.name, "7b"),
        ("en_GB-vctk-medium:7", VCTK.name, "7"),
        ("odd:name", "odd:name", None),
        ("odd:name:0", "odd:name", None),
        ("odd:other:one", "odd", "other:one"),
    ],
)
def test_voices_are_found_by_name_and_speaker(name: str, voice: str, speaker: str | None) -> None:
    found = Shelf(VOICES).find(name)
    assert found is not None
    assert (found.voice.name, found.speaker) == (voice, speaker)


@pytest.mark.parametrize("name", ["twin", "joe", "", ":", ":0", "nobody:0", "x" * 500, ":" * 500])
def test_others_are_not(name: str) -> None:
    assert Shelf(VOICES).find(name) is None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (f"{JOE}:1", f"voice '{JOE}' has one speaker: leave out the ':'"),
        (f"{JOE}:", f"voice '{JOE}' has one speaker: leave out the ':'"),
        (
            "en_GB-vctk-medium:p23",
            "voice 'en_GB-vctk-medium' has no speaker 'p23'; did you mean 'p239' or 'P236'? "
            "there are p239, P236, 7, 7b",
        ),
        (
            "en_GB-vctk-medium:4",
            "voice 'en_GB-vctk-medium' has no speaker '4'; there are p239, P236, 7, 7b",
        ),
        (
            "en_GB-vctk-medium:" + "9" * 100,
            f"voice 'en_GB-vctk-medium' has no speaker '{'9' * 79}…'; there are p239, P236, 7, 7b",
        ),
        (
            "en_GB-vctk-medium:",
            "voice 'en_GB-vctk-medium' has no speaker ''; there are p239, P236, 7, 7b",
        ),
        (
            "en_GB-vctk-medium:-1",
            "voice 'en_GB-vctk-medium' has no speaker '-1'; there are p239, P236, 7, 7b",
        ),
    ],
)
def test_a_wrong_speaker_is_refused(name: str, message: str) -> None:
    shelf = Shelf(VOICES)
    with pytest.raises(ApiError) as raised:
        shelf.find(name)
    assert (raised.value.status, raised.value.param) == (HTTPStatus.BAD_REQUEST, "voice")
    assert raised.value.error_code == "invalid_value"
    assert raised.value.message == message
    assert shelf.find_quietly(name) is None


def test_a_voice_is_found_whose_twins_of_another_engine_do_not_count() -> None:
    found = Shelf([piper("Twin", engine="a"), piper("TWIN", engine="b")], "b").find("twin")
    assert found is not None
    assert found.voice.name == "TWIN"


def test_no_voice_at_all() -> None:
    with pytest.raises(ApiError) as raised:
        Shelf([])
    assert raised.value.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert raised.value.retry_after


def test_no_voice_of_the_engine() -> None:
    with pytest.raises(ApiError) as raised:
        Shelf(VOICES, "kokoro")
    assert (raised.value.status, raised.value.param) == (HTTPStatus.BAD_REQUEST, "model")
    assert raised.value.message == "no voice of the model 'kokoro' is installed"


@pytest.mark.parametrize(
    ("language", "best"),
    [
        ("de", "de_DE-b-high"),
        ("de_AT", "de_AT-c-low"),
        ("de_CH", "de_DE-b-high"),
        ("en", "en_GB-e-medium"),
        ("en_US", "en_US-d-medium"),
    ],
)
def test_the_best_voice_of_a_language(language: str, best: str) -> None:
    names = ("de_DE-a-low", "de_AT-c-low", "de_DE-b-high", "en_GB-e-medium", "en_US-d-medium")
    tag = parse(language)
    assert tag is not None
    for shelf in (Shelf([piper(n) for n in names]), Shelf([foreign(n) for n in names])):
        found = shelf.best(tag)
        assert found is not None
        assert found.voice.name == best


@pytest.mark.parametrize(
    ("wanted", "language"), [(None, None), ("en-gb", "en_GB"), ("en", "en_US"), ("fr_CA", "fr")]
)
def test_a_voice_of_several_languages_is_told_which(
    wanted: str | None, language: str | None
) -> None:
    voice = Voice("all", ("en_US", "en_GB", "fr"))
    choice = Found(voice).choice(parse(wanted) if wanted else None)
    assert choice == Choice("all", None, language)


def test_the_default_is_the_first_voice_if_the_server_is_ours() -> None:
    assert Shelf([piper(JOE), VCTK]).default_choice() == Choice(JOE, None, "en_US")
    assert Shelf([foreign("ar_JO-kareem-low"), foreign(JOE)]).default_choice() == Choice(None)


@pytest.mark.parametrize(
    ("wanted", "voice"),
    [("de", "de_DE-eva_k-x_low"), ("de_AT", "de_DE-eva_k-x_low"), ("sv_SE", "espeak-sv")],
)
def test_a_last_resort_is_only_for_what_nothing_else_speaks(wanted: str, voice: str) -> None:
    shelf = Shelf([formant("de"), formant("sv"), piper("de_DE-eva_k-x_low")])
    tag = parse(wanted)
    found = shelf.best(tag) if tag else None
    assert found is not None
    assert found.voice.name == voice
