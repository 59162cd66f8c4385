"""What Open WebUI must get from the bridge: one function for each line of the table.

They run in the order of `CHECKS`. The first ones use the settings of the environment, the others
those that are saved as its settings page saves them. Every text is new: Open WebUI keeps what it
has heard and asks for it only once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from . import audio
from .bridge import Bridge
from .errors import CheckError, StartError
from .openwebui import FALLBACK_MODELS, FALLBACK_VOICES, OpenWebUI, Spoken
from .programs import VOICE
from .report import Result

_AUDIO = "audio/mpeg"
_SPEED = 1.5
_PARAMETERS = {"speed": _SPEED, "seed": 7}
_HEALTHY_TIMEOUT_S = 30.0
MESSAGE = (
    "The kitchen light is on, and the front door has been locked since half past nine."
    " Tomorrow will be dry and mild, with a little wind from the west in the afternoon."
)
SENTENCES = (
    "The first sentence of this answer tells you what it is all about.",
    "In the second one there is a number, forty two, and a short pause.",
    "A third sentence follows while you are still listening to the first.",
    "Somewhere in the middle of an answer it tends to become a bit longer, and then it ends.",
    "Half of the answer has been written now, and half of it is still to come.",
    "The sixth sentence has nothing to say, but says it in a friendly way.",
    "Seven is a number that many people like, although nobody knows why.",
    "All of these sentences were asked for at the same moment, not one by one.",
    "The last but one of them should not have to wait for very long.",
    "And this is the end of the answer, so there is nothing left to speak.",
)


class Switch(Protocol):
    """A program that a check stops and starts again."""

    async def start(self) -> None:
        """Start it and wait until it serves."""

    async def stop(self) -> None:
        """End it."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Open WebUI, the bridge asked directly, and the two programs that are stopped and started."""

    web: OpenWebUI
    direct: Bridge
    bridge: Switch
    server: Switch


Check = Callable[[Bench], Awaitable[str]]


async def run(name: str, step: Awaitable[str]) -> Result:
    """Do one step, take its time and tell how it went."""
    began = time.perf_counter()
    try:
        detail, passed = await step, True
    except (CheckError, StartError, OSError, TimeoutError, KeyError, ValueError) as err:
        detail, passed = str(err) or type(err).__name__, False
    return Result(name, passed, time.perf_counter() - began, detail)


async def signs_up(bench: Bench) -> str:
    """Become the first user, who is the administrator."""
    await bench.web.sign_up()
    return f"Open WebUI {await bench.web.version()}"


async def lists_models(bench: Bench) -> str:
    """Expect the bridge's models, not those that are made up when there are none."""
    got, wanted = await bench.web.models(), await bench.direct.models()
    if got != wanted or got == list(FALLBACK_MODELS):
        raise CheckError(f"it offers {', '.join(got)}; the bridge has {', '.join(wanted)}")
    return ", ".join(got)


async def lists_voices(bench: Bench) -> str:
    """Expect the bridge's voices, not those that are made up when there are none."""
    got, wanted = await bench.web.voices(), await bench.direct.voices()
    if got != wanted or tuple(got) == FALLBACK_VOICES or VOICE not in got:
        raise CheckError(f"it offers {', '.join(got)}; the bridge has {', '.join(wanted)}")
    return f"{len(got)} voices, {VOICE} among them"


async def speaks(bench: Bench) -> str:
    """Have a message spoken by the voice that is set."""
    return _heard(MESSAGE, await bench.web.speak(MESSAGE, await bench.web.voice()))


async def speaks_by(bench: Bench) -> str:
    """Have a message spoken by a voice from the list."""
    return _heard(MESSAGE, await bench.web.speak(MESSAGE, VOICE))


async def speaks_at_once(bench: Bench) -> str:
    """Ask for all sentences of an answer at once, as a voice call can."""
    began = time.perf_counter()
    answers = await asyncio.gather(*(bench.web.speak(text, VOICE) for text in SENTENCES))
    seconds = time.perf_counter() - began
    clips = [_clip(text, spoken) for text, spoken in zip(SENTENCES, answers, strict=True)]
    total = sum(clip.seconds for clip in clips)
    first = answers[0].seconds
    return f"the first after {first:.2f} s, all after {seconds:.2f} s, {total:.1f} s of audio"


async def takes_the_page(bench: Bench) -> str:
    """Save other settings: model, voice, base URL without slash, additional parameters.

    With a seed the bridge gives the same audio twice: it must come through untouched.
    """
    url = f"{(await bench.web.tts())['OPENAI_API_BASE_URL']}".rstrip("/")
    await bench.web.save_audio(
        ENGINE="openai",
        OPENAI_API_BASE_URL=url,
        MODEL="tts-1-hd",
        VOICE=VOICE,
        OPENAI_PARAMS=_PARAMETERS,
    )
    voice = await bench.web.voice()
    spoken = await bench.web.speak(MESSAGE, voice)
    clip = _clip(MESSAGE, spoken, _SPEED)
    wanted = await bench.direct.speak(input=MESSAGE, voice=voice, model="tts-1-hd", **_PARAMETERS)
    if spoken.body != wanted:
        raise CheckError(f"{len(spoken.body)} bytes that are not the bridge's {len(wanted)}")
    return f"speed {_SPEED:g}: {clip.seconds:.1f} s of audio, byte for byte the bridge's"


async def names_a_wrong_voice(bench: Bench) -> str:
    """Expect a 400 for a voice that is not there; its name is on the page."""
    return _refused(await bench.web.speak("Nobody can speak this.", "nobody"), 400, "nobody")


async def refuses_a_wrong_key(bench: Bench) -> str:
    """Expect a 401 for a wrong key, and the lists all the same."""
    key = (await bench.web.tts())["OPENAI_API_KEY"]
    await bench.web.save_audio(OPENAI_API_KEY="wrong")
    try:
        detail = _refused(await bench.web.speak("A wrong key opens nothing.", VOICE), 401, "401")
        await lists_voices(bench)
        await lists_models(bench)
    finally:
        await bench.web.save_audio(OPENAI_API_KEY=key)
    return detail


async def tells_that_the_server_is_down(bench: Bench) -> str:
    """Expect a 503 without the speech server, and speech once it is back."""
    await bench.server.stop()
    detail = _refused(await bench.web.speak("Is anybody there?", VOICE), 503, "503")
    await bench.server.start()
    await _until_well(bench)
    _clip(_BACK[0], await bench.web.speak(_BACK[0], VOICE), _SPEED)
    return f"{detail}; back with the server"


async def tells_that_the_bridge_is_down(bench: Bench) -> str:
    """Expect a clear error without the bridge, and speech once it is back."""
    await bench.bridge.stop()
    spoken = await bench.web.speak("Has the bridge gone away?", VOICE)
    detail = _refused(spoken, 500, "Server Connection Error")
    await bench.bridge.start()
    _clip(_BACK[1], await bench.web.speak(_BACK[1], VOICE), _SPEED)
    await lists_voices(bench)
    return f"{detail} (after {spoken.seconds:.2f} s); back with the bridge"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("first user", signs_up),
    ("model list", lists_models),
    ("voice list", lists_voices),
    ("message, voice as set", speaks),
    ("message, voice from the list", speaks_by),
    (f"{len(SENTENCES)} sentences at once", speaks_at_once),
    ("settings page", takes_the_page),
    ("wrong voice", names_a_wrong_voice),
    ("wrong key", refuses_a_wrong_key),
    ("speech server down", tells_that_the_server_is_down),
    ("bridge down", tells_that_the_bridge_is_down),
)

_BACK = (
    "The speech server is back again, and everything is as it was before.",
    "The bridge is back again, and nobody had to restart anything else.",
)


async def _until_well(bench: Bench) -> None:
    async with asyncio.timeout(_HEALTHY_TIMEOUT_S):
        while not await bench.direct.up():  # noqa: ASYNC110 - another process, no event to wait for
            await asyncio.sleep(0.1)


def _heard(text: str, spoken: Spoken) -> str:
    clip = _clip(text, spoken)
    size = len(spoken.body) / 1024
    return (
        f"{clip.seconds:.1f} s of {spoken.content_type}, {size:.0f} KiB,"
        f" {clip.level:.0f} dB, after {spoken.seconds:.2f} s"
    )


def _clip(text: str, spoken: Spoken, speed: float = 1.0) -> audio.Clip:
    """Return what was spoken; raises `CheckError` if that can't be `text`."""
    if spoken.status != 200:
        raise CheckError(f"{spoken.status} {spoken.detail}")
    if spoken.content_type != _AUDIO:
        raise CheckError(f"{spoken.content_type} instead of {_AUDIO}")
    clip = audio.decode(spoken.body)
    audio.check(text, clip, speed)
    return clip


def _refused(spoken: Spoken, status: int, word: str) -> str:
    """Return what its page shows; raises `CheckError` if it is not that error."""
    if spoken.status != status or word not in spoken.detail:
        raise CheckError(f"{spoken.status} {spoken.detail!r} instead of {status} with {word!r}")
    return f"{status} {spoken.detail}"
