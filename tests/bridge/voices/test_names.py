from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.errors import ApiError
from bridge.order import Voice
from bridge.voices.names import VoiceNames
from bridge.voices.names_file import Genders, NamesFile, VoiceName
from bridge.voices.shelf import LONGEST_NAME, Choice

from .shelves import JOE, catalogue, foreign, formant, piper

NAMES = VoiceNames.load()
OF_OPENAI = [name for name, _ in NAMES.names]
AMY, ALBA, THORSTEN = "en_US-amy-medium", "en_GB-alba-medium", "de_DE-thorsten-medium"
ALL_TONGUES = Voice("all", ("de", "en", "fr", "pt_BR"))


def chosen(
    voice: str | None,
    language: str | None,
    *names: str | Voice,
    engine: str | None = None,
    book: VoiceNames = NAMES,
) -> Choice:
    """Resolve on a shelf of `names`: ids are voices of ours."""
    shelf = [piper(n) if isinstance(n, str) else n for n in names]
    return book.resolve(voice, language, shelf, engine)


def refusal(
    voice: str | None, language: str | None, *names: str | Voice, engine: str | None = None
) -> ApiError:
    with pytest.raises(ApiError) as raised:
        chosen(voice, language, *names, engine=engine)
    return raised.value


# --- OpenAI's names


@pytest.mark.parametrize("name", OF_OPENAI)
def test_one_voice_speaks_for_all_names(name: str) -> None:
    assert chosen(name, None, JOE) == Choice(JOE, None, "en_US")


def test_the_first_of_a_names_list_that_is_installed_wins() -> None:
    entry = dict(NAMES.names)["nova"]
    for count in range(len(entry.voices)):
        installed = [JOE, *reversed(entry.voices[count:])]
        assert chosen("nova", None, *installed).voice == entry.voices[count]


@pytest.mark.parametrize(
    ("name", "installed", "voice"),
    [
        # the region, then the gender, the quality, the server's order
        ("nova", ["en_GB-alba-medium", JOE], JOE),
        ("nova", [JOE, "en_US-kathleen-low"], "en_US-kathleen-low"),
        ("nova", [JOE, "en_US-mallory-low"], "en_US-mallory-low"),
        ("nova", ["en_US-mallory-high", "en_US-kathleen-low"], "en_US-kathleen-low"),
        ("nova", ["en_US-kathleen-low", "en_US-lessac-high"], "en_US-lessac-high"),
        ("nova", ["en_US-lessac-high", "en_US-ljspeech-high"], "en_US-lessac-high"),
        ("fable", ["en_US-ryan-high", "en_GB-alba-medium"], "en_GB-alba-medium"),
        ("fable", ["en_GB-alba-medium", "en_GB-alan-low"], "en_GB-alan-low"),
        # no English at all: the default
        ("nova", ["fr_FR-tom-medium", "fr_FR-siwis-medium"], "fr_FR-tom-medium"),
    ],
)
def test_else_the_nearest(name: str, installed: list[str], voice: str) -> None:
    assert chosen(name, None, *installed).voice == voice


@pytest.mark.parametrize(
    ("name", "language", "voice"),
    [
        ("nova", "de", "de_DE-kerstin-low"),
        ("onyx", "de", "de_DE-thorsten-medium"),
        ("onyx", "DE-at", "de_AT-sepp-medium"),
        ("nova", "en", AMY),
        ("nova", "en_US", AMY),
        ("nova", "en-GB", ALBA),
        ("nova", "en-AU", AMY),
        ("fable", "en_US", JOE),
        ("fable", "en", JOE),
    ],
)
def test_a_name_speaks_the_language_asked_for(name: str, language: str, voice: str) -> None:
    installed = [JOE, AMY, ALBA, "de_DE-kerstin-low", THORSTEN, "de_AT-sepp-medium"]
    choice = chosen(name, language, *installed)
    assert choice == Choice(voice, None, voice[:5])


@pytest.mark.parametrize(("name", "speaker"), [("coral", "jessica"), ("echo", "pierre")])
def test_the_nearest_may_be_a_speaker(name: str, speaker: str) -> None:
    upmc = piper("fr_FR-upmc-medium", "jessica", "pierre")
    assert chosen(name, "fr", JOE, upmc) == Choice(upmc.name, speaker, "fr_FR")


def test_a_voice_of_all_languages_speaks_for_a_name() -> None:
    assert chosen("alloy", None, ALL_TONGUES) == Choice("all", None, None)
    assert chosen("alloy", "pt-PT", ALL_TONGUES) == Choice("all", None, "pt_BR")
    assert chosen("alloy", "fr", JOE, ALL_TONGUES) == Choice("all", None, "fr")
    assert chosen("alloy", "en", ALL_TONGUES, JOE, AMY) == Choice(AMY, None, "en_US")


def test_names_may_differ_in_case_and_space() -> None:
    assert chosen(" Nova\n", None, JOE, AMY).voice == AMY


def test_a_servers_own_voice_of_that_name_wins() -> None:
    assert chosen("alloy", None, JOE, AMY, Voice("Alloy", ("en",))).voice == "Alloy"


def test_a_users_file_names_speakers() -> None:
    book = VoiceNames(
        NamesFile(
            names={
                "Ann": VoiceName(voices=("vctk:p9", "VCTK:p2", JOE), language="en"),
                "de": VoiceName(voices=(JOE,), language="en"),
            }
        )
    )
    vctk = piper("vctk", "p1", "p2")
    assert chosen("ann", None, JOE, vctk, book=book) == Choice("vctk", "p2", "vctk")
    assert chosen("de", None, THORSTEN, JOE, book=book).voice == JOE
    with pytest.raises(ApiError):
        chosen("alloy", None, JOE, book=book)


def test_gender_is_no_hindrance_where_a_name_has_none() -> None:
    entry = VoiceName(voices=("x",), language="de")
    book = VoiceNames(
        NamesFile(names={"n": entry}, genders=Genders(male=("de_DE-thorsten",), female=(JOE,)))
    )
    installed = ["de_DE-kerstin-low", THORSTEN]
    assert chosen("n", None, *installed, book=book).voice == THORSTEN


# --- voices


@pytest.mark.parametrize(
    ("voice", "language", "choice"),
    [
        (JOE, None, Choice(JOE, None, "en_US")),
        (JOE.upper(), "en", Choice(JOE, None, "en_US")),
        (JOE, "en_GB", Choice(JOE, None, "en_US")),
        (JOE, "de", Choice("de_DE-kerstin-high", None, "de_DE")),
        (f"{JOE}:0", None, Choice(JOE, None, "en_US")),
        ("vctk-medium:p2", None, Choice("vctk-medium", "p2", "en_GB")),
        ("vctk-medium:0", "en", Choice("vctk-medium", "p1", "en_GB")),
        ("vctk-medium:p2", "de", Choice("de_DE-kerstin-high", None, "de_DE")),
        ("all", None, Choice("all", None, None)),
        ("all", "de_DE", Choice("all", None, "de")),
        ("all", "fr-CA", Choice("all", None, "fr")),
    ],
)
def test_a_servers_own_voice(voice: str, language: str | None, choice: Choice) -> None:
    vctk = replace(piper("vctk-medium", "p1", "p2"), languages=("en_GB",))
    installed = (JOE, vctk, ALBA, THORSTEN, "de_DE-kerstin-high", ALL_TONGUES)
    assert chosen(voice, language, *installed) == choice


@pytest.mark.parametrize("voice", [None, "", " \n"])
@pytest.mark.parametrize(
    ("language", "choice"),
    [
        (None, Choice(JOE, None, "en_US")),
        ("", Choice(JOE, None, "en_US")),
        ("en", Choice(JOE, None, "en_US")),
        ("en_AU", Choice(JOE, None, "en_US")),
        ("en_GB", Choice(ALBA, None, "en_GB")),
        ("de", Choice(THORSTEN, None, "de_DE")),
    ],
)
def test_no_voice(voice: str | None, language: str | None, choice: Choice) -> None:
    installed = (JOE, "en_US-ryan-high", ALBA, "de_DE-thorsten-low", THORSTEN)
    assert chosen(voice, language, *installed) == choice


def test_a_foreign_server_is_left_its_own_default() -> None:
    shelf = [foreign("ar_JO-kareem-low"), foreign(THORSTEN)]
    assert chosen(None, None, *shelf) == Choice(None)
    assert chosen("alloy", None, *shelf) == Choice(None)
    assert chosen(None, "de", *shelf) == Choice(THORSTEN, None, "de_DE")


# --- languages


@pytest.mark.parametrize(
    ("voice", "language", "choice"),
    [
        ("fr", None, Choice("fr_FR-b-high", None, "fr_FR")),
        ("FR-ca", None, Choice("fr_CA-c-low", None, "fr_CA")),
        ("fr_BE", None, Choice("fr_FR-b-high", None, "fr_FR")),
        ("pt_BR", None, Choice("pt_BR-d-medium", None, "pt_BR")),
        ("pt-br", None, Choice("pt_BR-d-medium", None, "pt_BR")),
        ("nb", None, Choice("no_NO-e-medium", None, "no_NO")),
        ("cmn", None, Choice("zh_CN-f-medium", None, "zh_CN")),
        ("zh_Hans", None, Choice("zh_CN-f-medium", None, "zh_CN")),
        ("sr_RS@latin", None, Choice("sr_RS-g-medium", None, "sr_RS")),
        ("fr", "pt", Choice("pt_PT-h-high", None, "pt_PT")),
    ],
)
def test_a_language_as_voice(voice: str, language: str | None, choice: Choice) -> None:
    names = "fr_FR-a-low fr_CA-c-low fr_FR-b-high pt_BR-d-medium pt_PT-h-high no_NO-e-medium"
    installed = [JOE, *names.split(), "zh_CN-f-medium", "sr_RS-g-medium"]
    assert chosen(voice, language, *installed) == choice


# --- engines


def test_an_engine_leaves_only_its_voices() -> None:
    shelf = (JOE, AMY, piper("af_sky", engine="kokoro"), piper(THORSTEN, engine="kokoro"))
    assert chosen("alloy", None, *shelf, engine="piper").voice == AMY
    assert chosen("de", None, *shelf, engine="kokoro").voice == THORSTEN
    assert chosen(None, None, *shelf, engine="kokoro").voice == "af_sky"
    assert refusal("de", None, *shelf, engine="piper").message == (
        "no voice speaks 'de'; the languages of the model 'piper' are en_US"
    )
    assert refusal("af_sky", None, *shelf, engine="piper").message.startswith(
        "there is no voice 'af_sky' of the model 'piper'; "
    )


# --- refusals


@pytest.mark.parametrize("language", ["fr", "qq", "English", "e", "en_US-joe", "x" * 10_000])
@pytest.mark.parametrize("voice", [None, "alloy", JOE, "de"])
def test_a_language_that_nobody_speaks(voice: str | None, language: str) -> None:
    error = refusal(voice, language, JOE, THORSTEN, ALBA)
    assert (error.status, error.param) == (HTTPStatus.BAD_REQUEST, "language_id")
    assert error.message.startswith("no voice speaks '")
    assert error.message.endswith("'; the languages are de_DE, en_GB, en_US")
    assert len(error.message) < 150


@pytest.mark.parametrize("voice", ["fr", "xx", "fr-CA", "mul_FR"])
def test_a_voice_that_is_a_language_that_nobody_speaks(voice: str) -> None:
    error = refusal(voice, None, JOE, THORSTEN)
    assert (error.status, error.param) == (HTTPStatus.BAD_REQUEST, "voice")
    assert error.message == f"no voice speaks '{voice}'; the languages are de_DE, en_US"


@pytest.mark.parametrize(
    ("voice", "hint"),
    [
        ("joe", f"did you mean '{JOE}'? "),
        ("aloy", "did you mean 'alloy'? "),
        ("en_US-jo-medium", f"did you mean '{JOE}'? "),
        ("sheila", ""),
        ("alloy:0", "did you mean 'alloy'? "),
        ("nobody:3", ""),
    ],
)
def test_an_unknown_voice(voice: str, hint: str) -> None:
    error = refusal(voice, None, JOE, "de_DE-eva_k-x_low")
    assert (error.status, error.param) == (HTTPStatus.BAD_REQUEST, "voice")
    assert error.message == (
        f"there is no voice '{voice}'; {hint}the voices are {JOE}, de_DE-eva_k-x_low; "
        f"the names are {', '.join(OF_OPENAI)}; the languages are de_DE, en_US"
    )


def test_a_long_voice_is_refused() -> None:
    assert "there is no voice 'xxx" in refusal("x" * LONGEST_NAME, None, JOE).message
    error = refusal("x" * (LONGEST_NAME + 1), None, JOE)
    assert (error.status, error.param) == (HTTPStatus.BAD_REQUEST, "voice")
    assert error.message == "voice is too long: at most 512 characters"


def test_errors_stay_short_before_many_voices() -> None:
    voices = [Voice(f"v{n}" + "x" * 300, (f"l{n}",) * 3, ("s" * 300,) * 999) for n in range(2000)]
    assert len(refusal("nobody", None, *voices).message) < 3000
    assert len(refusal(voices[0].name + ":none", None, *voices).message) < 1200


# --- anything


_WORDS = st.sampled_from(
    [*OF_OPENAI, JOE, AMY, "vctk", "all", "de", "en_GB", "pt-br", "zh_Hans", "p1", "0", ":"]
)
_ANY_TEXT = st.text(st.characters(), max_size=30)  # lone surrogates, too
_ASKED = st.none() | _WORDS | _ANY_TEXT | st.lists(_WORDS | _ANY_TEXT, max_size=4).map("".join)
_TAGS = st.sampled_from(["en_US", "en", "de_DE", "pt_BR", "zh", "", "Klingon"]) | _ANY_TEXT
_VOICES = st.builds(
    Voice,
    name=_WORDS | _ANY_TEXT,
    languages=st.lists(_TAGS, max_size=3).map(tuple),
    speakers=st.lists(_WORDS | _ANY_TEXT, max_size=3).map(tuple),
    engine=st.sampled_from([None, "piper", "kokoro"]),
    quality=st.sampled_from([None, "high", "x_low", "odd"]),
)


def assert_offered(choice: Choice, voices: Sequence[Voice], engine: str | None) -> None:
    offered = [v for v in voices if engine is None or v.engine == engine]
    if choice.voice is None:
        assert choice == Choice(None)
        assert offered[0].engine is None
        return
    assert any(
        choice.voice == v.name
        and (choice.speaker is None or choice.speaker in v.speakers)
        and (choice.language is None or choice.language in v.languages)
        for v in offered
    )


def assert_refused(error: ApiError, voices: Sequence[Voice]) -> None:
    assert error.status == (HTTPStatus.BAD_REQUEST if voices else HTTPStatus.SERVICE_UNAVAILABLE)
    assert error.param in ({"voice", "language_id", "model"} if voices else {None})
    assert error.message.isprintable()


@given(_ASKED, _ASKED, st.lists(_VOICES, max_size=6), st.sampled_from([None, "piper", "odd"]))
@example("vctk:p1", "en_US", [Voice("vctk", ("en",), ("p1",))], None)
def test_the_answer_is_a_voice_that_is_there_or_an_api_error(
    voice: str | None, language: str | None, voices: list[Voice], engine: str | None
) -> None:
    try:
        choice = NAMES.resolve(voice, language, voices, engine)
    except ApiError as error:
        assert_refused(error, voices)
    else:
        assert_offered(choice, voices, engine)


@pytest.mark.parametrize("name", [None, *OF_OPENAI])
def test_every_language_of_the_catalogue_is_spoken(name: str | None) -> None:
    for tag in sorted({v.languages[0] for v in catalogue()}):
        choice = NAMES.resolve(name, tag, catalogue())
        assert choice.language == tag
        assert_offered(choice, catalogue(), None)
        assert NAMES.resolve(tag.lower().replace("_", "-"), None, catalogue()).language == tag


def test_names_sound_different_where_many_voices_are() -> None:
    voices = {NAMES.resolve(name, None, catalogue()).voice for name in OF_OPENAI}
    assert len(voices) > 10


def test_what_counts_as_a_name() -> None:
    names = VoiceNames.load()
    assert [v for v in ("alloy", " Nova ", "joe", "", None) if names.is_name(v)] == [
        "alloy",
        " Nova ",
    ]


# --- formant voices, the last resort


GERMAN, ENGLISH, SWEDISH = formant("de"), formant("en_US"), formant("sv")


@pytest.mark.parametrize("name", OF_OPENAI)
def test_no_name_stands_for_a_last_resort(name: str) -> None:
    assert chosen(name, None, ENGLISH, "en_GB-alan-x_low").voice == "en_GB-alan-x_low"
    assert chosen(name, "en_US", ENGLISH, "en_GB-alan-x_low").voice == "en_GB-alan-x_low"
    # The default voice before a robot, if nobody says that the text is English.
    assert chosen(name, None, THORSTEN, ENGLISH).voice == THORSTEN
    assert chosen(name, "en", THORSTEN, ENGLISH).voice == ENGLISH.name
    assert chosen(name, None, GERMAN, ENGLISH).voice == ENGLISH.name


@pytest.mark.parametrize(
    ("voice", "language", "expected"),
    [
        (None, "de", THORSTEN),
        (None, "de_AT", THORSTEN),
        (None, "sv", SWEDISH.name),
        (None, None, GERMAN.name),  # the server's own default is somebody's choice
        ("de", None, THORSTEN),
        ("sv", None, SWEDISH.name),
        (SWEDISH.name, "de", THORSTEN),
        (GERMAN.name, "de", GERMAN.name),  # asked for by its own name
        ("ESPEAK-DE", None, GERMAN.name),
    ],
)
def test_a_last_resort_is_only_for_what_nothing_else_speaks(
    voice: str | None, language: str | None, expected: str
) -> None:
    assert chosen(voice, language, GERMAN, SWEDISH, THORSTEN).voice == expected


def test_its_engine_can_be_asked_for() -> None:
    assert chosen("alloy", None, JOE, GERMAN, ENGLISH, engine="espeak").voice == ENGLISH.name
    assert chosen(None, "de", JOE, GERMAN, ENGLISH, engine="espeak").voice == GERMAN.name


# --- blends


HEART, GEORGE = (piper(n, quality="high", engine="kokoro") for n in ("af_heart", "bm_george"))


def test_a_blend_goes_to_the_server_as_it_is() -> None:
    heart, george = replace(HEART, languages=("en_US",)), replace(GEORGE, languages=("en_GB",))
    for blend in ("af_heart:0.6+bm_george:0.4", "af_heart+bm_george"):
        assert chosen(blend, None, JOE, heart, george) == Choice(blend, None, "en_US")
    named = chosen("AF_Heart: 2 + bm_george", None, heart, george).voice
    assert named == "af_heart: 2+bm_george"


@pytest.mark.parametrize("blend", ["af_heart+nobody", f"af_heart+{JOE}", "af_heart+", "+"])
def test_a_blend_that_no_server_can_make(blend: str) -> None:
    error = refusal(blend, None, JOE, HEART, GEORGE)
    assert (error.status, error.param) == (HTTPStatus.BAD_REQUEST, "voice")
