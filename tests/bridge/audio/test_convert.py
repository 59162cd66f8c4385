import numpy as np
import pytest

from bridge.audio.convert import Converter, check_source, tempo_factors
from bridge.order import PcmFormat

from .sound import Samples, cut, sine, snr, to_pcm, tone

RATES = (8000, 11025, 16000, 22050, 24000, 44100, 48000)


def convert(chunks: list[bytes], converter: Converter) -> Samples:
    pcm = b"".join(map(converter.feed, chunks)) + converter.finish()
    return np.frombuffer(pcm, "<i2") / 32768


def test_what_fits_already_is_not_touched() -> None:
    converter = Converter(PcmFormat(22050), 22050)
    assert not converter.needed
    pcm = tone(0.1)
    assert converter.feed(pcm) is pcm
    assert converter.finish() == b""


@pytest.mark.parametrize("source", [*RATES, 96000, 192_000])
@pytest.mark.parametrize("rate", RATES)
def test_every_pair_of_rates(source: int, rate: int) -> None:
    kind = PcmFormat(source)
    seconds = 0.3
    pcm = to_pcm(sine(round(seconds * source) + 1, source, 1000), kind)
    converter = Converter(kind, rate)
    heard = convert([pcm], converter)
    assert len(heard) == converter.total(len(pcm) // 2)
    assert len(heard) == pytest.approx(len(pcm) / 2 * rate / source, abs=1)
    assert snr(heard, rate, 1000) > 75
    assert np.abs(heard).max() == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("frames", [0, 1, 2, 7, 300])
def test_also_the_shortest_are_whole(frames: int) -> None:
    for source, rate in ((8000, 48000), (48000, 8000), (22050, 24000)):
        converter = Converter(PcmFormat(source), rate)
        heard = convert([bytes(2 * frames)], converter)
        assert len(heard) == converter.total(frames) == -(-frames * rate // source)


def test_all_that_was_said_is_in_time() -> None:
    """A click comes out where it went in: resampling shifts nothing."""
    pcm = np.zeros(22050, "<i2")
    pcm[[3000, 22000]] = 20000
    heard = convert([pcm.tobytes()], Converter(PcmFormat(22050), 48000))
    first, last = int(np.argmax(heard[:40000])), 40000 + int(np.argmax(heard[40000:]))
    assert first == pytest.approx(3000 * 48000 / 22050, abs=1)
    assert last == pytest.approx(22000 * 48000 / 22050, abs=1)


@pytest.mark.parametrize("source", [PcmFormat(22050, 1), PcmFormat(22050, 4), PcmFormat(22050, 2)])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [22050, 24000])
def test_every_kind_of_sample(source: PcmFormat, channels: int, rate: int) -> None:
    kind = PcmFormat(source.rate, source.width, channels)
    heard = convert([tone(0.3, kind)], Converter(kind, rate))
    assert len(heard) == round(0.3 * rate)
    assert snr(heard, rate, 440) > (35 if source.width == 1 else 75)
    assert np.abs(heard).max() == pytest.approx(0.3, abs=0.01)
    assert abs(heard.mean()) < 0.01


def test_full_scale_keeps_its_values() -> None:
    eight = Converter(PcmFormat(8000, 1), 8000)
    assert (convert([bytes([0, 128, 255])], eight) * 128).tolist() == [-128, 0, 127]
    wide = np.array([2**31 - 1, -(2**31), 65536, 0], "<i4").tobytes()
    thirty_two = Converter(PcmFormat(8000, 4), 8000)
    assert (convert([wide], thirty_two) * 32768).tolist() == [32767, -32768, 1, 0]


def test_stereo_is_mixed_without_clipping() -> None:
    pairs = np.array([[30000, 30000], [-32768, -32768], [20000, 10000], [8000, -8000]], "<i2")
    heard = convert([pairs.tobytes()], Converter(PcmFormat(8000, 2, 2), 8000))
    assert np.round(heard * 32768).tolist() == [30000, -32768, 15000, 0]


@pytest.mark.parametrize("speed", [1.0, 0.25, 0.3, 0.5, 0.8, 1.5, 3.0])
@pytest.mark.parametrize("source", [PcmFormat(22050), PcmFormat(16000, 4, 2)])
def test_chunks_leave_no_trace(speed: float, source: PcmFormat) -> None:
    pcm = tone(0.7, source)
    whole = convert([pcm], Converter(source, 24000, speed))
    for seed, most in ((1, 2000), (2, 40)):
        pieces = convert(cut(pcm, source, seed, most), Converter(source, 24000, speed))
        np.testing.assert_array_equal(pieces, whole)


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8, 1.5, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("rate", [16000, 22050])
def test_stretched(speed: float, rate: int) -> None:
    source = PcmFormat(rate)
    converter = Converter(source, rate, speed)
    heard = convert([tone(3, source)], converter)
    assert len(heard) / rate == pytest.approx(3 / speed, rel=0.02)
    assert len(heard) == converter.total(3 * rate)
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert np.argmax(spectrum) * rate / len(heard) == pytest.approx(440, abs=3)
    steepest = 2 * np.pi * 440 / rate * 0.3
    assert np.abs(np.diff(heard)[: -rate // 20]).max() < 1.5 * steepest, "a click"


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8, 1.25, 1.5, 2.0, 3.0, 4.0])
def test_stretched_to_the_last_word(speed: float) -> None:
    """The last 40 ms are heard, and at the end."""
    rate = 22050
    samples = 0.05 * sine(rate, rate, 300)
    burst = rate // 25
    samples[-burst:] = sine(burst, rate, 2000, 0.6)
    heard = convert([to_pcm(samples, PcmFormat(rate))], Converter(PcmFormat(rate), rate, speed))
    loud = np.nonzero(np.abs(heard) > 0.2)[0]
    assert len(loud) / rate * speed > 0.028
    assert loud[-1] / rate == pytest.approx(1 / speed, abs=0.025)


def test_nothing_stretched_is_nothing() -> None:
    assert convert([], Converter(PcmFormat(22050), 24000, 0.5)).size == 0


@pytest.mark.parametrize("speed", [0.25, 0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 3.0, 4.0])
def test_tempo_factors(speed: float) -> None:
    factors = tempo_factors(speed)
    assert np.prod(factors) == pytest.approx(speed)
    assert all(0.5 <= factor <= 2 for factor in factors)
    assert len(factors) <= 2


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (PcmFormat(22050, 3), "samples of 3 bytes are not supported"),
        (PcmFormat(22050, 2, 6), "6 channels are not supported"),
        (PcmFormat(22050, 2, 0), "0 channels"),
        (PcmFormat(100), "100 Hz is not supported, only 8000 to 192000"),
        (PcmFormat(192_001), "192001 Hz"),
    ],
)
def test_sources_that_can_not_be(source: PcmFormat, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_source(source)
    with pytest.raises(ValueError, match=message):
        Converter(source, 24000)
