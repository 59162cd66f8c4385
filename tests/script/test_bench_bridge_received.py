import pytest

from bridge.audio.formats import Target
from bridge.audio.transcoder import Transcoder
from bridge.order import PcmFormat
from script.bench_lib.bridge.received import Part, Received, first_audio, seconds
from script.bench_lib.errors import BenchError

RATE = 22050
TENTH = b"\x00\x10\x00\xf0" * (RATE // 20)
CODECS = ("mp3", "opus", "aac", "flac")


def encoded(name: str) -> list[bytes]:
    """Return what a stream of half a second makes in tenths."""
    transcoder = Transcoder(PcmFormat(RATE), Target(name))
    return [*(transcoder.feed(TENTH) for _ in range(5)), transcoder.finish()]


def parts(*pieces: bytes) -> list[Part]:
    return [Part(float(i), piece) for i, piece in enumerate(pieces, start=1)]


@pytest.mark.parametrize("name", CODECS)
def test_audio_is_there_once_a_frame_decodes(name: str) -> None:
    data = b"".join(encoded(name))
    bytewise = parts(*(data[i : i + 1] for i in range(len(data))))
    needed = round(first_audio(bytewise, name))
    assert 10 < needed < len(data) / 2
    with pytest.raises(BenchError, match="hold no audio"):
        first_audio(parts(data[: needed - 1]), name)
    assert first_audio(parts(data[: needed - 1], data[needed - 1 :]), name) == 2.0


def test_pcm_is_there_with_its_first_sample() -> None:
    assert first_audio(parts(b"\0", b"\0", b"\0\0"), "pcm") == 2.0


def test_the_header_of_a_wav_is_no_audio() -> None:
    data = b"".join(encoded("wav"))
    assert first_audio(parts(data[:44], data[44:46], data[46:]), "wav") == 2.0


@pytest.mark.parametrize("name", ["pcm", "wav", *CODECS])
def test_figures_of_a_whole_answer(name: str) -> None:
    got = Received(name, parts(*encoded(name)), ended=9.0).measures()
    assert got.first_audio in (1.0, 2.0)
    assert got.total == 9.0
    assert got.audio == pytest.approx(0.5, abs=0.12 if name in ("mp3", "aac") else 0.02)


@pytest.mark.parametrize("name", CODECS)
def test_what_is_no_audio_is_an_error(name: str) -> None:
    with pytest.raises(BenchError, match="hold no audio"):
        Received(name, parts(b"x" * 500), ended=1.0).measures()
    with pytest.raises(BenchError, match="hold no audio"):
        Received(name, [], ended=1.0).measures()


def test_what_does_not_decode_has_no_length() -> None:
    with pytest.raises(BenchError, match="500 bytes of mp3 do not decode"):
        seconds(b"x" * 500, "mp3")
