"""One Wyoming server: whether it is up, what it can speak, and having it speak."""

import asyncio
import logging
import math
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass

from bridge.errors import (
    UpstreamDownError,
    UpstreamError,
    UpstreamLacksError,
    UpstreamRefusedError,
)
from bridge.order import ServerStatus, SpeechOrder
from jabbertts_wyoming.common.address import Address

from .answer import Answer, End, synthesize_event
from .backoff import Backoff
from .connection import Connection, ConnectionLostError, NoAnswerError
from .info import ServerInfo, ask_info
from .pool import Pool
from .told import Told

_LOGGER = logging.getLogger(__name__)
_SILENCES = 2  # unanswered questions in a row that make a server count as down
_DEFAULT_RATE = 22_050


@dataclass(frozen=True, slots=True)
class Timing:
    """Times in seconds.

    A server has `connect_timeout` to be connected to, and to answer a `describe`, and
    `audio_timeout` to send the next audio. One that is well is asked for its info every `refresh`,
    another after `first_retry`, then ever more seldom, at last every `last_retry`. One that has
    never answered is waited for quietly for `start`: at its first start it prepares its voice.
    """

    connect_timeout: float = 3.0
    audio_timeout: float = 30.0
    refresh: float = 30.0
    first_retry: float = 0.25
    last_retry: float = 10.0
    start: float = 120.0


class Server:
    """Watches one server from `start` to `stop`.

    It is `up` once it has answered a `describe`. What fails to connect is down at once, and what
    stays silent is after a second time (a server that computes in its event loop is silent while
    it speaks); it comes up again by the next `describe` that it answers, asked for after a time
    that doubles with each failure. Orders are never tried on a server that is down.
    """

    def __init__(self, address: Address, timing: Timing, *, max_idle: int = 4) -> None:
        self.address = address
        self._timing = timing
        self._pool = Pool(address, connect_timeout=timing.connect_timeout, max_idle=max_idle)
        self._backoff = Backoff(timing.first_retry, timing.last_retry)
        self._info: ServerInfo | None = None
        self._up = False
        self._round_trip: float | None = None
        self._problem: str | None = None
        self._silences = 0
        self._doubted = False
        self._speaking = 0
        self._waiting_since: float | None = None
        self._look: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._look_now = asyncio.Event()

    @property
    def up(self) -> bool:
        """Whether it is worth an order."""
        return self._up

    @property
    def info(self) -> ServerInfo | None:
        """What it last said of itself; stays while it is down."""
        return self._info

    @property
    def speaking(self) -> int:
        """Answers that it owes us."""
        return self._speaking

    @property
    def problem(self) -> str | None:
        """What went wrong last, if nothing has gone well since."""
        return self._problem

    @property
    def status(self) -> ServerStatus:
        """How it was when it was last looked at."""
        info = self._info
        return ServerStatus(
            uri=str(self.address),
            up=self._up,
            program=info.program if info else None,
            version=info.version if info else None,
            voices=tuple(voice.name for voice in info.voices) if info else (),
            round_trip=self._round_trip if self._up else None,
            speaking=self._speaking,
            problem=self._problem,
        )

    def can_speak(self, order: SpeechOrder) -> bool:
        """Whether its last `info` has a voice for `order`."""
        return self._info is not None and self._info.can_speak(order)

    def start(self) -> None:
        """Begin to connect, in the background."""
        self._watch = asyncio.create_task(self._keep_looking(), name=f"watch {self.address}")

    async def stop(self) -> None:
        """Close everything; answers that still run break."""
        await self._stop_looking()
        await self._pool.close()

    async def retire(self) -> None:
        """Take no more orders; answers that run may end."""
        self._pool.retire()
        await self._stop_looking()

    async def _stop_looking(self) -> None:
        self._up = False
        tasks = [task for task in (self._watch, self._look) if task]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def look(self) -> "asyncio.Task[None]":
        """Ask it how it is; callers share one task, which must not be cancelled.

        It takes no longer than `connect_timeout` and never raises.
        """
        if self._look is None or self._look.done():
            # A context of its own: this is nobody's request.
            self._look = asyncio.create_task(self._look_once(), context=Context())
        return self._look

    async def _keep_looking(self) -> None:
        while True:
            self._look_now.clear()
            await asyncio.wait([self.look()])
            self._pool.trim()
            well = self._problem is None
            delay = self._timing.refresh if well else self._backoff.next()
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._look_now.wait()

    async def _look_once(self) -> None:
        try:
            info, round_trip = await ask_info(self.address, self._timing.connect_timeout)
        except NoAnswerError as error:
            self._note_silence(error)
        except UpstreamError as error:
            self._note_down(error)
        else:
            self._note_up(info, round_trip)

    def _note_up(self, info: ServerInfo, round_trip: float) -> None:
        if not self._up:
            name = " ".join(part for part in (info.program, info.version) if part)
            _LOGGER.info("%s is up: %s, %d voices", self.address, name, len(info.voices))
        self._up = True
        self._info = info
        self._round_trip = round_trip
        self._problem = None
        self._note_life()
        self._backoff.reset()

    def _note_life(self) -> None:
        self._silences = 0
        self._doubted = False

    def _note_silence(self, error: UpstreamError) -> None:
        if self._doubted or not self._speaking:
            self._silences += 1
        if self._silences >= _SILENCES or not self._up:
            self._note_down(error)
        else:
            self._problem = str(error)

    def _note_down(self, error: UpstreamError) -> None:
        problem = str(error)
        if self._info is None:
            self._note_waiting(problem)
        elif self._up or problem != self._problem:
            _LOGGER.warning("Wyoming server down: %s", problem)
        self._up = False
        self._problem = problem
        self._pool.clear()

    def _note_waiting(self, problem: str) -> None:
        """Log about a server that has never answered: once that it is waited for, once too long."""
        now = asyncio.get_running_loop().time()
        if self._waiting_since is None:
            _LOGGER.info("waiting for the Wyoming server to start: %s", problem)
            self._waiting_since = now
        elif now - self._waiting_since >= self._timing.start:
            _LOGGER.warning("Wyoming server has not started: %s", problem)
            self._waiting_since = math.inf

    async def begin(self, order: SpeechOrder) -> Answer:
        """Have it speak `order`; returns with the first audio. The caller closes the answer.

        A connection that is lost before any audio is replaced once. Raises `UpstreamError`.
        """
        self._speaking += 1
        try:
            answer = await self._begin(order)
        except BaseException as error:
            self._speaking -= 1
            self._doubted |= isinstance(error, NoAnswerError)
            if _is_worth_a_look(error):
                self._look_now.set()
            raise
        self._note_life()
        return answer

    async def _begin(self, order: SpeechOrder) -> Answer:
        idle = self._pool.take_idle()
        with suppress(ConnectionLostError):
            return await self._ask(idle or await self._connect(), order, used=idle is not None)
        return await self._ask(await self._connect(), order, used=False)

    async def _connect(self) -> Connection:
        try:
            return await self._pool.open()
        except UpstreamDownError as error:
            if not self._pool.closed:
                self._note_down(error)
            raise

    async def _ask(self, connection: Connection, order: SpeechOrder, *, used: bool) -> Answer:
        info = self._info
        voice = info.voice_for(order) if info else None
        ours = info is not None and info.is_ours(order)
        if order.ours_only and not ours:  # since it was chosen it has become another server
            self._pool.drop(connection)
            raise beyond(order)
        answer = Answer(
            connection,
            self._ended,
            timeout=self._timing.audio_timeout,
            used=used,
            speed_applied=ours or order.speed == 1,
            guess=(voice and voice.sample_rate) or _DEFAULT_RATE,
            told=Told(len(order.text)) if order.timestamps else None,
        )
        try:
            await answer.begin(synthesize_event(order, ours=ours))
        except BaseException:
            self._pool.drop(connection)
            raise
        return answer

    def _ended(self, connection: Connection, how: End) -> None:
        self._speaking -= 1
        if how is End.COMPLETE:
            self._pool.give_back(connection)
            return
        self._pool.drop(connection)
        if how is End.FAILED:
            self._look_now.set()


def beyond(order: SpeechOrder) -> UpstreamLacksError:
    """Return the error for an `order` that only a server of ours could speak."""
    what = f"the voice {order.voice!r}" if order.voice else "that voice"
    return UpstreamLacksError(
        f"no JabberTTS server has {what}", "ssml" if order.ssml else "timestamps"
    )


def _is_worth_a_look(error: BaseException) -> bool:
    """Whether what we know of the server may be out of date."""
    if isinstance(error, UpstreamRefusedError):
        return error.refusal == "unknown-voice"
    return isinstance(error, UpstreamDownError | ConnectionLostError)
