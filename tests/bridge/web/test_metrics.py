"""What `/metrics` tells, as Prometheus's own parser reads it."""

from prometheus_client.parser import text_string_to_metric_families

from bridge.order import ServerStatus
from bridge.web.metrics import Gauges, Metrics

UP = ServerStatus("tcp://a:1", True, "jabbertts", "1", ("joe",), 0.25, 0)
DOWN = ServerStatus("tcp://b:1", False, None, None, (), None, 0, "refused")


def values(text: bytes) -> dict[tuple[str, ...], float]:
    """Return the samples by name and the values of their labels."""
    found = {}
    for family in text_string_to_metric_families(text.decode()):
        assert family.documentation
        for sample in family.samples:
            found[(sample.name.removeprefix("jabbertts_bridge_"), *sample.labels.values())] = (
                sample.value
            )
    return found


def test_all_figures() -> None:
    metrics = Metrics()
    metrics.requests.labels("speech", "200").inc()
    metrics.first_audio.labels("mp3").observe(0.06)
    metrics.audio.inc(1.5)
    metrics.cut.labels("upstream-broken").inc()
    found = values(metrics.exposition(Gauges(2, 3, {"full": 4}), [UP, DOWN]))
    assert found["requests_total", "speech", "200"] == 1
    assert found["first_audio_seconds_bucket", "mp3", "0.05"] == 0
    assert found["first_audio_seconds_bucket", "mp3", "0.075"] == 1
    assert found["audio_seconds_total",] == 1.5
    assert found["cut_answers_total", "upstream-broken"] == 1
    assert (found["speaking",], found["waiting",]) == (2, 3)
    assert found["dropped_connections", "full"] == 4
    assert (found["server_up", "tcp://a:1"], found["server_up", "tcp://b:1"]) == (1, 0)
    assert found["server_round_trip_seconds", "tcp://a:1"] == 0.25
    assert ("server_round_trip_seconds", "tcp://b:1") not in found


def test_a_server_that_is_gone_is_told_no_more() -> None:
    metrics = Metrics()
    metrics.exposition(Gauges(0, 0, {}), [UP])
    found = values(metrics.exposition(Gauges(0, 0, {}), []))
    assert not [name for name in found if name[0].startswith("server_")]


def test_each_bridge_counts_for_itself() -> None:
    one, other = Metrics(), Metrics()
    one.audio.inc(5)
    assert values(other.exposition(Gauges(0, 0, {}), []))["audio_seconds_total",] == 0
