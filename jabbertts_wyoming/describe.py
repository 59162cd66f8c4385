"""The voices that can speak, as the Wyoming `info` event."""

from collections.abc import Sequence

from wyoming.event import Event
from wyoming.info import Attribution, Info, TtsProgram, TtsVoice, TtsVoiceSpeaker

from . import __version__
from .framing import encode_event
from .request import Speech, VoiceInfo

PROGRAM_NAME = "jabbertts"


def info_event(voices: Sequence[VoiceInfo]) -> Event:
    """Return the `info` event for `voices`.

    Each voice in it also has a `jabbertts` object (engine, sample_rate in Hz, quality), which
    stock parsers skip.
    """
    program = TtsProgram(
        name=PROGRAM_NAME,
        attribution=Attribution(name="JabberTTS", url=""),
        installed=True,
        description="Local text-to-speech that starts talking first",
        version=__version__,
        voices=[_voice(voice) for voice in voices],
        supports_synthesize_streaming=True,
    )
    event = Info(tts=[program]).event()
    for raw, voice in zip(event.data["tts"][0]["voices"], voices, strict=True):
        raw["jabbertts"] = {
            "engine": voice.engine,
            "sample_rate": voice.sample_rate,
            "quality": voice.quality,
        }
    return event


def _voice(voice: VoiceInfo) -> TtsVoice:
    return TtsVoice(
        name=voice.name,
        attribution=Attribution(name=voice.attribution_name, url=voice.attribution_url),
        installed=voice.installed,
        description=voice.description,
        version=voice.version,
        languages=list(voice.languages),
        speakers=[TtsVoiceSpeaker(name=speaker) for speaker in voice.speakers] or None,
    )


class Describer:
    """The encoded `info` event of a `Speech`, built anew only when its voices change."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._voices: tuple[VoiceInfo, ...] | None = None
        self._encoded = b""

    async def info(self) -> bytes:
        """Return the event's bytes; raises what `Speech.voices` raises."""
        voices = tuple(await self._speech.voices())
        if voices != self._voices:
            self._encoded = encode_event(info_event(voices))
            self._voices = voices
        return self._encoded
