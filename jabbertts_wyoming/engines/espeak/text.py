"""Text as an engine's ids: espeak-ng reads letters, not phonemes."""

from collections.abc import Sequence

from ...phonemes.alignment import WordSpan, letter_spans, origins
from ...phonemes.espeak import readable
from ...phonemes.timing import WordMap
from ...text.pieces import piece_end

# The library is taken for a whole piece, and others wait: of Chinese it is most of a minute's
# sound, of English less than a quarter.
MAX_CHARS = 200


def to_ids(text: str, max_chars: int = MAX_CHARS) -> list[list[int]]:
    """Return the code points of what is to be read, in pieces that end where clauses or words do.

    Nothing to read gives no piece.
    """
    plain = readable(text).strip()
    return [list(map(ord, plain[start:end])) for start, end in _pieces(plain, max_chars)]


def word_map(text: str, max_chars: int = MAX_CHARS) -> WordMap:
    """Return which letters are those of which word of `text`, as `to_ids` returns them."""
    plain = readable(text).strip()
    places = origins(plain, text)
    spans = [
        WordSpan(places[span.start_char], places[span.end_char - 1] + 1, *_letters(span))
        for span in letter_spans(plain)
    ]
    return WordMap(spans, plain, [range(*piece) for piece in _pieces(plain, max_chars)])


def _letters(span: WordSpan) -> tuple[int, int]:
    return span.start_char, span.end_char


def _pieces(plain: str, max_chars: int) -> list[tuple[int, int]]:
    pieces, start = [], 0
    while len(plain) - start > max_chars:
        end = piece_end(plain, start, start + max_chars)
        pieces.append((start, end))
        start = end
    return [(a, b) for a, b in (*pieces, (start, len(plain))) if readable(plain[a:b])]


def to_text(ids: Sequence[int]) -> str:
    """Return the text that the ids came of."""
    return "".join(map(chr, ids))
