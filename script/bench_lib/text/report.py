"""The times of the text front end, as a section of the Markdown report."""

from ..heading import heading, packages, targets_table
from ..markdown import number, table
from ..stats import summarize
from .results import TextResults
from .targets import check

RAW_FIGURES = "benchmarks-text.json"


def render(results: TextResults) -> str:
    """Return the whole section."""
    return "\n\n".join((_head(results), _targets(results), _languages(results))) + "\n"


def _head(results: TextResults) -> str:
    machine = results.machine
    listed = ", ".join(map(packages, machine.versions.values()))
    return f"""{heading("## The text front end", machine)}
- {listed}
- CPU time of one process, the fastest of {results.rounds} rounds, after a warm-up: cutting into
  sentences, marks, lexicon and normalisation. Phonemes are the voice's part and not in it.
- A typical sentence says a temperature and a time of day, in each language its own way (English:
  "{results.sentences.get("en_US", "")}"). The tables are those of the tests, in which nearly
  everything has to be said otherwise than it is written.
- All raw figures: `{RAW_FIGURES}`."""


def _targets(results: TextResults) -> str:
    return "### Targets of the text front end\n\n" + targets_table(
        check(results), "Target, slowest language"
    )


def _languages(results: TextResults) -> str:
    rows = [
        (
            one.language,
            number(one.sentence * 1000),
            number(one.quarter),
            number(one.whole),
            number(one.growth, 1),
            number(one.dense),
        )
        for one in results.languages
    ]
    columns = zip(*((one.sentence, one.whole, one.dense) for one in results.languages), strict=True)
    medians = [summary.median for column in columns if (summary := summarize(list(column)))]
    if medians:
        sentence, whole, dense = medians
        rows.append(
            ("median", number(sentence * 1000), "", number(whole), "", number(dense)),
        )
    header = ("Language", "Sentence, ms", "25 kB, s", "100 kB, s", "Growth", "Tables, s")
    return "### Times of every language\n\n" + table(header, rows)
