import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.voices.languages import EXACT, Tag, best, closeness, parse


@pytest.mark.parametrize(
    ("tag", "parsed"),
    [
        ("de", Tag("de")),
        (" EN-us ", Tag("en", region="us")),
        ("pt_BR", Tag("pt", region="br")),
        ("zh-Hans-CN", Tag("zh", "hans", "cn")),
        ("cmn", Tag("zh")),
        ("nb_NO", Tag("no", region="no")),
        ("iw", Tag("he")),
        ("yue", Tag("yue")),
        ("es_419", Tag("es", region="419")),
        ("ca-valencia", Tag("ca", variant="-valencia")),
        ("sr_RS@latin", Tag("sr", "latn", "rs")),
        ("de_DE@euro", Tag("de", region="de", variant="euro")),
        ("en_US.UTF-8", Tag("en", region="us")),
        ("de-1996", Tag("de", variant="-1996")),
        ("", None),
        ("e", None),
        ("English", None),
        ("en_US-joe-medium", None),
        ("en US", None),
        ("de_", None),
        ("dé", None),
        ("en" + "-abcde" * 30, None),
    ],
)
def test_parse(tag: str, parsed: Tag | None) -> None:
    assert parse(tag) == parsed


@given(st.text(max_size=80))
def test_parse_takes_any_text(text: str) -> None:
    parsed = parse(text)
    assert parsed is None or parsed.language.isascii()


@pytest.mark.parametrize(
    ("wanted", "offered", "score"),
    [
        ("en_US", "en-us", EXACT),
        ("en", "en_GB", EXACT),
        ("en", "en", EXACT),
        ("ca", "ca-valencia", EXACT),
        ("zh_CN", "zh_Hans_CN", EXACT),
        ("no", "nb_NO", EXACT),
        ("ca-valencia", "ca", 3),
        ("en_GB", "en", 2),
        ("en_GB", "en_US", 1),
        ("zh_Hant", "zh_Hans", 1),
        ("sr_RS@latin", "sr_Cyrl_RS", 1),
        ("en", "de", 0),
        ("zh", "yue", 0),
    ],
)
def test_closeness(wanted: str, offered: str, score: int) -> None:
    one, other = parse(wanted), parse(offered)
    assert one is not None
    assert other is not None
    assert closeness(one, other) == score


@pytest.mark.parametrize(
    ("wanted", "tags", "found"),
    [
        ("en_GB", ["en_US", "en", "en_GB"], (EXACT, "en_GB")),
        ("en_AU", ["en_US", "en"], (2, "en")),
        ("en", ["en_US", "en"], (EXACT, "en")),
        ("en", ["en_US", "en_GB"], (EXACT, "en_US")),
        ("en", ["English", "", "x" * 99], (0, None)),
        ("en", [], (0, None)),
    ],
)
def test_the_closest_of_several(
    wanted: str, tags: list[str], found: tuple[int, str | None]
) -> None:
    tag = parse(wanted)
    assert tag is not None
    assert best(tag, tags) == found
