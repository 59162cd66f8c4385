"""The text without what is not text: Markdown, HTML, control characters; with a map back.

A segment knows nothing of the one before it, so each marker is dropped wherever it stands, also
without its partner.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from .formula import FORMULA, signs
from .loading import common
from .spoken import NormaliseRules

_TAGS = (
    "a|abbr|b|big|blockquote|br|caption|center|code|dd|del|details|div|dl|dt|em|figure|font|h[1-6]"
    "|hr|i|img|ins|kbd|li|mark|ol|p|pre|s|samp|small|span|strong|strike|sub|summary|sup|table"
    "|tbody|td|th|thead|tr|tt|u|ul|bdi|bdo|cite|dfn|q|var|wbr"
)
_LINE = r"(?:(?<=\n)|(?<!\S)(?<![^\n]))[ \t]{0,8}"
_MARKDOWN = rf"""
    (?P<formula>{FORMULA})
  | (?P<fence>(?:`{{3,}}|~{{3,}})[\w+#.-]{{0,20}})
  | (?P<rule>{_LINE}(?:[-*_=]{{3,200}}|\|?[ \t]{{0,80}}:?-{{2,80}}:?[ \t]{{0,80}}
      \|[ \t|:-]{{0,300}})[ \t]{{0,80}}(?=\n|\Z))
  | (?P<heading>{_LINE}\#{{1,6}}[ \t]+)
  | (?P<quote>{_LINE}(?:>[ \t]?){{1,5}}(?=[^\W\d_]|[*_`\#-])|{_LINE}(?:>[ \t]){{1,5}})
  | (?P<bullet>{_LINE}[-*+•◦▪‣·‧●○■]\s[ \t]{{0,8}}(?:\[[ xX]\][ \t]{{1,8}})?(?=\S))
  | (?P<escape>\\[\\`*_{{}}\[\]()\#+\-.!|~>$])
  | (?P<footnote>\[\^[\w-]{{1,30}}\]:?)
  | (?P<open>!?\[(?=[^\[\]\n]{{1,300}}\][(\[]))
  | (?P<link>\]\((?:<[^<>\n]{{0,900}}>|(?:[^()\s]|\([^()\s]{{0,200}}\)){{1,900}})
      (?:\s{{1,9}}["'][^"'\n]{{0,200}}["'])?\))
  | (?P<reference>\]\[[^\[\]\n]{{0,100}}\])
  | (?P<auto><(?=[a-z]{{2,10}}://[^\s<>]{{1,1000}}>))
  | (?P<autoend>(?<=\S)>(?!\S)(?<=[\w/]>))
  | (?P<tag></?(?:{_TAGS})(?:\s[^<>]{{0,300}})?/?>|<!--.{{0,300}}?-->)
  | (?P<pipe>[ \t]{{0,8}}\|[ \t|]{{0,30}})
  | (?P<stars>\*{{1,3}})
  | (?P<lines>(?<![^\W_])_{{1,3}}(?=\S)|(?<=\S)_{{1,3}}(?![^\W_]))
  | (?P<struck>~~)
  | (?P<tick>`{{1,2}})
  |"""
_ALWAYS = r"""
    (?P<entity>&(?:\#\d{1,7}|\#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});)
  | (?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff])
  | (?P<invisible>[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]
      |(?<=[\u0000-\u05ff\u1e00-\u1fff])[\u200c\u200d])
  | (?P<compatible>[\u2100\u2103\u2109\u3371-\u337a\u3380-\u33df])
  | (?P<maqaf>\u05be)
  | (?P<composed>[^\W\d_][\u0300-\u036f]{1,4})
"""
_WITH_MARKDOWN = re.compile(_MARKDOWN + _ALWAYS, re.VERBOSE)
_WITHOUT = re.compile(_ALWAYS, re.VERBOSE)
_CHEAP = re.compile(
    r"[^\w\s.,;:!?'’\"“”„‘…()/%°€$@-]|_|[\ufb00-\ufffd]|(?:^|\n)[ \t]{0,8}[-*>=]|--|\$[A-Za-z]\$"
)
_FOLDED = re.compile(r"[\uff01-\uff5e]|[^\x00-\x7f\W](?<=\d)")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`text`, and where its parts come from.

    Part `i` of the text begins at `starts[i]`, and in the source at `origins[i]`; it is as in the
    source, letter for letter, if `same[i]`.
    """

    text: str
    starts: list[int]
    origins: list[int]
    same: list[bool]
    length: int

    def origin(self, position: int) -> int:
        """Return where the source of the character at `position` begins."""
        if position <= 0:
            return 0
        if position >= len(self.text):
            return self.length
        part = bisect_right(self.starts, position) - 1
        inside = position - self.starts[part] if self.same[part] else 0
        return self.origins[part] + inside

    def origin_of_part(self, position: int) -> int:
        """As `origin`, but behind the markers that open the text."""
        if position <= 0 and self.starts:
            return self.origins[0]
        return self.origin(position)

    def source_end(self, start: int, end: int) -> int:
        """Return where the source of a part (see `parts`) ends, markers after it left out."""
        part = bisect_right(self.starts, start) - 1
        if not self.same[part]:
            return self.origin(end)
        return self.origins[part] + end - self.starts[part]

    def parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """Cut a stretch where the text and the source part: (start, end) of each part."""
        cuts = [start, *(s for s in self._starts_between(start, end) if start < s < end), end]
        return list(pairwise(cuts))

    def _starts_between(self, start: int, end: int) -> list[int]:
        first, last = bisect_right(self.starts, start), bisect_right(self.starts, end)
        return list(dict.fromkeys(self.starts[first:last]))


def clean(source: str, rules: NormaliseRules) -> Cleaned:
    """Drop markers and what can't be seen; digits and letters of other widths become plain."""
    text = _fold(source)
    if not _CHEAP.search(text):
        return Cleaned(text, [0], [0], [True], len(source))
    pattern = _WITH_MARKDOWN if rules.markdown else _WITHOUT
    builder = _Builder(text)
    for match in pattern.finditer(text):
        replacement = _replacement(match)
        if replacement is not None:
            builder.replace(match.start(), match.end(), replacement)
    return builder.finish()


class _Builder:
    """Puts the parts together."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._origins: list[int] = []
        self._same: list[bool] = []
        self._length = 0
        self._done = 0

    def replace(self, start: int, end: int, words: str) -> None:
        self._add(self._text[self._done : start], self._done, same=True)
        self._add(words, start, same=False)
        self._done = end

    def finish(self) -> Cleaned:
        self._add(self._text[self._done :], self._done, same=True)
        if not self._starts:
            self._add(" ", 0, same=False)
        return Cleaned(
            "".join(self._parts), self._starts, self._origins, self._same, len(self._text)
        )

    def _add(self, words: str, origin: int, *, same: bool) -> None:
        if not words:
            return
        self._parts.append(words)
        self._starts.append(self._length)
        self._origins.append(origin)
        self._same.append(same)
        self._length += len(words)


def _replacement(match: re.Match[str]) -> str | None:
    """Return what a marker becomes; None leaves it as it is."""
    kind = match.lastgroup or ""
    rule = _RULES.get(kind)
    return rule(match) if rule else ""


def _pipe(match: re.Match[str]) -> str:
    """Make a table's bar a pause between cells, and nothing at either end of a row."""
    text = match.string
    before = text[max(0, match.start() - 1) : match.start()]
    after = text[match.end() : match.end() + 1]
    if before in ("", "\n") or after in ("", "\n"):
        return ""
    return " " if before in ".,:;!?" else ", "


def _stars(match: re.Match[str]) -> str | None:
    """Drop stars, but keep one between digits or with a space on both sides: a product."""
    text = match.string
    before = text[max(0, match.start() - 1) : match.start()]
    after = text[match.end() : match.end() + 1]
    spaced = before.isspace() and after.isspace()
    product = before.isdecimal() and after.isdecimal() and len(match.group()) == 1
    return None if spaced or product else ""


def _entity(match: re.Match[str]) -> str | None:
    char = html.unescape(match.group())
    if char == match.group():
        return None
    return "".join(c if c.isprintable() else " " for c in char)


def _tag(match: re.Match[str]) -> str:
    inner = match.group().strip("</>").split()[:1]
    return "" if inner and inner[0] in _INLINE else " "


_INLINE = frozenset(
    """a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s small span strong sub sup u
    var wbr""".split()  # noqa: SIM905 - a table
)

_RULES: dict[str, Callable[[re.Match[str]], str | None]] = {
    "formula": lambda match: signs(match.group(), common().formulas),
    "escape": lambda match: match.group()[1],
    "pipe": _pipe,
    "stars": _stars,
    "entity": _entity,
    "tag": _tag,
    "control": lambda _: " ",
    "compatible": lambda match: unicodedata.normalize("NFKC", match.group()),
    "maqaf": lambda _: "-",
    "composed": lambda match: _composed(match.group()),
}


def _composed(letter: str) -> str | None:
    whole = unicodedata.normalize("NFC", letter)
    return whole if len(whole) < len(letter) else None


def _fold(source: str) -> str:
    """Make digits of all scripts and full-width letters ASCII, one for one."""
    if source.isascii() or not _FOLDED.search(source):
        return source
    return _FOLDED.sub(_folded, source)


def _folded(match: re.Match[str]) -> str:
    char = match.group()
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return chr(ord(char) - 0xFEE0) if char.isascii() is False and "０" <= char <= "ｚ" else char
