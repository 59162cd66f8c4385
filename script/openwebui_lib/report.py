"""The table of results."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One check: how long it took, and what it found out or what is wrong."""

    name: str
    passed: bool
    seconds: float
    detail: str


def line(result: Result) -> str:
    """Return one row."""
    mark = "ok  " if result.passed else "FAIL"
    return f"{mark} {result.seconds:6.2f} s  {result.name}: {result.detail}"


def summary(results: Sequence[Result]) -> str:
    """Return the last line: how many checks passed."""
    passed = sum(result.passed for result in results)
    return f"{passed} of {len(results)} checks passed"


def exit_status(results: Sequence[Result]) -> int:
    """Return 0 if every check passed and there was one, else 1."""
    return 0 if results and all(result.passed for result in results) else 1
