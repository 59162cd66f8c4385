"""Silence at a sentence's ends, taken off while the sentence still comes."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

# About -54 dB of full scale; between a model's noise in silence and its softest consonants.
THRESHOLD = 0.002
LEAD_SECONDS = 0.025
TAIL_SECONDS = 0.05
FADE_SECONDS = 0.005


class SilenceTrimmer:
    """Takes a sentence in chunks and gives it back without the silence around it.

    What is kept begins `lead` samples before the first one that is louder than `threshold` and
    ends `tail` samples behind the last one; its first and last `fade` samples fade in and out,
    so that sentences can be joined without a click. The result does not depend on how the
    sentence was cut into chunks. Silence inside the sentence comes back when sound follows it. Of
    a sentence that is all silence nothing is left.
    """

    def __init__(self, lead: int, tail: int, fade: int, threshold: float = THRESHOLD) -> None:
        if not 0 <= fade <= tail or lead < 0:
            raise ValueError(f"lead {lead}, tail {tail} and fade {fade} don't fit together")
        self._lead, self._tail, self._fade = lead, tail, fade
        self._threshold = threshold
        self._held = np.zeros(0, np.float32)
        # Positions in the sentence: of the first sample held, of the first one kept, and behind
        # the last loud one.
        self._position = 0
        self._start: int | None = None
        self._loud_end = 0

    @classmethod
    def at(cls, rate: int) -> "SilenceTrimmer":
        """Return a trimmer with the usual lengths at `rate` Hz."""
        seconds = (LEAD_SECONDS, TAIL_SECONDS, FADE_SECONDS)
        return cls(*(round(rate * s) for s in seconds))

    @property
    def skipped(self) -> int | None:
        """How many samples at the beginning were not kept; None until there was a loud one."""
        return self._start

    def push(self, samples: Samples) -> Samples:
        """Take the next samples (full scale 1.0); return those that are certain by now."""
        received = self._position + len(self._held)
        self._held = np.concatenate([self._held, samples])
        loud = np.flatnonzero(np.abs(samples) > self._threshold)
        if loud.size:
            if self._start is None:
                self._start = max(0, received + int(loud[0]) - self._lead)
            self._loud_end = received + int(loud[-1]) + 1
        received += len(samples)
        if self._start is None:
            self._drop(received - self._lead)
            return self._held[:0]
        self._drop(self._start)
        return self._give(min(received, self._loud_end + self._tail) - self._fade)

    def finish(self) -> Samples:
        """Return what is left at the sentence's end, faded out."""
        if self._start is None:
            return np.zeros(0, np.float32)
        end = min(self._position + len(self._held), self._loud_end + self._tail)
        left = self._give(end)
        # What was given before is not within the fade's reach.
        return left * self._ramp(np.arange(len(left), 0, -1))

    def _drop(self, end: int) -> None:
        if end > self._position:
            self._held = self._held[end - self._position :]
            self._position = end

    def _give(self, end: int) -> Samples:
        count = max(0, end - self._position)
        given, begin = self._held[:count], self._position - (self._start or 0)
        self._drop(end)
        return given * self._ramp(np.arange(begin + 1, begin + 1 + len(given)))

    def _ramp(self, steps: npt.NDArray[np.intp]) -> Samples:
        return np.minimum(steps / (self._fade + 1), 1.0).astype(np.float32)
