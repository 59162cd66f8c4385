"""The OpenAPI document: valid, and the same as what the bridge does."""

from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta

from bridge.audio.formats import FORMATS
from bridge.web.openapi import document
from bridge.web.schemas import SpeechBody, TimestampsBody

from ..fake_wyoming import Answer
from ..running import Running


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document("1.2.3", max_input=20, strict=False)


def schema_of(document_: dict[str, Any], name: str) -> Draft202012Validator:
    components = {"components": document_["components"]}
    schema = {"$ref": f"#/components/schemas/{name}", **components}
    meta.validate(schema)
    return Draft202012Validator(schema)


def speech(document_: dict[str, Any], model: str = "SpeechBody", /, **fields: Any) -> bool:
    body = {"input": "Hi.", **fields}
    return schema_of(document_, model).is_valid(body)


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    names = set(described["components"]["schemas"])
    found = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                found.add(node["$ref"].removeprefix("#/components/schemas/"))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(described)
    assert found <= names
    assert {"SpeechBody", "ErrorBody", "AudioDelta", "AudioDone", "Health"} <= found


def test_operations_have_names_of_their_own(described: dict[str, Any]) -> None:
    names = [o["operationId"] for path in described["paths"].values() for o in path.values()]
    assert len(names) == len(set(names)) == 10
    assert {"speech", "speech_timestamps"} <= set(names)


async def test_every_path_is_there(bridge: Running, described: dict[str, Any]) -> None:
    bridge.wyoming.answer = Answer(words=[(0, 2, 0.0, 0.1)])
    for path, operations in described["paths"].items():
        for method in operations:
            url = bridge.url + path.replace("{id}", "tts-1")
            async with bridge.session.request(method, url, json={"input": "Hi."}) as response:
                assert response.status == 200, path
                told = operations[method]["responses"]["200"]["content"]
                assert response.content_type in told, path


def test_options_show(described: dict[str, Any]) -> None:
    assert described["info"]["version"] == "1.2.3"
    assert speech(described, input="x" * 20)
    assert not speech(described, input="x" * 21)
    assert speech(described, quality="hd")
    assert not speech(document("1", max_input=20, strict=True), quality="hd")


def test_every_field_is_described(described: dict[str, Any]) -> None:
    for model in (SpeechBody, TimestampsBody):
        properties = described["components"]["schemas"][model.__name__]["properties"]
        assert set(properties) == set(SpeechBody.model_fields)
        for name, field in properties.items():
            assert field["description"], name


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 47999, 48000])
def test_rates_are_those_of_the_format(described: dict[str, Any], name: str, rate: int) -> None:
    allowed = FORMATS[name].rates
    assert speech(described, response_format=name, sample_rate=rate) == (
        not allowed or rate in allowed
    )


def test_numbers_have_their_limits(described: dict[str, Any]) -> None:
    for name, least, most in (("seed", 0, 2**63 - 1), ("speed", 0.25, 4)):
        assert speech(described, **{name: least})
        assert speech(described, **{name: most})
        assert not speech(described, **{name: least - 1})
        assert not speech(described, **{name: most + 1})
    assert not speech(described, response_format="pcm", sample_rate=7999)


def test_rates_of_the_default_format(described: dict[str, Any]) -> None:
    assert speech(described, sample_rate=44100)
    assert not speech(described, sample_rate=47999)
    assert speech(described, sample_rate=None)
    assert speech(described, response_format="opus", sample_rate=None)


def test_an_audio_type_for_each_format(described: dict[str, Any]) -> None:
    told = described["paths"]["/v1/audio/speech"]["post"]["responses"]["200"]["content"]
    mimes = {entry.mime.partition(";")[0] for entry in FORMATS.values()}
    assert set(told) == {*mimes, "text/event-stream", "application/x-subrip", "text/vtt"}


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_subtitles_are_no_events_and_no_audio(described: dict[str, Any], name: str) -> None:
    assert speech(described, response_format=name)
    assert speech(described, response_format=name, stream_format="audio")
    assert not speech(described, response_format=name, stream_format="sse")
    assert not speech(described, "TimestampsBody", response_format=name)


def test_timestamps_have_the_limits_of_speech(described: dict[str, Any]) -> None:
    for fields in ({}, {"sample_rate": 44100}, {"quality": "hd"}, {"input": "x" * 20}):
        assert speech(described, "TimestampsBody", **fields)
    for wrong in ({"sample_rate": 47999}, {"stream_format": "sse"}, {"input": "x" * 21}):
        assert not speech(described, "TimestampsBody", **wrong)
    strict = document("1", max_input=20, strict=True)
    assert not speech(strict, "TimestampsBody", quality="hd")


def test_refusals_have_our_shape(described: dict[str, Any]) -> None:
    for path in described["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if status >= "400" and operation["operationId"] != "health":
                    schema = response["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/ErrorBody"}
