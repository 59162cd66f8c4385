"""The command line of `script/quality`."""

import argparse
import asyncio
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .document import NAME, write_section
from .errors import QualityError
from .exchange import judge
from .languages import Spoken, prepared, speak_language
from .machine import machine
from .report import render
from .results import Results
from .round_trip import RoundTrip, measure_text
from .sentences import sentences
from .server import fill, running
from .timestamps import Times, measure
from .venv import REPO

LANGUAGES = "languages"
TIMESTAMPS = "timestamps"
TEXT = "text"
_JSON = "quality-languages.json"
_TIMESTAMPS_JSON = "quality-timestamps.json"
_TEXT_JSON = "quality-text.json"
_WORK = REPO / "build" / "quality"

_DESCRIPTION = """\
Judge speech by a recogniser (Whisper, in .venv-quality, which the first run makes: about 1.7 GB).
`script/quality --setup` makes that environment and prints its Python.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    options = parse(arguments)
    try:
        options.run(options, arguments)
    except (QualityError, OSError) as error:
        print(f"quality: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; exits with a usage message if it is wrong."""
    parser = argparse.ArgumentParser(
        prog="script/quality",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_languages(
        commands.add_parser(
            LANGUAGES, help="every language by its best voice here, heard by Whisper base"
        )
    )
    _add_timestamps(
        commands.add_parser(
            TIMESTAMPS, help="when words begin, as the voice tells it and as Whisper hears it"
        )
    )
    _add_text(
        commands.add_parser(
            TEXT, help="numbers, units, dates …: read right by JabberTTS and by wyoming-piper?"
        )
    )
    return parser.parse_args(arguments)


def _add_languages(languages: argparse.ArgumentParser) -> None:
    languages.set_defaults(run=_languages)
    languages.add_argument(
        "--only",
        type=_known_languages,
        metavar="de,fr",
        help="these languages; writes files only with --output",
    )
    languages.add_argument(
        "--work",
        type=Path,
        default=_WORK,
        metavar="DIR",
        help="folder for voices and speech, kept for the next run (default build/quality)",
    )
    languages.add_argument(
        "--mirror", type=Path, metavar="DIR", help="what script/mirror made (default: made anew)"
    )
    languages.add_argument(
        "--output", type=Path, metavar="DIR", help="where the report goes (default docs)"
    )


def _known_languages(text: str) -> list[str]:
    known, wanted = list(sentences()), text.split(",")
    unknown = [language for language in wanted if language not in known]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"there are no sentences in {', '.join(unknown)}; there are in {', '.join(known)}"
        )
    return wanted


def _languages(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    work: Path = options.work.resolve()
    spoken = asyncio.run(_spoken(options, work))
    items = [item for one in spoken for item in one.items()]
    verdicts = {verdict.id: verdict for verdict in judge(items, Path(sys.executable))}
    results = Results(machine(arguments), [one.judged(verdicts) for one in spoken])
    report = render(results)
    print(report)
    output = options.output or (None if options.only else REPO / "docs")
    if output is not None:
        write(results, report, output)
        _say(f"written: {NAME} and {_JSON} in {output}")


async def _spoken(options: argparse.Namespace, work: Path) -> list[Spoken]:
    speech, data = work / "speech", work / "data"
    speech.mkdir(parents=True, exist_ok=True)
    names = await asyncio.to_thread(fill, data, options.mirror, work / "mirror")
    spoken: list[Spoken] = []
    async with running(data, work / "server.log") as uri:
        missing = await prepared(uri, names)
        if missing:
            _say(f"not prepared, see {work / 'server.log'}: {', '.join(missing)}")
        for language, texts in sentences().items():
            if options.only is None or language in options.only:
                spoken += await speak_language(uri, language, texts, speech, _say)
    return spoken


def write(results: Results, report: str, output: Path) -> None:
    """Write the section and the raw figures to `output`, which is made if it is not there."""
    output.mkdir(parents=True, exist_ok=True)
    write_section(output, LANGUAGES, report)
    raw = json.dumps(dataclasses.asdict(results), indent=1, ensure_ascii=False)
    (output / _JSON).write_text(raw + "\n", encoding="utf-8")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _add_timestamps(timestamps: argparse.ArgumentParser) -> None:
    timestamps.set_defaults(run=_timestamps)
    timestamps.add_argument(
        "--work",
        type=Path,
        default=_WORK,
        metavar="DIR",
        help="folder for the voice and speech, kept for the next run (default build/quality)",
    )
    timestamps.add_argument(
        "--output", type=Path, metavar="DIR", help="where the report goes (default docs)"
    )


def _timestamps(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    times = Times(machine(arguments), measure(options.work.resolve(), _say))
    print(times.section())
    output: Path = options.output or REPO / "docs"
    output.mkdir(parents=True, exist_ok=True)
    write_section(output, TIMESTAMPS, times.section())
    (output / _TIMESTAMPS_JSON).write_text(times.raw(), encoding="utf-8")
    _say(f"written: {NAME} and {_TIMESTAMPS_JSON} in {output}")


def _add_text(text: argparse.ArgumentParser) -> None:
    text.set_defaults(run=_text)
    text.add_argument(
        "--every",
        type=_positive,
        default=1,
        metavar="N",
        help="only every Nth row of the table, for a quicker run (default 1, all of them)",
    )
    text.add_argument(
        "--work",
        type=Path,
        default=_WORK,
        metavar="DIR",
        help="folder for the speech, kept to be listened to (default build/quality)",
    )
    text.add_argument(
        "--output", type=Path, metavar="DIR", help="where the report goes (default docs)"
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, not {text!r}")
    return int(text)


def _text(options: argparse.Namespace, arguments: Sequence[str]) -> None:
    rows, total = measure_text(options.work.resolve(), options.every, _say)
    trip = RoundTrip(machine(arguments), total, rows)
    print(trip.section())
    output: Path = options.output or REPO / "docs"
    output.mkdir(parents=True, exist_ok=True)
    write_section(output, TEXT, trip.section())
    (output / _TEXT_JSON).write_text(trip.raw(), encoding="utf-8")
    _say(f"written: {NAME} and {_TEXT_JSON} in {output}")
