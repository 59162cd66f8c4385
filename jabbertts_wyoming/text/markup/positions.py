"""Where things are in what the user wrote, although the parser gets something else."""

import re
from bisect import bisect_right
from html.entities import html5

from ...common.errors import MarkupError

_LEADING = "\ufeff \t\r\n"
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
# What must not be looked into comes first; if it does not end, it goes to the end, so that no
# part is searched twice.
_ENTITY = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)|<\?(?:.*?\?>|.*)|&([A-Za-z][A-Za-z0-9]{1,39});",
    re.DOTALL,
)
_REFERENCE = re.compile(r"&#?[A-Za-z0-9]{1,40};")


class SourceMap:
    """A document, the text that an XML parser gets of it, and the way back.

    `text` is what the parser gets: what stands before the document is cut off, and HTML's named
    characters (`&nbsp;`), which XML does not know, become numbers. Raises MarkupError for a text
    that can't be encoded.
    """

    def __init__(self, document: str) -> None:
        self._document = document
        lead = len(document) - len(document.lstrip(_LEADING))
        self._places = [(0, lead)]  # from this character of the parser's text on: the document's
        text = self._without_html_entities(lead) if "&" in document else document[lead:]
        self.text = text
        try:
            self._data = text.encode()
        except UnicodeEncodeError as error:
            place = self._in_document(error.start)
            raise self.error("half of a surrogate pair is no character", place) from None
        self._ascii = text.isascii()
        self._byte = self._char = 0

    def offset(self, byte: int) -> int:
        """Return the character of the document for a byte of the UTF-8 of `text`.

        Calls in rising order take time that is linear in the length of the text, in all.
        """
        return self._in_document(byte if self._ascii else self._chars_before(byte))

    def end_of(self, text: str, start: int) -> int:
        """Return where text that the parser reported in one go, from `start` on, ends."""
        if len(text) == 1 and (reference := _REFERENCE.match(self._document, start)):
            return reference.end()
        return start + len(text)

    def error(self, message: str, offset: int) -> MarkupError:
        """Return the error for something at this character of the document."""
        offset = max(0, offset)
        line = self._document.count("\n", 0, offset) + 1
        column = offset - self._document.rfind("\n", 0, offset)
        return MarkupError(message, line, column)

    def _without_html_entities(self, lead: int) -> str:
        parts = []
        done, length = lead, 0
        for match in _ENTITY.finditer(self._document, lead):
            name = match.group(1)
            if name is None or name in _OF_XML or f"{name};" not in html5:
                continue
            numbers = "".join(f"&#{ord(char)};" for char in html5[f"{name};"])
            parts += [self._document[done : match.start()], numbers]
            length += match.start() - done
            self._places.append((length, match.start()))
            length += len(numbers)
            done = match.end()
            self._places.append((length, done))
        return "".join(parts) + self._document[done:]

    def _in_document(self, char: int) -> int:
        index = bisect_right(self._places, char, key=lambda place: place[0]) - 1
        at, offset = self._places[index]
        offset += char - at
        if index + 1 < len(self._places):
            offset = min(offset, self._places[index + 1][1])
        return min(offset, len(self._document))

    def _chars_before(self, byte: int) -> int:
        if byte < self._byte:
            self._byte = self._char = 0
        self._char += len(self._data[self._byte : byte].decode(errors="ignore"))
        self._byte = byte
        return self._char
