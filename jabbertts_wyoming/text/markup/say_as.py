"""The values of `say-as`, as the large services have them."""

import re
from collections.abc import Mapping

from .spans import ReadAs, SayAs

# Under each, its other names. Amazon Polly, Google Cloud and Azure Speech document these.
_NAMES = {
    ReadAs.ADDRESS: (),
    ReadAs.CARDINAL: ("number",),
    ReadAs.CHARACTERS: ("spell-out", "verbatim", "letters", "spell"),
    ReadAs.CURRENCY: (),
    ReadAs.DATE: (),
    ReadAs.DIGITS: ("number_digit",),
    ReadAs.DURATION: (),
    ReadAs.FRACTION: (),
    ReadAs.ORDINAL: (),
    ReadAs.TELEPHONE: ("phone",),
    ReadAs.TIME: (),
    ReadAs.UNIT: ("units", "measure"),
}
_KINDS = {name: kind for kind, others in _NAMES.items() for name in (kind.value, *others)}
_BLEEPED = ("expletive", "bleep")
# W3C's note "SSML 1.0 say-as attribute values" has kinds of number as formats.
_NUMBER_FORMATS = {
    "cardinal": ReadAs.CARDINAL,
    "ordinal": ReadAs.ORDINAL,
    "telephone": ReadAs.TELEPHONE,
    "digits": ReadAs.DIGITS,
}
_DATES = frozenset(["mdy", "dmy", "ymd", "ydm", "md", "dm", "ym", "my", "d", "m", "y"])
_REPEATED = re.compile(r"(.)\1+")
_LONGEST_FORMAT = 20


def say_as_of(attributes: Mapping[str, str]) -> SayAs | None:
    """Return how a `say-as` wants its text read; None, as plain text, if that is not known.

    Raises ValueError if `interpret-as` is missing.
    """
    kind = _KINDS.get(_interpretation(attributes))
    if kind is None:
        return None
    form = attributes.get("format", "").strip().lower()
    if kind is ReadAs.CARDINAL and form in _NUMBER_FORMATS:
        return SayAs(_NUMBER_FORMATS[form])
    if kind is ReadAs.DATE:
        return SayAs(kind, _date_order(form))
    return SayAs(kind, form if len(form) <= _LONGEST_FORMAT else "")


def is_bleeped(attributes: Mapping[str, str]) -> bool:
    """Tell whether a `say-as` wants its text not to be heard."""
    return _interpretation(attributes) in _BLEEPED


def _interpretation(attributes: Mapping[str, str]) -> str:
    if "interpret-as" not in attributes:
        raise ValueError("<say-as> needs interpret-as, such as characters, date or telephone")
    return attributes["interpret-as"].strip().lower().removeprefix("vxml:")


def _date_order(form: str) -> str:
    """Return the order of the fields in `mdy`, `yyyymmdd` or `yyyy-mm-dd`; empty if unknown."""
    if len(form) > _LONGEST_FORMAT:
        return ""
    order = _REPEATED.sub(r"\1", re.sub(r"[^a-z]", "", form))
    return order if order in _DATES else ""
