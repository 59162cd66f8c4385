"""Have the recordings heard and rated, by the judge of `script/quality`."""

from collections.abc import Mapping
from pathlib import Path

from ...quality_lib.errors import QualityError
from ...quality_lib.exchange import RECOGNISERS, Item, Verdict, judge
from ...quality_lib.venv import quality_python
from ..errors import BenchError
from .results import Judgement

_LANGUAGE = "en"


def prepare() -> None:
    """Install what the judge needs, if it is not there; raises `BenchError` if that fails."""
    try:
        quality_python()
    except QualityError as err:
        raise BenchError(str(err)) from err


def judged(wavs: Mapping[tuple[str, str], Path]) -> list[Judgement]:
    """Return what each recogniser heard of the recordings, by arm and sentence; blocking.

    Each is rated once, with the first recogniser. Raises `BenchError` if the judge fails.
    """
    items = [
        Item(
            id=f"{recogniser} {wav.stem}",
            wav=str(wav),
            text=sentence,
            language=_LANGUAGE,
            recogniser=recogniser,
            mos=recogniser == RECOGNISERS[0],
        )
        for recogniser in RECOGNISERS
        for (_, sentence), wav in wavs.items()
    ]
    try:
        verdicts = judge(items)
    except QualityError as err:
        raise BenchError(str(err)) from err
    of = [(arm, recogniser) for recogniser in RECOGNISERS for arm, _ in wavs]
    return [
        _judgement(arm, item, verdict)
        for (arm, _), item, verdict in zip(of, items, verdicts, strict=True)
    ]


def _judgement(arm: str, item: Item, verdict: Verdict) -> Judgement:
    return Judgement(
        arm=arm,
        sentence=item.text,
        recogniser=item.recogniser,
        heard=verdict.heard,
        errors=verdict.errors,
        words=verdict.length,
        ovrl=verdict.ovrl,
        p808=verdict.p808,
    )
