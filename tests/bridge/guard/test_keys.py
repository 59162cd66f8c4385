import hashlib
import hmac
from http import HTTPStatus
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import ApiError
from bridge.guard.keys import Keyring, read_key_file
from jabbertts_wyoming.common.errors import ConfigError


def refusal(keyring: Keyring, header: str | None) -> ApiError:
    with pytest.raises(ApiError) as caught:
        keyring.check(header)
    assert caught.value.status == HTTPStatus.UNAUTHORIZED
    assert caught.value.error_code == "invalid_api_key"
    assert caught.value.may_help is False
    return caught.value


def test_each_key_opens_and_has_an_identity_of_its_own() -> None:
    keyring = Keyring(["sk-one", "sk-two"])
    assert keyring.check("Bearer sk-one") == hashlib.sha256(b"sk-one").hexdigest()[:8]
    assert keyring.check("Bearer sk-two") == hashlib.sha256(b"sk-two").hexdigest()[:8]


@pytest.mark.parametrize("header", ["bearer k", "BEARER k", " Bearer  k ", "Bearer \tk"])
def test_the_scheme_is_read_leniently(header: str) -> None:
    assert Keyring(["k"]).check(header) is not None


@pytest.mark.parametrize("header", [None, "", "  ", "Bearer", "Bearer ", "bearer\t"])
def test_without_a_key(header: str | None) -> None:
    assert "Authorization: Bearer YOUR_KEY" in refusal(Keyring(["k"]), header).message


@pytest.mark.parametrize(
    "sent",
    [
        "sk-on",
        "sk-one2",
        "SK-ONE",
        "sk-one sk-one",
        "caf\u00e9-key",
        "\udcff\udc80-key",
        "\ud800",
        "x" * 100_000,
    ],
)
def test_a_wrong_key_is_refused_and_not_repeated(sent: str) -> None:
    error = refusal(Keyring(["sk-one"]), f"Bearer {sent}")
    assert error.message == (
        "Incorrect API key provided. Send it as 'Authorization: Bearer YOUR_KEY'."
    )


def test_another_scheme_is_refused_and_not_repeated() -> None:
    message = refusal(Keyring(["k"]), "Basic c2VjcmV0").message
    assert "Bearer scheme" in message
    assert "c2VjcmV0" not in message


@given(st.text(st.characters(), max_size=50))
def test_no_header_breaks_it(header: str) -> None:
    refusal(Keyring(["a-key-that-chance-does-not-find"]), header)
    refusal(Keyring(["a-key-that-chance-does-not-find"]), f"Bearer {header}")


@pytest.mark.parametrize("header", [None, "", "Bearer anything", "Basic x"])
def test_without_keys_it_is_open(header: str | None) -> None:
    keyring = Keyring([])
    assert keyring.is_open
    assert keyring.check(header) is None


def test_every_key_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    Keyring(["a", "long-key", "c"]).check("Bearer a")
    assert len(compared) == 3  # also after the one that fits
    assert {len(part) for pair in compared for part in pair} == {32}


def test_keys_are_not_kept() -> None:
    keyring = Keyring(["sk-secret"])
    assert "sk-secret" not in repr(vars(keyring))


@pytest.mark.parametrize("key", ["", "two words", "caf\u00e9", "a\nb", "\udcff", "x" * 513])
def test_a_key_that_cannot_be_sent_is_refused_at_the_start(key: str) -> None:
    with pytest.raises(ConfigError, match="--api-key: a key is 1 to 512 letters") as caught:
        Keyring(["fine", key])
    assert not key or key not in str(caught.value)


def test_key_file(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"\xef\xbb\xbf# ours, caf\xe9\r\nsk-one\r\n\r\n  sk-two \n\t# end\n#sk-old\n")
    assert read_key_file(path) == ("sk-one", "sk-two")


@pytest.mark.parametrize("line", [b"sk-two # hers", b"caf\xc3\xa9", b"\xff\xfe", b"x" * 513])
def test_a_wrong_line_is_named_and_not_shown(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"sk-one\n\n" + line + b"\n")
    with pytest.raises(ConfigError) as caught:
        read_key_file(path)
    assert str(caught.value).startswith(f"--api-key-file: {path}: line 3: a key is ")
    assert line.decode("latin-1") not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# only this\n"])
def test_a_file_without_keys_does_not_open_the_bridge(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="no key in it"):
        read_key_file(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing-here: No such file"):
        read_key_file(tmp_path / "nothing-here")
    with pytest.raises(ConfigError, match="Is a directory"):
        read_key_file(tmp_path)
    with pytest.raises(ConfigError, match="null"):
        read_key_file(Path("nul\0"))
