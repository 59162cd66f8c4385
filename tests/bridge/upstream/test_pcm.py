from typing import Any

import pytest

from bridge.errors import UpstreamBrokenError
from bridge.order import PcmFormat
from bridge.upstream.pcm import parse_format

GOOD = {"rate": 22050, "width": 2, "channels": 1}


@pytest.mark.parametrize(("rate", "width", "channels"), [(8000, 1, 1), (192_000, 4, 2)])
def test_takes_what_is_within_the_limits(rate: int, width: int, channels: int) -> None:
    data = {"rate": rate, "width": width, "channels": channels, "timestamp": 0}
    assert parse_format(data, "it") == PcmFormat(rate, width, channels)


def test_knows_that_there_is_none() -> None:
    assert parse_format({"timestamp": 3}, "it") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rate", 7999),
        ("rate", 192_001),
        ("rate", "22050"),
        ("rate", 22050.0),
        ("rate", None),
        ("width", 3),
        ("width", True),
        ("width", [2]),
        ("channels", 0),
        ("channels", 3),
    ],
)
def test_refuses_what_is_not_sound(field: str, value: Any) -> None:
    with pytest.raises(UpstreamBrokenError, match=f"^it: sent audio with {field} "):
        parse_format({**GOOD, field: value}, "it")


def test_refuses_half_a_format() -> None:
    with pytest.raises(UpstreamBrokenError, match="channels None"):
        parse_format({"rate": 22050, "width": 2}, "it")
