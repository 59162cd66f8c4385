from collections.abc import AsyncGenerator, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from jabbertts_wyoming.audio.adjust import Adjustment

RATE = 22050


def tone(hertz: float, seconds: float = 1.0, rate: int = RATE) -> bytes:
    time = np.arange(int(seconds * rate)) / rate
    return (8000 * np.sin(2 * np.pi * hertz * time)).astype("<i2").tobytes()


async def pieces(pcm: bytes, size: int) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(pcm), size):
        yield pcm[start : start + size]


async def adjusted(adjustment: Adjustment, pcm: bytes, size: int = 2000) -> npt.NDArray[np.int16]:
    made: Sequence[bytes] = [piece async for piece in adjustment.of(pieces(pcm, size))]
    assert all(made)
    return np.frombuffer(b"".join(made), dtype="<i2")


def frequency(samples: npt.NDArray[np.int16], rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * rate / len(samples)


async def test_nothing_to_do() -> None:
    same = Adjustment(RATE, RATE)
    assert same.nothing
    pcm = tone(440)
    assert (await adjusted(same, pcm)).tobytes() == pcm


@pytest.mark.parametrize("size", [2, 998, 10**6])
async def test_another_rate(size: int) -> None:
    made = await adjusted(Adjustment(24000, RATE), tone(440, 0.5, 24000), size)
    assert len(made) == pytest.approx(0.5 * RATE, abs=20)
    assert frequency(made, RATE) == pytest.approx(440, abs=4)
    assert np.abs(made).max() == pytest.approx(8000, rel=0.05)


@pytest.mark.parametrize("pitch", [0.5, 0.8, 1.25, 2.0])
async def test_pitch(pitch: float) -> None:
    made = await adjusted(Adjustment(RATE, RATE, pitch=pitch), tone(400))
    assert frequency(made, RATE) == pytest.approx(400 * pitch, abs=5)
    assert len(made) == pytest.approx(RATE / pitch, abs=40)


async def test_volume() -> None:
    softer = await adjusted(Adjustment(RATE, RATE, volume=0.5), tone(440))
    assert np.abs(softer).max() == pytest.approx(4000, abs=2)
    loud = await adjusted(Adjustment(RATE, RATE, volume=8.0), tone(440))
    assert 30000 < np.abs(loud.astype(int)).max() <= 32767, "limited, not wrapped"


async def test_windows_are_closed_with_it() -> None:
    closed: list[bool] = []

    async def windows() -> AsyncGenerator[bytes, None]:
        try:
            while True:
                yield tone(440, 0.1)
        finally:
            closed.append(True)

    made = Adjustment(RATE, RATE, volume=0.5).of(windows())
    await anext(made)
    await made.aclose()
    assert closed == [True]


async def test_no_sound() -> None:
    assert len(await adjusted(Adjustment(24000, RATE), b"")) == 0
