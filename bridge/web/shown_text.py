"""The text of a request as a reader is shown it: without the markup."""

import html
import re

# Made for documents that a parser has taken: what is in comments, values and CDATA is no markup.
_MARKUP = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<literal>.*?)\]\]>"
    r"|</?(?P<name>[^\s/>\"']++)(?:[^>\"']|\"[^\"]*+\"|'[^']*+')*+>"
    r"|(?P<entity>&[^;&\s]+;)",
    re.DOTALL,
)
_SPACING = frozenset({"p", "s", "break", "speak"})  # elements whose edges part two words


class ShownText:
    """What is shown of any stretch of a text, which may be an SSML document."""

    def __init__(self, text: str, *, ssml: bool = False) -> None:
        self._shown = list(text)  # what each character is shown as
        for found in _MARKUP.finditer(text) if ssml else ():
            self._replace(found)

    @property
    def has_words(self) -> bool:
        """Whether a letter or a digit is in it."""
        return any(map(str.isalnum, self._shown))

    def between(self, start: int, end: int) -> str:
        """Return what is shown of the text from character `start` to `end`."""
        return "".join(self._shown[start:end])

    def _replace(self, found: re.Match[str]) -> None:
        first, behind = found.span()
        kept = found["literal"]
        self._shown[first:behind] = [""] * (behind - first)
        if kept is not None:
            at = found.start("literal")
            self._shown[at : at + len(kept)] = kept
        elif found["entity"]:
            self._shown[first] = html.unescape(found["entity"])
        elif found["name"] and found["name"].rpartition(":")[2] in _SPACING:
            self._shown[first] = " "
