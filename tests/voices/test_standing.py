from types import SimpleNamespace

from jabbertts_wyoming.voices.standing import LAST_RESORT, is_last_resort, of_grade, of_quality


def test_standings_are_in_order() -> None:
    grades = ["A", "A-", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F+", "F"]
    standings = [of_grade(grade) for grade in grades]
    assert standings == sorted(standings, reverse=True)
    assert len(set(standings)) == len(grades)
    qualities = [of_quality(q) for q in ("high", "medium", "low", "x_low", "odd")]
    assert qualities == sorted(qualities, reverse=True)
    assert of_grade(None) == of_grade("?") == of_quality("medium")
    assert all(LAST_RESORT < s <= 1 for s in (*standings, *qualities))


def test_the_last_resort_is_told() -> None:
    assert is_last_resort(SimpleNamespace(standing=LAST_RESORT))
    assert not is_last_resort(SimpleNamespace(standing=of_quality("odd")))
