"""Start the server: `python -m jabbertts_wyoming`."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from typing import Any, TypeVar

from . import __version__
from .common.address import Address, TcpAddress
from .common.cli import load_options
from .common.errors import JabberError
from .common.logs import setup_logging
from .options import Options

_LOGGER = logging.getLogger(__name__)
T = TypeVar("T")


def main() -> int:
    """Run the server until SIGTERM or SIGINT; return the exit status.

    2 is for a wrong option, 1 for a voice that can't speak.
    """
    try:
        options = load_options(
            Options,
            prog="python -m jabbertts_wyoming",
            version=__version__,
            description="Local text-to-speech that starts talking first, over Wyoming.",
        )
    except JabberError as error:
        print(error, file=sys.stderr)
        return 2
    setup_logging(options.log_level, options.log_format)
    try:
        asyncio.run(serve(options))
    except JabberError as error:
        _LOGGER.error("%s", error)  # noqa: TRY400 - the message says it all
        return 1
    except KeyboardInterrupt:
        pass
    return 0


async def serve(options: Options) -> None:
    """Load the voices, serve, and drain when told to stop; raises `JabberError` at start."""
    # Late, so that --help and a wrong option need not wait for ONNX Runtime.
    from .common.discovery import Announcer
    from .server import Server
    from .wiring import limits_of, speech_of

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        entered = await _unless_stopped(stack.enter_async_context(speech_of(options)), stop)
        if entered is None:
            return
        speech, voice = entered
        server = Server(speech, limits_of(options))
        await server.start(options.uri)
        address = server.addresses[0]
        if options.zeroconf is not None and isinstance(address, TcpAddress):
            announcer = Announcer(address, data_dir=options.data_dir, name=options.zeroconf_name)
            announcer.start()
            stack.push_async_callback(announcer.stop)
        # What start-up made stays; the collector need not look at it again.
        gc.collect()
        gc.freeze()
        with suppress(OSError):  # a closed or full stdout is no reason not to serve
            print(ready_line(address, voice), flush=True)
        await server.run_until(stop)


async def _unless_stopped(coroutine: Coroutine[Any, Any, T], stop: asyncio.Event) -> T | None:
    """Return what `coroutine` does, or cancel it and return None once `stop` is set."""
    task, stopped = asyncio.create_task(coroutine), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return None if stop.is_set() else await task
    finally:
        task.cancel()
        stopped.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)


def ready_line(address: Address, voice: str) -> str:
    """Return the line that says where the server is and how to add it to Home Assistant."""
    ready = f"JabberTTS is ready on {address} with the voice {voice}."
    if not isinstance(address, TcpAddress):
        return ready
    return (
        f"{ready} In Home Assistant: Settings > Devices & services > Add integration > "
        f"Wyoming Protocol, then this machine's address and port {address.port}."
    )


if __name__ == "__main__":
    sys.exit(main())
