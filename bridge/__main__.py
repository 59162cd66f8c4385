"""Start the bridge: `python -m bridge`."""

import asyncio
import logging
import signal
import sys
from contextlib import suppress

from jabbertts_wyoming import __version__
from jabbertts_wyoming.common.cli import load_options
from jabbertts_wyoming.common.errors import JabberError
from jabbertts_wyoming.common.logs import setup_logging

from .options import Options

_LOGGER = logging.getLogger(__name__)


def main() -> int:
    """Run the bridge until SIGTERM or SIGINT; return the exit status.

    2 is for a wrong option, 1 if it can't listen.
    """
    try:
        options = load_options(
            Options,
            prog="python -m bridge",
            version=__version__,
            description="OpenAI's speech API in front of Wyoming servers.",
        )
        return asyncio.run(serve(options))
    except JabberError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


async def serve(options: Options) -> int:
    """Serve until told to stop; raises `ConfigError` for options that can't be."""
    # Late, so that --help and a wrong option need not wait for codecs.
    from .web.request_id import log_context
    from .wiring import bridge_of

    setup_logging(options.log_level, options.log_format, context=log_context)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with bridge_of(options) as url:
            with suppress(OSError):  # a closed or full stdout is no reason not to serve
                print(ready_line(url, options), flush=True)
            await stop.wait()
    except (OSError, UnicodeError) as error:  # the latter for a host that can't be a name
        reason = getattr(error, "strerror", None) or error
        _LOGGER.error(  # noqa: TRY400 - the message says it all
            "can't listen on %s port %d: %s", options.host, options.port, reason
        )
        return 1
    return 0


def ready_line(url: str, options: Options) -> str:
    """Return the line that says where the bridge is and what is behind it."""
    behind = ", ".join(options.wyoming_uri)
    return f"The bridge is ready on {url}/v1 in front of {behind}. Open {url} to see how to use it."


if __name__ == "__main__":
    sys.exit(main())
