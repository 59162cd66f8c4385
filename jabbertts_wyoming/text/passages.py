"""Segments and marked-up documents into passages: what is spoken in one go, in one manner."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from .markup.inline import parse_inline
from .markup.spans import PLAIN, Boundary, Item, Mark, Pause, Prosody, Run, Said
from .markup.ssml import parse_ssml
from .sentences import Segment, split

_STOPS = frozenset(".!?…。！？؟۔।:;")
_CLOSERS = "\"'”’»)]}」』"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, or what of one is spoken in one manner.

    `said` may be empty. `mark` is told before it. `pause` is the silence after it, in seconds;
    None is the usual one behind a sentence, and none where the sentence goes on. `source_length`
    is how many characters of the source are spoken with it; `source` is the source itself, or
    what of it begins at `source_start`.
    """

    said: tuple[Said, ...] = ()
    how: Prosody = PLAIN
    ends_sentence: bool = False
    source_length: int = 0
    mark: str | None = None
    pause: float | None = None
    source: str = field(default="", repr=False)
    source_start: int = 0

    def written(self, start: int, end: int) -> str:
        """Return the source from `start` to `end`."""
        return self.source[start - self.source_start : end - self.source_start]

    @property
    def text(self) -> str:
        """What is said, as it is written."""
        return "".join(said.text for said in self.said)


def of_segment(segment: Segment) -> list[Passage]:
    """Return the passages of a plain text's segment: several if it has pauses in it."""
    source = Passage(source=segment.source, source_start=segment.start)
    passages = list(_of_items(parse_inline(segment.source, segment.start), source))
    last = replace(
        passages[-1] if passages else source,
        ends_sentence=segment.ends_sentence,
        source_length=segment.source_length,
    )
    return [*passages[:-1], last]


def of_document(document: str, language: str) -> list[Passage]:
    """Return the passages of an SSML document; raises `MarkupError`.

    `language` is that of the voice; it says how sentences end where the document does not.
    """
    source = Passage(source=document)
    passages = [
        sentence
        for passage in _of_items(parse_ssml(document), source)
        for sentence in _sentences(passage, language)
    ]
    if not passages:
        return [replace(source, source_length=len(document))]
    last = replace(passages[-1], source_length=len(document), ends_sentence=True)
    return [*passages[:-1], last]


def _of_items(items: Iterable[Item], source: Passage) -> Iterator[Passage]:
    said: list[Said] = []
    for item in items:
        if isinstance(item, Said) and (not said or said[-1].how == item.how):
            said.append(item)
            continue
        if said:
            yield replace(
                source,
                said=tuple(said),
                how=said[0].how,
                ends_sentence=_ends(said, item),
                pause=item.seconds if isinstance(item, Pause) else None,
            )
            said = []
        elif isinstance(item, Pause):
            yield replace(source, pause=item.seconds)
        if isinstance(item, Said):
            said = [item]
        elif isinstance(item, Mark):
            yield replace(source, mark=item.name)
    if said:
        yield replace(source, said=tuple(said), how=said[0].how)


def _ends(said: Sequence[Said], item: Item) -> bool:
    if isinstance(item, Boundary):
        return True
    text = "".join(s.text for s in said).rstrip().rstrip(_CLOSERS)
    return text[-1:] in _STOPS


def _sentences(passage: Passage, language: str) -> Iterator[Passage]:
    """Cut a passage at the ends of sentences."""
    segments = split(passage.text, passage.how.language or language)
    if len(segments) < 2:
        yield passage
        return
    starts = [0, *accumulate(len(said.text) for said in passage.said)]
    begin = 0
    for segment in segments:
        end = segment.start + len(segment.source)
        last = segment is segments[-1]
        end = starts[-1] if last else end
        yield replace(
            passage,
            said=tuple(_between(passage.said, starts, begin, end)),
            ends_sentence=passage.ends_sentence if last else segment.ends_sentence,
            pause=passage.pause if last else None,
        )
        begin = end


def _between(said: Sequence[Said], starts: Sequence[int], begin: int, end: int) -> Iterator[Said]:
    """Yield what is said from `begin` to `end`; what stands as a whole is where it begins."""
    first = max(0, bisect_left(starts, begin) - 1)
    for index in range(first, len(said)):
        item, start = said[index], starts[index]
        stop = start + len(item.text)
        if start > end:
            return
        if not item.runs:
            if begin <= start < end or (start == end == starts[-1]):
                yield item
        elif start < end and begin < stop:
            yield cut(item, max(0, begin - start), min(len(item.text), end - start))


def cut(said: Said, first: int, last: int) -> Said:
    """Return `text[first:last]` of what is said, which has runs, with its place in the source."""
    if first == 0 and last == len(said.text):
        return said
    start, end = said.source_span(first, last)
    return replace(
        said, text=said.text[first:last], start=start, end=end, runs=_runs(said, first, last)
    )


def _runs(said: Said, first: int, last: int) -> tuple[Run, ...]:
    given, runs = said.runs, []
    place = max(0, bisect_right(given, first, key=lambda run: run.index) - 1)
    for number in range(place, len(given)):
        run = given[number]
        end = given[number + 1].index if number + 1 < len(given) else len(said.text)
        begin, stop = max(run.index, first), min(end, last)
        if begin >= stop:
            break
        if end - run.index == 1:  # a single character may stand for more
            runs.append(Run(begin - first, run.start, run.end))
        else:
            start = run.start + begin - run.index
            runs.append(Run(begin - first, start, start + stop - begin))
    return tuple(runs)
