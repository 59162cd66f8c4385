import os
from pathlib import Path

import pytest

from bridge.audio.formats import FORMATS, Target
from bridge.audio.one_core import on_one_core
from bridge.audio.transcoder import Transcoder
from bridge.order import PcmFormat

from .sound import tone

SOURCE = PcmFormat(22050)


def threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def test_one_core_inside_and_all_again_outside() -> None:
    cores = os.sched_getaffinity(0)
    with on_one_core():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == cores


def test_a_system_that_refuses_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: int, _cores: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", refuse)
    with on_one_core():
        pass
    monkeypatch.delattr(os, "sched_setaffinity")
    with on_one_core():
        pass


@pytest.mark.skipif(len(os.sched_getaffinity(0)) == 1, reason="FFmpeg makes no threads anyway")
@pytest.mark.parametrize("name", FORMATS)
def test_no_stream_has_threads_of_its_own(name: str) -> None:
    before = threads()
    transcoder = Transcoder(SOURCE, Target(name))
    for _ in range(3):
        transcoder.feed(tone(0.1, SOURCE))
        assert threads() == before
    transcoder.finish()
