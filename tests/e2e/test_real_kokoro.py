"""The published Kokoro model, where there is one.

`JABBERTTS_TEST_KOKORO` names a data folder: one with the folder `kokoro` in it, the model and
styles. `script/mirror` makes one.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import onnx
import pytest

from jabbertts_wyoming.engines.base import Manner
from jabbertts_wyoming.engines.kokoro.calibrate import SENTENCES, sample_ids
from jabbertts_wyoming.engines.kokoro.compare import spectral_distance
from jabbertts_wyoming.engines.kokoro.graphs import Graphs
from jabbertts_wyoming.engines.kokoro.loader import PreparingLoader
from jabbertts_wyoming.engines.kokoro.prepare import MOST_DISTANCE
from jabbertts_wyoming.engines.kokoro.styles import Styles, find_styles, read_styles
from jabbertts_wyoming.runtime.cache import PreparedCache
from jabbertts_wyoming.runtime.children import Children
from jabbertts_wyoming.runtime.ort import CPU, open_session
from jabbertts_wyoming.runtime.pacer import Pacer
from jabbertts_wyoming.runtime.pool import WorkerPool
from tests.speaking import speak

FOLDER = os.environ.get("JABBERTTS_TEST_KOKORO", "")
pytestmark = [
    pytest.mark.skipif(not FOLDER, reason="JABBERTTS_TEST_KOKORO names no data folder"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def model() -> Path:
    return next((Path(FOLDER) / "kokoro").glob("*.onnx"))


@pytest.fixture(scope="module")
def style(model: Path) -> Styles:
    styles = find_styles(model.parent)
    return read_styles(styles.get("af_heart") or next(iter(styles.values())))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> PreparedCache:
    return PreparedCache(tmp_path_factory.mktemp("prepared"))


@pytest.mark.parametrize("sentence", range(len(SENTENCES)))
def test_exact_mode_is_near_the_published_graph(
    model: Path, style: Styles, cache: PreparedCache, sentence: int
) -> None:
    directory = PreparingLoader().prepare(cache, model, Children())
    graphs, ids = Graphs.load(directory, 1), sample_ids(sentence)
    row = style.row(len(ids) - 2)
    feeds = {"tokens": np.array([ids], np.int64), "style": row, "speed": np.ones(1, np.float32)}
    tokens = onnx.load(str(model)).graph.input[0].name
    feeds[tokens] = feeds.pop("tokens")
    published = open_session(model).run(None, feeds)[0].reshape(-1)
    exact = graphs.whole(graphs.encode(ids, row, 1.0))
    assert exact.shape == published.shape
    assert spectral_distance(published, exact) < MOST_DISTANCE


async def test_the_first_sound_comes_long_before_the_whole(
    model: Path, style: Styles, cache: PreparedCache
) -> None:
    loader = PreparingLoader()
    voice = loader.load(cache, model, 1, (CPU,), Children()).voice(style)
    ids = sample_ids() + sample_ids(1)[1:]
    with WorkerPool(1) as pool:
        random = np.random.default_rng(0)

        async def chunks(manner: Manner) -> AsyncIterator[bytes]:
            async for pcm in speak(voice, ids, manner, random, Pacer(lambda: 0.0), pool):
                yield pcm

        streamed = [pcm async for pcm in chunks(Manner())]
        (whole,) = [pcm async for pcm in chunks(Manner(exact=True))]
    assert len(streamed) > 3
    assert len(streamed[0]) < len(whole) / 8
    assert abs(sum(map(len, streamed)) - len(whole)) < 0.1 * 48_000
