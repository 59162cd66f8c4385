import json
import subprocess
import sys

from jabbertts_wyoming.text.normalise.cldr import Cldr

TAGS = ["nl", "it", "sv", "tr", "sw", "ms", "nb", "pl", "is", "en"]
NAMES = """
import json, sys
from jabbertts_wyoming.text.normalise.cldr import Cldr
def names(tag):
    cldr = Cldr.of(tag)
    return [cldr.months, cldr.lone_months, cldr.month_numbers, cldr.weekdays, cldr.weekday_numbers]
print(json.dumps({tag: names(tag) for tag in sys.argv[1:]}))
"""


def names_in_a_process(*tags: str) -> dict[str, object]:
    command = [sys.executable, "-c", NAMES, *tags]
    found: dict[str, object] = json.loads(subprocess.check_output(command, text=True))
    return found


def test_no_language_gets_the_names_of_another() -> None:
    """Babel shares data between locales; whoever comes first must not matter."""
    alone = {tag: names_in_a_process(tag)[tag] for tag in TAGS[:3]}
    for first in ("he", "zh", "ar"):
        together = names_in_a_process(first, *TAGS)
        assert {tag: together[tag] for tag in alone} == alone
        backwards = names_in_a_process(*reversed([*TAGS, first]))
        assert backwards == together


def test_names_of_months_and_days() -> None:
    assert Cldr.of("nl").lone_months[11] == "november"
    assert Cldr.of("nl").month_numbers["nov"] == 11
    assert Cldr.of("de_AT").months[1] == "Jänner"
    assert Cldr.of("en").weekdays[0] == "Monday"
    assert Cldr.of("en").weekday_numbers["mon"] == 0
