import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.common.errors import ProtocolError
from jabbertts_wyoming.connection_state import Action, ConnectionState

START, CHUNK, STOP = "synthesize-start", "synthesize-chunk", "synthesize-stop"


def actions(*events: str) -> list[Action]:
    state = ConnectionState()
    return [state.receive(event) for event in events]


def test_home_assistants_stream_then_a_plain_request() -> None:
    assert actions("describe", START, CHUNK, CHUNK, "synthesize", STOP, "synthesize") == [
        Action.DESCRIBE,
        Action.OPEN_STREAM,
        Action.FEED_STREAM,
        Action.FEED_STREAM,
        Action.IGNORE,
        Action.CLOSE_STREAM,
        Action.SPEAK,
    ]


@pytest.mark.parametrize("before", [[], [START]])
def test_describe_ping_and_unknown_events_change_nothing(before: list[str]) -> None:
    state = ConnectionState()
    for event in before:
        state.receive(event)
    streaming = state.streaming
    assert state.receive("describe") is Action.DESCRIBE
    assert state.receive("ping") is Action.PONG
    for event in ["select-program", "transcribe", "audio-start", "", "Synthesize"]:
        assert state.receive(event) is Action.IGNORE
    assert state.streaming is streaming


@pytest.mark.parametrize("events", [[CHUNK], [STOP], [START, START], [START, STOP, STOP]])
def test_events_out_of_place_are_refused_by_name(events: list[str]) -> None:
    state = ConnectionState()
    for event in events[:-1]:
        state.receive(event)
    with pytest.raises(ProtocolError, match=events[-1]):
        state.receive(events[-1])


def test_the_full_text_is_skipped_only_inside_a_stream() -> None:
    state = ConnectionState()
    assert not state.skipped
    state.receive(START)
    assert state.skipped == {"synthesize"}
    state.receive(STOP)
    assert not state.skipped


@given(st.lists(st.sampled_from([START, CHUNK, STOP, "synthesize", "ping", "x"])))
def test_streams_open_and_close_in_turn(events: list[str]) -> None:
    state = ConnectionState()
    opened = 0
    for event in events:
        try:
            action = state.receive(event)
        except ProtocolError:
            continue
        opened += (action is Action.OPEN_STREAM) - (action is Action.CLOSE_STREAM)
        assert opened == state.streaming
        assert action is not Action.FEED_STREAM or opened
        assert action is not Action.SPEAK or not opened
