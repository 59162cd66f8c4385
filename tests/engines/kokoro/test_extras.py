import sys
from types import ModuleType

import pytest

from jabbertts_wyoming.common.errors import VoiceError
from jabbertts_wyoming.engines.kokoro import extras


def test_what_is_here_is_no_problem() -> None:
    extras.check("Martian", "mars", "json", "re")
    assert isinstance(extras.load("json.decoder", "Martian", "mars"), ModuleType)


def test_what_is_missing_is_named_with_its_cure() -> None:
    message = r"^Martian needs martian_a, martian_b: pip install 'jabbertts\[mars\]'$"
    with pytest.raises(VoiceError, match=message):
        extras.check("Martian", "mars", "martian_a", "json", "martian_b")
    with pytest.raises(VoiceError, match="needs martian_a: pip"):
        extras.load("martian_a.words", "Martian", "mars")


def test_a_broken_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "json.decoder", None)
    with pytest.raises(VoiceError, match=r"json\.decoder, which is broken"):
        extras.load("json.decoder", "Martian", "mars")
