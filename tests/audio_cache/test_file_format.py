import pytest

from jabbertts_wyoming.audio_cache.file_format import (
    HEAD_BYTES,
    MAX_VOICE_BYTES,
    Sound,
    pack,
    unpack,
    voice_of,
)

KEY, OTHER = "a" * 64, "b" * 64
SOUND = Sound("en_US-joe-medium", b"\x01\x02" * 5)


@pytest.mark.parametrize("voice", ["joe", "zh_CN-华", "", "bad\udcff", "v" * MAX_VOICE_BYTES])
@pytest.mark.parametrize("pcm", [b"", b"\x00\x80" * 2000])
def test_what_is_packed_comes_back(voice: str, pcm: bytes) -> None:
    content = pack(KEY, Sound(voice, pcm))
    assert unpack(KEY, content) == Sound(voice, pcm)
    assert voice_of(content[:HEAD_BYTES], len(content)) == voice


def test_no_changed_byte_is_taken() -> None:
    content = pack(KEY, SOUND)
    for n in range(len(content)):
        changed = bytearray(content)
        changed[n] ^= 0x10
        assert unpack(KEY, bytes(changed)) is None, n


def test_no_torn_file_is_taken() -> None:
    content = pack(KEY, SOUND)
    for n in range(len(content)):
        assert unpack(KEY, content[:n]) is None
        assert voice_of(content[:n], n) is None
    assert unpack(KEY, content + b"\0") is None
    assert unpack(KEY, bytes(len(content))) is None


def test_a_file_under_anothers_name_is_not_taken() -> None:
    assert unpack(OTHER, pack(KEY, SOUND)) is None


def test_a_voices_name_has_a_bound() -> None:
    with pytest.raises(ValueError, match="at most 1024 bytes"):
        pack(KEY, Sound("é" * 513, b"\0\0"))
