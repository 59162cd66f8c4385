"""What each event means at each point of a connection: a table, no I/O."""

from enum import Enum, auto

from .common.errors import ProtocolError


class State(Enum):
    """Where a connection is."""

    IDLE = auto()
    STREAMING = auto()  # between synthesize-start and synthesize-stop


class Action(Enum):
    """What an event asks the handler to do."""

    DESCRIBE = auto()
    PONG = auto()
    SPEAK = auto()
    OPEN_STREAM = auto()
    FEED_STREAM = auto()
    CLOSE_STREAM = auto()
    IGNORE = auto()


_ANYWHERE = {"describe": Action.DESCRIBE, "ping": Action.PONG}

_TRANSITIONS = {
    State.IDLE: {
        "synthesize": (Action.SPEAK, State.IDLE),
        "synthesize-start": (Action.OPEN_STREAM, State.STREAMING),
    },
    State.STREAMING: {
        "synthesize-chunk": (Action.FEED_STREAM, State.STREAMING),
        "synthesize-stop": (Action.CLOSE_STREAM, State.IDLE),
        # The whole text again, sent for servers that don't stream.
        "synthesize": (Action.IGNORE, State.STREAMING),
    },
}

_OUT_OF_PLACE = {
    (State.IDLE, "synthesize-chunk"): "synthesize-chunk needs a synthesize-start before it",
    (State.IDLE, "synthesize-stop"): "synthesize-stop needs a synthesize-start before it",
    (State.STREAMING, "synthesize-start"): (
        "synthesize-start inside a text stream: end that one with synthesize-stop first"
    ),
}

_NOTHING: frozenset[str] = frozenset()
_FULL_TEXT = frozenset({"synthesize"})


class ConnectionState:
    """The state of one connection, moved on by the types of the events it receives."""

    def __init__(self) -> None:
        self._state = State.IDLE

    @property
    def streaming(self) -> bool:
        """Whether a text stream is open."""
        return self._state is State.STREAMING

    @property
    def skipped(self) -> frozenset[str]:
        """The event types that need not even be read here."""
        return _FULL_TEXT if self.streaming else _NOTHING

    def receive(self, event_type: str) -> Action:
        """Move on and return what to do; unknown types are ignored.

        Raises `ProtocolError` for an event that has no place here.
        """
        if event_type in _ANYWHERE:
            return _ANYWHERE[event_type]
        if message := _OUT_OF_PLACE.get((self._state, event_type)):
            raise ProtocolError(message)
        action, self._state = _TRANSITIONS[self._state].get(
            event_type, (Action.IGNORE, self._state)
        )
        return action
