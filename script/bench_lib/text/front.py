"""Time the text front end; a program of its own: it prints its figures as JSON."""

import dataclasses
import json
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from jabbertts_wyoming.text.lexicon.matcher import Lexicon
from jabbertts_wyoming.text.normalise.spoken import DEFAULT
from jabbertts_wyoming.text.passages import of_segment
from jabbertts_wyoming.text.reading import read
from jabbertts_wyoming.text.sentences import split

from ..process import REPO
from .results import LanguageTimes

LENGTH = 100_000
"""Bytes of UTF-8, a quarter of which is the shorter text."""
TABLES = REPO / "tests" / "text" / "normalise" / "tables"
_SENTENCES = Path(__file__).with_name("sentences.yaml")
# One sentence is soon said: so many make a time that the clock can tell.
_TIMES = 50


def main(rounds: int) -> int:
    """Print the times of all languages."""
    spoken = sentences()
    times = [dataclasses.asdict(timed(tag, text, rounds)) for tag, text in spoken.items()]
    print(json.dumps({"sentences": spoken, "languages": times}, ensure_ascii=False))
    return 0


def sentences() -> Mapping[str, str]:
    """Return a typical sentence of each language."""
    loaded: dict[str, str] = yaml.safe_load(_SENTENCES.read_text(encoding="utf-8"))
    return loaded


def timed(language: str, sentence: str, rounds: int) -> LanguageTimes:
    """Time one language; the fastest of `rounds` counts."""
    lexicon = Lexicon([], english=language.startswith("en"))
    whole = repeated([sentence])
    dense = repeated(rows(language))

    def fastest(text: str, times: int = 1) -> float:
        return min(_seconds(text, language, lexicon, times) for _ in range(rounds))

    for text in (sentence, dense[:10_000]):
        _seconds(text, language, lexicon, 1)
    return LanguageTimes(
        language,
        fastest(sentence, _TIMES),
        fastest(whole[: len(whole) // 4]),
        fastest(whole),
        fastest(dense),
    )


def rows(language: str) -> list[str]:
    """Return what is written in the rows of a language's table."""
    code = "no" if language.startswith("nb") else language[:2]
    table = yaml.safe_load((TABLES / f"{code}.yaml").read_text(encoding="utf-8"))
    return [str(row["raw"]) for row in table["rows"]]


def repeated(texts: Iterable[str]) -> str:
    """Return `LENGTH` bytes of `texts`, again and again."""
    line = " ".join(text if text.endswith((".", "!", "?", "。")) else f"{text}." for text in texts)
    once = f"{line} ".encode()
    return (once * (LENGTH // len(once) + 1))[:LENGTH].decode(errors="ignore")


def _seconds(text: str, language: str, lexicon: Lexicon, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        for segment in split(text, language):
            for passage in of_segment(segment):
                assert read(passage.said, language, lexicon, DEFAULT) is not None
    return (time.process_time() - began) / times


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
