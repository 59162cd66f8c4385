"""The audio formats that the bridge can answer in: what each is called, and what it can carry."""

from bisect import bisect_left
from dataclasses import dataclass

LOWEST_RATE = 8000
HIGHEST_RATE = 48000
SLOWEST = 0.25
FASTEST = 4.0
_MPEG_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """One `response_format`; rates are in Hz, bit rates in kbit/s.

    `rates` are those it can carry (none listed: any from 8000 to 48000). `default_rate` is what
    it has unless another is asked for; without one the voice's own rate is kept, if it is allowed
    and at least `keeps_from`: the lower it is, the longer is the silence that mp3 and aac add at
    both ends (near 0.1 s at 22050 Hz, twice that at 11025) and the later their first block.
    `bitrate` is None where there is nothing to choose. `tells_length`: its header says how long
    the audio is.
    """

    name: str
    mime: str
    rates: tuple[int, ...] = ()
    default_rate: int | None = None
    keeps_from: int = LOWEST_RATE
    bitrate: int | None = None
    tells_length: bool = False

    def content_type(self, rate: int) -> str:
        """Return the `Content-Type` of audio at `rate`."""
        return f"audio/pcm;rate={rate};channels=1" if self.name == "pcm" else self.mime


FORMATS = {
    entry.name: entry
    for entry in (
        AudioFormat("mp3", "audio/mpeg", _MPEG_RATES, keeps_from=22050, bitrate=96),
        AudioFormat(
            "opus", "audio/ogg; codecs=opus", (8000, 12000, 16000, 24000, 48000), bitrate=48
        ),
        AudioFormat("aac", "audio/aac", _MPEG_RATES, keeps_from=22050, bitrate=64),
        AudioFormat("flac", "audio/flac"),
        AudioFormat("wav", "audio/wav", tells_length=True),
        AudioFormat("pcm", "audio/pcm", default_rate=24000),
    )
}


@dataclass(frozen=True, slots=True)
class Target:
    """What the audio is to become: a name from `FORMATS`, and None for that format's default.

    `speed` stretches the audio in time, without changing its pitch; 2 halves the duration.
    """

    format: str
    rate: int | None = None
    bitrate: int | None = None
    speed: float = 1.0


def find_format(name: str) -> AudioFormat:
    """Return the format; raises `ValueError` that lists the names."""
    try:
        return FORMATS[name]
    except KeyError:
        raise ValueError(f"no format {name!r}; use one of {', '.join(FORMATS)}") from None


def check_rate(name: str, asked: int | None) -> None:
    """Raise `ValueError`, which says what is allowed, if the format can't have the rate `asked`."""
    allowed = find_format(name).rates
    if asked is None:
        return
    if allowed and asked not in allowed:
        listed = ", ".join(map(str, allowed))
        raise ValueError(f"{name} can't have a sample rate of {asked} Hz; use one of {listed}")
    if not LOWEST_RATE <= asked <= HIGHEST_RATE:
        raise ValueError(
            f"{name} can't have a sample rate of {asked} Hz; "
            f"use one from {LOWEST_RATE} to {HIGHEST_RATE}"
        )


def check_speed(speed: float) -> None:
    """Raise `ValueError` if audio can't be stretched by `speed`."""
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(f"the speed must be from {SLOWEST} to {FASTEST:g}, not {speed:g}")


def output_rate(name: str, source_rate: int, asked: int | None = None) -> int:
    """Return the rate that a voice of `source_rate` gets in the format; raises `ValueError`."""
    check_rate(name, asked)
    entry = find_format(name)
    if chosen := asked or entry.default_rate:
        return chosen
    wanted = min(max(source_rate, entry.keeps_from), HIGHEST_RATE)
    if not entry.rates:
        return wanted
    return entry.rates[bisect_left(entry.rates, wanted)]
