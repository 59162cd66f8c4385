"""What every section of the report begins with, and its table of targets."""

from collections.abc import Iterable, Mapping

from .markdown import number, table
from .results import Machine
from .targets import Target


def heading(title: str, machine: Machine) -> str:
    """Return title, command, machine and date; list items may follow on the next line."""
    return f"""{title}

Written by `{machine.command}`; do not edit by hand.

- Machine: {machine.cpu}, {machine.cores} cores, {machine.memory_gib:.0f} GiB; {machine.system};
  load average at the start {machine.load_average:.2f}
- Date: {machine.date}"""


def packages(versions: Mapping[str, str]) -> str:
    """Return packages with their versions."""
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def targets_table(targets: Iterable[Target], first: str = "Target", digits: int = 2) -> str:
    """Return the table of targets; a limit of 0 is for what is counted."""
    rows = [
        (
            target.name,
            f"≤ {target.limit:g}{target.unit and ' ' + target.unit}",
            number(target.measured, digits if target.limit else 0, target.unit),
            "reached" if target.reached else "**not reached**",
        )
        for target in targets
    ]
    return table((first, "Limit", "Measured", "Result"), rows)
