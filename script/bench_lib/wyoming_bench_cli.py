"""Runs the `wyoming-bench` command against the servers and reads its summary."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from .errors import BenchError
from .results import CliRow
from .server import Running

_TIMEOUT_S = 300.0
_COLUMNS = 8  # ok, TTFT_mean, TTFT_p95, Total_mean, RTF_norm, RTF_adj, RTF_act, audio_dur


async def run_cli(servers: Sequence[Running], rounds: int) -> list[CliRow]:
    """Run `wyoming-bench tts` once over `servers`; raises `BenchError` if it fails."""
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("wyoming-bench")),
        "tts",
        *(f"127.0.0.1:{running.port}" for running in servers),
        "--rounds",
        str(rounds),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    text = output.decode(errors="replace")
    rows = parse_summary(text, {running.port: running.name for running in servers})
    if process.returncode or len(rows) < len(servers):
        raise BenchError(f"wyoming-bench ended with status {process.returncode}:\n{text[-2000:]}")
    return rows


def parse_summary(output: str, names: Mapping[int, str]) -> list[CliRow]:
    """Return the rows of the summary tables; `names` are the servers by port.

    The tool prints milliseconds; the rows hold seconds. Lines with no figures are skipped.
    """
    rows: list[CliRow] = []
    mode = ""
    for line in output[output.find("Summary") :].splitlines():
        if line.startswith("["):
            mode = line.strip("[] ")
        fields = line.split()
        if len(fields) > _COLUMNS and fields[0].startswith("127.0.0.1:"):
            row = _row(fields, mode, names)
            if row is not None:
                rows.append(row)
    return rows


def _row(fields: Sequence[str], mode: str, names: Mapping[int, str]) -> CliRow | None:
    port = int(fields[0].rpartition(":")[2])
    answers, mean, p95, total = fields[-_COLUMNS : -_COLUMNS + 4]
    if port not in names or "n/a" in (mean, p95, total):
        return None
    return CliRow(
        server=names[port],
        mode=mode,
        answers=int(answers),
        first_audio_mean=float(mean) / 1000,
        first_audio_p95=float(p95) / 1000,
        total_mean=float(total) / 1000,
    )
