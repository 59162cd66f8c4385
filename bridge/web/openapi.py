"""The OpenAPI document, made of the same pydantic models that check requests."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from ..audio.formats import FORMATS, AudioFormat
from . import schemas, sse
from .subtitles import SUBTITLES

_JSON = "application/json"
_AUDIO = (
    "audio/mpeg",
    "audio/ogg",
    "audio/aac",
    "audio/flac",
    "audio/wav",
    "audio/pcm",
)
_DEFAULT_FORMAT = schemas.SpeechBody.model_fields["response_format"].default
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_EVENTS: tuple[type[BaseModel], ...] = (
    schemas.AudioDelta,
    schemas.AudioDone,
    schemas.AudioFailed,
)
_BODIES: tuple[type[schemas.SpeechBody], ...] = (schemas.SpeechBody, schemas.TimestampsBody)
_MODELS: tuple[type[BaseModel], ...] = (
    *_BODIES,
    schemas.Timestamps,
    schemas.ErrorBody,
    *_EVENTS,
    schemas.ModelList,
    schemas.Model,
    schemas.AudioModelList,
    schemas.AudioVoiceList,
    schemas.Health,
    schemas.Landing,
)
_REFUSALS = {
    400: "a field is wrong",
    401: "the key is missing or wrong",
    404: "there is no such model",
    408: "the request did not arrive in time",
    413: "the body is too large",
    429: "too many requests",
    500: "a fault of the bridge",
    502: "the speech server failed",
    503: "the speech server is down or busy",
}
_LIST_REFUSALS = (401, 429, 500, 503)


def document(version: str, *, max_input: int, strict: bool) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of a bridge with these options; `max_input` in characters."""
    _, definitions = models_json_schema(
        [(model, "validation") for model in _MODELS], ref_template="#/components/schemas/{model}"
    )
    components = definitions["$defs"]
    for model in _BODIES:
        body = components[model.__name__]
        body["properties"]["input"]["maxLength"] = max_input
        body["additionalProperties"] = not strict
        body["allOf"] = [_rates_of(entry) for entry in FORMATS.values() if entry.rates]
    components[schemas.SpeechBody.__name__]["allOf"].append(_no_events())
    return {
        "openapi": "3.1.0",
        "info": {"title": "JabberTTS bridge", "version": version},
        "paths": _paths(),
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> dict[str, Any]:
    lists: dict[str, tuple[str, type[BaseModel], str]] = {
        "/v1/models": ("models", schemas.ModelList, "The models, as OpenAI lists them"),
        "/v1/audio/models": ("audio_models", schemas.AudioModelList, "The models, for Open WebUI"),
        "/v1/audio/voices": ("audio_voices", schemas.AudioVoiceList, "The voices, for Open WebUI"),
    }
    paths: dict[str, Any] = {path: {"get": _list(*about)} for path, about in lists.items()}
    paths["/v1/audio/speech"] = {"post": _speech()}
    paths["/v1/audio/speech/timestamps"] = {"post": _timestamps()}
    paths["/v1/models/{id}"] = {"get": _model()}
    paths["/health"] = {"get": _health()}
    paths["/metrics"] = {"get": _plain("metrics", "Figures for Prometheus", "text/plain")}
    paths["/openapi.json"] = {"get": _plain("openapi", "This document", _JSON)}
    paths["/"] = {"get": _list("landing", schemas.Landing, "What this is")}
    return paths


def _speech() -> dict[str, Any]:
    content = {
        **dict.fromkeys(_AUDIO, _BINARY),
        sse.CONTENT_TYPE: {"schema": _event()},
        **{kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in SUBTITLES.values()},
    }
    told = {"description": "the audio, as it is made, or its subtitles", "content": content}
    return _spoken("speech", "Speak a text", schemas.SpeechBody, told)


def _timestamps() -> dict[str, Any]:
    told = {"description": "all of the audio", "content": _content(schemas.Timestamps)}
    summary = "Speak a text, and tell when each word is heard"
    return _spoken("speech_timestamps", summary, schemas.TimestampsBody, told)


def _spoken(name: str, summary: str, body: type[BaseModel], told: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "security": [{}, {"key": []}],
        "requestBody": {"required": True, "content": _content(body)},
        "responses": {"200": told, **_refused(*_REFUSALS)},
    }


def _no_events() -> dict[str, Any]:
    """Return the rule that subtitles do not come as events."""
    return {
        "if": {
            "properties": {"response_format": {"enum": list(SUBTITLES)}},
            "required": ["response_format"],
        },
        "then": {"properties": {"stream_format": {"const": "audio"}}},
    }


def _rates_of(entry: AudioFormat) -> dict[str, Any]:
    """Return what `sample_rate` may be with one format."""
    # A rule for a property holds also where that is left out: right for the default format only.
    named = {} if entry.name == _DEFAULT_FORMAT else {"required": ["response_format"]}
    return {
        "if": {"properties": {"response_format": {"const": entry.name}}, **named},
        "then": {"properties": {"sample_rate": {"enum": [*entry.rates, None]}}},
    }


def _event() -> dict[str, Any]:
    """Return the schema of one server-sent event."""
    kinds = [_reference(model) for model in _EVENTS]
    data = {"type": "string", "contentMediaType": _JSON, "contentSchema": {"oneOf": kinds}}
    return {"type": "object", "required": ["data"], "properties": {"data": data}}


def _model() -> dict[str, Any]:
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    found = _list("model", schemas.Model, "One model")
    found["parameters"] = [identifier]
    found["responses"] |= _refused(404)
    return found


def _health() -> dict[str, Any]:
    answer = {"content": _content(schemas.Health)}
    return {
        "operationId": "health",
        "summary": "Whether speech is possible, and with which servers",
        "responses": {
            "200": {"description": "a Wyoming server is up", **answer},
            "503": {"description": "none is", **answer},
        },
    }


def _list(name: str, model: type[BaseModel], summary: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "security": [{}, {"key": []}],
        "responses": {
            "200": {"description": summary, "content": _content(model)},
            **_refused(*_LIST_REFUSALS),
        },
    }


def _plain(name: str, summary: str, kind: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "security": [{}, {"key": []}],
        "responses": {"200": {"description": summary, "content": {kind: {}}}, **_refused(401)},
    }


def _refused(*codes: int) -> dict[str, Any]:
    return {
        str(code): {"description": _REFUSALS[code], "content": _content(schemas.ErrorBody)}
        for code in codes
    }


def _content(model: type[BaseModel]) -> dict[str, Any]:
    return {_JSON: {"schema": _reference(model)}}


def _reference(model: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
