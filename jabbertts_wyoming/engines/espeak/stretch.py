"""Sound made longer or shorter without a change of pitch."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

# At 22 kHz: frames of 30 ms, two of which overlap anywhere, and are moved by up to 8 ms (more than
# half a period of a low voice) to where they fit the best.
_HOP = 330
_FRAME = 2 * _HOP
_REACH = 180
_FADE = np.hanning(_FRAME + 1)[:-1].astype(np.float32)


def stretch(samples: Samples, length: int) -> Samples:
    """Return `samples` as `length` samples that sound the same but faster or slower.

    WSOLA: Verhelst and Roelands, "An overlap-add technique based on waveform similarity (WSOLA)
    for high quality time-scale modification of speech", ICASSP 1993.
    """
    if length in (0, len(samples)) or not len(samples):
        return samples[:length]
    frames = -(-length // _HOP) + 1
    step = len(samples) / length * _HOP
    # The frame in the middle of which the sound begins is half silence.
    padded = np.pad(samples, (_HOP + _REACH, int(step) + 2 * (_FRAME + _REACH)))
    made = np.zeros((frames + 1) * _HOP, np.float32)
    best = _REACH
    for k in range(frames):
        wanted = round(k * step) + _REACH
        if k:
            best = _best_place(padded, best + _HOP, wanted)
        made[k * _HOP : k * _HOP + _FRAME] += padded[best : best + _FRAME] * _FADE
    return made[_HOP : _HOP + length]


def _best_place(padded: Samples, natural: int, wanted: int) -> int:
    """Return where, near `wanted`, the sound is most like what went on at `natural`."""
    begin = wanted - _REACH
    place = padded[begin : wanted + _REACH + _FRAME]
    likeness = np.correlate(place, padded[natural : natural + _FRAME])
    energy = np.cumsum(np.concatenate([[0.0], place.astype(np.float64) ** 2]))
    loudness = np.sqrt(energy[_FRAME:] - energy[:-_FRAME]) + 1e-3
    return begin + int(np.argmax(likeness / loudness))
