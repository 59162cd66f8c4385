"""The texts that are spoken, in groups that the report keeps apart."""

from dataclasses import dataclass

BENCH = "wyoming-bench"
SHORT = "5 words"
LONG = "60 words"
GROUPS = (BENCH, SHORT, LONG)

SHORT_TEXT = "Turn on the kitchen light."
LONG_TEXT = (
    "When the last guests had left the garden and the lamps along the gravel path went out one "
    "after another, the old keeper took his lantern from the hook beside the door, looked once "
    "more across the lawn towards the river, and walked slowly home, counting his steps as he "
    "did every evening since his father gave him the keys."
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with a name that is unique in the run, and the group it is reported in."""

    name: str
    group: str
    text: str


def own_texts() -> list[Text]:
    """Return the short and the long sentence of this benchmark."""
    return [Text(SHORT, SHORT, SHORT_TEXT), Text(LONG, LONG, LONG_TEXT)]


def bench_texts() -> list[Text]:
    """Return wyoming-bench's default texts, from the installed package."""
    from wyoming_bench.tts.texts import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        DEFAULT_TEXTS,
    )

    return [Text(f"{BENCH} {i}", BENCH, text) for i, text in enumerate(DEFAULT_TEXTS, start=1)]
