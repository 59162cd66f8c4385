"""Addresses and names: me@example.com, https://a.b/x, config.yaml, /config/x, living_room."""

import re

from ..context import Context, Reading
from ..letters import JOINED
from ..quantity import Number
from .acronyms import acronym, spelled

_EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w@])")
_URL = re.compile(
    r"(?:(?:https?|ftp|wss?|mqtt|rtsp|file)://(?:[^\s/?#@<>\"]{1,64}@)?|www\.)"
    r"([^\s/?#<>\"'()\[\]]{1,255})((?:/[^\s?#<>\"'()\[\]]{0,500})?)(?:[?#][^\s<>\"'()\[\]]{0,1000})?",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W_][\w-]{0,63}(?:\.[\w-]{1,63}){1,8}((?:/[\w.~%-]{1,100}){0,12})/?")
_PATH = re.compile(
    r"(?:~|\.{1,2})(?:/[\w.~-]{1,100}){1,20}/?|(?:/[\w.~-]{1,100}){2,20}/?"
    r"|[A-Za-z]:(?:\\[\w. ~-]{1,100}){1,20}"
)
_SNAKE = re.compile(r"[^\W_]{1,64}(?:_[^\W_]{1,64}){1,20}")
_NUMERIC = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_OPENERS = ("", "(", "（", "[", '"', "'", "“", "„", "«", "「")
_STOPPED = re.compile(r"\w\.\Z")
_EXTENSION = re.compile(r"(?:\.[A-Za-z]{2,6}){1,3}(?![\w@])")
_TRAILING = ".,;:!?"
_SPLIT = re.compile(r"([./@:_\\+-])|(\d+)")
_MOST = 300
_LONGEST_NAME = 66
_UNSPACED = re.compile(f"[{JOINED}]")
_REACH = 2000


def _limit(context: Context, position: int) -> int:
    """Return where an address in other letters ends at the latest."""
    end = min(len(context.text), position + _REACH)
    found = _UNSPACED.search(context.text, position, end)
    return found.start() if found and found.start() > position else end


def email(context: Context, position: int) -> Reading | None:
    """Read "joe@example.com"."""
    if context.text.find("@", position, position + _LONGEST_NAME) < 0:
        return None
    match = _EMAIL.match(context.text, position, _limit(context, position))
    if not match or not context.language.data.net.at:
        return None
    return Reading(match.end(), _said(context, match.group()))


def url(context: Context, position: int) -> Reading | None:
    """Read a URL's host and path; its scheme, "www" and query stay unsaid."""
    match = _URL.match(context.text, position, _limit(context, position))
    if not match or not context.language.data.net.dot:
        return None
    whole = match.group()
    end = match.end() - (len(whole) - len(whole.rstrip(_TRAILING)))
    host, path = match.group(1), match.group(2)
    address = (host + path).removeprefix("www.")[: end - match.start(1)]
    return Reading(end, _said(context, address.rstrip("/" + _TRAILING)))


def name(context: Context, position: int) -> Reading | None:
    """Read "home-assistant.io/docs", "config.yaml" and "light.kitchen"."""
    match = _NAME.match(context.text, position, _limit(context, position))
    if not match or not context.language.data.net.dot:
        return None
    whole = match.group().rstrip(_TRAILING)
    labels = (whole.partition("/")[0]).split(".")
    if not _is_name(context, labels):
        return None
    return Reading(position + len(whole), _said(context, whole.rstrip("/").replace("_", " ")))


def _is_name(context: Context, labels: list[str]) -> bool:
    """Tell a name from a missing space after a full stop: "Done.Next"."""
    if all(len(label) == 1 for label in labels):
        return False  # D.C.
    last = labels[-1].lower()
    if last in context.language.common.files or last in context.language.common.endings:
        return labels[-1].islower() or labels[-1].isupper()
    plain = all(len(label) > 1 and label == label.lower() for label in labels)
    return plain and all(label.isascii() for label in labels) and len(labels) == 2


def path(context: Context, position: int) -> Reading | None:
    """Read "/config/automations.yaml", and drives with backslashes."""
    match = _PATH.match(context.text, position, _limit(context, position))
    if not match or not context.language.data.net.slash or not context.free(position):
        return None
    stopped = _STOPPED.search(context.text, max(0, position - 2), position)  # mín./máx./media
    if stopped or context.text[position - 1 : position + 1] == "..":
        return None
    whole = match.group().rstrip(_TRAILING)
    return Reading(position + len(whole), _said(context, whole.rstrip("/").replace("\\", "/")))


def extension(context: Context, position: int) -> Reading | None:
    """Read ".yaml", ".tar.gz" and ".NET": what ends names, without one."""
    match = _EXTENSION.match(context.text, position, _limit(context, position))
    before, dot = context.char(position - 1), context.language.data.net.dot
    if match is None or dot is None or not (before in _OPENERS or before.isspace()):
        return None
    last = match.group().rpartition(".")[2]
    if last.isupper() and last == match.group()[1:]:
        return Reading(match.end(), f"{dot} {acronym(context, last) or last}")
    listed = last in context.language.common.files
    return Reading(match.end(), _said(context, match.group())) if listed else None


def snake(context: Context, position: int) -> Reading | None:
    """Read "living_room" as its words."""
    match = _SNAKE.match(context.text, position, _limit(context, position))
    return Reading(match.end(), match.group().replace("_", " ")) if match else None


def _said(context: Context, address: str) -> str:
    net = context.language.data.net
    marks = {
        ".": net.dot, "/": net.slash, "\\": net.slash, "@": net.at, ":": net.colon,
        "_": net.underscore, "-": net.hyphen, "+": context.language.data.numbers.plus,
    }  # fmt: skip
    numeric = _NUMERIC.match(address) is not None and not net.whole
    words: list[str] = []
    for piece in _SPLIT.split(address[:_MOST]):
        if not piece:
            continue
        if piece in marks:
            words.append(marks[piece] or "")
        elif piece.isdecimal():
            words.append(_number(context, piece, one_by_one=numeric))
        else:
            words.append(_label(context, piece))
    return " ".join(word for word in words if word)


def _number(context: Context, digits: str, *, one_by_one: bool) -> str:
    short = len(digits) < 5 and not (one_by_one and len(digits) == 3)
    say = context.language.numbers.bare(Number(digits)) if short else None
    return say or context.language.numbers.digits(digits) or digits


def _label(context: Context, label: str) -> str:
    """Spell an ending such as "io"; leave words."""
    read = context.language.data.net.read
    lower = label.lower()
    if len(label) <= 3 and lower not in read and lower in context.language.common.endings:
        return spelled(label.upper(), context.language)
    if len(label) <= 4 and lower not in read and lower in context.language.common.files:
        return spelled(label.upper(), context.language)
    return label
