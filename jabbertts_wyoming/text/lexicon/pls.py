"""Dictionaries in W3C's format, PLS 1.0 (https://www.w3.org/TR/pronunciation-lexicon/)."""

from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from .entry import (
    ALPHABETS,
    Block,
    Entry,
    Scope,
    WrongLineError,
    at_line,
    checked_tag,
    checked_word,
    pronounced,
    respelled,
)

_WAYS = ("phoneme", "alias")


def read_pls(source: str) -> Block:
    """Return the entries of a PLS document. Raises `WrongLineError`.

    Of several ways to say a word, the one marked `prefer`, or else the first, counts. A lexeme
    with a `role` is left out: which of its roles a word of plain text has, nobody knows.
    """
    parser = DefusedExpatParser(forbid_dtd=True)
    reader = _Reader(parser)
    parser.setContentHandler(reader)
    try:
        # As a string: an encoding in the XML declaration tells nothing any more.
        parser.feed(source)
        parser.close()
    except SAXParseException as error:
        raise WrongLineError(error.getLineNumber() or 1, f"not XML: {error.getMessage()}") from None
    except DefusedXmlException:
        line = parser.getLineNumber()
        raise WrongLineError(line, "a document type (<!DOCTYPE>) is not allowed") from None
    return Block(reader.scope, tuple(reader.entries.values()))


@dataclass(slots=True)
class _Way:
    """A `phoneme` or `alias` element."""

    name: str
    alphabet: str
    preferred: bool
    line: int
    text: str = ""


@dataclass(slots=True)
class _Lexeme:
    line: int
    graphemes: list[str] = field(default_factory=list)
    ways: list[_Way] = field(default_factory=list)


class _Reader(ContentHandler):
    """Namespaces are not resolved; what the format does not know is passed over."""

    def __init__(self, parser: DefusedExpatParser) -> None:
        super().__init__()
        self.scope = Scope()
        self.entries: dict[str, Entry] = {}
        self._parser = parser
        self._alphabet = ""
        self._depth = 0
        self._lexeme: _Lexeme | None = None
        self._text: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self._depth += 1
        self._text = []
        local = _local(name)
        if self._depth == 1:
            self._begin(local, attrs)
        elif local == "lexeme":
            if self._lexeme is not None:
                raise WrongLineError(self._line(), "a lexeme can't be inside another one")
            self._lexeme = None if attrs.get("role") else _Lexeme(self._line())
        elif local in _WAYS and self._lexeme is not None:
            alphabet = attrs.get("alphabet", self._alphabet)
            preferred = attrs.get("prefer") in ("true", "1")
            self._lexeme.ways.append(_Way(local, alphabet, preferred, self._line()))

    def characters(self, content: str) -> None:
        if self._lexeme is not None:
            self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        self._depth -= 1
        local = _local(name)
        lexeme, text = self._lexeme, "".join(self._text).strip()
        if lexeme is None:
            return
        if local == "grapheme":
            with at_line(self._line()):
                lexeme.graphemes.append(checked_word(text))
        elif local in _WAYS:
            lexeme.ways[-1].text = text
        elif local == "lexeme":
            self._lexeme = None
            self._add(lexeme)

    def _begin(self, root: str, attrs: AttributesImpl) -> None:
        if root != "lexicon":
            raise WrongLineError(self._line(), f"the root is {root[:80]!r}, it must be 'lexicon'")
        self._alphabet = attrs.get("alphabet", "")
        if tag := attrs.get("xml:lang", ""):
            with at_line(self._line()):
                self.scope = Scope(languages=(checked_tag(tag),))

    def _add(self, lexeme: _Lexeme) -> None:
        if not lexeme.graphemes or not lexeme.ways:
            raise WrongLineError(
                lexeme.line, "a lexeme must have a grapheme and a phoneme or alias"
            )
        way = next((way for way in lexeme.ways if way.preferred), lexeme.ways[0])
        with at_line(way.line):
            for word in lexeme.graphemes:
                self.entries.setdefault(word, self._entry(word, way))

    def _entry(self, word: str, way: _Way) -> Entry:
        if way.name == "alias":
            return respelled(word, way.text)
        alphabet = way.alphabet.lower()
        if alphabet not in ALPHABETS:
            allowed = " or ".join(ALPHABETS)
            raise ValueError(f"the alphabet is {way.alphabet[:80]!r}, it must be {allowed}")
        return pronounced(word, way.text, alphabet, self.scope)

    def _line(self) -> int:
        return self._parser.getLineNumber()


def _local(name: str) -> str:
    return name.rpartition(":")[2]
