import pytest

from script.bench_lib.kokoro.arms import ARMS, EXACT, PEER, STREAMING, in_turn
from script.bench_lib.kokoro.plot import cpu, memory
from script.bench_lib.kokoro.targets import (
    change,
    check,
    cpu_per_audio,
    cpu_ratio,
    more_errors,
    pairs_mean,
    streamed,
    underruns,
    word_errors,
)

from .kokoro_results import LONG, SHORT, full, judgement, results, sample


def test_the_order_changes_and_leaves_nobody_out() -> None:
    orders = [in_turn(i) for i in range(len(ARMS))]
    assert all(set(order) == set(ARMS) for order in orders)
    assert {order[0] for order in orders} == set(ARMS)


def test_targets() -> None:
    measured = {target.name: (target.limit, target.measured) for target in check(full())}
    long = f"{STREAMING}, those that stream"
    assert measured == {
        "First audio, 60 words, streaming": (0.2, pytest.approx(0.1)),
        "CPU per second of audio, all texts, streaming": (0.5, pytest.approx(2.8 / 10)),
        "CPU per second of audio, all texts, exact": (0.5, pytest.approx(6 / 10)),
        "Resident memory after all texts, streaming": (0.6, pytest.approx(0.55)),
        "Underruns of our answers, streaming": (0, 1),
        "More word errors, tiny.en, streaming": (1.0, pytest.approx(2.0)),
        f"More word errors, tiny.en, {long}": (1.0, pytest.approx(4.0)),
        "More word errors, tiny.en, exact": (1.0, pytest.approx(0.0)),
        "More word errors, base, streaming": (1.0, pytest.approx(0.0)),
        f"More word errors, base, {long}": (1.0, pytest.approx(0.0)),
        "More word errors, base, exact": (1.0, pytest.approx(0.0)),
        "DNSMOS ovrl lost, streaming": (0.1, pytest.approx(0.05)),
        f"DNSMOS ovrl lost, {long}": (0.1, pytest.approx(0.1)),
        "DNSMOS ovrl lost, exact": (0.05, pytest.approx(0.0)),
        "DNSMOS p808 lost, streaming": (0.1, pytest.approx(-0.05)),
        f"DNSMOS p808 lost, {long}": (0.1, pytest.approx(-0.1)),
        "DNSMOS p808 lost, exact": (0.05, pytest.approx(0.05)),
    }


def test_quality_is_no_target_of_a_run_without_judge() -> None:
    got = full()
    got.judgements = []
    assert [target.name for target in check(got) if "word" in target.name] == [
        "First audio, 60 words, streaming"
    ]


def test_a_run_without_answers_reaches_nothing() -> None:
    assert not any(target.reached for target in check(results()))


def test_ratios_are_of_pairs() -> None:
    got = results(
        sample(PEER, "a", 1.0),
        sample(PEER, "a", 4.0, round_=1),
        sample(STREAMING, "a", 0.5),
        sample(STREAMING, "a", 1.0, round_=1),
        sample(STREAMING, "only here", 9.0),
    )
    assert pairs_mean(got, STREAMING, lambda one: one.first_audio) == pytest.approx(0.375)
    assert pairs_mean(got, EXACT, lambda one: one.first_audio) is None


def test_cpu_is_by_second_of_audio_and_counts_the_sentences_too() -> None:
    got = results(sample(PEER, "a", 1.0, cpu=2.0), sample(STREAMING, "a", 1.0, cpu=1.0))
    assert cpu_per_audio(got.samples, PEER) == pytest.approx(0.5)
    assert cpu_per_audio(got.samples, PEER, "b") is None
    got.spoken = [sample(PEER, "s", 1.0, cpu=0.0), sample(STREAMING, "s", 1.0, cpu=1.0)]
    assert cpu_ratio(got, STREAMING) == pytest.approx(1.0)


def test_underruns_are_those_of_our_streams_alone() -> None:
    got = results(sample(PEER, "a", 1.0, gaps=5), sample(STREAMING, "a", 1.0, gaps=1))
    got.spoken = [sample(STREAMING, "s", 1.0, gaps=2), sample(EXACT, "s", 1.0, gaps=7)]
    assert underruns(got) == 3
    assert underruns(results()) is None


def test_only_what_came_in_pieces_streamed() -> None:
    assert streamed(full()) == {LONG}


def test_word_errors_are_of_all_words() -> None:
    got = results()
    got.judgements = [
        judgement(PEER, SHORT, errors=1),
        judgement(PEER, LONG, errors=2),
        judgement(EXACT, SHORT, errors=3),
    ]
    assert word_errors(got, "tiny.en", PEER) == pytest.approx(3.0)
    assert more_errors(got, "tiny.en", EXACT, {SHORT}) == pytest.approx(4.0)
    assert more_errors(got, "tiny.en", STREAMING) is None
    assert word_errors(got, "base", PEER) is None


def test_scores_are_compared_sentence_by_sentence() -> None:
    got = full()
    found = change(got, "ovrl", STREAMING)
    assert found is not None
    assert found.count == 2
    assert found.worst == pytest.approx(-0.1)
    assert found.best == 0
    assert found.mean == pytest.approx(-0.05)
    assert found.error == pytest.approx(0.05)
    single = change(got, "p808", STREAMING, {LONG})
    assert single is not None
    assert single.mean == single.worst == single.best == pytest.approx(0.1)
    assert single.error is None
    assert change(got, "p808", STREAMING, set()) is None


def test_what_is_drawn() -> None:
    assert cpu(full()) == {
        PEER: pytest.approx(10 / 24),
        STREAMING: pytest.approx(2.8 / 24),
        EXACT: pytest.approx(6 / 24),
    }
    assert memory(full()) == {PEER: 1000.0, STREAMING: 550.0, EXACT: 600.0}
    assert cpu(results()) == {}
