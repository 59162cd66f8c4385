"""What was read aloud, made comparable: the table's words and what the recogniser wrote."""

import re
from collections.abc import Callable, Sequence

from .spelling import units

Reading = str | Callable[[re.Match[str]], str]

# The recogniser writes signs for words, as people do; each has one plain reading here.
_SIGNS: Sequence[tuple[str, Reading]] = (
    (r"\b((?:[a-z]\.)+[a-z])\b\.?", lambda found: found[1].replace(".", "")),
    (r"o['’]clock", "oclock"),
    (r"\b(\d{1,2}):00(?= oclock)", r"\1"),
    (r"(?<=\d):(?=\d\d\b)", " "),
    (r"(?<=\d)\.(?=\d\d [ap]m\b)", " "),
    (r"(?<![\d.,])0+(?=\d)", lambda found: "zero " * len(found[0])),
    (r"°\s*c\b", " degrees celsius"),
    (r"°\s*f\b", " degrees fahrenheit"),
    (r"(?:^|(?<=\s))[-−–](?=\d)", "minus "),
    (r"(?<=\w)@(?=\w)", " at "),
    (r"&", " and "),
    (r"=", " equals "),
    (r"(?:^|(?<=[\s\d]))\+(?=[\s\d])", " plus "),
    (r"#(?=\d)", "number "),
    (r"(?<=[a-z])/(?=[a-z])", " slash "),
    (r"(?<=[a-z])\.(?=[a-z])", " dot "),
    (r"(?<![-\d])(\d+)[-–](\d+)(?![-\d])", r"\1 to \2"),
)
_DOTTED_NUMBER = re.compile(r"\b\d+(?:\.\d+){2,}\b")
_GROUPS = re.compile(r"(?<=\d) (?=\d)")


def words(text: str) -> list[str]:
    """Return the words of English `text` that are compared, numbers in digits.

    Signs become words, letters with dots (U.S.B) one word, and Whisper's own normaliser does the
    rest. How digits are grouped (14:05, 14 05, 1405) does not count. Both sides of a comparison go
    through it.
    """
    text = text.casefold()
    for pattern, reading in _SIGNS:
        text = re.sub(pattern, reading, text)
    text = _DOTTED_NUMBER.sub(lambda found: found[0].replace(".", " dot "), text)
    return _GROUPS.sub("", " ".join(units(text, "en"))).split()
