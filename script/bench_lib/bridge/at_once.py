"""Many requests at the same moment, each of which must be answered with all of its audio."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from ..errors import BenchError
from .received import Heard, Measures
from .results import AtOnce

# A voice never speaks a text twice in the same time; and mp3 adds some silence.
_LENGTHS = (0.7, 1.4)


async def at_once(
    name: str,
    ask: Callable[[str], Awaitable[Heard]],
    usual: Mapping[str, Sequence[float]],
    requests: int,
) -> AtOnce:
    """Send `requests` at once, the texts in turn; failures are counted, not raised.

    `usual` has the texts, and how many seconds each took to say when it was spoken alone.
    """
    texts = list(usual)
    asked = [texts[i % len(texts)] for i in range(requests)]
    began = time.perf_counter()
    answers = await asyncio.gather(*(ask(text) for text in asked), return_exceptions=True)
    wall = time.perf_counter() - began
    done: list[Measures] = []
    failures: list[str] = []
    odd: list[str] = []
    for text, answer in zip(asked, answers, strict=True):
        if isinstance(answer, BaseException) and not isinstance(answer, BenchError):
            raise answer
        try:
            measures = _measures(answer)
        except BenchError as err:
            failures.append(str(err))
        else:
            done.append(measures)
            odd += odd_length(text, measures.audio, usual[text])
    return AtOnce(
        name=name,
        requests=requests,
        failures=failures,
        odd_lengths=odd,
        wall=wall,
        audio=sum(one.audio for one in done),
        first_audio=[one.first_audio for one in done],
    )


def _measures(answer: Heard | BenchError) -> Measures:
    if isinstance(answer, BenchError):
        raise answer
    return answer.measures()


def odd_length(text: str, seconds: float, usual: Sequence[float]) -> list[str]:
    """Return what is wrong with an answer that lasts `seconds`, nothing if it may well be whole."""
    if not usual:
        return []
    expected = statistics.median(usual)
    least, most = (factor * expected for factor in _LENGTHS)
    if least <= seconds <= most:
        return []
    return [f"{seconds:.2f} s instead of about {expected:.2f} s for {text!r}"]
