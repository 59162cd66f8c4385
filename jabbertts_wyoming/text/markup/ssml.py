"""SSML 1.1 (https://www.w3.org/TR/speech-synthesis11/) into items."""

import re

from .builder import SPACE, ItemBuilder
from .elements import UNSPOKEN, Attributes, Element, Reading, element_of
from .reader import read_xml
from .spans import PLAIN, Boundary, Item, Mark, Pause, Prosody, Said
from .values import shown

MAX_SILENCE = 600.0  # seconds, all breaks together
BLEEP = Pause(0.5)  # silence in place of what is not to be heard
_SPACES = re.compile(f"[{SPACE}]+")


def parse_ssml(document: str) -> list[Item]:
    """Return what an SSML document says, in order; offsets are characters of `document`.

    Prosody within prosody multiplies, and is kept within the limits in `values.py`. Elements with
    a prefix that is not SSML's (`amazon:effect`, `mstts:express-as`) are as if they were not
    there: what they hold is spoken. Raises MarkupError, which tells the place, for what is not
    well-formed, for unknown elements and for values that are not allowed.
    """
    interpreter = _Interpreter()
    read_xml(document, interpreter)
    return interpreter.items()


class _Interpreter:
    """Takes the document's parts in order; see `reader.Listener`."""

    def __init__(self) -> None:
        self._builder = ItemBuilder()
        self._open: list[Element] = []
        self._unspoken = 0  # how deep within an element that is not spoken
        self._reading: Reading | None = None  # of an open element, and what it holds
        self._held = _HeldText(0)
        self._silence = 0.0
        self._prefix = ""

    def items(self) -> list[Item]:
        return self._builder.items()

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        if not self._open:
            self._prefix = _prefix_of_root(name)
        local = name.removeprefix(self._prefix)
        if self._unspoken or local in UNSPOKEN:
            self._unspoken += 1
            return
        element = self._element(local, attributes)
        self._open.append(element)
        self._put(element.before)
        if element.reading is not None:
            self._reading = element.reading
            self._held = _HeldText(at)

    def end(self, at: int) -> None:
        if self._unspoken:
            self._unspoken -= 1
            return
        element = self._open.pop()
        if element.reading is not None:
            self._say(element.how, element.reading, at)
            self._reading = None
        self._put(element.after)

    def text(self, text: str, start: int, end: int) -> None:
        if self._unspoken:
            return
        if self._reading is not None:
            self._held.add(text, start, end)
        else:
            self._builder.text(text, start, end, self._how())

    def _how(self) -> Prosody:
        return self._open[-1].how if self._open else PLAIN

    def _element(self, name: str, attributes: Attributes) -> Element:
        if ":" in name:
            return Element(name, self._how())
        if self._reading is not None:
            holder = next(element.name for element in self._open if element.reading is not None)
            raise ValueError(f"<{holder}> may hold only text, not the element {shown(name)}")
        if name == "speak" and self._open:
            raise ValueError("<speak> may not be in another <speak>")
        return element_of(name, attributes, self._how())

    def _put(self, item: Boundary | Pause | Mark | None) -> None:
        if isinstance(item, Boundary):
            self._builder.boundary(item)
        elif isinstance(item, Mark):
            self._builder.mark(item)
        elif isinstance(item, Pause):
            self._silence += item.seconds
            if self._silence > MAX_SILENCE:
                raise ValueError(f"all breaks together must be at most {MAX_SILENCE:g}s long")
            self._builder.pause(item)

    def _say(self, how: Prosody, reading: Reading, at: int) -> None:
        held = self._held
        start, end = held.start, at if held.end is None else held.end
        text = held.text() if reading.text is None else reading.text
        if held.space_before:
            self._builder.space(start)
        if reading.bleeped:
            self._put(BLEEP)
        elif text or reading.phonemes is not None:
            said = Said(text, start, end, how, reading.say_as, reading.phonemes)
            self._builder.said(said)
        if held.space_after:
            self._builder.space(end)


class _HeldText:
    """The text of an element that is read as a whole; `start` is the element's if it is empty."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.end: int | None = None
        self.space_before = self.space_after = False
        self._parts: list[str] = []

    def add(self, text: str, start: int, end: int) -> None:
        """Add text that stood at `start` to `end` in the source."""
        self._parts.append(text)
        words = text.strip(SPACE)
        if not words:
            self._note_space()
            return
        before = len(text) - len(text.lstrip(SPACE))
        if self.end is None:
            self.start = start + before
            self.space_before = self.space_before or before > 0
        after = len(text) - before - len(words)
        self.end = end - after
        self.space_after = after > 0

    def text(self) -> str:
        """Return the words, with single spaces between them."""
        return _SPACES.sub(" ", "".join(self._parts).strip(SPACE))

    def _note_space(self) -> None:
        if self.end is None:
            self.space_before = True
        else:
            self.space_after = True


def _prefix_of_root(name: str) -> str:
    prefix, colon, local = name.rpartition(":")
    if local != "speak":
        raise ValueError(f"the outermost element must be speak, not {shown(name)}")
    return prefix + colon
