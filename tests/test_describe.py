import json

from wyoming.event import Event
from wyoming.info import Info

from jabbertts_wyoming import __version__
from jabbertts_wyoming.describe import Describer, info_event
from jabbertts_wyoming.framing import EventParser, FrameLimits

from .fakes import FakeSpeech, voice_info


def test_stock_parser_reads_the_info_event() -> None:
    event = info_event([voice_info("a"), voice_info("b", speakers=["x", "y"])])
    info = Info.from_event(Event(event.type, json.loads(json.dumps(event.data))))
    (program,) = info.tts
    assert program.name == "jabbertts"
    assert program.installed
    assert program.supports_synthesize_streaming
    assert program.version == __version__
    assert isinstance(program.attribution.url, str)
    single, multi = program.voices
    assert (single.name, single.installed, single.languages) == ("a", True, ["en_US"])
    assert (single.version, single.speakers) == ("1.0", None)
    assert single.attribution.name == "somebody"
    assert multi.speakers is not None
    assert [speaker.name for speaker in multi.speakers] == ["x", "y"]
    assert [*info.asr, *info.wake, *info.handle, *info.intent] == []


def test_each_voice_tells_its_engine() -> None:
    (voice,) = info_event([voice_info()]).data["tts"][0]["voices"]
    assert voice["jabbertts"] == {"engine": "vits", "sample_rate": 22050, "quality": "medium"}


async def test_the_event_is_built_anew_only_when_the_voices_change() -> None:
    speech = FakeSpeech(voice_info("a"))
    describer = Describer(speech)
    first = await describer.info()
    speech.infos = [voice_info("a")]
    assert await describer.info() is first
    speech.infos = [voice_info("a"), voice_info("b")]
    second = await describer.info()
    assert second != first
    parser = EventParser(FrameLimits(10_000, 10_000))
    parser.feed(second)
    event = parser.next_event()
    assert event is not None
    assert [voice.name for voice in Info.from_event(event).tts[0].voices] == ["a", "b"]
