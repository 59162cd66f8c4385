"""A kept sound as a file: what it was made by, its voice, a digest, the PCM.

The digest also covers the key, so a file under another's name is as wrong as a torn one.
"""

import hashlib
import struct
from dataclasses import dataclass

from .key import GENERATION

_MAGIC = f"JabberTTS audio {GENERATION}\n".encode("ascii")
_LENGTHS = struct.Struct(">HI")  # of the voice's name, of the PCM
_DIGEST_BYTES = 32
_FIXED = len(_MAGIC) + _LENGTHS.size + _DIGEST_BYTES
MAX_VOICE_BYTES = 1024
HEAD_BYTES = _FIXED + MAX_VOICE_BYTES
"""As many bytes of a file hold its whole head."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The 16-bit mono PCM of a segment, and whose voice it is."""

    voice: str
    pcm: bytes


def pack(key: str, sound: Sound) -> bytes:
    """Return a file's content; raises `ValueError` for a voice's name beyond `MAX_VOICE_BYTES`."""
    voice = _encoded(sound.voice)
    if len(voice) > MAX_VOICE_BYTES:
        raise ValueError(f"a voice's name must have at most {MAX_VOICE_BYTES} bytes")
    lengths = _LENGTHS.pack(len(voice), len(sound.pcm))
    return b"".join((_MAGIC, lengths, _digest(key, voice, sound.pcm), voice, sound.pcm))


def unpack(key: str, content: bytes) -> Sound | None:
    """Return what is in a file; None if it is not, byte for byte, what `pack` gave for `key`."""
    voice = voice_of(content, len(content))
    if voice is None:
        return None
    encoded = _encoded(voice)
    pcm = content[_FIXED + len(encoded) :]
    if content[_FIXED - _DIGEST_BYTES : _FIXED] != _digest(key, encoded, pcm):
        return None
    return Sound(voice, pcm)


def voice_of(head: bytes, size: int) -> str | None:
    """Return the voice by a file's first bytes; None if it is not ours, outdated or torn."""
    if len(head) < _FIXED or not head.startswith(_MAGIC):
        return None
    voice_bytes, pcm_bytes = _LENGTHS.unpack_from(head, len(_MAGIC))
    voice = head[_FIXED : _FIXED + voice_bytes]
    if size != _FIXED + voice_bytes + pcm_bytes or len(voice) != voice_bytes:
        return None
    return voice.decode("utf-8", "surrogateescape")


def _encoded(voice: str) -> bytes:
    # As file names, which voices are named after, may have any bytes.
    return voice.encode("utf-8", "surrogateescape")


def _digest(key: str, voice: bytes, pcm: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in (key.encode("ascii"), _LENGTHS.pack(len(voice), len(pcm)), voice, pcm):
        digest.update(part)
    return digest.digest()
