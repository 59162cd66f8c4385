"""Judge speech: `python -m script.quality_lib.judge REQUEST.json ANSWER.json`.

Run with the Python of `venv.quality_python()`, in the repository's root. `exchange.py` has the
fields of both files; WAV paths are relative to the working directory.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import hearing, mos, sound
from .errors import QualityError
from .exchange import Item, Verdict, read_request, written
from .spelling import language_of, unit_of, units

_USAGE = "usage: python -m script.quality_lib.judge REQUEST.json ANSWER.json"


@dataclass(frozen=True, slots=True)
class Senses:
    """The models, so that tests can do without: each works on mono samples at 16 kHz."""

    read: Callable[[Path], sound.Samples] = sound.read
    hear: Callable[[sound.Samples, str, str], str] = hearing.hear
    rate: Callable[[sound.Samples], tuple[float, float]] = mos.rate


def main(argv: Sequence[str] | None = None, senses: Senses | None = None) -> int:
    """Judge what the request lists; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if len(arguments) != 2 or arguments[0].startswith("-"):
        print(_USAGE, file=sys.stderr)
        return 2
    request, answer = map(Path, arguments)
    try:
        items = read_request(request.read_text(encoding="utf-8"))
        verdicts = [
            _told(n, len(items), verdict(item, senses or Senses())) for n, item in enumerate(items)
        ]
        answer.write_text(written(verdicts), encoding="utf-8")
    except (QualityError, OSError) as error:
        print(f"judge: {error}", file=sys.stderr)
        return 1
    return 0


def verdict(item: Item, senses: Senses) -> Verdict:
    """Judge one item; raises `QualityError` if its sound or language can't be used."""
    language = language_of(item.language)
    if item.recogniser == "tiny.en" and language != "en":
        raise QualityError(f"{item.id}: the recogniser tiny.en hears English, not {language}")
    expected = units(item.text, language)
    if not expected:
        raise QualityError(f"{item.id}: the text has no words")
    samples = senses.read(Path(item.wav))
    heard = senses.hear(samples, item.recogniser, language)
    ovrl, p808 = senses.rate(samples) if item.mos else (None, None)
    return Verdict(
        id=item.id,
        heard=heard,
        errors=count(expected, units(heard, language)),
        length=len(expected),
        unit=unit_of(language),
        ovrl=ovrl,
        p808=p808,
    )


def count(expected: Sequence[str], heard: Sequence[str]) -> int:
    """Return the least number of substitutions, deletions and insertions between two lists."""
    from rapidfuzz.distance import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        Levenshtein,
    )

    return int(Levenshtein.distance(expected, heard))


def _told(n: int, total: int, result: Verdict) -> Verdict:
    line = f"{n + 1}/{total} {result.id}: {result.errors} of {result.length} {result.unit}s wrong"
    print(f"{line}: {result.heard}", file=sys.stderr, flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
