"""What one server grants its clients; every bound and timeout of the protocol layer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Bounds and timeouts; times are in seconds.

    `max_connections` speak at a time and `max_queue` requests wait behind them; a connection
    that only describes or pings counts for neither. `max_text` is in characters that wait to be
    spoken, per connection. `event_timeout` is for an event that has begun to arrive,
    `idle_timeout` for a connection that asks for nothing, `write_timeout` for a client that
    does not read its audio, `grace_period` for what still runs when the server stops.
    """

    max_connections: int = 32
    max_queue: int = 128
    max_text: int = 10_000
    event_timeout: float = 30.0
    idle_timeout: float = 300.0
    write_timeout: float = 60.0
    grace_period: float = 5.0
