"""The sentences that are spoken and heard, by language."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("sentences.yaml")


def sentences() -> Mapping[str, Sequence[str]]:
    """Return the sentences of each language, in the file's order."""
    read: Mapping[str, Sequence[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read
