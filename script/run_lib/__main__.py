"""The way in for `script/run`, which runs this folder by its path."""

import sys
from pathlib import Path


def _run() -> int:
    # By path and not with -m, so that nothing is imported from the folder the user is in.
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from script.run_lib.main import main

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(_run())
