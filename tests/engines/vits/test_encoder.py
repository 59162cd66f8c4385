from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from jabbertts_wyoming.engines.vits.encoder import Encoder, EncoderSpec, Scales
from jabbertts_wyoming.runtime.ort import GIVE_BACK

SPEC = EncoderSpec(
    phonemes="input",
    lengths="input_lengths",
    scales="scales",
    speaker="sid",
    duration_noise="noise",
    means="m",
    log_deviations="logs",
    durations="w",
    conditions=("g",),
)
IDS = [1, 0, 20, 0, 21, 0, 2]
SCALES = Scales(noise=0.5, length=1.0, noise_w=0.8)


@dataclass
class Input:
    name: str


class FakeSession:
    """Means 0, 1, 2, … for the phonemes; deviations of one; durations as told."""

    def __init__(self, durations: Sequence[float], inputs: Sequence[str] = ()) -> None:
        self.durations = durations
        self.inputs = inputs or ("input", "input_lengths", "scales", "sid", "noise")
        self.feeds: Mapping[str, npt.NDArray[Any]] = {}
        self.options: object = None

    def get_inputs(self) -> Sequence[Input]:
        return [Input(name) for name in self.inputs]

    def run(
        self,
        output_names: Sequence[str] | None,
        feeds: Mapping[str, Any],
        options: object = None,
        /,
    ) -> list[npt.NDArray[np.float32]]:
        assert output_names == ["m", "logs", "w", "g"]
        self.feeds, self.options = feeds, options
        count = feeds["input"].shape[1]
        means = np.arange(count, dtype=np.float32).reshape(1, 1, count).repeat(2, axis=1)
        durations = np.resize(np.array(self.durations, np.float32), (1, 1, count))
        return [means, np.zeros_like(means), durations, np.full((1, 3, 1), 7, np.float32)]


def encoder(session: FakeSession, max_frames: int = 100) -> Encoder:
    return Encoder(session, SPEC, max_frames)


def random(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_inputs_are_what_the_model_was_exported_with() -> None:
    session = FakeSession([1])
    encoder(session).encode(IDS, SCALES, 3, random())
    feeds = session.feeds
    assert feeds["input"].tolist() == [IDS]
    assert feeds["input_lengths"].tolist() == [7]
    np.testing.assert_allclose(feeds["scales"], [0.5, 1.0, 0.8])
    assert feeds["sid"].tolist() == [3]
    assert feeds["noise"].shape == (1, 2, 7)


def test_inputs_that_the_model_lacks_are_not_sent() -> None:
    session = FakeSession([1], inputs=["input"])
    encoder(session).encode(IDS, SCALES, None, random())
    assert set(session.feeds) == {"input"}


def test_without_a_speaker_the_first_one_speaks() -> None:
    session = FakeSession([1])
    encoder(session).encode(IDS, SCALES, None, random())
    assert session.feeds["sid"].tolist() == [0]


def test_each_phoneme_is_held_for_its_frames() -> None:
    encoded = encoder(FakeSession([2, 0, 1, 3, 1, 1, 1])).encode(
        IDS, Scales(0.0, 1.0, 0.0), None, random()
    )
    assert encoded.frames == 9
    assert encoded.durations.tolist() == [2, 0, 1, 3, 1, 1, 1]
    assert encoded.prior[0, 0].tolist() == [0, 0, 2, 3, 3, 3, 4, 5, 6]
    assert encoded.conditions["g"].tolist() == [[[7], [7], [7]]]


def test_noise_is_scaled_and_comes_from_the_generator_alone() -> None:
    def prior(noise: float, seed: int) -> npt.NDArray[np.float32]:
        scales = Scales(noise, 1.0, 0.8)
        return encoder(FakeSession([200]), 1000).encode(IDS, scales, None, random(seed)).prior

    still = prior(0.0, 1)
    np.testing.assert_array_equal(prior(0.0, 2), still)
    np.testing.assert_array_equal(prior(0.5, 1), prior(0.5, 1))
    assert not np.array_equal(prior(0.5, 1), prior(0.5, 2))
    assert float((prior(0.5, 1) - still).std()) == pytest.approx(0.5, rel=0.1)


@pytest.mark.parametrize(
    ("durations", "expected"),
    [
        ([np.nan, 2], [1, 2, 1, 2, 1, 2, 1]),
        ([np.inf, 1], [1] * 7),
        ([-5, 3], [0, 3, 0, 3, 0, 3, 0]),
        ([0], [0, 0, 0, 0, 0, 0, 1]),
        ([1e30], [100, 0, 0, 0, 0, 0, 0]),
        ([40], [40, 40, 20, 0, 0, 0, 0]),
    ],
)
def test_durations_gone_wrong_are_bounded(durations: list[float], expected: list[int]) -> None:
    encoded = encoder(FakeSession(durations), 100).encode(IDS, SCALES, None, random())
    assert encoded.durations.tolist() == expected
    assert encoded.frames == sum(expected)


def test_slow_speech_may_take_longer() -> None:
    slow = Scales(noise=0.0, length=4.0, noise_w=0.0)
    encoded = encoder(FakeSession([40]), 100).encode(IDS, slow, None, random())
    assert encoded.frames == 7 * 40
    fast = Scales(noise=0.0, length=0.25, noise_w=0.0)
    assert encoder(FakeSession([40]), 100).encode(IDS, fast, None, random()).frames == 100


@pytest.mark.parametrize("speed", [0.25, 0.6, 1.3, 2.0, 4.0])
def test_speed_divides_the_whole_duration(speed: float) -> None:
    durations = [3, 1, 1, 5, 2, 1, 4]
    scales = Scales(noise=0.0, length=1.0, noise_w=0.0, speed=speed)
    encoded = encoder(FakeSession(durations), 1000).encode(IDS, scales, None, random())
    assert encoded.frames == max(1, round(sum(durations) / speed))
    assert (encoded.durations >= 0).all()
    ends = np.cumsum(encoded.durations)
    assert np.abs(ends - np.cumsum(durations) / speed).max() <= 0.5


def test_even_the_shortest_sentence_at_speed_is_a_frame() -> None:
    scales = Scales(noise=0.0, length=1.0, noise_w=0.0, speed=4.0)
    encoded = encoder(FakeSession([1, 0, 0, 0, 0, 0, 0])).encode(IDS, scales, None, random())
    assert encoded.frames == 1


def test_fewer_ids_than_a_sentence_has_are_refused() -> None:
    with pytest.raises(ValueError, match="4 phoneme ids"):
        encoder(FakeSession([1])).encode(IDS[:4], SCALES, None, random())


def test_spec_survives_json() -> None:
    data = {**{f: getattr(SPEC, f) for f in EncoderSpec.__dataclass_fields__}, "conditions": ["g"]}
    assert EncoderSpec.from_json(data) == SPEC


def test_what_a_long_sentence_took_is_given_back() -> None:
    session = FakeSession([1])
    encoder(session).encode(IDS, SCALES, None, random())
    assert session.options is None
    encoder(session).encode(IDS * 50, SCALES, None, random())
    assert session.options is GIVE_BACK
