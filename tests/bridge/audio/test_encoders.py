import io
import struct
import wave

import pytest

from bridge.audio.encoders import RawEncoder, WavEncoder, wav_header, write_length


def test_raw_is_the_pcm() -> None:
    encoder = RawEncoder()
    assert encoder.encode(b"ab") == b"ab"
    assert encoder.finish() == b""
    encoder.close()


def test_header_of_a_known_length() -> None:
    data = wav_header(22050, 3) + b"\1\0\2\0\3\0"
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    with wave.open(io.BytesIO(data)) as file:
        assert file.getparams()[:4] == (1, 2, 22050, 3)
        assert file.readframes(9) == b"\1\0\2\0\3\0"


def test_header_of_an_unknown_length() -> None:
    header = wav_header(16000, None)
    known = wav_header(16000, 1)
    assert len(header) == 44
    assert header[4:8] == header[40:44] == b"\xff" * 4
    assert header[8:40] == known[8:40]


@pytest.mark.parametrize("samples", [2**31 - 18, 2**31, 2**40])
def test_more_than_the_header_can_tell(samples: int) -> None:
    assert wav_header(48000, samples) == wav_header(48000, None)
    assert wav_header(48000, 2**31 - 19) != wav_header(48000, None)


def test_the_header_comes_once() -> None:
    encoder = WavEncoder(8000)
    assert encoder.encode(b"ab") == wav_header(8000, None) + b"ab"
    assert encoder.encode(b"cd") == b"cd"
    assert encoder.finish() == b""
    assert WavEncoder(8000, 0).finish() == wav_header(8000, 0)
    encoder.close()


def test_a_length_is_written_afterwards() -> None:
    encoder = WavEncoder(22050)
    whole = bytearray(encoder.encode(b"abcd") + encoder.encode(b"ef") + encoder.finish())
    write_length(whole)
    assert bytes(whole) == wav_header(22050, 3) + b"abcdef"
    empty = bytearray(WavEncoder(8000).finish())
    write_length(empty)
    assert bytes(empty) == wav_header(8000, 0)
