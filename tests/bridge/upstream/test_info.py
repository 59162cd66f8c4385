import asyncio
import json
from typing import Any

import pytest

from bridge.errors import UpstreamBrokenError, UpstreamDownError
from bridge.order import SpeechOrder, Voice
from bridge.upstream.connection import ConnectionLostError, NoAnswerError
from bridge.upstream.info import ServerInfo, ask_info, parse_info
from tests.bridge.fake_wyoming import FakeVoice, FakeWyoming
from tests.bridge.upstream.calls import closed_port, until


def parsed(*voices: Any, **program: Any) -> ServerInfo:
    info = parse_info({"tts": [{"name": "it", "voices": list(voices), **program}]})
    assert info is not None
    return info


def test_a_voice_of_ours() -> None:
    speakers = ("anna", "bert")
    fake = FakeWyoming([FakeVoice("v", ("de_DE", "en"), speakers, "A voice")])
    info = parse_info(fake.info())
    voice = Voice("v", ("de_DE", "en"), speakers, "A voice", "piper", "medium", 22050)
    assert info == ServerInfo("jabbertts", "1.2.3", (voice,), frozenset({"v"}))


def test_a_voice_of_others() -> None:
    info = parse_info(FakeWyoming([FakeVoice("v", speakers=("s",))], ours=False).info())
    voice = Voice("v", ("en_US",), ("s",))
    assert info == ServerInfo("piper", "1.2.3", (voice,), frozenset())


def test_our_object_may_be_empty() -> None:
    info = parsed({"name": "v", "jabbertts": {}})
    assert info.voices == (Voice("v"),)
    assert info.ours == {"v"}


def test_voices_of_all_programs_that_are_installed() -> None:
    def program(name: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "voices": [{"name": f"{name}-voice"}, {"name": "both"}], **more}

    info = parse_info(
        {"tts": [program("off", installed=False), program("a", installed=True), program("b")]}
    )
    assert info is not None
    assert info.program == "a"
    assert [voice.name for voice in info.voices] == ["a-voice", "both", "b-voice"]


def test_what_is_not_installed_is_left_out() -> None:
    info = parsed({"name": "a", "installed": False}, {"name": "b", "installed": None})
    assert [voice.name for voice in info.voices] == ["b"]


@pytest.mark.parametrize("tts", [None, [], {}, "x", [None, 3], [{"installed": False}]])
def test_no_speech_program(tts: Any) -> None:
    assert parse_info({"tts": tts, "asr": [{"name": "whisper"}]}) is None


@pytest.mark.parametrize("raw", [None, 1, "name", [], {}, {"name": None}, {"name": ""}])
def test_an_odd_voice_costs_no_other(raw: Any) -> None:
    assert parsed(raw, {"name": "v"}).voices == (Voice("v"),)


@pytest.mark.parametrize(
    "odd",
    [
        {"languages": None, "speakers": None},
        {"languages": "en", "speakers": "anna"},
        {"languages": [1, None, ""], "speakers": [None, {"name": 3}, {}, "anna"]},
        {"description": 5, "jabbertts": None},
        {"jabbertts": "yes"},
        {"jabbertts": {"engine": 1, "quality": [], "sample_rate": True}},
        {"jabbertts": {"sample_rate": 10**9}},
        {"jabbertts": {"sample_rate": "22050"}},
    ],
)
def test_odd_fields_count_as_none(odd: dict[str, Any]) -> None:
    assert parsed({"name": "v", **odd}).voices == (Voice("v"),)


@pytest.mark.parametrize("own", [None, "yes", 1])
def test_only_an_object_makes_a_voice_ours(own: Any) -> None:
    assert parsed({"name": "v", "jabbertts": own}).ours == frozenset()


def test_of_two_voices_of_a_name_the_first_counts() -> None:
    info = parsed({"name": "v"}, {"name": "v", "description": "B", "jabbertts": {}})
    assert info == ServerInfo("it", None, (Voice("v"),), frozenset())


@pytest.mark.parametrize(
    ("order", "voice"),
    [
        (SpeechOrder("x"), "a"),
        (SpeechOrder("x", "b"), "b"),
        (SpeechOrder("x", "b", language="en"), "b"),
        (SpeechOrder("x", "c"), None),
        (SpeechOrder("x", language="de"), "b"),
        (SpeechOrder("x", language="DE-at"), "b"),
        (SpeechOrder("x", language="fr"), None),
    ],
)
def test_which_voice_speaks(order: SpeechOrder, voice: str | None) -> None:
    info = parsed({"name": "a", "languages": ["en_US"]}, {"name": "b", "languages": ["de_DE"]})
    found = info.voice_for(order)
    assert (found and found.name) == voice
    assert info.can_speak(order) == (voice is not None)


def test_a_default_voice_needs_not_be_listed() -> None:
    assert parsed().can_speak(SpeechOrder("x"))
    assert parsed().voice_for(SpeechOrder("x")) is None


async def test_asks_and_takes_the_time() -> None:
    async with FakeWyoming() as server:
        server.describe_delay = 0.05
        info, round_trip = await ask_info(server.address, 2)
        assert info == parse_info(server.info())
        assert 0.04 < round_trip < 1
        await until(lambda: server.open == 0)


async def test_an_info_of_the_old_kind_is_one_long_line() -> None:
    voices = [FakeVoice(f"voice-{i:05}").info(ours=False) for i in range(5000)]
    line = json.dumps({"type": "info", "data": {"tts": [{"name": "old", "voices": voices}]}})
    assert len(line) > 500_000

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(line.encode() + b"\n")
        await reader.read()
        writer.close()
        await writer.wait_closed()
        closed.set()

    closed = asyncio.Event()
    port = await closed_port()
    async with await asyncio.start_server(answer, port.host, port.port):
        info, _ = await ask_info(port, 5)
        await closed.wait()
    assert len(info.voices) == 5000


async def test_nobody_there() -> None:
    with pytest.raises(UpstreamDownError, match=r"^tcp://127.0.0.1:\d+: Connection refused$"):
        await ask_info(await closed_port(), 1)


async def test_no_answer() -> None:
    async with FakeWyoming() as server:
        server.mute = True
        with pytest.raises(NoAnswerError, match="no answer for"):
            await ask_info(server.address, 0.05)
        await until(lambda: server.open == 0)


async def test_no_speech_there() -> None:
    async with FakeWyoming() as server:
        server.info_data = {"asr": [{"name": "whisper"}]}
        with pytest.raises(UpstreamBrokenError, match="no text-to-speech is installed there"):
            await ask_info(server.address, 1)


async def test_dies_while_asked() -> None:
    async with FakeWyoming() as server:
        server.mute = True
        asking = asyncio.create_task(ask_info(server.address, 2))
        await until(lambda: server.describes)
        await server.close_all()
        with pytest.raises(ConnectionLostError):
            await asking


@pytest.mark.parametrize(
    ("name", "voice"),
    [
        ("a+b", "a"),
        ("a:0.6+b:0.4", "a"),
        ("b:1 + a", "b"),
        ("a+nobody", None),
        ("nobody+a", None),
        ("a+foreign", None),
        ("a+", None),
        ("a:0.6", None),
        ("own+name", "own+name"),
    ],
)
def test_a_blend_is_of_voices_of_ours(name: str, voice: str | None) -> None:
    ours = [{"name": each, "jabbertts": {"engine": "kokoro"}} for each in ("a", "b")]
    info = parsed(*ours, {"name": "foreign"}, {"name": "own+name"})
    found = info.voice_for(SpeechOrder("x", name))
    assert (found and found.name) == voice
    assert info.can_speak(SpeechOrder("x", name)) == (voice is not None)


@pytest.mark.parametrize("more", [{"ssml": True}, {"timestamps": True}])
def test_what_only_voices_of_ours_can_do(more: dict[str, Any]) -> None:
    info = parsed({"name": "foreign"}, {"name": "ours", "languages": ["de"], "jabbertts": {}})
    assert info.can_speak(SpeechOrder("x", "ours", **more))
    assert info.can_speak(SpeechOrder("x", language="de", **more))
    assert not info.can_speak(SpeechOrder("x", "foreign", **more))
    assert not info.can_speak(SpeechOrder("x", **more)), "the default voice is another's"
    assert not info.can_speak(SpeechOrder("x", "nobody", **more))
