"""The order of one run: starts, warm-up, timed rounds, the judged sentences, the judge."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from .. import proc
from ..server import Server
from ..texts import SHORT_TEXT, Text
from .arms import ARMS, CONTEXTS, PEER, STREAMING, in_turn
from .results import KokoroResults, MemoryUse, Sample
from .speakers import Speaker, start_ours, start_peer

_PAUSE_S = 0.1
_SETTLE_S = 1.0
# Computing nothing is to use less of a core than this share.
_REST_SHARE = 0.05
_REST_CHECKS = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """How much one run does: `texts` in each of the `rounds`, `sentences` once."""

    texts: Sequence[Text]
    sentences: Sequence[str]
    rounds: int


class KokoroRun:
    """One run over kokoro-onnx and two of our servers; fills `results`.

    Our server runs twice, so that what the exact mode takes is not counted for the other one.
    """

    def __init__(
        self, plan: Plan, folder: Path, results: KokoroResults, say: Callable[[str], None]
    ) -> None:
        self._plan = plan
        self._folder = folder
        self._results = results
        self._say = say

    async def run(self, server: Server, peer: Sequence[str]) -> dict[tuple[str, str], Path]:
        """Do the whole plan; return the recordings by arm and sentence.

        Raises `BenchError` when a program fails.
        """
        await self._prepare(server)
        async with AsyncExitStack() as stack:
            self._say("start")
            speakers: dict[str, Speaker] = {}
            for arm in ARMS:
                speakers[arm] = await self._start(arm, server, peer)
                stack.push_async_callback(speakers[arm].stop)
            self._results.starts = [speaker.start for speaker in speakers.values()]
            self._say("warm-up")
            for text in self._plan.texts:
                for arm in ARMS:
                    await speakers[arm].speak(text.text)
            warm = await _memory(speakers)
            await self._timed(speakers)
            timed = await _memory(speakers)
            wavs = await self._sentences(speakers)
            last = await _memory(speakers)
        self._results.memory = [
            MemoryUse(
                arm=arm,
                ready=speakers[arm].ready.resident,
                warm=warm[arm].resident,
                timed=timed[arm].resident,
                last=last[arm].resident,
                peak_timed=timed[arm].peak,
                peak=last[arm].peak,
            )
            for arm in ARMS
        ]
        return wavs

    async def _prepare(self, server: Server) -> None:
        self._say("first start (prepares the voice)")
        first = await start_ours(STREAMING, server, self._logs("first"), SHORT_TEXT, None)
        self._results.preparation = first.start.ready
        # It goes on to prepare the built-in voice, which is not to happen later on.
        await _at_rest(first.pid)
        await first.stop()

    def _start(self, arm: str, server: Server, peer: Sequence[str]) -> Awaitable[Speaker]:
        if arm == PEER:
            return start_peer(list(peer), self._folder, SHORT_TEXT)
        return start_ours(arm, server, self._logs(arm), SHORT_TEXT, CONTEXTS[arm])

    def _logs(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    async def _timed(self, speakers: Mapping[str, Speaker]) -> None:
        for i in range(self._plan.rounds):
            self._say(f"round {i + 1} of {self._plan.rounds}")
            for text in self._plan.texts:
                for arm in in_turn(i):
                    sample = await _sample(speakers[arm], arm, text, i)
                    self._results.samples.append(sample)

    async def _sentences(self, speakers: Mapping[str, Speaker]) -> dict[tuple[str, str], Path]:
        wavs: dict[tuple[str, str], Path] = {}
        for i, sentence in enumerate(self._plan.sentences):
            if i % 10 == 0:
                self._say(f"sentence {i + 1} of {len(self._plan.sentences)}")
            for arm in in_turn(i):
                wav = self._folder / f"{arm}-{i}.wav"
                text = Text(sentence, "", sentence)
                self._results.spoken.append(await _sample(speakers[arm], arm, text, 0, wav))
                wavs[arm, sentence] = wav
        return wavs


async def _sample(
    speaker: Speaker, arm: str, text: Text, round_: int, wav: Path | None = None
) -> Sample:
    # The pauses let all threads come to rest: first those of who spoke before, then its own.
    await asyncio.sleep(_PAUSE_S)
    before = proc.cpu_seconds(speaker.pid)
    heard = await speaker.speak(text.text, wav)
    await asyncio.sleep(_PAUSE_S)
    return Sample(
        arm=arm,
        text=text.name,
        round=round_,
        first_audio=heard.first_audio,
        total=heard.total,
        audio=heard.audio,
        cpu=proc.cpu_seconds(speaker.pid) - before,
        chunks=heard.chunks,
        gaps=heard.gaps,
    )


async def _at_rest(pid: int) -> None:
    """Wait until a program and its children compute nothing; not for ever."""
    for _ in range(_REST_CHECKS):
        before = proc.cpu_seconds(pid)
        await asyncio.sleep(_SETTLE_S)
        if proc.cpu_seconds(pid) - before < _REST_SHARE * _SETTLE_S:
            return


async def _memory(speakers: Mapping[str, Speaker]) -> dict[str, proc.Memory]:
    await asyncio.sleep(_SETTLE_S)
    return {arm: proc.memory(speaker.pid) for arm, speaker in speakers.items()}
