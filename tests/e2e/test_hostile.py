"""Clients that break every rule: the real server stays up, small and quick for the others."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from wyoming.event import Event

from tests.e2e.program import Running, server
from tests.wire import RawClient, answer, block, line, pcm, raw_client, types

SENTENCE = "The quick brown fox jumps over the lazy dog near the river bank. "
GRACE = 0.5
SILENCE = bytes(2 * 2205)

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="needs Linux's /proc"
)


@pytest.fixture(scope="module")
def running(real_data_dir: Path) -> Iterator[Running]:
    with server("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir) as made:
        yield made


@pytest.fixture(scope="module")
def port(running: Running) -> int:
    return running.port


@dataclass(frozen=True)
class Size:
    """What a process takes; memory in MiB."""

    memory: float
    peak: float
    files: int
    threads: int


def size(running: Running) -> Size:
    proc = Path("/proc") / str(running.process.pid)
    status = dict(
        entry.split(":", 1) for entry in (proc / "status").read_text(encoding="ascii").splitlines()
    )
    return Size(
        memory=int(status["VmRSS"].split()[0]) / 1024,
        peak=int(status["VmHWM"].split()[0]) / 1024,
        files=len(list((proc / "fd").iterdir())),
        threads=int(status["Threads"]),
    )


async def settled(running: Running, before: Size) -> None:
    """Wait until the server has let go of all connections."""
    async with asyncio.timeout(5):
        while (now := size(running)).files > before.files:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert now.threads <= before.threads + 4  # as asyncio's own pool grows once


async def described(port: int) -> float:
    """Return the seconds that a describe took, connecting included."""
    began = time.monotonic()
    async with raw_client(port) as client:
        await client.send(line("describe"))
        assert types(await answer(client, "info")) == ["info"]
    return time.monotonic() - began


async def spoken(port: int, text: str) -> list[Event]:
    async with raw_client(port) as client:
        await client.send(block("synthesize", text=text))
        return await answer(client)


@asynccontextmanager
async def many(port: int, count: int) -> AsyncIterator[list[RawClient]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(raw_client(port)) for _ in range(count)]


# Malformed and oversized events.

MALFORMED = [
    b"\n",
    b"[]\n",
    b"{}\n",
    b"null\n",
    b'{"type": 7}\n',
    b"\xff\xfe\x00\n",
    b"GET / HTTP/1.1\r\nHost: jabbertts\r\n\r\n",
    b'{"type": "describe", "data_length": -1}\n',
    b'{"type": "describe", "data_length": 1e3}\n',
    b'{"type": "synthesize", "data_length": 99999999999}\n',
    b'{"type": "describe", "payload_length": 4}\nabcd',
    b'{"type": "describe", "data_length": 2}\n[]',
    b'{"type": "synthesize", "data": {"text": ["x"]}}\n',
    b'{"type": "synthesize", "data": {"text": "x", "voice": "joe"}}\n',
    b'{"type": "synthesize", "data": {"text": "x", "context": {"jabbertts": {"speed": NaN}}}}\n',
    b'{"type": "synthesize", "data": {"text": "x", "voice": {"name": "../../etc/passwd"}}}\n',
    b'{"type": "synthesize-stop"}\n',
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"\n",
    b"[" * 500_000,
    b'{"type": "describe"' + b" " * 1_000_000,
]


async def test_malformed_events_get_an_error_and_a_close(port: int) -> None:
    for raw in MALFORMED:
        async with raw_client(port) as client:
            with suppress(ConnectionError):  # it may be refused before all of it is sent
                await client.send(raw)
            events = await client.rest()
            assert types(events) == ["error"], raw[:60]
            assert events[0].data["text"]
    assert types(await spoken(port, "Hello.")) == ["audio-start", "audio-chunk", "audio-stop"]


async def test_mutated_events_hang_nothing(running: Running) -> None:
    before = size(running)
    dice = random.Random(5)
    events = [block("synthesize", text="Hi."), line("describe"), line("synthesize-start")]
    events += [block("synthesize-chunk", text="Hello there. "), line("synthesize-stop")]
    for _ in range(40):
        raw = bytearray(b"".join(dice.choices(events, k=dice.randint(1, 4))))
        for _ in range(dice.randint(1, 5)):
            at = dice.randrange(len(raw))
            raw[at : at + dice.randrange(4)] = dice.randbytes(dice.randrange(4))
            raw = raw or bytearray(b"x")
        async with raw_client(running.port) as client:
            with suppress(ConnectionError):
                await client.send(bytes(raw))
                client.writer.write_eof()
                await client.rest()
    await settled(running, before)
    assert await described(running.port) < 1.0


# Texts that no one would write.


async def first_sound(port: int, text: str) -> None:
    """Hear the beginning only, and leave: the rest need not be computed."""
    async with raw_client(port) as client:
        await client.send(block("synthesize", text=text))
        events = [await client.read(), await client.read()]
        assert [event and event.type for event in events] == ["audio-start", "audio-chunk"]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 9_999,
        "the cat sat on a mat and " * 395,
        "7" * 9_999,
        "漢字" * 4_500,
        "https://example.com/" + "a/" * 4_000,
        "Hello 你好 Привет مرحبا שלום こんにちは 안녕하세요 नमस्ते ᚠᚢᚦ. ¿Qué tal? " * 100,
    ],
    ids=["word", "no full stop", "digits", "no spaces", "address", "languages"],
)
async def test_huge_texts_take_bounded_memory(running: Running, text: str) -> None:
    before = size(running)
    await first_sound(running.port, text)
    await settled(running, before)
    assert size(running).peak < 450


@pytest.mark.parametrize("length", [10_001, 100_000, 1_000_000])
async def test_more_text_than_allowed_is_refused(port: int, length: int) -> None:
    async with raw_client(port) as client:
        with suppress(ConnectionError):
            await client.send(block("synthesize", text="a" * length))
        (event,) = await client.rest()
    assert event.data["code"] == "text-too-long"


@pytest.mark.parametrize(
    "text",
    [
        "\u0301" * 5_000,
        "\u200f\u202e\u2067" * 1_000,
        "\u200b\ufeff\u2060" * 1_000,
        "\x00" * 1_000,
        "\n" * 9_999,
        "\ue000" * 3_000,
    ],
    ids=["combining", "direction", "zero width", "NUL", "newlines", "private use"],
)
async def test_nothing_that_can_be_said(port: int, text: str) -> None:
    events = await spoken(port, text)
    assert types(events) == ["audio-start", "audio-chunk", "audio-stop"]
    assert pcm(events) == SILENCE


@pytest.mark.parametrize(
    "text",
    [
        "Hello\x00 world.\x00 Two.",
        "Hi \ud800 there \udfff.",
        "".join(letter + "\u0300\u0301\u0302" * 10 for letter in "hello"),
        "[[h@l'oU]] hello [[ ]]",
        '<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "lol">]><a>&b;&b;</a>',
        "<speak><break time='9s'/>Hello</speak>",
        "%s %n {0} $(reboot) `reboot` '; --",
    ],
    ids=["NUL", "surrogates", "zalgo", "phonemes", "entities", "markup", "code"],
)
async def test_odd_texts_are_spoken_as_plain_text(port: int, text: str) -> None:
    events = await spoken(port, text)
    assert types(events) == ["audio-start", "audio-chunk", "audio-stop"]
    assert len(pcm(events)) > len(SILENCE)


async def test_a_stream_without_end_is_held_back(running: Running) -> None:
    """200 000 characters at once: taken in as fast as they are spoken, in bounded memory."""
    before = size(running)
    async with raw_client(running.port) as client:
        await client.send(line("synthesize-start"))
        pieces = (block("synthesize-chunk", text=SENTENCE[:37]) for _ in range(5_400))
        sending = asyncio.create_task(client.send(b"".join(pieces)))
        heard = 0
        while heard < 20 * 44_100:
            event = await client.read()
            assert event is not None
            assert event.type in {"audio-start", "audio-chunk"}
            heard += len(event.payload or b"")
        assert await described(running.port) < 1.0
        sending.cancel()
        client.reset()
    await settled(running, before)
    assert size(running).peak < 450


# Crowds.


async def test_idle_connections_cost_little_and_describe_stays_quick(running: Running) -> None:
    before = size(running)
    async with many(running.port, 200) as idle:
        assert size(running).memory - before.memory < 20
        speaking = [asyncio.create_task(spoken(running.port, SENTENCE)) for _ in range(20)]
        await asyncio.sleep(0.1)
        took = [await described(running.port) for _ in range(20)]
        assert sorted(took)[10] < 0.05
        assert max(took) < 0.5
        for task in speaking:
            assert types(await task)[-1] == "audio-stop"
        await idle[0].send(line("describe"))
        assert types(await answer(idle[0], "info")) == ["info"]
    await settled(running, before)


async def test_clients_that_never_read_are_held_and_the_others_served(running: Running) -> None:
    before = size(running)
    async with many(running.port, 20) as deaf:
        for client in deaf:
            client.stop_reading()
            await client.send(block("synthesize", text=SENTENCE * 100))
        await asyncio.sleep(1.0)
        began = time.monotonic()
        assert types(await spoken(running.port, "Hello."))[-1] == "audio-stop"
        assert time.monotonic() - began < 5.0
        assert size(running).memory - before.memory < 100
        for client in deaf:
            client.reset()
    await settled(running, before)


async def test_bytes_one_at_a_time(port: int) -> None:
    async def drip(client: RawClient) -> list[str]:
        for byte in block("synthesize", text="Hello."):
            await client.send(bytes([byte]))
            await asyncio.sleep(0.002)
        return types(await answer(client))

    async with many(port, 10) as clients:
        for ended in await asyncio.gather(*map(drip, clients)):
            assert ended[-1] == "audio-stop"


async def test_a_hundred_abrupt_ends_leak_nothing(running: Running) -> None:
    dice = random.Random(3)
    await spoken(running.port, SENTENCE)
    before = size(running)
    for number in range(100):
        async with raw_client(running.port) as client:
            if number % 3:
                await client.send(block("synthesize", text=SENTENCE * 4))
            else:
                text = block("synthesize-chunk", text=SENTENCE * 5)
                await client.send(line("synthesize-start") + text)
            await asyncio.sleep(dice.random() * 0.02)
            if number % 2:
                client.reset()
    await settled(running, before)
    assert size(running).memory - before.memory < 60
    began = time.monotonic()
    assert types(await spoken(running.port, "Hello."))[-1] == "audio-stop"
    assert time.monotonic() - began < 2.0


async def test_fifty_requests_at_once_on_one_connection(port: int) -> None:
    texts = [f"Number {number}." if number % 10 == 0 else "" for number in range(50)]
    async with raw_client(port) as client:
        await client.send(b"".join(block("synthesize", text=text) for text in texts))
        for text in texts:
            events = await answer(client)
            assert types(events) == ["audio-start", "audio-chunk", "audio-stop"]
            assert (pcm(events) == SILENCE) is not bool(text)


async def test_stopped_in_the_middle_of_all_that(real_data_dir: Path) -> None:
    """The stop is quick and clean; who still speaks gets an error, never a false end."""
    arguments = ("--uri", "tcp://127.0.0.1:0", "--data-dir", real_data_dir, "--grace", str(GRACE))
    with server(*arguments) as made:
        async with many(made.port, 32) as clients:
            speaking, streaming, deaf, half = (clients[k::4] for k in range(4))
            for client in speaking:
                await client.send(block("synthesize", text=SENTENCE * 100))
            for client in streaming:
                text = block("synthesize-chunk", text=SENTENCE * 100)
                await client.send(line("synthesize-start") + text)
            for client in deaf:
                client.stop_reading()
                await client.send(block("synthesize", text=SENTENCE * 100))
            for client in half:
                await client.send(json.dumps({"type": "describe"}).encode()[:7])
            await asyncio.sleep(0.5)
            began = time.monotonic()
            code, _ = await asyncio.to_thread(made.end)
            assert time.monotonic() - began < GRACE + 2.0
            assert code == 0
            for client in speaking + streaming:
                assert types(await client.rest())[-1] == "error"
            for client in half:
                assert await client.rest() == []
