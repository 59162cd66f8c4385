"""Ten voices used in turn, each alone and two at a time."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .. import proc
from ..client import Mode, connected
from ..errors import BenchError
from ..server import VOICE, Running
from ..texts import Text
from .arms import Arm
from .log import LoadedByLog
from .results import Spoken, Turns
from .watch import Watch, thinned


@dataclass(frozen=True, slots=True)
class Request:
    """A voice and what it is to say; `again` if it has just said the same."""

    voice: str
    text: Text
    again: bool = False


def in_turn(
    voices: Sequence[str], texts: Sequence[Text], round_: int
) -> Iterator[Sequence[Request]]:
    """Yield what is asked for at the same time, one after the other.

    First each voice alone, twice the same; then all of them in pairs, each with another one than
    in the round before, and one of the two with one of the two longest texts. Over as many rounds
    as there are texts, each voice says each of them alone.
    """
    for i, voice in enumerate(voices):
        text = texts[(i + round_) % len(texts)]
        yield [Request(voice, text)]
        yield [Request(voice, text, again=True)]
    for k, pair in enumerate(_pairs(voices, round_)):
        lengths = (texts[-1 - k % 2], texts[(k + round_) % len(texts)])
        yield [Request(voice, text) for voice, text in zip(pair, lengths, strict=True)]


def _pairs(voices: Sequence[str], round_: int) -> Iterator[tuple[str, str]]:
    """Fold the voices, of which each round begins with another one; a single one gets the first."""
    first = round_ % len(voices)
    order = [*voices[first:], *voices[:first]]
    for i in range((len(order) + 1) // 2):
        other = order[-1 - i] if order[-1 - i] != order[i] else order[0]
        # Who has the long text changes by round.
        yield (order[i], other) if round_ % 2 else (other, order[i])


async def use_in_turn(running: Running, arm: Arm, texts: Sequence[Text], rounds: int) -> Turns:
    """Do all rounds; failed requests are counted, not raised."""
    log = LoadedByLog(running.log, VOICE)
    spoken: list[Spoken] = []
    async with Watch(running.pid) as watch:
        ready = watch.now()
        for round_ in range(rounds):
            for requests in in_turn(arm.voices, texts, round_):
                spoken += await _ask(running, log, requests, round_)
        last = watch.now()
    return Turns(
        arm=arm.name,
        rounds=rounds,
        limit=arm.limit,
        voices=len(arm.voices),
        ready=ready,
        last=last,
        peak=proc.memory_alone(running.pid).peak,
        highest=watch.highest,
        readings=len(watch.readings),
        curve=thinned(watch.readings),
        spoken=spoken,
        unloads=log.unloads,
    )


async def _ask(
    running: Running, log: LoadedByLog, requests: Sequence[Request], round_: int
) -> list[Spoken]:
    log.unloaded()
    held = set(log.held)
    answers = await asyncio.gather(*(_speak(running, request) for request in requests))
    log.held.update(request.voice for request in requests)
    gone = log.unloaded()
    # One that went while it was waited for, to make room for the other, is here again.
    log.held.update(request.voice for request in requests)
    return [
        Spoken(
            voice=request.voice,
            text=request.text.name,
            round=round_,
            again=request.again,
            at_once=len(requests) > 1,
            loaded=request.voice not in held or request.voice in gone,
            first_audio=first,
            failure=failure,
        )
        for request, (first, failure) in zip(requests, answers, strict=True)
    ]


async def _speak(running: Running, request: Request) -> tuple[float | None, str]:
    try:
        async with connected(running.uri) as line:
            answer = await line.ask(Mode.PLAIN, request.text.text, voice=request.voice)
    except BenchError as err:
        return None, str(err)
    return answer.chunks[0].arrived, ""
