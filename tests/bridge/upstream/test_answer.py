import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bridge.errors import (
    UpstreamBrokenError,
    UpstreamBusyError,
    UpstreamError,
    UpstreamRefusedError,
)
from bridge.order import Mark, PcmFormat, SpeechOrder, Word
from bridge.upstream.answer import Answer, End, synthesize_event
from bridge.upstream.connection import Connection, ConnectionLostError, NoAnswerError, connect
from bridge.upstream.told import Told
from tests.bridge import fake_wyoming as fake
from tests.bridge.fake_wyoming import FakeWyoming, tone
from tests.bridge.upstream.calls import until

REQUEST = synthesize_event(SpeechOrder("Hello."), ours=True)


class Asked:
    """An answer, and what became of it."""

    def __init__(
        self,
        connection: Connection,
        *,
        used: bool = False,
        silence: float = 1.0,
        told: Told | None = None,
    ) -> None:
        self.connection = connection
        self.ends: list[End] = []
        self.answer = Answer(
            connection,
            lambda _connection, how: self.ends.append(how),
            timeout=silence,
            used=used,
            speed_applied=True,
            guess=16000,
            told=told,
        )

    async def hear(self) -> bytes:
        await self.answer.begin(REQUEST)
        return b"".join([chunk async for chunk in self.answer])


@asynccontextmanager
async def asked(plan: fake.Answer, **more: Any) -> AsyncIterator[Asked]:
    async with FakeWyoming(answer=plan) as server:
        connection = await connect(server.address, 1)
        try:
            yield Asked(connection, **more)
        finally:
            connection.abort()
            await connection.wait_closed()


def sent(*events: tuple[str, dict[str, Any], bytes]) -> bytes:
    return b"".join(
        json.dumps({"type": kind, "data": data, "payload_length": len(payload)}).encode()
        + b"\n"
        + payload
        for kind, data, payload in events
    )


def sound(rate: int = 22050, width: int = 2, channels: int = 1) -> dict[str, Any]:
    return {"rate": rate, "width": width, "channels": channels}


@pytest.mark.parametrize(
    ("order", "data"),
    [
        (SpeechOrder("a"), {"text": "a"}),
        (SpeechOrder("a", "v"), {"text": "a", "voice": {"name": "v"}}),
        (
            SpeechOrder("a", "v", "s", "de"),
            {"text": "a", "voice": {"name": "v", "language": "de", "speaker": "s"}},
        ),
        (SpeechOrder("a", language="de"), {"text": "a", "voice": {"language": "de"}}),
        (SpeechOrder("a", speed=1.0), {"text": "a"}),
        (SpeechOrder("a\ud800b"), {"text": "a?b"}),
        (SpeechOrder("", "\udfff"), {"text": "", "voice": {"name": "?"}}),
    ],
)
@pytest.mark.parametrize("ours", [True, False])
def test_what_is_asked_of_any_server(
    order: SpeechOrder, data: dict[str, Any], *, ours: bool
) -> None:
    event = synthesize_event(order, ours=ours)
    assert (event.type, event.data) == ("synthesize", data)


@pytest.mark.parametrize(
    ("order", "settings"),
    [
        (SpeechOrder("a", speed=1.5), {"speed": 1.5}),
        (SpeechOrder("a", seed=0), {"seed": 0}),
        (SpeechOrder("a", instructions="Sadly"), {"instructions": "Sadly"}),
        (
            SpeechOrder("a", speed=0.25, seed=7, instructions="Low"),
            {"speed": 0.25, "seed": 7, "instructions": "Low"},
        ),
        (SpeechOrder("a", normalize=False), {"normalize": False}),
        (SpeechOrder("a", timestamps=True), {"timestamps": True}),
    ],
)
def test_settings_are_for_our_servers_only(order: SpeechOrder, settings: dict[str, Any]) -> None:
    assert synthesize_event(order, ours=True).data["context"] == {"jabbertts": settings}
    assert "context" not in synthesize_event(order, ours=False).data


def test_a_document_is_said_to_be_one() -> None:
    event = synthesize_event(SpeechOrder("<speak/>", ssml=True), ours=True)
    assert event.data == {"text": "<speak/>", "text_format": "ssml"}


async def test_all_of_it_in_order() -> None:
    plan = fake.Answer(tone(0.3, 16000), rate=16000)
    async with asked(plan) as it:
        assert await it.hear() == plan.pcm
        assert it.answer.format == PcmFormat(16000, 2, 1)
        assert it.ends == [End.COMPLETE]
        assert it.connection.usable
        it.answer.close()
        assert it.ends == [End.COMPLETE]


async def test_the_first_audio_comes_while_the_rest_is_not_made() -> None:
    plan = fake.Answer(hold_after=1)
    async with asked(plan) as it:
        await it.answer.begin(REQUEST)
        assert await anext(it.answer) == plan.chunks[0]
        assert it.ends == []


@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("channels", [1, 2])
async def test_chunks_are_recut_to_whole_frames(width: int, channels: int) -> None:
    pcm = bytes(range(240))
    pieces = [pcm[:1], pcm[1:2], b"", pcm[2:15], pcm[15:16], pcm[16:]]
    async with asked(fake.Answer(pieces, width=width, channels=channels)) as it:
        await it.answer.begin(REQUEST)
        chunks = [chunk async for chunk in it.answer]
    assert b"".join(chunks) == pcm
    assert all(chunk and len(chunk) % (width * channels) == 0 for chunk in chunks)


async def test_half_a_frame_at_the_end_is_no_sound() -> None:
    async with asked(fake.Answer([b"abcde"])) as it:
        assert await it.hear() == b"abcd"
        assert it.ends == [End.COMPLETE]


@pytest.mark.parametrize("chunks", [[], [b""], [b"a"]])
async def test_an_empty_answer_is_one(chunks: list[bytes]) -> None:
    async with asked(fake.Answer(chunks, rate=8000)) as it:
        await it.answer.begin(REQUEST)
        assert it.ends == [End.COMPLETE]
        assert it.answer.format == PcmFormat(8000)
        assert [chunk async for chunk in it.answer] == []


async def test_a_lone_stop_is_an_empty_answer() -> None:
    async with asked(fake.Answer(raw=sent(("audio-stop", {}, b"")))) as it:
        assert await it.hear() == b""
        assert it.answer.format == PcmFormat(16000)


async def test_the_first_chunk_knows_the_format_best() -> None:
    raw = sent(
        ("audio-start", sound(16000), b""),
        ("pong", {}, b""),
        ("audio-chunk", sound(22050), b"ab"),
        ("audio-start", sound(22050), b""),
        ("audio-chunk", {"timestamp": 1}, b"cd"),
        ("audio-stop", {}, b""),
    )
    async with asked(fake.Answer(raw=raw)) as it:
        assert await it.hear() == b"abcd"
        assert it.answer.format == PcmFormat(22050)


@pytest.mark.parametrize("kind", ["audio-start", "audio-chunk"])
async def test_the_format_can_not_change_under_way(kind: str) -> None:
    raw = sent(("audio-chunk", sound(), b"ab"), (kind, sound(16000), b"cd"))
    async with asked(fake.Answer(raw=raw)) as it:
        with pytest.raises(UpstreamBrokenError, match="changed the audio's format"):
            await it.hear()
        assert it.ends == [End.FAILED]


async def test_an_unsound_format_is_an_error() -> None:
    async with asked(fake.Answer(start_data=sound(width=3))) as it:
        with pytest.raises(UpstreamBrokenError, match="sent audio with width 3"):
            await it.answer.begin(REQUEST)


async def test_what_wyoming_piper_says_of_a_voice_that_it_cannot_download() -> None:
    async with asked(fake.Answer(error=("VoiceNotFoundError", "en_US-amy-medium"))) as it:
        with pytest.raises(
            UpstreamRefusedError, match="can't get the voice 'en_US-amy-m"
        ) as caught:
            await it.answer.begin(REQUEST)
    assert caught.value.refusal == "unknown-voice"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("busy", UpstreamBusyError),
        ("invalid-request", UpstreamRefusedError),
        ("unsupported", UpstreamRefusedError),
        ("text-too-long", UpstreamRefusedError),
        ("unknown-voice", UpstreamRefusedError),
        ("voice-error", UpstreamBrokenError),
        ("synthesis-error", UpstreamBrokenError),
        ("internal-error", UpstreamBrokenError),
        ("protocol-error", UpstreamBrokenError),
        ("KeyError", UpstreamBrokenError),
        (None, UpstreamBrokenError),
    ],
)
async def test_what_an_error_means(code: str | None, kind: type[UpstreamError]) -> None:
    async with asked(fake.Answer(error=(code, "It says why."))) as it:
        with pytest.raises(kind, match=r"It says why\.$") as caught:
            await it.answer.begin(REQUEST)
        assert type(caught.value) is kind
        assert getattr(caught.value, "refusal", code) == code
        assert it.ends == []
        await it.connection.wait_closed()


@pytest.mark.parametrize("code", ["busy", "invalid-request", "synthesis-error", None])
async def test_after_audio_every_error_is_a_break(code: str | None) -> None:
    plan = fake.Answer(error=(code, "Why."), error_after=2)
    async with asked(plan) as it:
        await it.answer.begin(REQUEST)
        heard = [await anext(it.answer), await anext(it.answer)]
        assert heard == plan.chunks[:2]
        with pytest.raises(UpstreamBrokenError, match=r"Why\.$"):
            await anext(it.answer)
        assert it.ends == [End.FAILED]


@pytest.mark.parametrize("data", [{}, {"text": 3}, {"text": "", "code": ["busy"]}])
async def test_an_error_may_say_nothing(data: dict[str, Any]) -> None:
    async with asked(fake.Answer(raw=sent(("error", data, b"")))) as it:
        with pytest.raises(UpstreamBrokenError, match="no reason given"):
            await it.answer.begin(REQUEST)


async def test_a_long_error_is_cut() -> None:
    async with asked(fake.Answer(error=("busy", "x" * 5000))) as it:
        with pytest.raises(UpstreamBusyError, match=r"^x{500}$"):
            await it.answer.begin(REQUEST)


async def test_death_under_way() -> None:
    plan = fake.Answer(die_after=3)
    async with asked(plan) as it:
        with pytest.raises(ConnectionLostError):
            await it.hear()
        assert it.ends == [End.FAILED]
        with pytest.raises(UpstreamBrokenError, match="cut off"):
            await anext(it.answer)


async def test_silence_before_and_under_way() -> None:
    async with asked(fake.Answer(silent=True), silence=0.1) as it:
        with pytest.raises(NoAnswerError):
            await it.answer.begin(REQUEST)
    async with asked(fake.Answer(hold_after=1), silence=0.1) as it:
        with pytest.raises(NoAnswerError):
            await it.hear()
        assert it.ends == [End.FAILED]


async def test_the_silence_of_the_listener_does_not_count() -> None:
    plan = fake.Answer()
    async with asked(plan, silence=0.2) as it:
        await it.answer.begin(REQUEST)
        heard = await anext(it.answer)
        await asyncio.sleep(0.3)
        assert heard + b"".join([chunk async for chunk in it.answer]) == plan.pcm


async def test_left_before_the_end_it_never_ends_well() -> None:
    async with asked(fake.Answer()) as it:
        await it.answer.begin(REQUEST)
        it.answer.close()
        assert it.ends == [End.LEFT]
        with pytest.raises(UpstreamBrokenError, match="cut off"):
            await anext(it.answer)


async def test_after_an_interrupted_read_it_is_broken() -> None:
    async with asked(fake.Answer(hold_after=1)) as it:
        await it.answer.begin(REQUEST)
        await anext(it.answer)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(it.answer), 0.02)
        with pytest.raises(UpstreamBrokenError, match="interrupted"):
            await anext(it.answer)


async def test_cancelled_at_the_beginning_it_hangs_up() -> None:
    async with FakeWyoming(answer=fake.Answer(silent=True)) as server:
        it = Asked(await connect(server.address, 1))
        beginning = asyncio.create_task(it.answer.begin(REQUEST))
        await until(lambda: server.speaking)
        beginning.cancel()
        await asyncio.wait([beginning])
        assert beginning.cancelled()
        await until(lambda: server.open == 0)
        assert server.cut_offs == 1


@pytest.mark.parametrize("old", [("audio-stop", {}, b""), ("audio-chunk", sound(), b"ab")])
async def test_the_tail_of_another_answer_is_not_heard(old: tuple[str, Any, bytes]) -> None:
    raw = sent(old, ("audio-start", sound(), b""), ("audio-chunk", sound(), b"cd"))
    async with asked(fake.Answer(raw=raw), used=True) as it:
        with pytest.raises(ConnectionLostError, match="old audio"):
            await it.answer.begin(REQUEST)


# --- what is told beside the audio

TOLD: dict[str, Any] = {"words": [(0, 5, 0.1, 0.4)], "marks": [("here", 0.5)]}


async def test_words_are_known_when_their_audio_was_taken() -> None:
    plan = fake.Answer(tone(0.1), **TOLD, tell_always=True)
    async with asked(plan, told=Told(6)) as it:
        assert await it.hear() == plan.pcm
        assert list(it.answer.words) == [Word(0, 5, 0.1, 0.4)]
        assert list(it.answer.marks) == [Mark("here", 0.5)]
        assert it.ends == [End.COMPLETE]


async def test_words_that_nobody_asked_for_are_skipped() -> None:
    plan = fake.Answer(tone(0.1), **TOLD, tell_always=True)
    async with asked(plan) as it:
        assert await it.hear() == plan.pcm
        assert (it.answer.words, it.answer.marks) == ((), ())


async def test_a_word_before_the_answer_is_of_another_one() -> None:
    word = {"start_char": 0, "end_char": 1, "start": 0, "end": 1}
    plan = fake.Answer(raw=sent(("spoken-word", word, b"")))
    async with asked(plan, used=True, told=Told(6)) as it:
        with pytest.raises(ConnectionLostError, match="old audio"):
            await it.answer.begin(REQUEST)
        assert not it.answer.words


async def test_a_word_that_cant_be_breaks_the_answer() -> None:
    plan = fake.Answer(words=[(0, 7, 0.1, 0.4)], tell_always=True)
    async with asked(plan, told=Told(6)) as it:
        with pytest.raises(UpstreamBrokenError, match="spoken-word"):
            await it.hear()
        assert it.ends == [End.FAILED]
