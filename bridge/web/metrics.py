"""What the bridge counts, for Prometheus. Times are in seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from ..order import ServerStatus

_FIRST_AUDIO = (0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Gauges:
    """What others count: requests that speak and wait, connections dropped by reason."""

    speaking: int
    waiting: int
    dropped: Mapping[str, int]


class Metrics:
    """The figures of one bridge, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "jabbertts_bridge_requests",
            "Requests by route and status; 499 is a client that left",
            ["route", "status"],
            registry=self._registry,
        )
        self.first_audio = Histogram(
            "jabbertts_bridge_first_audio_seconds",
            "From a request's arrival to the first byte of its audio",
            ["format"],
            buckets=_FIRST_AUDIO,
            registry=self._registry,
        )
        self.audio = Counter(
            "jabbertts_bridge_audio_seconds",
            "Audio that servers sent, in seconds of playing time",
            registry=self._registry,
        )
        self.cut = Counter(
            "jabbertts_bridge_cut_answers",
            "Answers cut off after their audio had begun",
            ["reason"],
            registry=self._registry,
        )
        self._speaking = Gauge(
            "jabbertts_bridge_speaking", "Answers being spoken", registry=self._registry
        )
        self._waiting = Gauge(
            "jabbertts_bridge_waiting", "Requests that wait to be spoken", registry=self._registry
        )
        self._up = Gauge(
            "jabbertts_bridge_server_up",
            "Whether a Wyoming server answers",
            ["uri"],
            registry=self._registry,
        )
        self._dropped = Gauge(
            "jabbertts_bridge_dropped_connections",
            "Connections refused (full) or dropped (slow to send, slow to take) since the start",
            ["reason"],
            registry=self._registry,
        )
        self._round_trip = Gauge(
            "jabbertts_bridge_server_round_trip_seconds",
            "How long a Wyoming server took to describe itself",
            ["uri"],
            registry=self._registry,
        )

    def exposition(self, gauges: Gauges, servers: Sequence[ServerStatus]) -> bytes:
        """Return all figures in Prometheus's text format, those that are given as of now."""
        self._speaking.set(gauges.speaking)
        self._waiting.set(gauges.waiting)
        for reason, count in gauges.dropped.items():
            self._dropped.labels(reason).set(count)
        self._up.clear()
        self._round_trip.clear()
        for server in servers:
            self._up.labels(server.uri).set(server.up)
            if server.round_trip is not None:
                self._round_trip.labels(server.uri).set(server.round_trip)
        return generate_latest(self._registry)
