from types import SimpleNamespace
from typing import Any, cast

import pytest

from jabbertts_wyoming.engines.kokoro.sentence import KokoroSentence, _Stream
from jabbertts_wyoming.engines.schedule import CostModel, next_window
from jabbertts_wyoming.runtime.pacer import Pacer

FRAME = 0.025
LEAD = 12
COST = CostModel(overhead=0.01, per_frame=0.004)


@pytest.fixture
def stream() -> _Stream:
    """A sentence of 400 frames, of which the first 12 are silence that is taken off."""
    prepared = SimpleNamespace(frame_seconds=FRAME, lead=LEAD)
    sentence: Any = SimpleNamespace(
        graphs=SimpleNamespace(prepared=prepared),
        features=SimpleNamespace(frames=400),
        cost=COST,
        repeatable=False,
    )
    return _Stream(cast("KokoroSentence", sentence), Pacer(lambda: 0.0), cast("Any", None))


@pytest.mark.parametrize(("given", "taken", "sound"), [(15, 0, 3), (15, 15, 0), (40, 15, 25)])
def test_the_silence_before_a_sentence_hides_no_window(
    stream: _Stream, given: int, taken: int, sound: int
) -> None:
    """The second window must be made while the first one's sound lasts, not its silence."""
    stream._given, stream._taken = given, taken
    assert stream._size() == next_window(400 - given, sound * FRAME, FRAME, COST)
    assert next_window(385, 15 * FRAME, FRAME, COST) > next_window(385, 3 * FRAME, FRAME, COST)
