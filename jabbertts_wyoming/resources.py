"""What the server gives to speech: what the options say, else what the preset says."""

import logging
import os
from dataclasses import dataclass

from .options import Options
from .presets import PRESETS, Tier, preset_for
from .runtime.memory import machine_bytes

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Resources:
    """Sizes are in bytes, times in seconds; `unload_after` is None for never."""

    threads: int
    memory_bytes: int
    audio_cache_bytes: int
    audio_cache_disk_bytes: int
    unload_after: float | None
    tier: Tier


def resources_of(options: Options) -> Resources:
    """Return what `options` give, on this machine. Blocking."""
    name = preset_for(machine_bytes()) if options.preset == "auto" else options.preset
    preset = PRESETS[name]
    cores = usable_cores()
    threads = options.threads or min(cores, preset.threads or cores)
    memory = int(options.max_memory or preset.memory_bytes)
    cache = preset.audio_cache_bytes if options.audio_cache is None else int(options.audio_cache)
    unload = preset.unload_after if options.unload_after is None else options.unload_after
    _LOGGER.debug("Preset %s: %d threads, %d MB of memory", name, threads, memory // 1_000_000)
    return Resources(
        threads=threads,
        memory_bytes=memory,
        audio_cache_bytes=cache,
        audio_cache_disk_bytes=int(options.audio_cache_disk),
        unload_after=unload or None,
        tier=preset.tier,
    )


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
