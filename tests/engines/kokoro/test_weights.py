from pathlib import Path

import numpy as np
import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro.weights import (
    ALIGNMENT,
    DATA,
    INDEX,
    Array,
    read_weights,
    write_weights,
)

ARRAYS: dict[str, Array] = {
    "one": np.arange(7, dtype=np.int8).reshape(7, 1),
    "two": np.linspace(0, 1, 6, dtype=np.float32).reshape(2, 3),
}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    offsets = write_weights(tmp_path, [*ARRAYS.items(), *ARRAYS.items()])
    found = read_weights(tmp_path)
    assert found.keys() == offsets.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == array.dtype
        assert found[name].ctypes.data % ALIGNMENT == 0
    assert (tmp_path / DATA).stat().st_size == 2 * ALIGNMENT


def test_who_reads_the_old_weights_keeps_them(tmp_path: Path) -> None:
    write_weights(tmp_path, ARRAYS.items())
    old = read_weights(tmp_path)
    write_weights(tmp_path, [("one", np.zeros(1, np.int8))])
    np.testing.assert_array_equal(old["two"], ARRAYS["two"])


@pytest.mark.parametrize("name", [DATA, INDEX])
@pytest.mark.parametrize("content", [None, b"", b"{}[", b'{"one": {"type": "i9"}}'])
def test_what_is_broken_is_a_voice_error(tmp_path: Path, name: str, content: bytes | None) -> None:
    write_weights(tmp_path, ARRAYS.items())
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(VoiceError, match="is broken"):
        read_weights(tmp_path)
