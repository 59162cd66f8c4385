"""Speech at any speed: as far as espeak-ng goes by its own rate, beyond that stretched."""

from .stretch import stretch
from .synthesis import FASTEST_RATE, NORMAL_RATE, SLOWEST_RATE, Spoken, synthesize

SLOWEST, FASTEST = 0.1, 10.0
# How far its own rate may be off before the sound is stretched, which is heard more than that.
TOLERANCE = 0.03


def speak(text: str, language: str, speed: float) -> Spoken:
    """Return `text` spoken `speed` times as fast, from `SLOWEST` to `FASTEST`; see `synthesize`.

    The length is that at speed 1 over `speed`, within `TOLERANCE`. Blocking.
    """
    usual = synthesize(text, language)
    speed = min(max(speed, SLOWEST), FASTEST)
    rate = min(max(round(NORMAL_RATE * speed), SLOWEST_RATE), FASTEST_RATE)
    spoken = usual if rate == NORMAL_RATE else synthesize(text, language, rate)
    length, wanted = len(spoken.samples), round(len(usual.samples) / speed)
    if abs(length - wanted) <= TOLERANCE * wanted:
        return spoken
    marks = tuple((place, round(sample * wanted / length)) for place, sample in spoken.marks)
    return Spoken(stretch(spoken.samples, wanted), marks)
