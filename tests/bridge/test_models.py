from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types import Model as OpenAiModel
from openai.types.audio.speech_model import SpeechModel

from bridge.errors import ApiError
from bridge.models import ALIASES, engine_of, model_of, models_of
from bridge.order import Voice

OURS = [Voice("a", engine="piper"), Voice("b", engine="kokoro"), Voice("c", engine="piper")]
FOREIGN = [Voice("a"), Voice("b")]


def test_the_aliases_are_openais_models() -> None:
    assert SpeechModel.__args__ == ALIASES  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("voices", "engines"), [(OURS, ["piper", "kokoro"]), (FOREIGN, []), ([], [])]
)
def test_models_are_the_aliases_and_the_engines(voices: list[Voice], engines: list[str]) -> None:
    models = models_of(voices)
    assert [model.id for model in models] == [*ALIASES, *engines]
    for model in models:
        OpenAiModel(id=model.id, created=model.created, owned_by=model.owned_by, object="model")


@pytest.mark.parametrize(
    ("model", "engine"),
    [
        *((alias, None) for alias in ALIASES),
        (" TTS-1 ", None),
        ("piper", "piper"),
        ("Kokoro", "kokoro"),
    ],
)
def test_engine_of(model: str, engine: str | None) -> None:
    assert engine_of(model, OURS) == engine
    assert model_of(model, OURS).id == (engine or model.strip().lower())


def test_an_engine_named_like_an_alias_is_listed_once() -> None:
    voices = [Voice("a", engine="tts-1")]
    assert [model.id for model in models_of(voices)] == list(ALIASES)
    assert engine_of("tts-1", voices) is None


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("gpt-4o", "there is no model 'gpt-4o'; did you mean 'gpt-4o-mini-tts' or"),
        ("", "there is no model ''; there are tts-1,"),
        ("x" * 5000, "there is no model 'xxx"),
        ("xtts\n", "there is no model 'xtts\\n'; "),
    ],
)
def test_other_models_are_not_found(model: str, message: str) -> None:
    with pytest.raises(ApiError) as raised:
        engine_of(model, OURS)
    error = raised.value
    assert (error.status, error.param) == (HTTPStatus.NOT_FOUND, "model")
    assert (error.error_code, error.may_help) == ("model_not_found", False)
    assert error.message.startswith(message)
    assert error.message.endswith(
        "there are tts-1, tts-1-hd, gpt-4o-mini-tts, gpt-4o-mini-tts-2025-12-15, piper, kokoro"
    )
    assert len(error.message) < 300


def test_case_matters_only_between_two_of_the_same_letters() -> None:
    voices = [Voice("a", engine="Piper"), Voice("b", engine="piper")]
    assert [engine_of(id_, voices) for id_ in ("piper", "Piper", "PIPER")] == [
        "piper",
        "Piper",
        "Piper",
    ]


def test_no_engine_is_known_behind_a_foreign_server() -> None:
    with pytest.raises(ApiError, match="there is no model 'piper'"):
        engine_of("piper", FOREIGN)


@given(st.text(st.characters(), max_size=200))
def test_any_other_text_is_not_found(text: str) -> None:
    with pytest.raises(ApiError) as raised:
        engine_of("no" + text, OURS)
    assert raised.value.status == HTTPStatus.NOT_FOUND
    assert raised.value.message.isprintable()
