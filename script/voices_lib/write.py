"""Write a family as YAML: compact, in one order, readable."""

from pathlib import Path
from typing import Any

import yaml

_HEAD = """\
# {title}: written by script/catalogue; change the script, not this file.
# What each field means is said in jabbertts_wyoming/voices/catalogue/schema.py.
"""


def dump(family: dict[str, Any]) -> str:
    """Return the file's text."""
    body = yaml.safe_dump(
        family, default_flow_style=None, sort_keys=False, allow_unicode=True, width=10_000
    )
    return _HEAD.format(title=family["title"]) + body


def write(family: dict[str, Any], folder: Path) -> Path:
    """Write the family's file into `folder`."""
    path = folder / f"{family['family']}.yaml"
    path.write_text(dump(family), "utf-8")
    return path
