"""Presets: what a small, a middling and a large machine give to speech."""

from dataclasses import dataclass
from typing import Literal

PresetName = Literal["low", "medium", "high"]
Tier = Literal["low", "medium", "high"]
"""The catalogue's word for the machine that a voice is meant for."""
_GIGABYTE = 1_000_000_000
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Preset:
    """For a machine with `machine_bytes` of memory or more.

    The process may take `memory_bytes`, finished audio `audio_cache_bytes` of that. A voice is
    unloaded when nobody used it for `unload_after` seconds. At most `threads` compute. Of the
    catalogue's voices those of `tier` and below are taken.
    """

    machine_bytes: int
    memory_bytes: int
    audio_cache_bytes: int
    unload_after: float
    threads: int | None
    tier: Tier


PRESETS: dict[PresetName, Preset] = {
    "low": Preset(0, 600 * _MEGABYTE, 8 * _MEGABYTE, 300, 2, "low"),
    "medium": Preset(1600 * _MEGABYTE, 1200 * _MEGABYTE, 32 * _MEGABYTE, 900, None, "medium"),
    "high": Preset(3200 * _MEGABYTE, 2400 * _MEGABYTE, 64 * _MEGABYTE, 3600, None, "high"),
}


def preset_for(machine_bytes: int) -> PresetName:
    """Return the largest preset for a machine with so much memory."""
    fitting = [name for name, preset in PRESETS.items() if preset.machine_bytes <= machine_bytes]
    return fitting[-1]
