"""A name for this machine that lasts: Home Assistant's unique id is made of it."""

import hashlib
import hmac
import logging
import os
import re
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

_LOGGER = logging.getLogger(__name__)
_KEY = b"jabbertts zeroconf instance"
_DIGITS = 12
_NAME_BYTES = 63  # a DNS label
_MULTICAST_OR_LOCAL = 0x03 << 40  # the two low bits of a MAC's first octet
MACHINE_ID = Path("/etc/machine-id")
STORED_ID = "instance-id"


def check_instance_name(name: str) -> str:
    """Return `name` if it can be an mDNS instance name, else raise `ValueError` with the rule."""
    if not 1 <= len(name.encode(errors="replace")) <= _NAME_BYTES:
        raise ValueError(f"must have 1 to {_NAME_BYTES} bytes")
    if "." in name or not name.isprintable() or name != name.strip():
        raise ValueError("must have no dots, no control characters and no spaces at its ends")
    return name


def stable_id(
    data_dir: Path,
    *,
    machine_id_file: Path = MACHINE_ID,
    get_mac: Callable[[], int] = uuid.getnode,
) -> str:
    """Return 12 hexadecimal digits that stay the same on this machine; reads files.

    Made from the first of these that is there:

    1. the machine id in `machine_id_file`, hashed with a key of ours (it must not leak raw),
    2. the MAC address from `get_mac`, hashed, if it is burnt in; a random or locally made one
       (containers, phones) changes,
    3. a random id kept in `data_dir`.

    Where nothing can be kept it is random for this run, with a warning.
    """
    machine_id = _read_machine_id(machine_id_file)
    if machine_id:
        return _digest(machine_id)
    mac = get_mac()
    if mac and not mac & _MULTICAST_OR_LOCAL:
        return _digest(mac.to_bytes(6, "big"))
    try:
        return _stored_id(data_dir)
    except OSError as error:
        _LOGGER.warning(
            "Cannot keep an instance name in %s (%s): Home Assistant will take this server for "
            "a new one after each start; give it a name with --zeroconf NAME",
            data_dir,
            error.strerror or error,
        )
        return secrets.token_hex(_DIGITS // 2)


def _read_machine_id(path: Path) -> bytes | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    # An image that was never booted has an empty file, "uninitialized" or zeros in it.
    if not re.fullmatch("[0-9a-f]{32}", text) or not text.strip("0"):
        return None
    return bytes.fromhex(text)


def _digest(secret: bytes) -> str:
    return hmac.new(_KEY, secret, hashlib.sha256).hexdigest()[:_DIGITS]


def _stored_id(data_dir: Path) -> str:
    """Return the id kept in `data_dir`, made at the first call; raises `OSError`."""
    path = data_dir / STORED_ID
    stored = _read_stored(path)
    if stored:
        return stored
    fresh = secrets.token_hex(_DIGITS // 2)
    data_dir.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(fresh + "\n", encoding="ascii")
    draft.replace(path)
    return fresh


def _read_stored(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return text if re.fullmatch(f"[0-9a-f]{{{_DIGITS}}}", text) else None
