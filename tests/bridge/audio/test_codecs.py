import struct

import pytest

from bridge.audio.codecs import CodecEncoder, fit_bitrate
from bridge.order import PcmFormat

from .sound import CODECS, decode, tone


@pytest.mark.parametrize(
    ("name", "rate", "asked", "given"),
    [
        ("mp3", 22050, 96, 96),
        ("mp3", 44100, 96, 96),
        ("mp3", 44100, 8, 32),
        ("mp3", 22050, 320, 160),
        ("mp3", 12000, 96, 64),
        ("mp3", 8000, 32, 32),
        ("mp3", 24000, 100, 96),
        ("aac", 22050, 64, 64),
        ("aac", 8000, 192, 48),
        ("aac", 22050, 1, 8),
        ("opus", 24000, 48, 48),
        ("opus", 24000, 1, 6),
        ("opus", 48000, 500, 256),
    ],
)
def test_bit_rates_that_can_be(name: str, rate: int, asked: int, given: int) -> None:
    assert fit_bitrate(name, rate, asked) == given


@pytest.mark.parametrize("name", CODECS)
@pytest.mark.parametrize("rate", [8000, 12000, 16000, 24000, 48000])
@pytest.mark.parametrize("bitrate", [1, 1000])
def test_every_encoder_takes_what_was_fitted(name: str, rate: int, bitrate: int) -> None:
    encoder = CodecEncoder(name, rate, None if name == "flac" else bitrate)
    data = encoder.encode(tone(0.1, PcmFormat(rate))) + encoder.finish()
    assert decode(data, name).seconds >= 0.1


def test_mp3_has_the_bit_rate_and_no_tags() -> None:
    encoder = CodecEncoder("mp3", 22050, 96)
    data = encoder.encode(tone(2)) + encoder.finish()
    assert data[:2] == b"\xff\xf3", "MPEG-2 layer III, first frame"
    assert b"Info" not in data
    assert b"Xing" not in data
    assert len(data) * 8 / 2 == pytest.approx(96_000, rel=0.05)


def test_ogg_has_a_page_each_20_ms() -> None:
    encoder = CodecEncoder("opus", 24000, 48)
    data = encoder.encode(tone(1, PcmFormat(24000))) + encoder.finish()
    assert 52 <= data.count(b"OggS") <= 54, "50 of 20 ms, one for the delay, two headers"
    head = data.index(b"OpusHead")
    version, channels, skip, rate = struct.unpack_from("<BBHI", data, head + 8)
    assert (version, channels, rate) == (1, 1, 24000)
    assert 0 < skip < 960


def test_flac_does_not_begin_with_padding() -> None:
    encoder = CodecEncoder("flac", 22050, None)
    assert 0 < len(encoder.encode(b"\0\0")) < 200
    encoder.close()


@pytest.mark.parametrize("name", CODECS)
def test_closed_at_any_time(name: str) -> None:
    for chunks in range(4):
        encoder = CodecEncoder(name, 24000, 32)
        for _ in range(chunks):
            encoder.encode(tone(0.05))
        encoder.close()
        encoder.close()


@pytest.mark.parametrize("name", CODECS)
def test_not_a_sound_is_a_short_silence(name: str) -> None:
    encoder = CodecEncoder(name, 24000, 32)
    sound = decode(encoder.encode(b"") + encoder.finish(), name)
    assert 0 < sound.seconds < 0.1
    assert abs(sound.samples).max() < 0.01
