"""Cells and tables of the Markdown report; a missing figure is a dash."""

from collections.abc import Callable, Iterable, Sequence

from .stats import Summary, ratio, summarize

NONE = "–"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, its first column to the left and the others to the right."""
    lines = [header, ["---", *("---:" for _ in header[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float | None, digits: int = 2, unit: str = "") -> str:
    """Return `value` with `digits` decimals, a dash for None; none is "-0.00"."""
    return NONE if value is None else f"{value:z.{digits}f}{unit and ' ' + unit}"


def milliseconds(seconds: float | None) -> str:
    """Return seconds as milliseconds without unit."""
    return NONE if seconds is None else f"{seconds * 1000:.1f}"


def cells(summary: Summary | None, show: Callable[[float | None], str]) -> list[str]:
    """Return mean, median and p95, three dashes without a summary."""
    if summary is None:
        return [NONE] * 3
    return [show(summary.mean), show(summary.median), show(summary.p95)]


def pair(values: Sequence[float | None]) -> str:
    """Return ours / theirs of a figure that both servers have."""
    return number(ratio(*values)) if len(values) == 2 else NONE


def mean(values: Iterable[float]) -> float | None:
    """Return the mean, None without values."""
    summary = summarize(values)
    return None if summary is None else summary.mean


def median(values: Iterable[float]) -> float | None:
    """Return the median, None without values."""
    summary = summarize(values)
    return None if summary is None else summary.median


def in_ms(seconds: Sequence[float], statistic: str) -> float | None:
    """Return a `statistic` of `stats.Summary` over `seconds`, in milliseconds."""
    summary = summarize(seconds)
    return None if summary is None else float(getattr(summary, statistic)) * 1000
