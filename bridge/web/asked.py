"""One speech request on its way: what was asked for, and since when."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from ..audio.formats import Target
from ..order import SpeechOrder
from .heard import Heard
from .schemas import SpeechBody


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its checked body; `began` is a time of `time.perf_counter`."""

    request: web.Request
    body: SpeechBody
    began: float


Way = Callable[[Asked, SpeechOrder, Heard], Awaitable[web.StreamResponse]]
"""A way to answer with what is heard for the order."""


def target_of(body: SpeechBody, heard: Heard, bitrates: dict[str, int]) -> Target:
    """Return what the bridge makes of the audio; `bitrates` are in kbit/s by format."""
    return Target(
        format=body.response_format,
        rate=body.sample_rate,
        bitrate=bitrates.get(body.response_format),
        speed=speed_left(body, heard),
    )


def speed_left(body: SpeechBody, heard: Heard) -> float:
    """Return by how much the audio is still to be sped up."""
    return 1.0 if heard.speed_applied else body.speed
