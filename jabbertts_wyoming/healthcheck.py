"""`python -m jabbertts_wyoming.healthcheck`: does the server answer a describe? Exit 0 or 1."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence

from .common.address import Address, UnixAddress, parse_uri

DEFAULT_URI = "tcp://127.0.0.1:10200"
_MAX_LINE = 4 << 20  # bytes of the answer's first line


def main(argv: Sequence[str] | None = None) -> int:
    """Ask once and return the exit code; says why on stderr if it is 1."""
    parser = argparse.ArgumentParser(
        prog="jabbertts_wyoming.healthcheck", description="Ask a Wyoming server to describe itself."
    )
    parser.add_argument(
        "--uri",
        default=os.environ.get("JABBERTTS_URI") or DEFAULT_URI,
        help=f"where it listens (default: JABBERTTS_URI or {DEFAULT_URI})",
    )
    parser.add_argument(
        "--timeout", type=float, default=5.0, metavar="SECONDS", help="(default: %(default)s)"
    )
    options = parser.parse_args(argv)
    try:
        asyncio.run(check(parse_uri(options.uri).reachable(), options.timeout))
    except TimeoutError:
        problem = f"no answer within {options.timeout:g} seconds"
    except (OSError, EOFError, ValueError) as error:
        problem = str(error) or type(error).__name__
    else:
        return 0
    sys.stderr.write(f"unhealthy: {options.uri}: {problem}\n")
    return 1


async def check(address: Address, seconds: float) -> None:
    """Send `describe` and wait for `info`.

    Raises `TimeoutError` if it does not come within `seconds`, `OSError` if there is no
    connection, and `ValueError` if the answer is something else.
    """
    async with asyncio.timeout(seconds):
        reader, writer = await _connect(address)
        try:
            writer.write(b'{"type": "describe"}\n')
            await writer.drain()
            header = await _read_header(reader)
        finally:
            writer.close()
    if header.get("type") != "info":
        raise ValueError(f"answered {header.get('type')!r} instead of 'info'")


async def _connect(address: Address) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if isinstance(address, UnixAddress):
        return await asyncio.open_unix_connection(address.path, limit=_MAX_LINE)
    return await asyncio.open_connection(address.host, address.port, limit=_MAX_LINE)


async def _read_header(reader: asyncio.StreamReader) -> dict[str, object]:
    """Return the first line as an object, and read the data behind it, so as to leave politely."""
    line = await reader.readline()
    if not line:
        raise ValueError("closed the connection without an answer")
    header = json.loads(line)
    if not isinstance(header, dict):
        raise ValueError("answered no Wyoming event")  # noqa: TRY004 - the peer's fault, not a type
    length = header.get("data_length")
    if isinstance(length, int) and 0 < length <= _MAX_LINE:
        await reader.readexactly(length)
    return header


if __name__ == "__main__":
    sys.exit(main())
