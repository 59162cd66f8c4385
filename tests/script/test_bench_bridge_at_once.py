import asyncio

import pytest

from script.bench_lib.bridge.at_once import at_once, odd_length
from script.bench_lib.bridge.received import Heard, Measures
from script.bench_lib.errors import BenchError


class Spoken:
    def __init__(self, audio: float | None) -> None:
        self._audio = audio

    def measures(self) -> Measures:
        if self._audio is None:
            raise BenchError("undecodable")
        return Measures(first_audio=0.1, total=0.2, audio=self._audio)


async def test_all_run_at_the_same_time_and_failures_are_counted() -> None:
    everybody = asyncio.Barrier(6)

    async def ask(text: str) -> Heard:
        await everybody.wait()
        if text == "broken":
            raise BenchError("cut off")
        return Spoken({"good": 2.0, "short": 0.5, "garbled": None}[text])

    usual = {"good": [1.9, 2.0], "short": [2.0], "broken": [1.0], "garbled": [1.0]}
    async with asyncio.timeout(5):
        got = await at_once("mp3", ask, usual, 6)
    assert (got.name, got.requests) == ("mp3", 6)
    assert got.failures == ["cut off", "undecodable"]
    assert got.odd_lengths == ["0.50 s instead of about 2.00 s for 'short'"] * 2
    assert got.audio == pytest.approx(2 * 2.0 + 2 * 0.5)
    assert got.first_audio == [0.1] * 4
    assert got.wall > 0


async def test_what_is_wrong_with_the_benchmark_itself_is_raised() -> None:
    async def ask(_text: str) -> Heard:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await at_once("pcm", ask, {"a": [1.0]}, 2)


@pytest.mark.parametrize(("seconds", "odd"), [(0.69, 1), (0.71, 0), (1.39, 0), (1.41, 1)])
def test_odd_lengths(seconds: float, odd: int) -> None:
    assert len(odd_length("a", seconds, [0.9, 1.0, 5.0])) == odd


def test_without_a_measure_no_length_is_odd() -> None:
    assert odd_length("a", 1.0, []) == []
