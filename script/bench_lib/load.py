"""Many requests at once, with `describe` probes between them."""

import asyncio
import time
from collections.abc import Sequence

from .answer import measure
from .client import Mode, ask, describe
from .errors import BenchError
from .results import Load

_PROBE_INTERVAL_S = 0.1
_IDLE_PROBES = 20


async def load(server: str, uri: str, texts: Sequence[str], requests: int) -> Load:
    """Send `requests` plain requests at once, `texts` in turn, and probe while they run.

    Requests that fail are counted, not raised. Probes start every 100 ms whether or not the
    earlier ones were answered, so that a server that stalls is seen for as long as it stalls.
    """
    idle = [await describe(uri) for _ in range(_IDLE_PROBES)]
    prober = asyncio.create_task(_probe(uri))
    began = time.perf_counter()
    answers = await asyncio.gather(
        *(ask(uri, Mode.PLAIN, texts[i % len(texts)]) for i in range(requests)),
        return_exceptions=True,
    )
    wall = time.perf_counter() - began
    prober.cancel()
    probes = await prober
    failures = [answer for answer in answers if isinstance(answer, BaseException)]
    for failure in failures:
        if not isinstance(failure, BenchError):
            raise failure
    done = [measure(answer) for answer in answers if not isinstance(answer, BaseException)]
    return Load(
        server=server,
        requests=requests,
        failures=[str(failure) for failure in failures],
        wall=wall,
        audio=sum(one.audio for one in done),
        first_audio=[one.first_audio for one in done],
        answers_with_gaps=sum(1 for one in done if one.gaps),
        describe=probes,
        describe_idle=idle,
    )


async def _probe(uri: str) -> list[float]:
    """Start probes until cancelled; return the latencies of all that were started."""
    probes: list[asyncio.Task[float]] = []
    try:
        while True:
            await asyncio.sleep(_PROBE_INTERVAL_S)
            probes.append(asyncio.create_task(describe(uri)))
    except asyncio.CancelledError:
        return list(await asyncio.gather(*probes))
