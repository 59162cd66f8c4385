"""The server's memory: many voices under a limit, and many requests without growth.

`script/bench --memory` measures the same with real voices.
"""

import asyncio
import os
import re
import shutil
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from wyoming.tts import Synthesize, SynthesizeVoice

from tests.e2e.program import Running, server
from tests.shelf import Shelf
from tests.tiny_vits import TinySpec
from tests.wire import answer, pcm, stock_client

MEGABYTE = 1_000_000
# Some tens of megabytes, in layers that take little time.
HEAVY = TinySpec(dataset="heavy", hidden_channels=192, filter_channels=4096)
VOICES = [f"en_US-heavy{i}-medium" for i in range(6)]
# Two of them, or three, but not six.
LIMIT_MB = 400
REQUESTS, WARM_UP, MOST_GROWTH_MB = 300, 100, 4
SHORT = "Turn on the light."
LONG = "When the last guests had left the garden, " * 5 + "the lamps went out one after another."

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="needs Linux's /proc"
)


@pytest.fixture
def data_dir(tmp_path: Path, shelf: Shelf, real_data_dir: Path) -> Path:
    """Six voices, and the embedded one, all prepared."""
    shutil.copytree(real_data_dir / "prepared", tmp_path / "prepared", copy_function=os.link)
    for name in VOICES:
        shelf.put(tmp_path, HEAVY, name)
    return tmp_path


@pytest.fixture
def limited(data_dir: Path) -> Iterator[Running]:
    options = ("--voice", VOICES[0], "--max-memory", f"{LIMIT_MB}MB", "--audio-cache", "0")
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", data_dir, *options) as made:
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
    for round_ in range(2):
        for voice in VOICES:
            assert await say(limited, (SHORT, LONG)[round_], voice) > 0
        for pair in zip(VOICES[::2], VOICES[1::2], strict=True):
            assert all(await asyncio.gather(*(say(limited, LONG, voice) for voice in pair)))
    highest = resident(limited, "VmHWM")
    _, log = limited.end()
    unloaded = re.findall(r"Voice (\S+) is unloaded: to make room", log)
    assert highest < LIMIT_MB
    assert set(unloaded) == set(VOICES)
    assert highest > 0.5 * LIMIT_MB, "more than one is kept where there is room"


@pytest.mark.parametrize("cache", ["0", "1MB"])
async def test_no_growth_over_many_requests(data_dir: Path, cache: str) -> None:
    options = ("--voice", VOICES[0], "--audio-cache", cache)
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", data_dir, *options) as running:
        sizes = []
        for i in range(REQUESTS):
            text = f"Number {i} is on the {'very ' * (i % 7)}long list."
            assert await say(running, text) > 0
            sizes.append(resident(running))
    counted = sizes[WARM_UP:]
    tenth = len(counted) // 10
    first, last = statistics.median(counted[:tenth]), statistics.median(counted[-tenth:])
    assert last - first < MOST_GROWTH_MB
