"""Segments and marked-up documents into passages: what is spoken in one go, in one manner."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from .markup.inline import parse_inline
from .markup.spans import PLAIN, Boundary, Item, Mark, Pause, Prosody, Run, Said
from .sentences import Segment, split

_STOPS = frozenset(".!?…。！？؟۔।:;")
_CLOSERS = "\"'”’»)]}」』"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, or what of one is spoken in one manner.

    `said` may be empty. `mark` is told before it. `pause` is the silence after it, in seconds;
    None is the usual one behind a sentence, and none where the sentence goes on. `source_length`
    is how many characters of the source are spoken with it.
    """

    said: tuple[Said, ...] = ()
    how: Prosody = PLAIN
    ends_sentence: bool = False
    source_length: int = 0
    mark: str | None = None
    pause: float | None = None

    @property
    def text(self) -> str:
        """What is said, as it is written."""
        return "".join(said.text for said in self.said)


def of_segment(segment: Segment) -> list[Passage]:
    """Return the passages of a plain text's segment: several if it has pauses in it."""
    passages = list(_of_items(parse_inline(segment.source, segment.start)))
    last = replace(
        passages[-1] if passages else Passage(),
        ends_sentence=segment.ends_sentence,
        source_length=segment.source_length,
    )
    return [*passages[:-1], last]


def of_document(items: Iterable[Item], language: str, length: int) -> list[Passage]:
    """Return the passages of a marked-up document of `length` characters.

    `language` is that of the voice; it says how sentences end where the document does not.
    """
    passages = [
        sentence for passage in _of_items(items) for sentence in _sentences(passage, language)
    ]
    if not passages:
        return [Passage(source_length=length)]
    last = replace(passages[-1], source_length=length, ends_sentence=True)
    return [*passages[:-1], last]


def _of_items(items: Iterable[Item]) -> Iterator[Passage]:
    said: list[Said] = []
    for item in items:
        if isinstance(item, Said) and (not said or said[-1].how == item.how):
            said.append(item)
            continue
        if said:
            yield Passage(
                tuple(said),
                said[0].how,
                ends_sentence=_ends(said, item),
                pause=item.seconds if isinstance(item, Pause) else None,
            )
            said = []
        elif isinstance(item, Pause):
            yield Passage(pause=item.seconds)
        if isinstance(item, Said):
            said = [item]
        elif isinstance(item, Mark):
            yield Passage(mark=item.name)
    if said:
        yield Passage(tuple(said), said[0].how)


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
        yield Passage(
            tuple(_between(passage.said, starts, begin, end)),
            passage.how,
            ends_sentence=passage.ends_sentence if last else segment.ends_sentence,
            pause=passage.pause if last else None,
        )
        begin = end


def _between(said: Sequence[Said], starts: Sequence[int], begin: int, end: int) -> Iterator[Said]:
    """Yield what is said from `begin` to `end`; what stands as a whole is where it begins."""
    for item, start in zip(said, starts, strict=False):
        stop = start + len(item.text)
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
    ends = [*(run.index for run in said.runs[1:]), len(said.text)]
    runs = []
    for run, end in zip(said.runs, ends, strict=True):
        begin, stop = max(run.index, first), min(end, last)
        if begin >= stop:
            continue
        if end - run.index == 1:  # a single character may stand for more
            runs.append(Run(begin - first, run.start, run.end))
        else:
            start = run.start + begin - run.index
            runs.append(Run(begin - first, start, start + stop - begin))
    return tuple(runs)
