"""Language tags as people and programs write them: `de`, `pt-br`, `zh_Hans_CN`, `sr_RS@latin`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_TAG = re.compile(
    r"""(?P<language>[a-z]{2,3})
        (?:[-_](?P<script>[a-z]{4}))?
        (?:[-_](?P<region>[a-z]{2}|\d{3}))?
        (?P<variants>(?:[-_][a-z0-9]{4,8})*)
        (?:\.[a-z0-9-]{1,16})?          # a POSIX locale's charset
        (?:@(?P<modifier>[a-z]{2,16}))?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_LONGEST = 64

# Tags in use for the same language: ISO 639 withdrew some, and macrolanguages stand for the one
# of theirs that is meant.
_SAME = {
    "arb": "ar",
    "cmn": "zh",
    "fil": "tl",
    "in": "id",
    "iw": "he",
    "ji": "yi",
    "jw": "jv",
    "mo": "ro",
    "nb": "no",
    "nn": "no",
    "pes": "fa",
    "swh": "sw",
    "zsm": "ms",
}
_SCRIPTS = {"latin": "latn", "cyrillic": "cyrl", "devanagari": "deva", "arabic": "arab"}

EXACT = 4


@dataclass(frozen=True, slots=True)
class Tag:
    """A parsed language tag in lower case; `region` and `script` are empty if not given."""

    language: str
    script: str = ""
    region: str = ""
    variant: str = ""


def parse(tag: str) -> Tag | None:
    """Return the parsed tag, or None for what is none."""
    text = tag.strip()
    return _parse(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _parse(text: str) -> Tag | None:
    match = _TAG.fullmatch(text)
    if match is None:
        return None
    parts = {name: (part or "").lower() for name, part in match.groupdict().items()}
    script = parts["script"] or _SCRIPTS.get(parts["modifier"], "")
    return Tag(
        language=_SAME.get(parts["language"], parts["language"]),
        script=script,
        region=parts["region"],
        variant=parts["variants"].replace("_", "-")
        + ("" if parts["modifier"] in _SCRIPTS else parts["modifier"]),
    )


def closeness(wanted: Tag, offered: Tag) -> int:
    """Return how well `offered` serves `wanted`, from 0 (another language) to `EXACT`.

    What `wanted` leaves open, any tag serves. No region is nearer to one than another region is.
    """
    if wanted.language != offered.language:
        return 0
    if wanted.script and offered.script and wanted.script != offered.script:
        return 1
    if wanted.region in ("", offered.region):
        return EXACT if wanted.variant in ("", offered.variant) else 3
    return 1 if offered.region else 2


def best(wanted: Tag, tags: Iterable[str]) -> tuple[int, str | None]:
    """Return the closeness of the closest of `tags`, and that tag (0 and None: not one)."""
    found: tuple[int, bool, str | None] = 0, False, None
    for tag in tags:
        offered = parse(tag)
        score = closeness(wanted, offered) if offered else 0
        if (score, offered == wanted) > found[:2]:
            found = score, offered == wanted, tag
    return found[0], found[2]
