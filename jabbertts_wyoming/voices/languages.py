"""Language tags in one form, Piper's: `en_US`, `zh_CN`, `ar`."""

from collections.abc import Iterable


def normalize(tag: str) -> str:
    """Return a tag in Piper's form: `EN-us` gives `en_US`; what is no tag is kept as it is."""
    first, *rest = tag.strip().replace("-", "_").split("_")
    return "_".join([first.lower(), *(_subtag(p) for p in rest if p)])


def _subtag(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) in (2, 3) else part.lower()


def match(wanted: str, tags: Iterable[str]) -> int:
    """Return how well `tags` serve `wanted`: 2 the same tag, 1 the same language, 0 not at all."""
    tag = normalize(wanted)
    offered = [normalize(t) for t in tags]
    if tag in offered:
        return 2
    language = tag.partition("_")[0]
    return int(any(t.partition("_")[0] == language for t in offered))
