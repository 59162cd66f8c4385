"""docs/VOICES.md: the catalogue as tables."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from jabbertts_wyoming.voices.catalogue.catalogue import TIERS, Catalogue
from jabbertts_wyoming.voices.catalogue.entry import CatalogueFile, total_bytes
from jabbertts_wyoming.voices.catalogue.schema import Tier

# The languages that the project promises to have an eye on.
LANGUAGES = {
    "ar": "Arabic",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ms": "Malay",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "sw": "Swahili",
    "tr": "Turkish",
    "zh": "Chinese",
}

_HEAD = """\
# Voices

Written by `script/catalogue --docs` from the catalogue in `voices`; do not edit by hand.

These voices can be downloaded, but for the formant voices of espeak-ng (`espeak-de`, …), which are
built in:

```sh
.venv/bin/python -m jabbertts_wyoming.voices search german
.venv/bin/python -m jabbertts_wyoming.voices download de_DE-thorsten-medium
.venv/bin/python -m jabbertts_wyoming.voices download --language de --tier medium
```

The tier says for which machine a voice is meant: one with 1 GB of memory or more (low), 2 GB
(medium), 4 GB (high). A licence is `unknown` where it can't be read from here; the link leads to
the publisher's page about the voice, which tells it. Read that before you use the voice.

That a voice is listed does not mean that it speaks at once: Japanese and Chinese voices need the
extras `ja` and `zh` (of Piper's Chinese ones `zh_CN-huayan` does without), and Thai can't be spoken
yet. The server leaves out what can't speak; the log says why in one line.

The formant voices are the last resort: they need neither files nor memory worth the name, are easy
to tell from a human and speak languages that no neural voice speaks, or is here for. Who asks for a
language gets one only if no neural voice of it is here. `--formant-voices off` leaves them out.
"""


def render(catalogue: Catalogue) -> str:
    """Return the page."""
    parts = [_HEAD.splitlines(), _best(catalogue), _all(catalogue), _variants(catalogue)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _best(catalogue: Catalogue) -> Iterator[str]:
    yield "## The best voice of each language"
    yield ""
    yield "What `download --language TAG --tier TIER` takes: of what the publishers tell (grades,"
    yield "qualities) the most, and never a higher tier if there is another way. Nobody listened."
    yield "In brackets is a voice of a higher tier than the column's, for want of another one. The"
    yield "last resort is there without a download, at every tier."
    yield ""
    yield "| Language | Tag | Low | Medium | High | Last resort |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for tag, name in LANGUAGES.items():
        cells = [_best_cell(catalogue, tag, tier) for tier in TIERS]
        yield f"| {name} | `{tag}` | {' | '.join([*cells, _last_resort(catalogue, tag)])} |"
    yield ""
    yield "What is to be known of the last resorts:"
    yield ""
    for entry in catalogue:
        if entry.built_in and entry.note:
            yield f"- `{entry.name}`: {entry.note}."


def _best_cell(catalogue: Catalogue, tag: str, tier: Tier) -> str:
    entry = catalogue.best(tag, tier)
    if entry is None or entry.built_in:
        return "none yet"
    higher = TIERS.index(entry.tier) > TIERS.index(tier)
    return f"(`{entry.name}`)" if higher else f"`{entry.name}`"


def _last_resort(catalogue: Catalogue, tag: str) -> str:
    found = [f"`{entry.name}`" for entry in catalogue.select(language=tag) if entry.built_in]
    return ", ".join(found) or "none: espeak-ng can't read its script"


def _all(catalogue: Catalogue) -> Iterator[str]:
    entries = sorted(catalogue.select(), key=lambda e: (e.language_names[0], e.family, e.id))
    yield f"## All {len(entries)} voices"
    yield ""
    yield "| Language | Voice | Tier | Speakers | Licence | Size |"
    yield "| --- | --- | --- | ---: | --- | ---: |"
    for language, voices in groupby(entries, key=lambda e: e.language_names[0]):
        for entry in voices:
            licence = f"[{entry.licence}]({entry.card})"
            size = "built in" if entry.built_in else _size(entry.files)
            cells = (f"`{entry.name}`", entry.tier, entry.speakers, licence, size)
            yield f"| {language} ({entry.languages[0]}) | {' | '.join(map(str, cells))} |"


def _variants(catalogue: Catalogue) -> Iterator[str]:
    yield "## Variants"
    yield ""
    yield "All voices of Kokoro share one model, which is downloaded once. There are several makes"
    yield "of it: `NAME` takes the first one, `NAME@VARIANT` another, as `af_heart@fp32`."
    yield ""
    yield "| Family | Variant | Tier | Size of the model |"
    yield "| --- | --- | --- | ---: |"
    made = dict.fromkeys((e.family, e.variant, e.tier, e.shared) for e in catalogue if e.variant)
    for family, variant, tier, shared in made:
        yield f"| {family} | `{variant}` | {tier} | {_size(shared)} |"


def _size(files: Sequence[CatalogueFile]) -> str:
    size = total_bytes(files)
    return "unknown" if size is None else f"{size / 1e6:.0f} MB"
