"""`python -m bridge.healthcheck`: is the bridge up, and a Wyoming server behind it? Exit 0 or 1."""

import argparse
import os
import sys
from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from jabbertts_wyoming.common.address import TcpAddress

# As in `options.py`, which takes longer to load than all of this.
_HOST, _PORT = "127.0.0.1", "8000"


def main(argv: Sequence[str] | None = None) -> int:
    """Ask `/health` once and return the exit code; says why on stderr if it is 1."""
    parser = argparse.ArgumentParser(
        prog="bridge.healthcheck", description="Ask the bridge whether it can speak."
    )
    parser.add_argument(
        "--url",
        default=default_url(),
        help="(default: made of JABBERTTS_BRIDGE_HOST and JABBERTTS_BRIDGE_PORT, %(default)s)",
    )
    parser.add_argument(
        "--timeout", type=float, default=5.0, metavar="SECONDS", help="(default: %(default)s)"
    )
    options = parser.parse_args(argv)
    try:
        check(options.url, options.timeout)
    except HTTPError as error:
        problem = f"answered {error.code} {error.reason}"
        error.close()
    except (OSError, HTTPException, ValueError) as error:
        problem = str(getattr(error, "reason", "") or error) or type(error).__name__
    else:
        return 0
    sys.stderr.write(f"unhealthy: {options.url}: {problem}\n")
    return 1


def default_url() -> str:
    """Return where `/health` is, by the variables that say where the bridge listens."""
    host = os.environ.get("JABBERTTS_BRIDGE_HOST") or _HOST
    address = TcpAddress(host, int(os.environ.get("JABBERTTS_BRIDGE_PORT") or _PORT)).reachable()
    return str(address).replace("tcp://", "http://") + "/health"


def check(url: str, seconds: float) -> None:
    """Get `url` and wait for the answer's end.

    Raises `HTTPError` if the answer is no 200 (503: no Wyoming server is up), `OSError` or
    `HTTPException` if there is none within `seconds`, and `ValueError` for what is no URL.
    """
    # The bridge is near: a proxy for the internet does not reach it.
    with build_opener(ProxyHandler({})).open(url, timeout=seconds) as answer:
        answer.read()


if __name__ == "__main__":
    sys.exit(main())
