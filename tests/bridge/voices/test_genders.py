import pytest

from bridge.order import Voice
from bridge.voices.genders import OTHER, SAME, UNKNOWN, KnownGenders
from bridge.voices.names_file import Gender, Genders

KNOWN = KnownGenders(
    Genders(
        female=("af_heart", "en_US-amy", "fr_FR-upmc:jessica", "en_GB-cori-high"),
        male=("EN_us-JOE-medium", "fr_FR-upmc:pierre", "duo", "duo:eve"),
    )
)
UPMC = Voice("fr_FR-upmc-medium", speakers=("jessica", "pierre"))


@pytest.mark.parametrize(
    ("voice", "wanted", "found"),
    [
        (Voice("af_heart"), "female", (SAME, None)),
        (Voice("af_heart"), "male", (OTHER, None)),
        (Voice("en_US-amy-x_low"), "female", (SAME, None)),
        (Voice("en_US-joe-medium"), "male", (SAME, None)),
        (Voice("en_US-joe-high"), "male", (UNKNOWN, None)),
        (Voice("en_GB-cori-high"), "male", (OTHER, None)),
        (Voice("mallory"), "male", (UNKNOWN, None)),
        (Voice("af_heart"), None, (UNKNOWN, None)),
        (UPMC, "female", (SAME, "jessica")),
        (UPMC, "male", (SAME, "pierre")),
        (Voice("fr_FR-upmc-medium", speakers=("x", "y")), "male", (UNKNOWN, None)),
        (Voice("duo", speakers=("adam", "eve")), "male", (SAME, None)),
    ],
)
def test_distance(voice: Voice, wanted: Gender | None, found: tuple[int, str | None]) -> None:
    assert KNOWN.distance(voice, wanted) == found
