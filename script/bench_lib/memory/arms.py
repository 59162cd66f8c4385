"""What is measured: two limits with the voices that they are for, and two ways of growing."""

from dataclasses import dataclass

from ..server import VOICE

KOKORO = "af_heart"
# The embedded voice, and its two files again under eight other names.
PIPER = (VOICE, *(f"en_US-joe{i}-medium" for i in range(2, 10)))


@dataclass(frozen=True, slots=True)
class Arm:
    """A server with these `options` speaks by `voices`, and is to stay below `limit` bytes."""

    name: str
    options: str
    limit: int
    voices: tuple[str, ...]


TEN = Arm("--max-memory 1GB", "--max-memory 1GB", 1_000_000_000, (*PIPER, KOKORO))
NINE = Arm("--preset low", "--preset low", 600_000_000, PIPER)
ARMS = (TEN, NINE)

WITHOUT_CACHE = "without the cache"
WITH_CACHE = "with the cache"
