"""Who speaks in the comparison: kokoro-onnx, and our server in both of its modes."""

from collections.abc import Mapping, Sequence
from typing import Any

VOICE = "af_heart"
PEER = "kokoro-onnx"
STREAMING = "streaming"
EXACT = "exact"
ARMS = (PEER, STREAMING, EXACT)
OURS = (STREAMING, EXACT)
TITLES: Mapping[str, str] = {
    PEER: "kokoro-onnx",
    STREAMING: "JabberTTS, streaming",
    EXACT: "JabberTTS, exact",
}
# What a request of ours says beside its text.
CONTEXTS: Mapping[str, Mapping[str, Any] | None] = {
    STREAMING: None,
    EXACT: {"jabbertts": {"exact": True}},
}


def in_turn(round_: int) -> Sequence[str]:
    """Return the arms in an order that differs by round, so that none always goes first."""
    first = round_ % len(ARMS)
    return [*ARMS[first:], *ARMS[:first]]
