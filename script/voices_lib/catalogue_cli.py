"""The command line of `script/catalogue`."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jabbertts_wyoming.voices.catalogue.catalogue import load_catalogue
from jabbertts_wyoming.voices.catalogue.read import FAMILIES

from . import espeak, kokoro, piper
from .docs import render
from .packages import PackageError
from .write import write

REPO = Path(__file__).resolve().parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    """Write the catalogue's files anew; return the exit status."""
    options = parse(argv)
    try:
        if options.docs:
            page = REPO / "docs" / "VOICES.md"
            page.write_text(render(load_catalogue()), "utf-8")
            print(page)
            return 0
        with tempfile.TemporaryDirectory() as folder:
            families: dict[str, Callable[[], dict[str, Any]]] = {
                "piper": piper.family,
                "kokoro": partial(kokoro.family, Path(folder)),
                "espeak": espeak.family,
            }
            for name in options.families or families:
                print(write(families[name](), options.output))
    except (PackageError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(
        prog="script/catalogue", description="Write voices/*.yaml from what packages tell."
    )
    parser.add_argument(
        "families", nargs="*", metavar="FAMILY", help=f"{', '.join(FAMILIES)} (all)"
    )
    parser.add_argument("--output", type=Path, default=REPO / "voices", metavar="DIR")
    parser.add_argument("--docs", action="store_true", help="only write docs/VOICES.md")
    options = parser.parse_args(argv)
    unknown = set(options.families) - set(FAMILIES)
    if unknown:
        parser.error(f"there is no family {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
