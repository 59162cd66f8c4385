"""Piper's scale of qualities, which voices of other engines may use too."""

from ..order import Voice

_QUALITIES = ("high", "medium", "low", "x_low")
# Our server's formant voices: understood, but robotic.
_FORMANT_ENGINES = ("espeak",)


def quality_of(voice: Voice) -> str | None:
    """Return the voice's quality, or what its name ends in: a foreign server tells no quality."""
    if voice.quality is not None:
        return voice.quality
    ending = voice.name.rpartition("-")[2]
    return ending if ending in _QUALITIES else None


def rank(voice: Voice) -> int:
    """Return 0 for the best quality; what is not on the scale comes last."""
    quality = quality_of(voice)
    return _QUALITIES.index(quality) if quality in _QUALITIES else len(_QUALITIES)


def is_last_resort(voice: Voice) -> bool:
    """Say whether a voice is only for languages that no neural one speaks."""
    return voice.engine in _FORMANT_ENGINES


def without_quality(name: str) -> str:
    """Return a Piper voice's name without its quality: `en_US-amy-low` gives `en_US-amy`."""
    rest, _, ending = name.rpartition("-")
    return rest if ending in _QUALITIES else name
