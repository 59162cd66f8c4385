"""Stands in for the server or the bridge: says how it was started, and then does as it is told.

    stand_in.py NAME BEHAVIOUR [ARGUMENT …]

The behaviours: `obey` ends with 0 when told to stop, `fail:N` with N; `deaf` does not end;
`end:N` ends by itself with N, `crash` by a signal.
"""

import json
import os
import signal
import sys
from types import FrameType


def say(text: str) -> None:
    # One write for a line, since several programs share the output.
    os.write(1, f"{text}\n".encode())


def main() -> None:
    name, behaviour, *arguments = sys.argv[1:]
    kind, _, number = behaviour.partition(":")

    def told(_number: int, _frame: FrameType | None) -> None:
        if kind != "deaf":
            os._exit(int(number or 0))

    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, told)
    ours = {k: v for k, v in os.environ.items() if k.startswith("JABBERTTS_")}
    say(json.dumps({"name": name, "pid": os.getpid(), "arguments": arguments, "variables": ours}))
    if kind == "end":
        os._exit(int(number))
    if kind == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
