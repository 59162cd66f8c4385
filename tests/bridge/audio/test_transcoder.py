import io
import subprocess
import sys
import wave

import numpy as np
import pytest

from bridge.audio.encoders import wav_header
from bridge.audio.formats import Target
from bridge.audio.transcoder import Transcoder
from bridge.order import PcmFormat

from .sound import CODECS, FORMATS, VOICE, cut, decode, snr, tone, transcode, without_serial

TOLERANCE = {"mp3": 0.1, "aac": 0.1}
VOICES = [PcmFormat(rate) for rate in (16000, 22050, 24000, 44100, 48000)]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("source", [VOICE, PcmFormat(16000, 4, 2), PcmFormat(48000, 1)])
def test_chunks_leave_no_trace(name: str, source: PcmFormat) -> None:
    pcm = tone(0.8, source)
    whole = transcode([pcm], source, Target(name))
    for seed, most in ((1, 3000), (2, 60)):
        pieces = transcode(cut(pcm, source, seed, most), source, Target(name))
        assert without_serial(pieces) == without_serial(whole)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seconds", [0.3, 1.2345])
@pytest.mark.parametrize("source", VOICES)
def test_what_is_heard(name: str, seconds: float, source: PcmFormat) -> None:
    transcoder = Transcoder(source, Target(name))
    heard = decode(transcoder.feed(tone(seconds, source)) + transcoder.finish(), name)
    assert heard.rate == (48000 if name == "opus" else transcoder.rate)
    extra = heard.seconds - seconds
    assert -0.001 < extra < TOLERANCE.get(name, 0.001)
    assert heard.pitch() == pytest.approx(440, abs=4)
    assert np.abs(heard.samples).max() == pytest.approx(0.3, abs=0.1)


@pytest.mark.parametrize("name", FORMATS)
def test_no_lost_tail(name: str) -> None:
    """Half a second of silence and then 30 ms of sound: all of the sound's energy is there."""
    pcm = bytes(22050) + tone(0.03, hertz=1000)
    heard = decode(transcode([pcm], VOICE, Target(name)), name)
    energy = float(np.sum(heard.samples**2)) / heard.rate
    assert energy == pytest.approx(0.03 * 0.3**2 / 2, rel=0.2)


@pytest.mark.parametrize("name", CODECS)
def test_no_clicks(name: str) -> None:
    """Between the edges there is a sine and little else."""
    heard = decode(transcode(cut(tone(1.5), VOICE, 3), VOICE, Target(name)), name)
    assert snr(heard.samples[heard.rate // 8 : -heard.rate // 8], heard.rate, 440) > 25


@pytest.mark.parametrize("name", ["flac", "wav", "pcm"])
def test_lossless_to_the_bit(name: str) -> None:
    noise = np.random.default_rng(0).integers(-32768, 32768, 20_001, "<i2")
    data = transcode(cut(noise.tobytes(), VOICE, 1), VOICE, Target(name, rate=22050))
    assert (decode(data, name).samples * 32768).tolist() == noise.tolist()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("source", VOICES)
def test_soon_there_is_something_to_hear(name: str, source: PcmFormat) -> None:
    """After 250 ms, and from there on with each further 250 ms, never more than 250 ms late."""
    transcoder = Transcoder(source, Target(name))
    data = b""
    for quarter in range(1, 7):
        data += transcoder.feed(tone(0.25, source))
        assert decode(data, name).seconds >= 0.25 * (quarter - 1) + 0.04
    transcoder.close()


@pytest.mark.parametrize("name", ["opus", "flac", "wav", "pcm"])
def test_at_once_for_these(name: str) -> None:
    transcoder = Transcoder(VOICE, Target(name))
    assert decode(transcoder.feed(tone(0.05)), name).seconds > 0.01
    transcoder.close()


@pytest.mark.parametrize("name", FORMATS)
def test_asked_rates(name: str) -> None:
    for rate in (8000, 16000, 48000):
        transcoder = Transcoder(VOICE, Target(name, rate=rate))
        data = transcoder.feed(tone(0.5)) + transcoder.finish()
        heard = decode(data, name, pcm_rate=rate)
        assert heard.rate == (48000 if name == "opus" else rate)
        assert 0.49 < heard.seconds < 0.8
        assert heard.pitch() == pytest.approx(440, abs=4)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("frames", [0, 1, 5])
def test_next_to_nothing(name: str, frames: int) -> None:
    for source in (VOICE, PcmFormat(24000), PcmFormat(8000, 1, 2)):
        data = transcode([bytes(frames * source.frame_bytes)], source, Target(name))
        if name in ("pcm", "wav") and not frames:
            assert data == (b"" if name == "pcm" else wav_header(source.rate, None))
        else:
            assert decode(data, name).seconds < 0.15


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("speed", [0.25, 4.0])
def test_speed(name: str, speed: float) -> None:
    data = transcode(cut(tone(2), VOICE, 1), VOICE, Target(name, speed=speed))
    heard = decode(data, name)
    extra = heard.seconds - 2 / speed
    assert -0.001 < extra < 0.016 + TOLERANCE.get(name, 0)
    assert heard.pitch() == pytest.approx(440, abs=4)


@pytest.mark.parametrize("target", [Target("wav"), Target("wav", 48000), Target("wav", speed=1.3)])
@pytest.mark.parametrize("frames", [0, 1, 5000])
def test_wav_of_a_known_length(target: Target, frames: int) -> None:
    transcoder = Transcoder(VOICE, target, frames)
    data = transcoder.feed(bytes(2 * frames)) + transcoder.finish()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    with wave.open(io.BytesIO(data)) as file:
        assert file.getnframes() * 2 == len(data) - 44
        assert file.getframerate() == transcoder.rate


def test_wav_of_an_unknown_length() -> None:
    assert transcode([tone(0.1)], VOICE, Target("wav")) == wav_header(22050, None) + tone(0.1)


def test_bit_rate_of_the_target() -> None:
    sizes = [len(transcode([tone(1)], VOICE, Target("mp3", bitrate=kbits))) for kbits in (32, 128)]
    assert sizes[1] == pytest.approx(4 * sizes[0], rel=0.02)
    assert transcode([tone(1)], VOICE, Target("mp3")) == transcode(
        [tone(1)], VOICE, Target("mp3", bitrate=96)
    )


def test_content_type_has_the_real_rate() -> None:
    assert Transcoder(VOICE, Target("pcm")).content_type == "audio/pcm;rate=24000;channels=1"
    asked = Transcoder(VOICE, Target("pcm", 8000))
    assert (asked.content_type, asked.rate) == ("audio/pcm;rate=8000;channels=1", 8000)
    assert Transcoder(VOICE, Target("opus")).content_type == "audio/ogg; codecs=opus"


def test_trivial_is_only_what_passes_through() -> None:
    assert Transcoder(PcmFormat(24000), Target("pcm")).is_trivial
    assert Transcoder(VOICE, Target("wav")).is_trivial
    assert not Transcoder(VOICE, Target("pcm")).is_trivial
    assert not Transcoder(VOICE, Target("flac")).is_trivial
    assert not Transcoder(VOICE, Target("wav", speed=1.1)).is_trivial
    assert not Transcoder(PcmFormat(22050, 2, 2), Target("wav")).is_trivial


def test_what_can_not_be_is_said_at_once() -> None:
    for source, target, message in (
        (VOICE, Target("wma"), "no format 'wma'"),
        (VOICE, Target("opus", 22050), "use one of 8000"),
        (VOICE, Target("wav", speed=5), "the speed must be from"),
        (PcmFormat(22050, 3), Target("wav"), "samples of 3 bytes"),
    ):
        with pytest.raises(ValueError, match=message):
            Transcoder(source, target)


def test_half_a_frame_is_refused() -> None:
    transcoder = Transcoder(PcmFormat(22050, 2, 2), Target("mp3"))
    with pytest.raises(ValueError, match="6 bytes are not whole frames of 4 bytes"):
        transcoder.feed(bytes(6))
    transcoder.close()


@pytest.mark.parametrize("name", FORMATS)
def test_closed_for_good(name: str) -> None:
    unused, begun, finished = (Transcoder(VOICE, Target(name)) for _ in range(3))
    begun.feed(tone(0.1))
    finished.finish()
    for transcoder in (unused, begun, finished):
        transcoder.close()
        transcoder.close()
        with pytest.raises(RuntimeError, match="closed"):
            transcoder.feed(b"\0\0")


def test_ffmpeg_says_nothing() -> None:
    code = """
from bridge.audio.formats import FORMATS, Target
from bridge.audio.transcoder import Transcoder
from bridge.order import PcmFormat
for name in FORMATS:
    for seconds in (0, 1):
        transcoder = Transcoder(PcmFormat(22050, 2, 2), Target(name, 8000, 1000, 3))
        transcoder.feed(bytes(88200 * seconds))
        transcoder.finish()
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
