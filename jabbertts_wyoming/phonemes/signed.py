"""A text with vowel signs that its writer left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .alignment import WordSpan


@dataclass(frozen=True, slots=True)
class Signed:
    """`text` is a source with signs more; `places` say where each character stood in the source.

    A sign that was added stands where its letter does. There is one place more, the source's end.
    """

    text: str
    places: Sequence[int]

    def in_source(self, spans: Iterable[WordSpan]) -> list[WordSpan]:
        """Return words of `text` as words of the source."""
        return [
            WordSpan(
                self.places[span.start_char],
                self.places[self._behind(span.end_char)],
                span.first_phoneme,
                span.end_phoneme,
            )
            for span in spans
        ]

    def _behind(self, end: int) -> int:
        """Return where the letter that ends at `end` ends with its signs."""
        while 0 < end < len(self.text) and self.places[end] == self.places[end - 1]:
            end += 1
        return end


def unsigned(text: str) -> Signed:
    """Return a text to which nothing is added."""
    return Signed(text, range(len(text) + 1))


def put_together(text: str, parts: Iterable[tuple[int, str]]) -> Signed:
    """Return what parts make, each with the place in `text` of the letter that it is."""
    made: list[str] = []
    places: list[int] = []
    for place, part in parts:
        made.append(part)
        places += [place] * len(part)
    return Signed("".join(made), (*places, len(text)))
