"""DNSMOS: a guess at how people would rate the sound, from 1 to 5."""

from .sound import RATE, Samples


def rate(samples: Samples) -> tuple[float, float]:
    """Return the overall score (P.835 `ovrl`) and the P.808 score of `samples` (16 kHz).

    The model hears nine seconds; shorter speech is repeated, longer speech averaged over windows.
    """
    from speechmos import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        dnsmos,
    )

    scores = dnsmos.run(samples, RATE)
    return float(scores["ovrl_mos"]), float(scores["p808_mos"])
