"""What the judge is asked and what it answers, as JSON files. Standard library only."""

import dataclasses
import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import QualityError
from .venv import REPO, quality_python

RECOGNISERS = ("tiny.en", "base")


@dataclass(frozen=True, slots=True)
class Item:
    """Speech to judge: a WAV file, and the text that it should be.

    `language` is a tag such as `en` or `pt-BR`; `recogniser` one of `RECOGNISERS`; `mos` asks for
    DNSMOS too.
    """

    id: str
    wav: str
    text: str
    language: str
    recogniser: str = "base"
    mos: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was heard: `errors` of `length` units of the text, which are words or characters.

    Errors are substitutions, deletions and insertions, so there can be more than `length`. `ovrl`
    and `p808` are DNSMOS' scores from 1 to 5.
    """

    id: str
    heard: str
    errors: int
    length: int
    unit: str
    ovrl: float | None = None
    p808: float | None = None


def read_request(text: str) -> list[Item]:
    """Read a request; raises `QualityError` that names the wrong field."""
    items = [_item(n, raw) for n, raw in enumerate(_items(text, "request"))]
    ids = [item.id for item in items]
    for n, name in enumerate(ids):
        if name in ids[:n]:
            raise QualityError(f"request: items[{n}].id {name!r} is there twice")
    return items


def read_answer(text: str) -> list[Verdict]:
    """Read an answer; raises `QualityError` if it is not one."""
    try:
        return [Verdict(**raw) for raw in _items(text, "answer")]
    except TypeError as error:
        raise QualityError(f"answer: {error}") from None


def written(items: Sequence[Item] | Sequence[Verdict]) -> str:
    """Return a request or an answer as JSON."""
    raw = {"items": [dataclasses.asdict(item) for item in items]}
    return json.dumps(raw, ensure_ascii=False, indent=1) + "\n"


def judge(items: Sequence[Item], python: Path | None = None) -> list[Verdict]:
    """Have all `items` judged by a process of the quality environment, in their order.

    `python` is that environment's if it is there for sure. Raises `QualityError` where it can't be
    made or the judge fails.
    """
    python = python or quality_python()
    with tempfile.TemporaryDirectory(prefix="jabbertts-judge-") as folder:
        request, answer = Path(folder) / "request.json", Path(folder) / "answer.json"
        request.write_text(written(items), encoding="utf-8")
        command = [str(python), "-m", "script.quality_lib.judge", str(request), str(answer)]
        done = subprocess.run(command, cwd=REPO, check=False)
        if done.returncode:
            raise QualityError(f"the judge ended with status {done.returncode}")
        return read_answer(answer.read_text(encoding="utf-8"))


def _items(text: str, what: str) -> list[Mapping[str, Any]]:
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise QualityError(f"{what}: not JSON: {error}") from None
    items = raw.get("items") if isinstance(raw, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise QualityError(f'{what}: must be {{"items": [{{…}}, …]}}')
    return items


def _item(n: int, raw: Mapping[str, Any]) -> Item:
    unknown = raw.keys() - {field.name for field in dataclasses.fields(Item)}
    if unknown:
        raise QualityError(f"request: items[{n}] has an unknown field {min(unknown)!r}")
    texts = {name: raw.get(name) for name in ("id", "wav", "text", "language")}
    for name, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            raise QualityError(f"request: items[{n}].{name} must be a text that is not empty")
    item = Item(**raw)
    if item.recogniser not in RECOGNISERS:
        raise QualityError(
            f"request: items[{n}].recogniser must be one of {', '.join(RECOGNISERS)}"
        )
    if not isinstance(item.mos, bool):
        raise QualityError(f"request: items[{n}].mos must be true or false")
    return item
