import asyncio
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wyoming.event import Event, async_read_event

from jabbertts_wyoming.common.errors import JabberError, ProtocolError, TextTooLongError
from jabbertts_wyoming.framing import EventParser, EventReader, FrameLimits, encode_event

from .wire import block, line

LIMITS = FrameLimits(header_bytes=1000, data_bytes=2000)
SKIP = frozenset({"synthesize"})


def parse(data: bytes, skip: frozenset[str] = frozenset()) -> list[Event]:
    parser = EventParser(LIMITS)
    parser.feed(data)
    events = []
    while (event := parser.next_event(skip)) is not None:
        events.append(event)
    return events


@pytest.mark.parametrize(
    ("raw", "event"),
    [
        (b'{ "type": "describe" }\n', Event("describe")),
        (b'{"type":"describe"}\r\n', Event("describe")),
        (b'{"type":"describe","data":null,"data_length":null}\n', Event("describe")),
        (b'{"type":"ping","data":{"text":"a"},"payload_length":0}\n', Event("ping", {"text": "a"})),
        (
            b'{"type":"x","data":{"a":1,"b":1},"data_length":7}\n{"b":2}',
            Event("x", {"a": 1, "b": 2}),
        ),
        (b'{"type":"x","type":"y"}\n', Event("y")),
        ('{"type":"x","data":{"t":"é語"}}\n'.encode(), Event("x", {"t": "é語"})),
    ],
)
def test_reads_every_form(raw: bytes, event: Event) -> None:
    assert parse(raw) == [event]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\n", "header line is not valid JSON"),
        (b"GET / HTTP/1.1\r\n", "header line is not valid JSON"),
        (b"\xff\xfe\n", "header line is not UTF-8"),
        ("\ufeff{}\n".encode(), "header line is not valid JSON"),
        ('{"type":"describe"}\n'.encode("utf-16-le"), "header line is not valid JSON"),
        (b"[]\n", "header line must be a JSON object"),
        (b"null\n", "header line must be a JSON object"),
        (b"{}\n", "type is missing"),
        (b'{"type":null}\n', "type must be a string"),
        (b'{"type":["describe"]}\n', "type must be a string"),
        (b'{"type":"x","data":[]}\n', "data must be a JSON object"),
        (b'{"type":"x","data":"y"}\n', "data must be a JSON object"),
        (b'{"type":"x","data_length":-1}\n', "data_length must not be negative"),
        (b'{"type":"x","data_length":true}\n', "data_length must be a whole number"),
        (b'{"type":"x","data_length":2.0}\n', "data_length must be a whole number"),
        (b'{"type":"x","data_length":NaN}\n', "data_length must be a whole number"),
        (b'{"type":"x","data_length":"2"}\n', "data_length must be a whole number"),
        (b'{"type":"x","data_length":2001}\n', "data_length is too large"),
        (b'{"type":"x","data_length":1' + b"0" * 900 + b"}\n", "data_length is too large"),
        (b'{"type":"x","data_length":2}\n[]', "data block must be a JSON object"),
        (b'{"type":"x","data_length":2}\n{]', "data block is not valid JSON"),
        (b'{"type":"x","data_length":2}\n\xc3\x28', "data block is not UTF-8"),
        (b'{"type":"x","payload_length":1}\n', "payload_length must be 0"),
        (b'{"type":"x","payload_length":-1}\n', "payload_length must not be negative"),
        (b'{"type":"x","payload_length":1e9}\n', "payload_length must be a whole number"),
        (b"x" * 1001, "header line is too large"),
        (b'{"type":"x","data":"' + b"x" * 1000 + b'"}\n', "header line is too large"),
    ],
)
def test_malformed_input_is_named(raw: bytes, words: str) -> None:
    with pytest.raises(ProtocolError, match=words):
        parse(raw)


@pytest.mark.parametrize("nest", ['{"type":%s}\n', '{"type":"x","data":{"a":%s}}\n'])
def test_deep_nesting_and_giant_numbers_are_refused(nest: str) -> None:
    parser = EventParser(FrameLimits(header_bytes=1_000_000, data_bytes=0))
    parser.feed((nest % ("[" * 200_000 + "]" * 200_000)).encode())
    with pytest.raises(ProtocolError, match="nested too deeply"):
        parser.next_event()
    parser = EventParser(FrameLimits(header_bytes=1_000_000, data_bytes=0))
    parser.feed((nest % ("9" * 5000)).encode())
    with pytest.raises(ProtocolError, match="not valid JSON"):
        parser.next_event()


def test_too_much_text_is_told_as_such() -> None:
    with pytest.raises(TextTooLongError):
        parse(b'{"type":"synthesize","data_length":2001}\n')
    with pytest.raises(TextTooLongError):
        parse(b'{"type":"synthesize-chunk","data":{"text":"' + b"x" * 2000)


@pytest.mark.parametrize(
    "skipped",
    [
        line("synthesize", text="short"),
        block("synthesize", text="short"),
        block("synthesize", text="x" * 100_000),
        line("synthesize", text="x" * 100_000),
        b'{"type":"synthesize","data_length":3}\n\xff{{',
    ],
)
@pytest.mark.parametrize("step", [1000, 1_000_000])
def test_skipped_types_are_dropped_whatever_their_size(skipped: bytes, step: int) -> None:
    stream = line("a") + skipped + line("b")
    parser = EventParser(LIMITS)
    found: list[str] = []
    for start in range(0, len(stream), step):
        parser.feed(stream[start : start + step])
        while (event := parser.next_event(SKIP)) is not None:
            found.append(event.type)
        if step == 1000:
            assert len(parser._buffer) <= LIMITS.header_bytes + step
    assert found == ["a", "b"]
    assert not parser.partial


def test_only_the_named_types_are_skipped() -> None:
    with pytest.raises(TextTooLongError):
        parse(line("synthesize-chunk", text="x" * 2000), SKIP)
    with pytest.raises(ProtocolError, match="payload_length"):
        parse(b'{"type":"synthesize","payload_length":5}\n', SKIP)
    with pytest.raises(ProtocolError, match="data_length"):
        parse(b'{"type":"synthesize","data_length":-5}\n', SKIP)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)
_header = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["describe", "synthesize", "x"]) | _json,
        "data": _json,
        "data_length": st.integers(-2, 30) | _json,
        "payload_length": st.integers(-1, 1) | _json,
    },
)
_noise = (
    st.binary(max_size=60)
    | _header.map(lambda header: json.dumps(header).encode() + b"\n")
    | _json.map(lambda value: json.dumps(value).encode())
)


@settings(deadline=None)
@given(pieces=st.lists(_noise, max_size=8), skip=st.booleans())
def test_no_bytes_break_the_parser(pieces: list[bytes], skip: bool) -> None:
    def outcome(feed: list[bytes]) -> tuple[list[Event], str]:
        parser = EventParser(FrameLimits(header_bytes=100, data_bytes=100))
        events: list[Event] = []
        try:
            for piece in feed:
                parser.feed(piece)
                while (event := parser.next_event(SKIP if skip else frozenset())) is not None:
                    assert isinstance(event.type, str)
                    assert isinstance(event.data, dict)
                    events.append(event)
            parser.feed_eof()
            parser.next_event()
        except (ProtocolError, TextTooLongError) as error:
            return events, str(error)
        return events, ""

    whole = b"".join(pieces)
    result = outcome([whole])
    # NaN equals nothing, hence the text.
    assert str(outcome([whole[i : i + 1] for i in range(len(whole))])) == str(result)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Event,
            st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
            st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=10), max_size=3),
        ),
        max_size=4,
    ),
    st.integers(1, 40),
)
def test_what_is_encoded_comes_back_however_it_is_cut(events: list[Event], step: int) -> None:
    stream = b"".join(
        encode_event(Event(e.type, {k: _utf8(v) for k, v in e.data.items()})) for e in events
    )
    parser = EventParser(LIMITS)
    found = []
    for start in range(0, len(stream), step):
        parser.feed(stream[start : start + step])
        while (event := parser.next_event()) is not None:
            found.append(event.type)
    assert found == [e.type for e in events]


def _utf8(value: int | str) -> int | str:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


async def test_the_stock_reader_reads_what_is_encoded() -> None:
    event = Event("audio-chunk", {"rate": 1, "text": "é"}, b"\0\n\1")
    reader = asyncio.StreamReader()
    reader.feed_data(encode_event(event))
    reader.feed_data(encode_event(Event("pong", {"text": None})))
    assert await async_read_event(reader) == event
    assert await async_read_event(reader) == Event("pong", {})


def test_a_lone_surrogate_does_not_stop_an_error() -> None:
    assert b"?" in encode_event(Event("error", {"text": "\ud83d"}))


# --- EventReader


def reader_of(receive: Callable[[], object], **timeouts: float) -> EventReader:
    timeouts = {"event_timeout": 5.0, "idle_timeout": 5.0, **timeouts}
    return EventReader(receive, LIMITS, **timeouts)  # type: ignore[arg-type]


def pieces(*data: bytes, hang: bool = False) -> Callable[[], object]:
    waiting = list(data)

    async def receive() -> bytes:
        if not waiting and hang:
            await asyncio.Event().wait()
        return waiting.pop(0) if waiting else b""

    return receive


async def test_reader_ends_between_events() -> None:
    reader = reader_of(pieces(b'{"type":', b'"ping"}\n', block("x", a=1)))
    assert await reader.read() == Event("ping")
    assert await reader.read() == Event("x", {"a": 1})
    assert await reader.read() is None


async def test_last_line_may_lack_its_newline() -> None:
    reader = reader_of(pieces(b'{"type":"describe"}'))
    assert await reader.read() == Event("describe")
    assert await reader.read() is None


@pytest.mark.parametrize(
    "raw", [b'{"type":"desc', b'{"type":"x","data_length":5}', b'{"type":"x","data_length":5}\n{}']
)
async def test_end_inside_an_event_is_no_protocol_error(raw: bytes) -> None:
    with pytest.raises(EOFError):
        await reader_of(pieces(raw)).read()


async def test_end_inside_a_skipped_event() -> None:
    with pytest.raises(EOFError):
        await reader_of(pieces(block("synthesize", text="x" * 50)[:-5])).read(SKIP)


async def test_an_event_must_arrive_whole_in_time() -> None:
    reader = reader_of(pieces(b'{"type":', hang=True), event_timeout=0.01)
    with pytest.raises(ProtocolError, match=r"not complete 0\.01 s after"):
        await reader.read()


async def test_slow_drops_do_not_extend_the_time() -> None:
    async def receive() -> bytes:
        await asyncio.sleep(0.005)
        return b" "

    with pytest.raises(ProtocolError, match="not complete"):
        await reader_of(receive, event_timeout=0.02).read()


async def test_idle_is_a_timeout_and_reading_may_go_on() -> None:
    waiting: asyncio.Queue[bytes] = asyncio.Queue()
    reader = reader_of(waiting.get, idle_timeout=0.01)
    with pytest.raises(TimeoutError):
        await reader.read()
    waiting.put_nowait(line("ping"))
    assert await reader.read() == Event("ping")


def test_protocol_errors_are_jabber_errors() -> None:
    with pytest.raises(JabberError) as caught:
        parse(b"[]\n")
    assert caught.value.code == "protocol-error"
