"""A text of which some phonemes are given: spoken run by run, and put together again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..phonemes.alignment import WordSpan
from ..text.reading import Given

_MARKS = frozenset(".,;:!?")


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text, which begins at `start`, and its phonemes if they are given."""

    text: str
    start: int
    phonemes: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """The phonemes of a run, which are preceded by `gap` ones that belong to no word."""

    run: Run
    gap: int
    phonemes: Sequence[str]


def runs_of(text: str, given: Sequence[Given]) -> list[Run]:
    """Return the runs of a text in order; empty ones of text are left out."""
    runs, done = [], 0
    for each in given:
        if each.start > done:
            runs.append(Run(text[done : each.start], done))
        runs.append(Run(text[each.start : each.end], each.start, each.phonemes))
        done = each.end
    return [*runs, Run(text[done:], done)] if done < len(text) or not runs else runs


def spoken(
    runs: Sequence[Run],
    speak: Callable[[str], Sequence[str]],
    take: Callable[[str], Sequence[str]] = list,
) -> list[Spoken]:
    """Return the phonemes of each run: by `speak` of its text, by `take` of what is given.

    A gap is a space where the text has one, or where phonemes without text stand.
    """
    made: list[Spoken] = []
    apart = False
    for run in runs:
        if run.phonemes is not None:
            phonemes = take(run.phonemes)
            first, last = not run.text or run.text[:1].isspace(), not run.text
        else:
            phonemes = speak(run.text) or _mark(run.text)
            first, last = run.text[:1].isspace(), run.text[-1:].isspace()
        marks = bool(phonemes) and phonemes[0] in _MARKS
        gap = [" "] if (apart or first) and made and not marks else []
        made.append(Spoken(run, len(gap), [*gap, *phonemes]))
        apart = last
    return made


def joined(parts: Sequence[Spoken]) -> list[str]:
    """Return all phonemes in order."""
    return [phoneme for part in parts for phoneme in part.phonemes]


def spans(
    parts: Sequence[Spoken], of_text: Callable[[str, Sequence[str]], Sequence[WordSpan]]
) -> Iterator[WordSpan]:
    """Yield the words of all runs; `of_text` tells those of a text and its phonemes.

    What is given is one word.
    """
    before = 0
    for part in parts:
        base = before + part.gap
        start = part.run.start
        before += len(part.phonemes)
        if part.run.phonemes is not None:
            yield WordSpan(start, start + len(part.run.text), base, before)
            continue
        for span in of_text(part.run.text, part.phonemes[part.gap :]):
            yield WordSpan(
                start + span.start_char,
                start + span.end_char,
                base + span.first_phoneme,
                base + span.end_phoneme,
            )


def _mark(text: str) -> list[str]:
    """Return the punctuation of a run that has nothing else: its phonemizer has none for it."""
    stripped = text.strip()
    return [stripped[0]] if stripped[:1] in _MARKS else []
