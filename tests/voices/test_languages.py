import pytest

from jabbertts_wyoming.voices.languages import match, normalize


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("en_US", "en_US"),
        ("EN-us", "en_US"),
        (" de ", "de"),
        ("zh-hans-cn", "zh_Hans_CN"),
        ("es_419", "es_419"),
        ("sr-LATN_rs", "sr_Latn_RS"),
        ("ca-valencia", "ca_valencia"),
        ("en__US", "en_US"),
        ("", ""),
    ],
)
def test_normalize(tag: str, normal: str) -> None:
    assert normalize(tag) == normal
    assert normalize(normal) == normal


@pytest.mark.parametrize(
    ("wanted", "tags", "score"),
    [
        ("en-us", ["en_US"], 2),
        ("en", ["en_US"], 1),
        ("en_GB", ["en_US"], 1),
        ("en_GB", ["en_US", "en_GB"], 2),
        ("de", ["en_US"], 0),
        ("e", ["en_US"], 0),
        ("", ["en_US"], 0),
        ("en", [], 0),
    ],
)
def test_match(wanted: str, tags: list[str], score: int) -> None:
    assert match(wanted, tags) == score
