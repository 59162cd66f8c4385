"""Voices come, go, break and change while the server runs."""

import asyncio
import json
import logging
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from jabbertts_wyoming.common.errors import (
    ConfigError,
    JabberError,
    UnknownVoiceError,
    VoiceError,
)
from jabbertts_wyoming.engines.base import EngineVoice
from jabbertts_wyoming.engines.kokoro.shared import SharedModels
from jabbertts_wyoming.engines.vits import loader
from jabbertts_wyoming.engines.vits.loader import VoiceFiles, load_voice
from jabbertts_wyoming.engines.vits.voice import VitsVoice
from jabbertts_wyoming.request import VoiceSelector
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children
from jabbertts_wyoming.runtime.ort import CPU
from jabbertts_wyoming.voices import piper
from jabbertts_wyoming.voices import registry as registry_module
from jabbertts_wyoming.voices.files import scan
from jabbertts_wyoming.voices.loaded import MemoryRules
from jabbertts_wyoming.voices.piper import EMBEDDED
from jabbertts_wyoming.voices.registry import Registry
from jabbertts_wyoming.voices.voice import EngineSettings, Source, Voice
from tests.engines.kokoro.fakes import FakeLoader, put_model, put_style
from tests.shelf import VARIANTS, Shelf, prepare_here
from tests.wire import until

MULTI = VARIANTS["medium-speakers"]


@pytest.fixture(autouse=True)
def in_process(quick_loading: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not prepared already is prepared (or refused) without a process of its own."""
    monkeypatch.setattr(loader, "_run_prepare", prepare_here)


@pytest.fixture
async def registry(data_dir: Path) -> AsyncIterator[Registry]:
    made = new_registry(data_dir)
    yield made
    await made.stop()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not [t for t in left if "Registry" in repr(t)], "stopped means stopped"


def new_registry(
    data_dir: Path,
    default: str = EMBEDDED,
    memory: MemoryRules | None = None,
    preload: Sequence[str] = (),
) -> Registry:
    settings = EngineSettings(threads=1, providers=(CPU,))
    return Registry(data_dir, default, settings, memory=memory, preload=preload, formant=False)


async def engine_of(registry: Registry, voice: Voice) -> EngineVoice:
    async with registry.engine(voice) as engine:
        return engine


def names(registry: Registry) -> list[str]:
    return [info.name for info in registry.infos()]


async def advertised(registry: Registry, *expected: str) -> None:
    await until(lambda: set(names(registry)) == set(expected))


async def find(registry: Registry, name: str) -> Voice:
    return await registry.resolve(VoiceSelector(name=name))


def put_broken(
    data_dir: Path, shelf: Shelf, name: str, *, model: bytes, config: object = None
) -> None:
    """Drop in a voice with this model and config (a good one unless given)."""
    good = shelf.item().files.config.read_text(encoding="utf-8")
    text = good if config is None else config if isinstance(config, str) else json.dumps(config)
    (data_dir / f"{name}.onnx").write_bytes(model)
    (data_dir / f"{name}.onnx.json").write_text(text, encoding="utf-8")


# Voices that come and go.


async def test_start_loads_the_default_voice(registry: Registry) -> None:
    voice = await registry.start()
    assert voice.name == EMBEDDED
    assert names(registry) == [EMBEDDED]
    engine = await engine_of(registry, voice)
    assert engine.sample_rate == 22050
    assert await engine_of(registry, voice) is engine


async def test_any_voice_can_be_the_default(data_dir: Path, shelf: Shelf) -> None:
    shelf.put(data_dir, name="a_first")
    name = shelf.put(data_dir, MULTI)
    registry = new_registry(data_dir, name)
    try:
        assert (await registry.start()).name == name
        await advertised(registry, name, EMBEDDED, "a_first")
        assert names(registry) == [name, "a_first", EMBEDDED], "the default first"
    finally:
        await registry.stop()


async def test_a_voice_is_found_without_a_restart(
    registry: Registry, data_dir: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_module, "RESCAN_SECONDS", 0.02)
    await registry.start()
    name = shelf.put(data_dir, MULTI)
    await advertised(registry, EMBEDDED, name)


async def test_who_asks_for_a_new_voice_need_not_wait_for_the_next_look(
    registry: Registry, data_dir: Path, shelf: Shelf
) -> None:
    await registry.start()
    name = shelf.put(data_dir, MULTI)
    voice = await find(registry, name)
    assert (await engine_of(registry, voice)).sample_rate == 22050
    assert name in names(registry)


async def test_a_voice_that_is_gone_is_gone(
    registry: Registry, data_dir: Path, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    name = shelf.put(data_dir, MULTI)
    await registry.start()
    voice = await find(registry, name)
    await engine_of(registry, voice)
    (data_dir / f"{name}.onnx").unlink()
    with caplog.at_level(logging.INFO):
        await registry.rescan()
    assert f"Voice {name} is gone" in caplog.text
    assert names(registry) == [EMBEDDED]
    assert not list((data_dir / "prepared").glob(f"{name}@*"))
    with pytest.raises(UnknownVoiceError, match="there is no voice"):
        await find(registry, name)
    with pytest.raises(VoiceError):
        await engine_of(registry, voice)


async def test_what_is_prepared_stays_while_another_voice_needs_it(
    registry: Registry, data_dir: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    monkeypatch.setattr(PreparedCache, "forget", lambda _, name: forgotten.append(name))
    monkeypatch.setattr(piper.PiperSource, "model", property(lambda _: "shared"))
    for name in ("a", "b"):
        shelf.put(data_dir, name=name)
    present = {"a", "b"}

    def some(directory: Path, formant: bool) -> dict[str, Source]:
        return {name: s for name, s in scan(directory, formant).items() if name in present}

    monkeypatch.setattr(registry_module, "scan", some)
    await registry.rescan()
    present.remove("a")
    await registry.rescan()
    assert forgotten == []
    present.remove("b")
    await registry.rescan()
    assert forgotten == ["shared"]


async def test_what_is_prepared_of_another_model_goes_when_a_voice_changes_over(
    registry: Registry, data_dir: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    monkeypatch.setattr(PreparedCache, "forget", lambda _, name: forgotten.append(name))
    of_size = property(lambda source: f"{source.name} {source.stamp[0]}")
    monkeypatch.setattr(piper.PiperSource, "model", of_size)
    put_broken(data_dir, shelf, "voice", model=b"one")
    await registry.rescan()
    put_broken(data_dir, shelf, "voice", model=b"other")
    await registry.rescan()
    assert forgotten == ["voice 3"]


async def test_the_default_may_vanish_too(data_dir: Path, shelf: Shelf) -> None:
    name = shelf.put(data_dir, MULTI)
    registry = new_registry(data_dir, name)
    try:
        await registry.start()
        (data_dir / f"{name}.onnx").unlink()
        await registry.rescan()
        for selector in (VoiceSelector(), VoiceSelector(name=name)):
            with pytest.raises(UnknownVoiceError, match=name):
                await registry.resolve(selector)
        assert (await registry.resolve(VoiceSelector(language="en"))).name == EMBEDDED
    finally:
        await registry.stop()


async def test_a_replaced_voice_is_prepared_and_loaded_again(
    registry: Registry, data_dir: Path, shelf: Shelf
) -> None:
    name = shelf.put(data_dir, name="changing")
    await registry.start()
    before = await find(registry, name)
    engine = await engine_of(registry, before)
    assert before.info().speakers == ()
    shelf.put(data_dir, MULTI, name)
    await registry.rescan()
    after = await find(registry, name)
    assert len(after.info().speakers) == 3
    assert await engine_of(registry, after) is not engine
    assert len(list((data_dir / "prepared").glob(f"{name}@*"))) >= 1
    await advertised(registry, EMBEDDED, name)


async def test_speakers(registry: Registry, data_dir: Path, shelf: Shelf) -> None:
    name = shelf.put(data_dir, MULTI)
    await registry.start()
    await advertised(registry, EMBEDDED, name)
    voice = await find(registry, name)
    assert registry.infos()[1].speakers == ("speaker_0", "speaker_1", "speaker_2")
    assert registry.speaker("speaker_2", voice) == 2
    assert registry.speaker(None, voice) is None
    with pytest.raises(UnknownVoiceError, match="speaker_9"):
        registry.speaker("speaker_9", voice)


async def test_by_language(
    registry: Registry, data_dir: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy(_files: VoiceFiles, directory: Path, _children: Children) -> None:
        shutil.copytree(shelf.item(MULTI).directory, directory, dirs_exist_ok=True)

    monkeypatch.setattr(loader, "_run_prepare", copy)
    name = shelf.put(data_dir, MULTI)
    config = data_dir / f"{name}.onnx.json"
    data = json.loads(config.read_text(encoding="utf-8"))
    data["language"]["code"] = "de_DE"
    config.write_text(json.dumps(data), encoding="utf-8")
    await registry.start()
    assert (await registry.resolve(VoiceSelector(language="de"))).name == name
    assert (await registry.resolve(VoiceSelector(language="en_GB"))).name == EMBEDDED
    with pytest.raises(UnknownVoiceError, match="no voice speaks 'fr'"):
        await registry.resolve(VoiceSelector(language="fr"))


# Broken voices.

BROKEN: dict[str, tuple[bytes, object, str]] = {
    "no-json": (b"", "{", "can't be read"),
    "odd-phonemes": (b"", {"phoneme_type": "thai"}, "phoneme_type 'thai' needs"),
    "odd-rate": (b"", {"espeak": {"voice": "en"}, "audio": {"sample_rate": "x"}}, "sample_rate"),
    "garbage": (b"\x08garbage", None, "can't be read as an ONNX model"),
    "empty": (b"", None, "not an ONNX model"),
    "huge-number": (b"", {"num_speakers": 10**400}, "espeak.voice"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_voice_is_one_line_and_stops_nobody(
    registry: Registry,
    data_dir: Path,
    shelf: Shelf,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    model, config, reason = BROKEN[name]
    put_broken(data_dir, shelf, name, model=model, config=config)
    good = shelf.put(data_dir, MULTI)
    await registry.start()
    await advertised(registry, EMBEDDED, good)
    await until(lambda: any(name in r.getMessage() for r in caplog.records))
    lines = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
    assert len(lines) == 1
    assert lines[0].startswith(f"Voice {name} is left out: ")
    assert reason in lines[0]
    assert len(lines[0].splitlines()) == 1
    for _ in range(2):
        await registry.rescan()
    assert len([r for r in caplog.records if r.levelno >= logging.WARNING]) == 1
    with pytest.raises(VoiceError, match="can't speak") as caught:
        await engine_of(registry, await find(registry, name))
    assert reason in str(caught.value)


async def test_voices_broken_for_one_reason_are_one_line(
    registry: Registry,
    data_dir: Path,
    shelf: Shelf,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("a", "b", "c"):
        shelf.put(data_dir, name=name)
    good = piper.PiperSource.read

    def read(source: piper.PiperSource) -> piper.PiperVoice:
        if source.name == EMBEDDED:
            return good(source)
        raise VoiceError("it needs more" if source.name == "c" else "it needs a package")

    monkeypatch.setattr(piper.PiperSource, "read", read)
    await registry.start()
    lines = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
    assert lines == [
        "2 voices are left out (a, b): it needs a package",
        "Voice c is left out: it needs more",
    ]


async def test_a_repaired_voice_speaks(registry: Registry, data_dir: Path, shelf: Shelf) -> None:
    put_broken(data_dir, shelf, "voice", model=b"garbage")
    await registry.start()
    with pytest.raises(VoiceError):
        await engine_of(registry, await find(registry, "voice"))
    shelf.put(data_dir, name="voice")
    await registry.rescan()
    assert (await engine_of(registry, await find(registry, "voice"))).sample_rate == 22050


async def test_a_broken_default_stops_the_start(data_dir: Path, shelf: Shelf) -> None:
    put_broken(data_dir, shelf, "mine", model=b"garbage")
    registry = new_registry(data_dir, "mine")
    with pytest.raises(VoiceError, match="'mine' can't speak"):
        await registry.start()
    await registry.stop()
    put_broken(data_dir, shelf, "mine", model=b"", config="{")
    registry = new_registry(data_dir, "mine")
    with pytest.raises(VoiceError, match="'mine' can't speak"):
        await registry.start()
    await registry.stop()


async def test_a_missing_default_stops_the_start(data_dir: Path) -> None:
    registry = new_registry(data_dir, "nobody")
    with pytest.raises(UnknownVoiceError, match="'nobody'"):
        await registry.start()
    await registry.stop()


async def test_a_data_directory_that_cannot_be_written(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    registry = new_registry(tmp_path / "file")
    with pytest.raises(ConfigError, match=r"the data directory .*file can't be used: File exists"):
        await registry.start()
    await registry.stop()


async def test_a_broken_default_voice_is_told_once(
    data_dir: Path, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    put_broken(data_dir, shelf, "mine", model=b"")
    registry = new_registry(data_dir, "mine")
    with pytest.raises(VoiceError, match="voice 'mine' can't speak"):
        await registry.start()
    await registry.stop()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_the_default_voices_name_in_another_case(data_dir: Path, shelf: Shelf) -> None:
    shelf.put(data_dir, name="a_first")
    registry = new_registry(data_dir, EMBEDDED.upper())
    assert (await registry.start()).name == EMBEDDED
    await advertised(registry, EMBEDDED, "a_first")
    assert names(registry)[0] == EMBEDDED
    assert (await registry.resolve(VoiceSelector())).name == EMBEDDED
    await registry.stop()


async def test_a_directory_called_like_a_model_is_a_broken_voice(
    registry: Registry, data_dir: Path, shelf: Shelf
) -> None:
    (data_dir / "folder.onnx").mkdir(parents=True)
    shutil.copyfile(shelf.item().files.config, data_dir / "folder.onnx.json")
    await registry.start()
    with pytest.raises(VoiceError, match="'folder'"):
        await engine_of(registry, await find(registry, "folder"))


async def test_watching_survives_a_disk_error(
    registry: Registry, data_dir: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_module, "RESCAN_SECONDS", 0.01)
    await registry.start()
    failures = [OSError("gone"), OSError("still gone")]

    def fail_twice(directory: Path, formant: bool) -> dict[str, Source]:
        if failures:
            raise failures.pop()
        return scan(directory, formant)

    monkeypatch.setattr(registry_module, "scan", fail_twice)
    name = shelf.put(data_dir, MULTI)
    await advertised(registry, EMBEDDED, name)
    assert not failures


# Loading.


async def test_voices_stay_loaded_below_the_memory_limit(data_dir: Path, shelf: Shelf) -> None:
    """A voice of the shelf takes some 50 MB by the estimate; the test's process far more."""
    name = shelf.put(data_dir, MULTI)
    registry = new_registry(data_dir, memory=MemoryRules(limit=10**15))
    try:
        default = await registry.start()
        first = await engine_of(registry, default)
        await engine_of(registry, await find(registry, name))
        assert await engine_of(registry, default) is first
    finally:
        await registry.stop()


async def test_a_voice_that_the_memory_limit_forbids(data_dir: Path) -> None:
    registry = new_registry(data_dir, memory=MemoryRules(limit=1))
    try:
        with pytest.raises(VoiceError, match=r"takes about 5\d MB .* limit leaves 0"):
            await registry.start()
    finally:
        await registry.stop()


async def test_preloaded_voices_are_loaded_at_the_start_and_kept(
    data_dir: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_module, "RESCAN_SECONDS", 0.02)
    kept, other = shelf.put(data_dir, MULTI, "kept"), shelf.put(data_dir, name="other")
    registry = new_registry(data_dir, memory=MemoryRules(idle_after=0.1), preload=["KEPT"])
    try:
        default = await registry.start()
        voices = [default, await find(registry, kept), await find(registry, other)]
        for voice in voices:
            await engine_of(registry, voice)
        await until(lambda: [registry.is_loaded(v) for v in voices] == [True, True, False])
    finally:
        await registry.stop()


async def test_a_voice_to_preload_that_is_not_there_stops_the_start(data_dir: Path) -> None:
    registry = new_registry(data_dir, preload=["nobody"])
    with pytest.raises(UnknownVoiceError, match="'nobody'"):
        await registry.start()
    await registry.stop()


async def test_requests_at_once_load_once(
    registry: Registry, data_dir: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[str] = []

    def counted(
        cache: PreparedCache,
        files: VoiceFiles,
        threads: int,
        providers: Sequence[str],
        children: Children,
    ) -> VitsVoice:
        loads.append(files.name)
        return load_voice(cache, files, threads, providers, children)

    monkeypatch.setattr(piper, "load_voice", counted)
    name = shelf.put(data_dir, MULTI)
    await registry.start()
    voice = await find(registry, name)
    engines = await asyncio.gather(*(engine_of(registry, voice) for _ in range(8)))
    assert len({id(e) for e in engines}) == 1
    assert loads == [EMBEDDED, name]


async def test_a_cancelled_request_does_not_cancel_the_others(
    registry: Registry, data_dir: Path, shelf: Shelf
) -> None:
    name = shelf.put(data_dir, MULTI)
    await registry.start()
    voice = await find(registry, name)
    impatient = asyncio.create_task(engine_of(registry, voice))
    patient = asyncio.create_task(engine_of(registry, voice))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).sample_rate == 22050


async def test_a_load_that_failed_is_tried_again(
    registry: Registry, data_dir: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = shelf.put(data_dir, MULTI)
    await registry.start()
    voice = await find(registry, name)
    errors = [VoiceError("out of memory")]

    def flaky(
        cache: PreparedCache,
        files: VoiceFiles,
        threads: int,
        providers: Sequence[str],
        children: Children,
    ) -> VitsVoice:
        if errors:
            raise errors.pop()
        return load_voice(cache, files, threads, providers, children)

    monkeypatch.setattr(piper, "load_voice", flaky)
    with pytest.raises(VoiceError, match="out of memory"):
        await engine_of(registry, voice)
    assert (await engine_of(registry, voice)).sample_rate == 22050


class Slow:
    """Holds every preparation until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Event()

    def __call__(self, files: VoiceFiles, directory: Path, _children: Children) -> None:
        self.begun.set()
        assert self.go.wait(10)
        prepare_here(files, directory)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Slow]:
    def start() -> Slow:
        made = Slow()
        monkeypatch.setattr(loader, "_run_prepare", made)
        return made

    return start


async def test_voices_are_prepared_behind(
    registry: Registry, data_dir: Path, shelf: Shelf, slow: Callable[[], Slow]
) -> None:
    """A long preparation holds neither the start nor another voice, only who asks for it."""
    held = slow()
    put_broken(data_dir, shelf, "new", model=b"garbage")
    await registry.start()
    assert names(registry) == [EMBEDDED]
    waiting = asyncio.create_task(engine_of(registry, await find(registry, "new")))
    assert await asyncio.to_thread(held.begun.wait, 5)
    assert (await engine_of(registry, await find(registry, EMBEDDED))).sample_rate == 22050
    assert not waiting.done()
    held.go.set()
    with pytest.raises(VoiceError, match="'new' can't speak"):
        await waiting


async def test_who_waits_for_a_voice_that_is_replaced_gets_an_answer(
    registry: Registry, data_dir: Path, shelf: Shelf, slow: Callable[[], Slow]
) -> None:
    held = slow()
    put_broken(data_dir, shelf, "new", model=b"garbage")
    await registry.start()
    waiting = asyncio.create_task(engine_of(registry, await find(registry, "new")))
    assert await asyncio.to_thread(held.begun.wait, 5)
    shelf.put(data_dir, name="new")
    await registry.rescan()
    held.go.set()
    try:
        engine = await waiting
    except JabberError:
        pass  # also an answer, unlike a cancellation
    else:
        assert engine.sample_rate == 22050


async def test_stop_does_not_wait_for_a_preparation(
    registry: Registry, data_dir: Path, shelf: Shelf, slow: Callable[[], Slow]
) -> None:
    held = slow()
    put_broken(data_dir, shelf, "new", model=b"garbage")
    await registry.start()
    assert await asyncio.to_thread(held.begun.wait, 5)
    async with asyncio.timeout(1):
        await registry.stop()
    held.go.set()


# Blends.


async def test_a_blend_is_a_voice_while_its_parts_are_there(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = SharedModels(FakeLoader())
    monkeypatch.setattr("jabbertts_wyoming.voices.files._MODELS", models)
    folder = data_dir / "kokoro"
    folder.mkdir()
    put_model(folder)
    for name in ("af_heart", "bm_george"):
        put_style(folder, name)
    registry = new_registry(data_dir)
    try:
        await registry.start()
        blend = "af_heart:0.6+bm_george:0.4"
        voice = await find(registry, blend)
        assert (voice.name, voice.language) == (blend, "en_US")
        engine = await engine_of(registry, voice)
        assert await engine_of(registry, await find(registry, blend)) is engine
        assert blend not in names(registry), "made for who asks"
        for odd, why in (("af_heart+nobody", "no voice 'nobody'"), ("af_heart:0+bm_george", "0")):
            with pytest.raises(UnknownVoiceError, match=why):
                await find(registry, odd)
        for weight in range(1, 60):
            await find(registry, f"af_heart:{weight}+bm_george")
        assert registry.is_loaded(voice) is False, "only the last ones are remembered"
        (folder / "bm_george.bin").unlink()
        await registry.rescan()
        with pytest.raises(UnknownVoiceError, match="no voice 'bm_george'"):
            await find(registry, blend)
    finally:
        await registry.stop()
