import time

import pytest

from jabbertts_wyoming.common.ssml import after_prologue, is_ssml


@pytest.mark.parametrize(
    "text",
    [
        "<speak>a</speak>",
        "<speak/>",
        "<speak\nversion='1.1'>a</speak>",
        "\ufeff \n<speak>a</speak>",
        '<?xml version="1.0"?>\n<!-- <b> --><speak>a</speak>',
        "<ssml:speak xmlns:ssml='x'/>",
        "<!DOCTYPE speak [<!ENTITY a 'b'>]><speak>&a;</speak>",
        "<speak>never closed",
    ],
)
def test_it_is_ssml(text: str) -> None:
    assert is_ssml(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<",
        "speak",
        "<speak",
        "<speaker>",
        "< speak>",
        "<html><speak>a</speak></html>",
        "<!-- <speak>",
        "<?xml <speak>",
        "Write <speak> first.",
        "<a:b:speak>",
        "<!DOCTYPE html><speak>",
    ],
)
def test_it_is_none(text: str) -> None:
    assert not is_ssml(text)


def test_what_stands_before_the_root_is_passed_over() -> None:
    text = "\ufeff<?xml?> <!-- a --> <speak/>"
    assert text[after_prologue(text) :] == "<speak/>"


@pytest.mark.parametrize("part", ["<!--", "<!---->", "<?", "<??>", " ", "<"])
def test_it_is_told_at_once(part: str) -> None:
    text = part * (200_000 // len(part))
    began = time.process_time()
    assert not is_ssml(text)
    assert time.process_time() - began < 1
