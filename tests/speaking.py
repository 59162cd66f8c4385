"""An engine's voice, spoken without the path around it."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import numpy as np

from jabbertts_wyoming.engines.base import EngineVoice, Manner
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool


async def speak(
    voice: EngineVoice,
    phoneme_ids: Sequence[int],
    manner: Manner,
    random: np.random.Generator,
    pacer: Pacer,
    pool: WorkerPool,
) -> AsyncGenerator[bytes, None]:
    """Encode one sentence and yield its windows."""
    sentence = await voice.encode(phoneme_ids, manner, random, pacer.deadline(), pool)
    async with aclosing(sentence.windows(pacer, pool)) as windows:
        async for pcm in windows:
            yield pcm
