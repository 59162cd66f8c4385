import json
from typing import Any

import pytest

from script.quality_lib.errors import QualityError
from script.quality_lib.exchange import Item, Verdict, read_answer, read_request, written

ITEM = {"id": "a", "wav": "a.wav", "text": "Hello", "language": "en"}


def request(*items: dict[str, Any]) -> str:
    return json.dumps({"items": items})


def test_a_request_comes_back_as_it_was_written() -> None:
    items = [
        Item("a", "a.wav", "Hello", "en", "tiny.en", mos=True),
        Item("b", "b.wav", "Grüße", "de"),
    ]
    assert read_request(written(items)) == items


def test_an_answer_comes_back_as_it_was_written() -> None:
    verdicts = [
        Verdict("a", "hello", 0, 1, "word", 3.5, 4.0),
        Verdict("b", "你好", 1, 2, "character"),
    ]
    assert read_answer(written(verdicts)) == verdicts


def test_whisper_base_and_no_mos_unless_told_otherwise() -> None:
    (item,) = read_request(request(ITEM))
    assert (item.recogniser, item.mos) == ("base", False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "request: not JSON"),
        ("[]", "request: must be"),
        ('{"items": {}}', "request: must be"),
        ('{"items": [1]}', "request: must be"),
        (request({**ITEM, "text": " "}), r"items\[0\].text must be a text"),
        (request({**ITEM, "wav": None}), r"items\[0\].wav must be a text"),
        (request(ITEM, {**ITEM, "id": 3}), r"items\[1\].id must be a text"),
        (request(ITEM, ITEM), r"items\[1\].id 'a' is there twice"),
        (request({**ITEM, "recogniser": "large"}), "must be one of tiny.en, base"),
        (request({**ITEM, "mos": "yes"}), "mos must be true or false"),
        (request({**ITEM, "prompt": "Hello"}), "unknown field 'prompt'"),
    ],
)
def test_a_wrong_request_is_told_by_its_field(text: str, told: str) -> None:
    with pytest.raises(QualityError, match=told):
        read_request(text)


def test_an_answer_without_its_fields_is_refused() -> None:
    with pytest.raises(QualityError, match="answer: "):
        read_answer(request({"id": "a"}))
