import pytest

from jabbertts_wyoming.text.markup.say_as import is_bleeped, say_as_of
from jabbertts_wyoming.text.markup.spans import ReadAs, SayAs


@pytest.mark.parametrize(
    ("kind", "form", "expected"),
    [
        ("characters", "", SayAs(ReadAs.CHARACTERS)),
        ("spell-out", "", SayAs(ReadAs.CHARACTERS)),
        ("verbatim", "", SayAs(ReadAs.CHARACTERS)),
        (" Cardinal ", "", SayAs(ReadAs.CARDINAL)),
        ("number", "", SayAs(ReadAs.CARDINAL)),
        ("number", "ordinal", SayAs(ReadAs.ORDINAL)),
        ("number", "telephone", SayAs(ReadAs.TELEPHONE)),
        ("vxml:digits", "", SayAs(ReadAs.DIGITS)),
        ("date", "", SayAs(ReadAs.DATE)),
        ("date", "mdy", SayAs(ReadAs.DATE, "mdy")),
        ("date", "YYYYMMDD", SayAs(ReadAs.DATE, "ymd")),
        ("date", "dd.mm.yyyy", SayAs(ReadAs.DATE, "dmy")),
        ("date", "nonsense", SayAs(ReadAs.DATE)),
        ("date", "m" * 50, SayAs(ReadAs.DATE)),
        ("time", "hms12", SayAs(ReadAs.TIME, "hms12")),
        ("telephone", "1", SayAs(ReadAs.TELEPHONE, "1")),
        ("currency", "x" * 50, SayAs(ReadAs.CURRENCY)),
        ("unit", "", SayAs(ReadAs.UNIT)),
        ("fraction", "", SayAs(ReadAs.FRACTION)),
        ("address", "", SayAs(ReadAs.ADDRESS)),
        ("interjection", "", None),
        ("", "", None),
    ],
)
def test_say_as(kind: str, form: str, expected: SayAs | None) -> None:
    assert say_as_of({"interpret-as": kind, "format": form}) == expected


def test_what_is_bleeped() -> None:
    assert is_bleeped({"interpret-as": "expletive"})
    assert is_bleeped({"interpret-as": "Bleep"})
    assert not is_bleeped({"interpret-as": "date"})


def test_interpret_as_is_needed() -> None:
    with pytest.raises(ValueError, match="needs interpret-as"):
        say_as_of({"format": "mdy"})
