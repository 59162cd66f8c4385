"""How a range is said after the word that goes before it: "5-10" is not the same after "di"."""

from ..context import Context


def range_template(context: Context, position: int, own: str | None = None) -> str | None:
    """Return what joins the ends of a range here; `own` is what a date or a time has for it."""
    numbers = context.language.data.numbers
    beside = context.char(position - 1).isspace() and not context.is_line_start(position)
    if numbers.ranges_after and beside:
        before = context.word_before(position).lower()
        for template, words in numbers.ranges_after.items():
            if before in words:
                return template
    return own or numbers.range
