"""The command line of `script/openwebui`."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from . import programs
from .bridge import Bridge
from .checks import CHECKS, Bench, run
from .errors import CheckError, StartError
from .openwebui import OpenWebUI
from .programs import BRIDGE, OPENWEBUI, Running
from .report import Result, exit_status, line, summary

_DESCRIPTION = """\
Start our server, the bridge (with a key) and Open WebUI, and let Open WebUI speak through them.

Open WebUI runs headless and offline, in its own slim mode (USE_SLIM_DOCKER=true: no local models,
so neither torch nor transformers), with all its files in a temporary folder. The first run
installs it into .venv-openwebui: about 0.7 GB. It needs Python 3.11 or 3.12.
A browser is not part of it: the checks send what Open WebUI's pages send.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the checks; return the exit status: 0 if all passed."""
    options = parse(argv)
    try:
        results = asyncio.run(_checked(options))
    except (StartError, CheckError) as err:
        print(f"openwebui: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(summary(results))
    return exit_status(results)


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; exits with a usage message if it is wrong."""
    parser = argparse.ArgumentParser(
        prog="script/openwebui",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--stay",
        action="store_true",
        help="after the checks leave everything running, to try it in a browser, until Ctrl-C",
    )
    parser.add_argument("--bridge-command", default=BRIDGE, help=argparse.SUPPRESS)
    parser.add_argument("--openwebui-command", default=OPENWEBUI, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


async def _checked(options: argparse.Namespace) -> list[Result]:
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="jabbertts-openwebui-") as folder:
        async with _started(options, Path(folder), results) as (bench, url):
            for name, check in CHECKS:
                _note(results, await run(name, check(bench)))
            if options.stay:
                await _stay(url, bench.web)
    return results


@asynccontextmanager
async def _started(
    options: argparse.Namespace, folder: Path, results: list[Result]
) -> AsyncIterator[tuple[Bench, str]]:
    """Start all three programs, one after the other, and stop them at the end."""
    ports, key = programs.free_ports(), secrets.token_urlsafe(24)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        web = OpenWebUI(session, ports.openwebui_url)
        direct = Bridge(session, ports.bridge_url, key)
        server = Running(programs.server(ports, folder), lambda: programs.listens(ports.server))
        bridge = Running(programs.bridge(ports, folder, key, options.bridge_command), direct.up)
        openwebui = Running(
            programs.openwebui(ports, folder, key, options.openwebui_command), web.up
        )
        for name, program, url in (
            ("server", server, ports.uri),
            ("bridge", bridge, ports.bridge_url),
            ("Open WebUI", openwebui, ports.openwebui_url),
        ):
            stack.push_async_callback(program.stop)
            _note(results, await run(f"{name} starts", _start(program, url)))
            if not results[-1].passed:
                raise StartError(f"{name} does not start")
        yield Bench(web, direct, bridge, server), ports.openwebui_url


async def _start(program: Running, url: str) -> str:
    await program.start()
    return url


async def _stay(url: str, web: OpenWebUI) -> None:
    print(f"Open WebUI is at {url}; sign in as {web.login}. Ctrl-C ends it.", flush=True)
    await asyncio.Event().wait()


def _note(results: list[Result], result: Result) -> None:
    results.append(result)
    print(line(result), flush=True)
