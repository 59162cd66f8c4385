import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from bridge.errors import (
    UpstreamBrokenError,
    UpstreamBusyError,
    UpstreamDownError,
    UpstreamError,
    UpstreamLacksError,
    UpstreamRefusedError,
)
from bridge.order import PcmFormat, PcmStream, SpeechOrder, Upstream
from bridge.upstream.cluster import Cluster
from bridge.upstream.server import Server
from tests.bridge.fake_wyoming import Answer, FakeVoice, FakeWyoming
from tests.bridge.upstream.calls import (
    HELLO,
    JOE,
    QUICK,
    closed_port,
    cluster_of,
    hear,
    until,
)

SLOW = replace(QUICK, first_retry=60, last_retry=60)


@pytest.fixture
async def one() -> AsyncIterator[FakeWyoming]:
    async with FakeWyoming() as server:
        yield server


@pytest.fixture
async def two() -> AsyncIterator[FakeWyoming]:
    async with FakeWyoming() as server:
        yield server


async def test_it_is_what_the_contract_says(one: FakeWyoming) -> None:
    async with cluster_of(one) as cluster:
        upstream: Upstream = cluster
        async with upstream.speak(HELLO) as answer:
            stream: PcmStream = answer
            assert stream.format == PcmFormat(22050)
            assert stream.speed_applied
            assert b"".join([chunk async for chunk in stream]) == one.answer.pcm
    assert one.requests == [{"text": "Hello.", "voice": {"name": JOE}}]


async def test_over_a_unix_socket(tmp_path: Path) -> None:
    async with FakeWyoming(unix_path=tmp_path / "s") as server, cluster_of(server) as cluster:
        assert await hear(cluster) == server.answer.pcm


async def test_the_options_alone_are_enough(one: FakeWyoming) -> None:
    async with Cluster([one.address], connect_timeout=1, audio_timeout=1, max_idle=1) as cluster:
        assert await hear(cluster) == one.answer.pcm
        await asyncio.gather(hear(cluster), hear(cluster), hear(cluster))
        await until(lambda: one.open == 1)


# Voices


async def test_voices_wait_for_the_first_info(one: FakeWyoming) -> None:
    one.describe_delay = 0.05
    async with cluster_of(one, settled=False) as cluster:
        assert [voice.name for voice in await cluster.voices()] == [JOE]


async def test_voices_do_not_wait_for_more(one: FakeWyoming, two: FakeWyoming) -> None:
    two.mute = True
    async with cluster_of(one, two, settled=False) as it:
        async with asyncio.timeout(1):
            assert [voice.name for voice in await it.voices()] == [JOE]


async def test_voices_come_from_memory(one: FakeWyoming) -> None:
    async with cluster_of(one) as cluster:
        before = one.connections
        assert await cluster.voices() is await cluster.voices()
        assert one.connections == before


async def test_voices_are_merged_in_order(one: FakeWyoming, two: FakeWyoming) -> None:
    one.voices = [FakeVoice("b", description="first"), FakeVoice("a")]
    two.voices = [FakeVoice("c"), FakeVoice("b", description="second")]
    async with cluster_of(one, two) as cluster:
        voices = await cluster.voices()
        assert [voice.name for voice in voices] == ["b", "a", "c"]
        assert voices[0].description == "first"
        await one.stop()
        await cluster.check()
        voices = await cluster.voices()
        assert [voice.name for voice in voices] == ["c", "b"]
        assert voices[1].description == "second"


async def test_voices_of_nobody(one: FakeWyoming) -> None:
    nobody = await closed_port()
    async with cluster_of(one, nobody, timing=SLOW) as cluster:
        await one.stop()
        await cluster.check()
        with pytest.raises(UpstreamDownError) as caught:
            await cluster.voices()
        for uri in (one.uri, str(nobody)):
            assert f"{uri}: Connection refused" in str(caught.value)
        await one.start()
        assert await cluster.voices()


async def test_voices_of_a_silent_server_end_in_time(one: FakeWyoming) -> None:
    one.mute = True
    async with cluster_of(one, timing=replace(SLOW, connect_timeout=0.1), settled=False) as it:
        with pytest.raises(UpstreamDownError, match="no answer for"):
            await asyncio.wait_for(it.voices(), 1)


async def test_check_asks_all_now(one: FakeWyoming, two: FakeWyoming) -> None:
    async with cluster_of(one, two, timing=SLOW) as cluster:
        assert [status.up for status in await cluster.check()] == [True, True]
        await one.stop()
        one_now, two_now = await cluster.check()
        assert (one_now.uri, one_now.up) == (one.uri, False)
        assert one_now.problem == f"{one.uri}: Connection refused"
        assert (two_now.up, two_now.problem) == (True, None)
        assert list(cluster.status()) == [one_now, two_now]
        await one.start()
        assert [status.up for status in await cluster.check()] == [True, True]


async def test_without_servers_it_says_so() -> None:
    async with cluster_of() as cluster:
        assert list(await cluster.check()) == []
        with pytest.raises(UpstreamDownError, match="there is none"):
            await cluster.voices()
        with pytest.raises(UpstreamDownError, match="there is none"):
            await hear(cluster)


async def test_an_address_given_twice_is_one_server(one: FakeWyoming) -> None:
    async with cluster_of(one, one) as cluster:
        assert len(cluster.status()) == 1


# Who speaks


async def test_the_one_with_the_fewest_answers_speaks(one: FakeWyoming, two: FakeWyoming) -> None:
    one.answer = two.answer = Answer(hold_after=1)
    async with cluster_of(one, two) as cluster:
        contexts = [cluster.speak(HELLO) for _ in range(6)]
        for count, context in enumerate(contexts, 1):
            await context.__aenter__()
            assert (one.speaking, two.speaking) == ((count + 1) // 2, count // 2)
        for context in contexts[1::2]:
            await context.__aexit__(None, None, None)
        async with cluster.speak(HELLO):
            assert len(two.requests) == 4
        for context in contexts[::2]:
            await context.__aexit__(None, None, None)


async def test_only_servers_with_the_voice_are_asked(one: FakeWyoming, two: FakeWyoming) -> None:
    two.voices = [FakeVoice("two", ("de_DE",))]
    two.answer = Answer([b"22"])
    async with cluster_of(one, two) as cluster:
        assert await hear(cluster, SpeechOrder("x", "two")) == b"22"
        assert await hear(cluster, SpeechOrder("x", language="de")) == b"22"
        assert await hear(cluster, SpeechOrder("x")) == one.answer.pcm


@pytest.mark.parametrize("order", [SpeechOrder("x", "nix"), SpeechOrder("x", language="xx")])
async def test_what_nobody_has_is_refused(one: FakeWyoming, order: SpeechOrder) -> None:
    async with cluster_of(one, await closed_port()) as cluster:
        with pytest.raises(UpstreamRefusedError, match="no Wyoming server has a voice") as caught:
            await hear(cluster, order)
    assert caught.value.refusal == "unknown-voice"
    assert not one.requests


async def test_what_only_a_dead_one_has_is_down(one: FakeWyoming, two: FakeWyoming) -> None:
    two.voices = [FakeVoice("two")]
    async with cluster_of(one, two, timing=SLOW) as cluster:
        await two.stop()
        await cluster.check()
        with pytest.raises(UpstreamDownError, match=f"is up: {two.uri}: Connection refused$"):
            await hear(cluster, SpeechOrder("x", "two"))


# Who steps in


async def test_a_dead_one_is_passed_over(one: FakeWyoming, two: FakeWyoming) -> None:
    two.answer = Answer([b"22"])
    async with cluster_of(one, two, timing=SLOW) as cluster:
        await one.stop()
        assert await hear(cluster) == b"22"
        assert [status.up for status in cluster.status()] == [False, True]
        assert await hear(cluster) == b"22"


async def test_one_that_comes_back_is_used_again(one: FakeWyoming, two: FakeWyoming) -> None:
    two.answer = Answer([b"22"])
    async with cluster_of(one, two) as cluster:
        await one.stop()
        assert await hear(cluster) == b"22"
        await one.start()
        await until(lambda: cluster.status()[0].up)
        assert await hear(cluster) == one.answer.pcm


async def test_all_dead_and_one_back_before_its_turn(one: FakeWyoming, two: FakeWyoming) -> None:
    async with cluster_of(one, two, timing=SLOW) as cluster:
        await asyncio.gather(one.stop(), two.stop())
        with pytest.raises(UpstreamDownError):
            await hear(cluster)
        await cluster.check()  # what was looked at because of that is over
        await two.start()
        assert await hear(cluster) == two.answer.pcm


async def test_the_last_one_dies_and_a_dead_one_is_back(one: FakeWyoming, two: FakeWyoming) -> None:
    async with cluster_of(one, two, timing=SLOW) as cluster:
        await two.stop()
        await cluster.check()
        await two.start()
        await one.stop()
        assert await hear(cluster) == two.answer.pcm


async def test_not_up_yet_is_waited_for(one: FakeWyoming) -> None:
    one.describe_delay = 0.05
    async with cluster_of(one, settled=False) as cluster:
        assert await hear(cluster) == one.answer.pcm


@pytest.mark.parametrize(
    "plan",
    [
        Answer(error=("busy", "Later.")),
        Answer(error=("voice-error", "Broken.")),
        Answer(error=(None, "Broken.")),
        Answer(die_after=0),
        Answer(silent=True),
        Answer(start_data={"rate": 1, "width": 2, "channels": 1}),
        Answer(raw=b"what?\n"),
    ],
    ids=["busy", "error", "no code", "dies", "silent", "format", "garbage"],
)
async def test_before_audio_another_steps_in(
    one: FakeWyoming, two: FakeWyoming, plan: Answer
) -> None:
    one.answer = plan
    two.answer = Answer([b"22"])
    async with cluster_of(one, two, timing=replace(SLOW, audio_timeout=0.2)) as cluster:
        assert await hear(cluster) == b"22"
        await until(lambda: one.speaking == 0)
        assert cluster.status()[0].up
        assert [status.speaking for status in cluster.status()] == [0, 0]


async def test_after_audio_nobody_does(one: FakeWyoming, two: FakeWyoming) -> None:
    one.answer = Answer(die_after=1)
    async with cluster_of(one, two) as cluster:
        with pytest.raises(UpstreamBrokenError):
            await hear(cluster)
    assert not two.requests


async def test_a_refusal_is_final(one: FakeWyoming, two: FakeWyoming) -> None:
    one.answer = Answer(error=("text-too-long", "At most 3 characters."))
    async with cluster_of(one, two) as cluster:
        with pytest.raises(UpstreamRefusedError, match=r"^At most 3 characters\.$") as caught:
            await hear(cluster)
    assert caught.value.refusal == "text-too-long"
    assert not two.requests


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("busy", "busy", UpstreamBusyError),
        ("busy", "voice-error", UpstreamBusyError),
        ("voice-error", "busy", UpstreamBusyError),
        ("voice-error", "synthesis-error", UpstreamBrokenError),
        ("busy", None, UpstreamBusyError),
        ("voice-error", None, UpstreamBrokenError),
    ],
)
async def test_which_failure_counts(
    one: FakeWyoming, two: FakeWyoming, first: str, second: str | None, kind: type[UpstreamError]
) -> None:
    """None: the second server is down by then."""
    async with cluster_of(one, two, timing=SLOW) as cluster:
        one.answer = Answer(error=(first, "One."))
        two.answer = Answer(error=(second, "Two."))
        if second is None:
            await two.stop()
        with pytest.raises(kind):
            await hear(cluster)


async def test_a_break_is_tried_on_one_other_only(one: FakeWyoming, two: FakeWyoming) -> None:
    one.answer = two.answer = Answer(error=("internal-error", "Oh."))
    async with FakeWyoming() as three, cluster_of(one, two, three) as cluster:
        with pytest.raises(UpstreamBrokenError):
            await hear(cluster)
        assert [len(server.requests) for server in (one, two, three)] == [1, 1, 0]


async def test_busy_ones_are_all_tried(one: FakeWyoming, two: FakeWyoming) -> None:
    one.answer = two.answer = Answer(error=("busy", "Later."))
    async with FakeWyoming() as three, cluster_of(one, two, three) as cluster:
        assert await hear(cluster) == three.answer.pcm


async def test_the_loss_of_one_breaks_its_own_answers_only(
    one: FakeWyoming, two: FakeWyoming
) -> None:
    one.answer = two.answer = Answer(hold_after=1)
    async with cluster_of(one, two) as cluster:
        hearing = [asyncio.create_task(hear(cluster)) for _ in range(10)]
        await until(lambda: one.speaking == 5 and two.speaking == 5)
        await one.stop()
        await asyncio.sleep(0.02)
        two.gate.set()
        results = await asyncio.gather(*hearing, return_exceptions=True)
        assert results.count(two.answer.pcm) == 5
        assert sum(isinstance(result, UpstreamBrokenError) for result in results) == 5
        later = await asyncio.gather(*(hear(cluster) for _ in range(5)))
        assert set(later) == {two.answer.pcm}


async def test_restarts_under_load_lose_only_what_was_being_heard(
    one: FakeWyoming, two: FakeWyoming
) -> None:
    one.answer = two.answer = Answer(chunk_delay=0.001)

    async def listener(cluster: Cluster, results: list[object]) -> None:
        while not over.is_set():
            try:
                results.append(await hear(cluster))
            except UpstreamBrokenError as error:
                results.append(error)

    over = asyncio.Event()
    results: list[object] = []
    async with cluster_of(one, two) as cluster:
        listeners = [asyncio.create_task(listener(cluster, results)) for _ in range(4)]
        for server in (one, two, one):
            await asyncio.sleep(0.1)
            await server.stop()
            await asyncio.sleep(0.1)
            await server.start()
            await until(lambda: all(status.up for status in cluster.status()))
        over.set()
        await asyncio.gather(*listeners)
    broken = [result for result in results if isinstance(result, UpstreamBrokenError)]
    assert len(broken) <= 3 * len(listeners)
    assert {r for r in results if isinstance(r, bytes)} == {one.answer.pcm}
    assert len(results) > 20


# Ends


async def test_leaving_hangs_up_at_once(one: FakeWyoming) -> None:
    one.answer = Answer(hold_after=1)
    async with cluster_of(one) as cluster:
        async with cluster.speak(HELLO):
            assert one.speaking == 1
        await until(lambda: one.cut_offs == 1 and one.open == 0)


async def test_cancelling_hangs_up_at_once(one: FakeWyoming) -> None:
    one.answer = Answer(hold_after=1)
    async with cluster_of(one) as cluster:
        for plan in (Answer(hold_after=1), Answer(silent=True)):
            one.answer = plan
            hearing = asyncio.create_task(hear(cluster))
            await until(lambda: one.speaking)
            hearing.cancel()
            await until(lambda: one.open == 0)
            assert hearing.cancelled()
        assert one.cut_offs == 2
        assert cluster.status()[0].speaking == 0


async def test_stopping_closes_all_and_breaks_what_runs(one: FakeWyoming) -> None:
    one.answer = Answer(hold_after=1)
    async with cluster_of(one) as cluster:
        hearing = asyncio.create_task(hear(cluster))
        await until(lambda: one.speaking)
        await asyncio.sleep(0.01)
    with pytest.raises(UpstreamBrokenError):
        await hearing
    await until(lambda: one.open == 0)
    with pytest.raises(UpstreamDownError):
        await hear(cluster)


async def test_stopping_while_nothing_answers() -> None:
    async with FakeWyoming() as silent:
        silent.mute = True
        async with cluster_of(silent, await closed_port(), settled=False):
            await until(lambda: silent.describes)
        await until(lambda: silent.open == 0)


async def test_it_adds_little(one: FakeWyoming) -> None:
    """The bound is generous; what is measured is mostly both ends' own writing and reading."""
    async with cluster_of(one) as cluster:
        times = []
        for _ in range(50):
            begun = time.perf_counter()
            async with cluster.speak(HELLO) as answer:
                times.append(time.perf_counter() - begun)
                async for _ in answer:
                    pass
    assert median(times) < 0.01


# --- what only our servers can do


@pytest.fixture
async def foreign() -> AsyncIterator[FakeWyoming]:
    async with FakeWyoming(ours=False) as server:
        yield server


ONLY_OURS = [replace(HELLO, ssml=True), replace(HELLO, timestamps=True)]


@pytest.mark.parametrize("order", ONLY_OURS)
async def test_what_only_ours_can_do_goes_to_ours(
    one: FakeWyoming, foreign: FakeWyoming, order: SpeechOrder
) -> None:
    async with cluster_of(foreign, one) as cluster:
        await hear(cluster, order)
        await hear(cluster, HELLO)
    assert (len(one.requests), len(foreign.requests)) == (1, 1)


@pytest.mark.parametrize("order", ONLY_OURS)
@pytest.mark.parametrize("voice", [JOE, None])
async def test_what_only_ours_can_do_is_not_asked_of_others(
    foreign: FakeWyoming, order: SpeechOrder, voice: str | None
) -> None:
    async with cluster_of(foreign) as cluster:
        with pytest.raises(UpstreamLacksError) as caught:
            await hear(cluster, replace(order, voice=voice))
    assert caught.value.lacks == ("ssml" if order.ssml else "timestamps")
    assert foreign.requests == []


async def test_a_voice_that_nobody_has_is_unknown_whatever_it_is_to_do(
    foreign: FakeWyoming,
) -> None:
    async with cluster_of(foreign) as cluster:
        with pytest.raises(UpstreamRefusedError) as caught:
            await hear(cluster, SpeechOrder("Hello.", "nobody", ssml=True))
    assert caught.value.refusal == "unknown-voice"


async def test_a_server_of_ours_that_is_down_is_down(
    one: FakeWyoming, foreign: FakeWyoming
) -> None:
    async with cluster_of(foreign, one) as cluster:
        await one.stop()
        with pytest.raises(UpstreamDownError):
            await hear(cluster, replace(HELLO, ssml=True))
    assert foreign.requests == []


async def test_a_server_that_was_ours_a_moment_ago(one: FakeWyoming) -> None:
    """Another program may listen there now: it must not read markup aloud."""
    server = Server(one.address, QUICK)
    server.start()
    await server.look()
    assert server.can_speak(replace(HELLO, ssml=True))
    one.ours = False
    await server.look()
    with pytest.raises(UpstreamLacksError):
        await server.begin(replace(HELLO, ssml=True))
    assert server.speaking == 0
    await server.stop()
    assert one.requests == []
