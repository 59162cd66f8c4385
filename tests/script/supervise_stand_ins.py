"""Supervise stand-ins: PATIENCE BEHAVIOUR …; each is called by its behaviour.

A path instead of a behaviour is the program to be started.
"""

import sys
from pathlib import Path

from script.run_lib.supervisor import Program, supervise


def main() -> int:
    stand_in = str(Path(__file__).with_name("stand_in.py"))

    def program(behaviour: str) -> Program:
        command = [sys.executable, "-S", stand_in, behaviour, behaviour]
        return Program(behaviour, [behaviour] if behaviour.startswith("/") else command)

    return supervise([program(behaviour) for behaviour in sys.argv[2:]], float(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
