"""Tiny random-weight Piper/VITS voices: the graphs of Piper's exporter at test size."""

from tests.tiny_vits.model import build_model
from tests.tiny_vits.spec import TinySpec
from tests.tiny_vits.voice import write_voice

__all__ = ["TinySpec", "build_model", "write_voice"]
