import pytest
from pydantic import ByteSize

from jabbertts_wyoming import resources
from jabbertts_wyoming.options import Options
from jabbertts_wyoming.presets import PRESETS, PresetName, preset_for
from jabbertts_wyoming.resources import resources_of, usable_cores

pytestmark = pytest.mark.usefixtures("clean_environment")


@pytest.mark.parametrize(
    ("gigabytes", "name"),
    [(0.2, "low"), (1.0, "low"), (1.9, "medium"), (2.0, "medium"), (3.8, "high"), (64, "high")],
)
def test_a_preset_for_each_machine(gigabytes: float, name: PresetName) -> None:
    assert preset_for(int(gigabytes * 1e9)) == name


def test_presets_leave_the_machine_half_of_its_memory_or_nearly_so() -> None:
    for preset, gigabytes in zip(PRESETS.values(), (1, 2, 4), strict=True):
        assert preset.memory_bytes <= 0.6 * gigabytes * 1e9
        assert preset.audio_cache_bytes < preset.memory_bytes / 10


def test_what_is_left_open_is_the_presets() -> None:
    given = resources_of(Options(preset="medium"))
    preset = PRESETS["medium"]
    assert given.threads == usable_cores() >= 1
    assert (given.memory_bytes, given.tier) == (preset.memory_bytes, "medium")
    assert given.audio_cache_bytes == preset.audio_cache_bytes
    assert given.unload_after == preset.unload_after
    assert given.audio_cache_disk_bytes == 0


def test_options_go_before_the_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "machine_bytes", lambda: 10**9)
    monkeypatch.setattr(resources, "usable_cores", lambda: 8)
    assert resources_of(Options()).threads == 2
    memory, cache = ByteSize(500_000_000), ByteSize(0)
    given = resources_of(Options(threads=3, max_memory=memory, audio_cache=cache, unload_after=0))
    assert (given.threads, given.memory_bytes) == (3, 500_000_000)
    assert (given.audio_cache_bytes, given.unload_after) == (0, None)
