"""`script/run` with stand-ins instead of the programs: [ARGUMENT …]."""

import sys
from pathlib import Path

from script.run_lib.main import Commands
from script.run_lib.main import main as run


def main() -> int:
    stand_in = str(Path(__file__).with_name("stand_in.py"))

    def command(name: str) -> tuple[str, ...]:
        return (sys.executable, "-S", stand_in, name, "obey")

    return run(sys.argv[1:], Commands(command("server"), command("bridge")))


if __name__ == "__main__":
    sys.exit(main())
