import pytest

from script.quality_lib.judge import count

pytest.importorskip("rapidfuzz", reason="in the environment of script/quality")


@pytest.mark.parametrize(
    ("expected", "heard", "errors"),
    [
        ("the light is on", "the light is on", 0),
        ("the light is on", "the light was on", 1),
        ("the light is on", "light is on now", 2),
        ("on", "on and on and on", 4),
        ("the light is on", "", 4),
    ],
)
def test_substitutions_deletions_and_insertions_count(
    expected: str, heard: str, errors: int
) -> None:
    assert count(expected.split(), heard.split()) == errors
