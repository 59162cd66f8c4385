"""XML, read with no trust in who wrote it."""

from collections.abc import Callable
from typing import Protocol
from xml.parsers.expat import XMLParserType
from xml.sax import SAXParseException

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from ...common.errors import MarkupError
from ...common.ssml import after_prologue
from .positions import SourceMap

MAX_DEPTH = 64
MAX_CHARACTERS = 1_000_000

_NO_DOCTYPE = "a document type (<!DOCTYPE>) is not allowed"
_CURES = {
    "not well-formed (invalid token)": "in text, & is written &amp; and < is written &lt;",
    "mismatched tag": "each element ends before the one around it",
    "undefined entity": "only the characters that XML and HTML name are known",
    "no element found": "the document ends before its elements do",
    "syntax error": "the document must begin with <speak>",
}


class Listener(Protocol):
    """Gets what is found, in order, with offsets in the document, in characters.

    A ValueError that it raises becomes a MarkupError at that place.
    """

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        """Take the start of an element; names are as written, prefix and all."""

    def end(self, at: int) -> None:
        """Take the end of the innermost element."""

    def text(self, text: str, start: int, end: int) -> None:
        """Take text; if its length is not `end - start`, it is one character."""


def read_xml(document: str, listener: Listener) -> None:
    """Tell `listener` what is in `document`; HTML's named characters count as known.

    Namespaces are not resolved, so an undeclared prefix is no error. Raises MarkupError for what
    is not well-formed, for a document type (and with it entities, internal or external), and for
    more than MAX_DEPTH elements in one another or MAX_CHARACTERS.
    """
    source = SourceMap(document[: MAX_CHARACTERS + 1])
    if len(document) > MAX_CHARACTERS:
        raise source.error(f"the limit is {MAX_CHARACTERS} characters", MAX_CHARACTERS)
    # After an error in a handler, expat reads on to the end: it must not get as far as entities.
    root = after_prologue(document)
    if document.startswith("<!DOCTYPE", root):
        raise source.error(_NO_DOCTYPE, root)
    parser = _Parser(source, listener)
    try:
        # A string: what the XML declaration says of an encoding is not true any more.
        parser.feed(source.text)
        parser.close()
    except SAXParseException as error:
        raise parser.error(_explain(error)) from None
    except DefusedXmlException:
        raise parser.error(_NO_DOCTYPE) from None


class _Parser(DefusedExpatParser):
    _parser: XMLParserType

    def __init__(self, source: SourceMap, listener: Listener) -> None:
        super().__init__(forbid_dtd=True)
        self._map = source
        self._listener = listener
        self._depth = 0

    def reset(self) -> None:
        super().reset()
        self._expat = self._parser  # which is gone after an error
        self._expat.buffer_text = False  # or else the place of a text is not known
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._text

    def error(self, message: str) -> MarkupError:
        """Return an error at the place where the parser found it."""
        return self._map.error(message, self._map.offset(self._expat.ErrorByteIndex))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._place()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._map.error(f"more than {MAX_DEPTH} elements are in one another", at)
        self._told(at, lambda: self._listener.start(name, attributes, at))

    def _end(self, name: str) -> None:
        at = self._place()
        self._depth -= 1
        self._told(at, lambda: self._listener.end(at))

    def _text(self, text: str) -> None:
        start = self._place()
        self._listener.text(text, start, self._map.end_of(text, start))

    def _place(self) -> int:
        return self._map.offset(self._expat.CurrentByteIndex)

    def _told(self, at: int, tell: Callable[[], None]) -> None:
        try:
            tell()
        except ValueError as error:
            raise self._map.error(str(error), at) from None


def _explain(error: SAXParseException) -> str:
    reason = error.getMessage()
    cure = _CURES.get(reason)
    return f"not well-formed XML: {reason}" + (f"; {cure}" if cure else "")
