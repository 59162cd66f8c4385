"""Cut text into sentences while it arrives.

However a text is cut into chunks, `push` and `finish` give the same segments as `split` gives
for the whole: a decision is taken only when all that it looks at is there. It looks at most
`lookahead.REACH` characters past a stop, and mostly at the first letter of the next word.
`clause` and `flush` cut earlier, where the words stay the same (`cuts`).
"""

from dataclasses import dataclass, field, replace

from .boundaries import Boundaries, Ending, Verdict, View
from .cuts import LONGEST_HELD, Cuts, torn
from .languages import language_of
from .lookahead import SPACE, NeedMore
from .pieces import clause_end, count_words, piece_end


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text to be spoken at once.

    `text` is stripped, its whitespace runs are single spaces, and it is never empty.
    `source_length` is how many pushed characters it stands for: its own and the whitespace
    before it (after it, too, for the last one that `finish` returns). `ends_sentence` is False
    for a clause or a forced piece: the sentence goes on, so the pause is short. `source` is the
    text as it was pushed, and `start` where it began there, in characters.
    """

    text: str
    source_length: int
    ends_sentence: bool
    source: str = field(default="", compare=False)
    start: int = field(default=0, compare=False)


class SentenceSplitter:
    """Text in, segments out; one text at a time.

    No segment is longer than `max_chars`: a longer run is cut after a clause, else between words,
    else inside one. What is held back is bounded by about `max_chars`, and so is the work done
    for a `push` on top of its own length.

    `language` is a tag such as `en_US`; only its first part counts, and an unknown one is
    treated by rules that are common to all. Raises `ValueError` if `max_chars` is below 1.
    """

    def __init__(self, language: str = "en", max_chars: int = 500) -> None:
        if max_chars < 1:
            raise ValueError(f"max_chars must be at least 1, not {max_chars}")
        self._boundaries = Boundaries(language_of(language))
        self._max_chars = max_chars
        self._text = ""
        self._dropped = 0  # how much of the text came before `_text`
        self._start = 0  # what is left begins here
        self._scan = 0  # no undecided boundary lies before
        self._line = 0  # where the line of `_start` began
        self._skipped = 0  # whitespace dropped since the last segment
        self._lower: bool | None = None  # how the running sentence began, if cut in the middle
        self._waited = False  # a `flush` has held something back since the last piece

    @property
    def pending(self) -> str:
        """The text held back, without whitespace before it."""
        return self._text[self._start :]

    @property
    def unclaimed(self) -> int:
        """How many pushed characters no segment stands for yet.

        After `finish` only whitespace can be left (text of nothing else gives no segment); the
        next text's first segment will count it.
        """
        return self._skipped + len(self._text) - self._start

    @property
    def at_likely_end(self) -> bool:
        """Whether the text held back looks like a whole sentence.

        It ends in a question mark, an ellipsis or the like, or in a full stop after an ordinary
        word; not in one after a number, an initial, an abbreviation or a dotted name.
        """
        return self._ending() is Ending.SENTENCE

    def push(self, text: str) -> list[Segment]:
        """Add text; return the segments that no further text can change."""
        self._text += text
        self._waited = self._waited and not text
        return self._advance(final=False)

    def finish(self) -> list[Segment]:
        """Return all that is left; then the splitter is ready for another text."""
        segments = self._advance(final=True)
        if self._start < len(self._text):
            segments.append(self._cut(len(self._text), ends_sentence=True))
        elif segments and self._skipped:
            whole = segments[-1].source_length + self._skipped
            segments[-1] = replace(segments[-1], source_length=whole)
            self._skipped = 0
        self._compact()
        self._dropped = self._line = self._scan = 0
        self._lower = None
        self._waited = False
        return segments

    def clause(self, min_words: int = 4) -> Segment | None:
        """Take the longest head that is made of whole clauses, if it has `min_words` words.

        A clause ends after a comma, semicolon, colon, dash, ellipsis or closing bracket, when
        whitespace and more text follow (Chinese and Japanese marks need no whitespace), and
        neither side would be read otherwise (`cuts`).
        """
        last = len(self._text.rstrip()) - 1
        cuts = Cuts(self._text, self._start, len(self._text))
        end = clause_end(self._text, self._start, last, self._start + 1, cuts)
        if end is None or count_words(self._text[self._start : end]) < min_words:
            return None
        return self._take(end, ends_sentence=False)

    def flush(self) -> Segment | None:
        """Take what there is: nothing came for a while.

        What may still be read otherwise when more comes is held back (`cuts`), so None may be
        all. A second call takes that, too, if nothing was pushed in between.
        """
        if self._start == len(self._text):
            return None
        ending = self._ending()
        if ending is Ending.SENTENCE or self._waited:
            self._waited = False
            return self._take(len(self._text), ends_sentence=ending is not Ending.OPEN)
        self._waited = True
        end = None if ending is Ending.NUMBER else self._last_cut()
        return None if end is None else self._take(end, ends_sentence=False)

    def release(self) -> int:
        """Return how much whitespace waits for a next segment; none will count it any more."""
        skipped, self._skipped = self._skipped, 0
        return skipped

    def _ending(self) -> Ending:
        ending = self._boundaries.ending(self._view())
        if ending is not Ending.SENTENCE:
            return ending
        inside = Cuts(self._text, self._start, len(self._text)).ends_enclosed
        return Ending.OPEN if inside else ending

    def _last_cut(self) -> int | None:
        """Return where what may still be read otherwise begins, if anything is before it."""
        cuts = Cuts(self._text, self._start, len(self._text))
        end = cuts.last(self._start + 1)
        held = len(self._text) - (end or self._start)
        if held <= LONGEST_HELD or cuts.ends_enclosed:
            return end
        return cuts.second_best() or end

    def _view(self, *, final: bool = False) -> View:
        return View(self._text, self._start, self._line, self._lower, final)

    def _advance(self, *, final: bool) -> list[Segment]:
        segments = []
        self._skip_space()
        while (found := self._find_cut(final=final)) is not None:
            end, ends_sentence = found
            segments.append(self._cut(end, ends_sentence=ends_sentence))
            self._skip_space()
        self._compact()
        return segments

    def _find_cut(self, *, final: bool) -> tuple[int, bool] | None:
        """Return the end of the next segment and whether a sentence ends there."""
        window = self._start + self._max_chars
        view = self._view(final=final)
        while match := self._boundaries.candidate.search(self._text, self._scan, window):
            self._scan = match.start()
            try:
                verdict = self._judge(view)
            except NeedMore:
                return None
            if not verdict.boundary:
                self._scan = verdict.position
            elif verdict.position <= window:
                return verdict.position, True
            else:
                break  # ends too late: to be met again after a forced cut
        else:
            self._scan = max(self._scan, min(window, len(self._text)))
        if len(self._text) <= window:
            return None
        return piece_end(self._text, self._start, window), False

    def _judge(self, view: View) -> Verdict:
        """Decide on the boundary at `_scan`: there is none within a mark or a link's address."""
        verdict = self._boundaries.judge(view, self._scan)
        if not verdict.boundary:
            return verdict
        end = torn(self._text, self._start, verdict.position)
        if end is None or (end > len(self._text) and view.final):
            return verdict
        if end > len(self._text):
            raise NeedMore
        return Verdict(boundary=False, position=end)

    def _take(self, end: int, *, ends_sentence: bool) -> Segment:
        segment = self._cut(end, ends_sentence=ends_sentence)
        self._skip_space()
        self._compact()
        return segment

    def _cut(self, end: int, *, ends_sentence: bool) -> Segment:
        lower = None if ends_sentence else self._boundaries.starts_lower(self._view(), end)
        source = self._text[self._start : end]
        segment = Segment(
            " ".join(source.split()),
            self._skipped + len(source),
            ends_sentence,
            source.rstrip(),
            self._dropped + self._start,
        )
        self._skipped = 0
        self._lower = lower
        self._move_to(end)
        return segment

    def _skip_space(self) -> None:
        match = SPACE.match(self._text, self._start)
        if match and match.end() > self._start:
            self._skipped += match.end() - self._start
            self._move_to(match.end())

    def _move_to(self, position: int) -> None:
        newline = self._text.rfind("\n", self._start, position)
        if newline >= 0:
            self._line = newline + 1
        self._start = position
        self._scan = max(self._scan, position)

    def _compact(self) -> None:
        self._text = self._text[self._start :]
        self._dropped += self._start
        self._line -= self._start
        self._scan -= self._start
        self._start = 0


def split(text: str, language: str = "en", max_chars: int = 500) -> list[Segment]:
    """Split a whole text into segments."""
    splitter = SentenceSplitter(language, max_chars)
    return splitter.push(text) + splitter.finish()
