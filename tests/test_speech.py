"""From text to sound with tiny voices, and with an engine that only takes notes."""

import asyncio
import logging
import tracemalloc
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from jabbertts_wyoming.audio.level import silence
from jabbertts_wyoming.audio_cache.cache import AudioCache
from jabbertts_wyoming.common.errors import (
    JabberError,
    MarkupError,
    SynthesisError,
    UnknownVoiceError,
    VoiceError,
)
from jabbertts_wyoming.engines.base import Manner
from jabbertts_wyoming.phonemes.ids import MAX_IDS
from jabbertts_wyoming.request import (
    AudioFormat,
    Heard,
    SpeechRequest,
    SpeechSettings,
    SpokenMark,
    SpokenWord,
    VoiceSelector,
)
from jabbertts_wyoming.runtime.ort import CPU
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool
from jabbertts_wyoming.speech import SpeechDefaults, SpeechService
from jabbertts_wyoming.text.feed import TextFeed
from jabbertts_wyoming.text.lexicon.lexicons import Lexicons
from jabbertts_wyoming.text.normalise.spoken import Emoji
from jabbertts_wyoming.voices.piper import EMBEDDED
from jabbertts_wyoming.voices.registry import Registry
from jabbertts_wyoming.voices.voice import EngineSettings
from tests.shelf import VARIANTS, Shelf

RATE = 22050
SILENCE = bytes(2 * (RATE // 10))
MULTI = "multi"
# No noise: the sound of a sentence is the same wherever it stands.
STILL = SpeechSettings(seed=1, noise_scale=0.0, noise_w_scale=0.0)


@pytest.fixture
async def registry(data_dir: Path, shelf: Shelf, quick_loading: None) -> AsyncIterator[Registry]:
    shelf.put(data_dir, VARIANTS["medium-speakers"], MULTI)
    settings = EngineSettings(threads=1, providers=(CPU,))
    made = Registry(data_dir, EMBEDDED, settings, formant=False)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def service(registry: Registry, pool: WorkerPool) -> SpeechService:
    return SpeechService(registry, pool, EMBEDDED, SpeechDefaults())


def sounds(heard: Sequence[Heard]) -> list[bytes]:
    return [each for each in heard if isinstance(each, bytes)]


async def say(
    service: SpeechService,
    text: str,
    settings: SpeechSettings = STILL,
    voice: str | None = None,
    speaker: str | None = None,
) -> list[bytes]:
    request = SpeechRequest(VoiceSelector(name=voice, speaker=speaker), settings)
    feed = TextFeed.of(text, limit=1_000_000)
    async with service.open(request) as utterance:
        heard = [each async for each in utterance.chunks(feed)]
    chunks = sounds(heard)
    assert all(chunks), "no chunk is empty"
    assert all(len(c) % 2 == 0 for c in chunks), "no sample is cut in half"
    if text.strip():
        assert feed.unspoken == 0
    return chunks


async def opened(service: SpeechService, request: SpeechRequest) -> None:
    async with service.open(request):
        pass


def seconds(chunks: Sequence[bytes]) -> float:
    return sum(map(len, chunks)) / 2 / RATE


def tasks() -> set[asyncio.Task[object]]:
    """Those that speak; the registry has its own."""
    return {t for t in asyncio.all_tasks() if "Registry" not in repr(t)}


@dataclass
class Notes:
    """An engine that takes notes and makes a short sound of each sentence."""

    sample_rate: int = RATE
    ids: list[Sequence[int]] = field(default_factory=list)
    manners: list[Manner] = field(default_factory=list)
    error: Exception | None = None
    closed: int = 0

    async def encode(
        self,
        phoneme_ids: Sequence[int],
        manner: Manner,
        random: np.random.Generator,
        deadline: float,
        pool: WorkerPool,
    ) -> "Note":
        self.ids.append(phoneme_ids)
        self.manners.append(manner)
        return Note(self)


@dataclass
class Note:
    """A sentence of the engine that takes notes."""

    notes: Notes
    seconds: float = 200 / RATE
    boundaries: Sequence[float] | None = None

    async def windows(self, pacer: Pacer, pool: WorkerPool) -> AsyncGenerator[bytes, None]:
        try:
            yield b"\x01\x00" * 100
            if self.notes.error is not None:
                raise self.notes.error
            yield b"\x02\x00" * 100
        finally:
            self.notes.closed += 1


@pytest.fixture
def notes(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Notes:
    made = Notes()

    @asynccontextmanager
    async def engine(_voice: object) -> AsyncIterator[Notes]:
        yield made

    monkeypatch.setattr(registry, "engine", engine)
    return made


# What is spoken.


async def test_voices_and_format(service: SpeechService) -> None:
    async with service.open(SpeechRequest(VoiceSelector(name=MULTI))) as utterance:
        assert utterance.format == AudioFormat(rate=RATE, width=2, channels=1)
    assert [info.name for info in await service.voices()] == [EMBEDDED, MULTI]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t", "😀", "👩‍👩‍👧 ❤️", "...", "?!", "\x00", " . "])
async def test_without_a_word_there_is_a_tenth_of_a_second_of_silence(
    service: SpeechService, text: str
) -> None:
    assert await say(service, text) == [SILENCE]


async def test_a_sentence_is_spoken_in_several_chunks(service: SpeechService) -> None:
    chunks = await say(service, "Good morning, and welcome to the show.")
    assert len(chunks) > 2
    assert seconds(chunks[:1]) < 0.1
    assert seconds(chunks) > 1


async def test_pause_between_sentences_and_none_after_the_last(service: SpeechService) -> None:
    first = b"".join(await say(service, "Good morning."))
    second = b"".join(await say(service, "It rains."))
    both = b"".join(await say(service, "Good morning. It rains."))
    pause = bytes(2 * round(0.2 * RATE))
    assert both == first + pause + second


async def test_the_pause_can_be_set(service: SpeechService) -> None:
    text = "Good morning. It rains. It pours."
    lengths = [
        seconds(await say(service, text, SpeechSettings(1.0, 1, None, 0.0, 0.0, pause)))
        for pause in (0.0, 0.2, 1.5)
    ]
    assert lengths[1] - lengths[0] == pytest.approx(2 * 0.2, abs=1e-3)
    assert lengths[2] - lengths[0] == pytest.approx(2 * 1.5, abs=1e-3)


async def test_no_pause_for_what_is_not_spoken(service: SpeechService, notes: Notes) -> None:
    chunks = await say(service, "?! Good morning. 😀! It rains. 😀 … !")
    assert len(notes.ids) == 2
    assert seconds(chunks) == pytest.approx(0.2 + 4 * 100 / RATE, abs=1e-4)


async def test_no_pause_inside_a_sentence(service: SpeechService) -> None:
    words = "good morning " * 60  # cut between words, for length
    pieces = [words[:500].rpartition(" ")[0], words[len(words[:500].rpartition(" ")[0]) :]]
    apart = [b"".join(await say(service, piece)) for piece in pieces]
    assert b"".join(await say(service, words)) == b"".join(apart)


async def test_every_sentence_is_spoken(service: SpeechService) -> None:
    one = seconds(await say(service, "It rains."))
    many = seconds(await say(service, "It rains. " * 20))
    assert many == pytest.approx(20 * one + 19 * 0.2, abs=0.01)


# Settings.


async def test_the_same_seed_gives_the_same_bytes(service: SpeechService) -> None:
    text = "Good morning. It rains, and it pours, all day long."
    first = b"".join(await say(service, text, SpeechSettings(seed=7)))
    again = await asyncio.gather(*(say(service, text, SpeechSettings(seed=7)) for _ in range(4)))
    assert {b"".join(a) for a in again} == {first}, "however busy the machine is"
    assert first != b"".join(await say(service, text, SpeechSettings(seed=8)))


async def test_without_a_seed_every_answer_differs(service: SpeechService) -> None:
    said = [b"".join(await say(service, "Good morning.", SpeechSettings())) for _ in range(2)]
    assert said[0] != said[1]


async def test_speed(service: SpeechService) -> None:
    lengths = [
        seconds(await say(service, "Good morning.", SpeechSettings(speed, 1, None, 0.0, 0.0)))
        for speed in (1.0, 0.25, 2.0)
    ]
    assert lengths[1] / lengths[0] == pytest.approx(4.0, rel=0.05)
    assert lengths[2] / lengths[0] == pytest.approx(0.5, rel=0.05)


async def test_speakers_of_a_request(service: SpeechService) -> None:
    said = {
        speaker: b"".join(await say(service, "Good morning.", voice=MULTI, speaker=speaker))
        for speaker in ("speaker_0", "speaker_1", "0", "1")
    }
    assert said["speaker_0"] == said["0"] != said["1"] == said["speaker_1"]


async def test_a_request_goes_before_the_server_and_that_before_the_voice(
    registry: Registry, pool: WorkerPool, notes: Notes
) -> None:
    defaults = SpeechDefaults(None, length_scale=1.5, noise_scale=0.4, sentence_silence=0.0)
    service = SpeechService(registry, pool, EMBEDDED, defaults)
    settings = SpeechSettings(speed=2.0, length_scale=0.8, noise_w_scale=0.0)
    await say(service, "Hello.", settings)
    await say(service, "Hello.", SpeechSettings(noise_scale=0.0, seed=3))
    assert notes.manners == [
        Manner(length_scale=0.8, noise_scale=0.4, noise_w_scale=0.0, speed=2.0),
        Manner(length_scale=1.5, noise_scale=0.0, repeatable=True),
    ]


async def test_the_servers_speaker_is_for_the_default_voice_alone(
    registry: Registry, pool: WorkerPool, notes: Notes
) -> None:
    service = SpeechService(registry, pool, MULTI, SpeechDefaults(speaker="speaker_2"))
    await say(service, "Hello.", voice=MULTI)
    await say(service, "Hello.", voice=MULTI, speaker="speaker_1")
    await say(service, "Hello.", voice=EMBEDDED)
    assert [m.speaker for m in notes.manners] == [2, 1, None]


async def test_what_cannot_be_opened(service: SpeechService) -> None:
    with pytest.raises(UnknownVoiceError, match="did you mean 'en_US-joe-medium'"):
        await opened(service, SpeechRequest(VoiceSelector(name="en_US-jo-medium")))
    with pytest.raises(UnknownVoiceError, match="no voice speaks 'fr'"):
        await opened(service, SpeechRequest(VoiceSelector(language="fr")))
    with pytest.raises(UnknownVoiceError, match="no speaker 'nobody'"):
        await opened(service, SpeechRequest(VoiceSelector(name=MULTI, speaker="nobody")))


# Failures.


async def test_a_failure_while_speaking_is_told_and_logged(
    service: SpeechService, notes: Notes, caplog: pytest.LogCaptureFixture
) -> None:
    notes.error = ValueError("bad weather")
    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(SynthesisError, match="'en_US-joe-medium' failed while speaking") as caught,
    ):
        await say(service, "Hello. And again.")
    assert caught.value.__cause__ is notes.error
    assert "bad weather" in caplog.text
    assert len(notes.ids) == 1, "nothing is spoken after it"


async def test_an_error_of_our_own_is_passed_on(service: SpeechService, notes: Notes) -> None:
    notes.error = VoiceError("no voice left")
    with pytest.raises(VoiceError, match="no voice left"):
        await say(service, "Hello.")


# Bounds.


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("all work and no play makes a dull day " * 520, 10_000),
        ("x" * 100_000, 300_000),
        ("strawberry" * 10_000, 150_000),
    ],
    ids=["20 kB without a full stop", "100 kB of x", "100 kB word"],
)
async def test_what_never_ends_is_spoken_in_bounded_pieces(
    service: SpeechService, notes: Notes, text: str, phonemes: int
) -> None:
    await say(service, text)
    assert max(map(len, notes.ids)) <= MAX_IDS
    assert sum(map(len, notes.ids)) > phonemes, "all of it"


async def test_a_long_text_without_a_full_stop_really_is_spoken(service: SpeechService) -> None:
    settings = SpeechSettings(speed=4.0, seed=1)
    chunks = await say(service, "all work and no play makes a dull day " * 100, settings)
    assert seconds(chunks) > 20
    assert max(map(len, chunks)) / 2 / RATE < 2


# Streams.


async def test_sound_comes_before_the_text_is_whole(service: SpeechService) -> None:
    feed = TextFeed(1000)
    await feed.put("Good morning. And ")
    async with (
        service.open(SpeechRequest(settings=STILL)) as utterance,
        aclosing(utterance.chunks(feed)) as chunks,
    ):
        first = await anext(chunks)
        assert first
        await feed.put("now it rains.")
        feed.close()
        rest = [pcm async for pcm in chunks]
    whole = b"".join(sounds([first, *rest]))
    assert whole == b"".join(await say(service, "Good morning. And now it rains."))
    assert feed.unspoken == 0


async def test_a_writer_is_held_until_its_text_is_spoken(
    service: SpeechService, notes: Notes
) -> None:
    feed = TextFeed(60)

    async def write() -> None:
        for _ in range(10):
            await feed.put("It rains again. ")
        feed.close()

    writer = asyncio.create_task(write())
    async with service.open(SpeechRequest(settings=STILL)) as utterance:
        chunks = [pcm async for pcm in utterance.chunks(feed)]
    await writer
    assert len(notes.ids) == 10
    assert len(chunks) == 20
    assert feed.unspoken == 0


async def test_closing_early_stops_everything(service: SpeechService, pool: WorkerPool) -> None:
    before = tasks()
    feed = TextFeed.of("Good morning. " * 50, limit=10_000)
    async with service.open(SpeechRequest(settings=STILL)) as utterance:
        chunks = utterance.chunks(feed)
        await anext(chunks)
        await chunks.aclose()
    assert tasks() == before
    assert await pool.run(0.0, divmod, 7, 2) == (3, 1)


async def test_cancelling_stops_everything(service: SpeechService, pool: WorkerPool) -> None:
    before = tasks()
    speaking = asyncio.create_task(say(service, "Good morning. " * 200))
    await asyncio.sleep(0.05)
    speaking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await speaking
    assert tasks() == before
    assert await pool.run(0.0, divmod, 7, 2) == (3, 1)


async def test_closing_early_closes_the_engine(service: SpeechService, notes: Notes) -> None:
    async with service.open(SpeechRequest()) as utterance:
        chunks = utterance.chunks(TextFeed.of("Hello. Hello.", limit=100))
        await anext(chunks)
        assert notes.closed == 0
        await chunks.aclose()
        assert notes.closed == 1


async def test_a_short_answer_does_not_wait_for_a_long_one(registry: Registry) -> None:
    with WorkerPool(1) as single:
        service = SpeechService(registry, single, EMBEDDED, SpeechDefaults())
        long = asyncio.create_task(say(service, "It rains and it pours all day long. " * 60))
        await asyncio.sleep(0.05)
        assert not long.done()
        assert await say(service, "Good morning.")
        assert not long.done()
        long.cancel()
        with pytest.raises(asyncio.CancelledError):
            await long


async def test_many_at_once(service: SpeechService) -> None:
    said = await asyncio.gather(*(say(service, f"This is number {k}.") for k in range(12)))
    assert len({b"".join(chunks) for chunks in said}) == 12
    alone = await say(service, "This is number 5.")
    assert b"".join(said[5]) == b"".join(alone)


# What the text asks for.


async def heard(
    service: SpeechService, text: str, settings: SpeechSettings = STILL, *, ssml: bool = False
) -> list[Heard]:
    feed = TextFeed.of(text, limit=100_000)
    async with service.open(SpeechRequest(settings=settings, ssml=ssml)) as utterance:
        return [each async for each in utterance.chunks(feed)]


async def spoken_ssml(service: SpeechService, inner: str) -> list[Heard]:
    return await heard(service, f"<speak>{inner}</speak>", ssml=True)


async def test_a_break_is_silence(service: SpeechService) -> None:
    plain = sounds(await spoken_ssml(service, "One."))
    longer = sounds(await spoken_ssml(service, "One.<break time='700ms'/>"))
    assert b"".join(longer) == b"".join(plain) + silence(0.7, RATE)
    before = sounds(await spoken_ssml(service, "<break time='1s'/>One."))
    assert b"".join(before).startswith(silence(1.0, RATE))
    assert seconds(before) == pytest.approx(seconds(plain) + 1.0)
    assert max(map(len, before)) / 2 / RATE < 1.0, "in pieces"


async def test_a_pause_in_plain_text(service: SpeechService) -> None:
    text = sounds(await heard(service, "One. [pause:0.5] Two."))
    parts = [b"".join(await say(service, part)) for part in ("One.", "Two.")]
    assert len(b"".join(text)) == sum(map(len, parts)) + len(silence(0.5, RATE))


async def test_hours_of_pauses_take_no_memory(service: SpeechService) -> None:
    feed = TextFeed.of("One. " + "[pause:10]" * 1000 + " Two.", limit=100_000)
    async with service.open(SpeechRequest(settings=STILL)) as utterance:
        chunks = utterance.chunks(feed)
        tracemalloc.start()
        try:
            size = 0
            async for pcm in chunks:
                assert isinstance(pcm, bytes)
                size += len(pcm)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert size > len(silence(10.0, RATE)) * 1000
    assert peak < 50_000_000, "a minute has 2.6 MB"


async def test_only_silence(service: SpeechService) -> None:
    assert seconds(sounds(await spoken_ssml(service, "<break time='300ms'/>"))) == pytest.approx(
        0.3
    )
    assert sounds(await spoken_ssml(service, "")) == [SILENCE]


async def test_prosody(service: SpeechService, notes: Notes) -> None:
    await spoken_ssml(service, "One <prosody rate='200%'>two</prosody> <emphasis>three</emphasis>")
    assert notes.manners[0].speed == 1.0
    assert notes.manners[1].speed == 2.0
    assert notes.manners[2].speed < 1.0


async def test_volume_and_pitch(service: SpeechService) -> None:
    plain = b"".join(sounds(await spoken_ssml(service, "Good morning.")))
    soft = b"".join(
        sounds(await spoken_ssml(service, "<prosody volume='-6dB'>Good morning.</prosody>"))
    )
    assert len(soft) == len(plain)
    ratio = np.std(np.frombuffer(soft, "<i2")) / np.std(np.frombuffer(plain, "<i2"))
    assert ratio == pytest.approx(0.5, abs=0.02)
    high = b"".join(
        sounds(await spoken_ssml(service, "<prosody pitch='+50%'>Good morning.</prosody>"))
    )
    assert len(high) == pytest.approx(len(plain), rel=0.05), "as long as before"


async def test_another_voice_speaks_at_the_first_ones_rate(
    service: SpeechService, notes: Notes
) -> None:
    await spoken_ssml(service, f"One <voice name='nobody {MULTI}'>two</voice>.")
    assert len(notes.ids) >= 2


async def test_marks_come_where_they_stand(service: SpeechService) -> None:
    told = await spoken_ssml(service, "<mark name='a'/>One.<break time='1s'/><mark name='b'/>Two.")
    marks = [each for each in told if isinstance(each, SpokenMark)]
    one = seconds(await say(service, "One."))
    assert [mark.name for mark in marks] == ["a", "b"]
    assert [mark.time for mark in marks] == pytest.approx([0.0, one + 1.0])


async def test_a_mark_is_never_behind_the_sound(service: SpeechService) -> None:
    told = await spoken_ssml(service, "<s>One.</s><mark name='a'/>")
    assert [e.time for e in told if isinstance(e, SpokenMark)] == [seconds(sounds(told))]


async def test_wrong_ssml_is_an_error(service: SpeechService) -> None:
    with pytest.raises(MarkupError, match="line 1"):
        await spoken_ssml(service, "<b>One")


async def test_words_are_told_when_they_are_heard(service: SpeechService) -> None:
    text = "It is 21.5 °C here. And there."
    told = await heard(service, text, SpeechSettings(seed=1, timestamps=True))
    words = [each for each in told if isinstance(each, SpokenWord)]
    assert [w.text for w in words] == ["It", "is", "21.5 °C", "here", "And", "there"]
    assert [text[w.start_char : w.end_char] for w in words] == [w.text for w in words]
    times = [t for w in words for t in (w.start, w.end)]
    assert times == sorted(times)
    assert times[-1] <= seconds(sounds(told))
    assert not [each for each in await heard(service, text) if not isinstance(each, bytes)]


async def test_words_are_told_of_what_is_kept_too(caching: SpeechService) -> None:
    own = SpeechSettings(timestamps=True)
    for _ in range(2):
        told = await heard(caching, "Good morning.", own)
        assert [w.text for w in told if isinstance(w, SpokenWord)] == ["Good", "morning"]


async def test_text_is_normalised_unless_it_shall_not_be(
    service: SpeechService, notes: Notes
) -> None:
    for text in ("5 km", "five kilometers"):
        await heard(service, text, SpeechSettings())
    assert notes.ids[0] == notes.ids[1]
    await heard(service, "5 km", SpeechSettings(normalize=False))
    assert notes.ids[2] != notes.ids[1]


async def test_emoji_are_read_if_the_server_shall(
    registry: Registry, pool: WorkerPool, notes: Notes
) -> None:
    for emoji, said in ((Emoji.DROP, "Well done."), (Emoji.READ, "Well done thumbs up.")):
        notes.ids.clear()
        service = SpeechService(registry, pool, EMBEDDED, SpeechDefaults(emoji=emoji))
        for text in ("Well done 👍.", said):
            await heard(service, text, SpeechSettings())
        assert notes.ids[0] == notes.ids[1]


async def test_a_lexicon_says_how_a_word_is_spoken(
    registry: Registry, pool: WorkerPool, notes: Notes, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text("words: {GIF: jif}", encoding="utf-8")
    service = SpeechService(registry, pool, EMBEDDED, SpeechDefaults(), lexicons=Lexicons(tmp_path))
    for text in ("A GIF.", "A jif."):
        await say(service, text)
    assert notes.ids[0] == notes.ids[1]


# Finished audio.


@pytest.fixture
async def caching(registry: Registry, pool: WorkerPool) -> AsyncIterator[SpeechService]:
    cache = AudioCache(10_000_000)
    yield SpeechService(registry, pool, EMBEDDED, SpeechDefaults(), cache)
    await cache.close()


async def test_what_was_spoken_is_not_spoken_again(caching: SpeechService, notes: Notes) -> None:
    own = SpeechSettings()
    first = await say(caching, "One. Two.", own)
    assert len(notes.ids) == 2
    again = await say(caching, "One. Two. One.", own)
    assert len(notes.ids) == 2
    one = b"".join(await say(caching, "One.", own))
    assert b"".join(again) == b"".join(first) + silence(0.2, RATE) + one


async def test_a_kept_sentence_is_not_spoken_for_another_manner(
    caching: SpeechService, notes: Notes
) -> None:
    settings = [SpeechSettings(), SpeechSettings(speed=2.0), SpeechSettings(exact=True)]
    for own in settings:
        await say(caching, "One.", own)
    await say(caching, "One.", voice=MULTI)
    await say(caching, "One.", voice=MULTI, speaker="1")
    assert len(notes.ids) == 5


async def test_chance_does_not_keep_a_sentence_from_being_played_again(
    caching: SpeechService,
) -> None:
    said = [await say(caching, "Good morning.", SpeechSettings()) for _ in range(2)]
    assert b"".join(said[0]) == b"".join(said[1])


async def test_a_seed_gives_the_same_whatever_is_kept(
    service: SpeechService, caching: SpeechService
) -> None:
    own = SpeechSettings(seed=3)
    text = "Good morning. It rains. Good morning."
    plain = b"".join(await say(service, text, own))
    await say(caching, "Good morning.", own)
    assert b"".join(await say(caching, text, own)) == plain
    assert b"".join(await say(caching, text, own)) == plain


async def test_what_was_broken_off_is_not_kept(caching: SpeechService, notes: Notes) -> None:
    async with caching.open(SpeechRequest()) as utterance:
        chunks = utterance.chunks(TextFeed.of("Hello.", limit=100))
        await anext(chunks)
        await chunks.aclose()
    await say(caching, "Hello.", SpeechSettings())
    assert len(notes.ids) == 2


async def test_a_voice_is_loaded_for_what_is_not_kept_only(
    caching: SpeechService, registry: Registry
) -> None:
    voice = await registry.resolve(VoiceSelector(name=MULTI))
    await say(caching, "One.", voice=MULTI)
    registry._loaded.forget(MULTI)
    await say(caching, "One.", voice=MULTI)
    assert not registry.is_loaded(voice)
    await say(caching, "One. Two.", voice=MULTI)
    assert registry.is_loaded(voice)


def test_every_error_has_a_code() -> None:
    assert {e.code for e in (SynthesisError, UnknownVoiceError, VoiceError, JabberError)} == {
        "synthesis-error",
        "unknown-voice",
        "voice-error",
        "internal-error",
    }
