"""The PCM format that a server names, checked."""

from typing import Any

from bridge.errors import UpstreamBrokenError
from bridge.order import PcmFormat

RATES = range(8_000, 192_001)
"""Sample rates that make sense for speech, in Hz."""

_ALLOWED = {"rate": RATES, "width": (1, 2, 4), "channels": (1, 2)}


def parse_format(data: dict[str, Any], name: str) -> PcmFormat | None:
    """Return the format in the data of an `audio-start` or `audio-chunk`, None if it has none.

    Raises `UpstreamBrokenError`, which begins with the server's `name`, for an impossible one.
    """
    if not any(field in data for field in _ALLOWED):
        return None
    for field, allowed in _ALLOWED.items():
        value = data.get(field)
        if type(value) is not int or value not in allowed:
            shown = repr(value)[:40]
            raise UpstreamBrokenError(f"{name}: sent audio with {field} {shown}")
    return PcmFormat(data["rate"], data["width"], data["channels"])
