"""Who speaks what of a text, and how: the request's voice, or what the text itself asks for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from .audio.adjust import Adjustment
from .common.errors import UnknownVoiceError
from .engines.base import EngineVoice, Manner
from .kept_audio import KeptAudio
from .request import VoiceSelector
from .text.markup.spans import Prosody
from .voices.languages import match
from .voices.voice import Voice

_SLOWEST, _FASTEST = 0.1, 10.0


@dataclass(frozen=True, slots=True)
class Role:
    """A voice in one manner; `engine` loads it. Its PCM still needs the `adjustment`."""

    voice: Voice
    engine: Callable[[], Awaitable[EngineVoice]]
    manner: Manner
    audio: KeptAudio
    adjustment: Adjustment

    def spoken(self, how: Prosody, rate: int) -> "Role":
        """Return the same voice as `how` wants it, at a sample rate of `rate` Hz."""
        # What is to be higher is spoken slower, and then played faster.
        speed = self.manner.speed * how.rate / how.pitch
        return replace(
            self,
            manner=replace(self.manner, speed=min(_FASTEST, max(_SLOWEST, speed))),
            adjustment=Adjustment(self.voice.sample_rate, rate, how.volume, how.pitch),
        )


class Cast:
    """The roles of one utterance; `choose` makes one of a voice as the request wants it."""

    def __init__(self, lead: Role, choose: Callable[[VoiceSelector], Awaitable[Role]]) -> None:
        self.lead = lead
        self._choose = choose
        self._roles: dict[Prosody, Role] = {}

    async def role(self, how: Prosody) -> Role:
        """Return who speaks so; raises `VoiceError` and `BusyError`.

        Where no voice of the names or of the language is there, the request's own voice speaks.
        """
        role = self._roles.get(how)
        if role is None:
            actor = await self._actor(how)
            role = self._roles[how] = actor.spoken(how, self.lead.voice.sample_rate)
        return role

    async def _actor(self, how: Prosody) -> Role:
        selectors = [VoiceSelector(name=name) for name in how.voices]
        if not selectors and how.language and not match(how.language, [self.lead.voice.language]):
            selectors = [VoiceSelector(language=how.language)]
        for selector in selectors:
            try:
                return await self._choose(selector)
            except UnknownVoiceError:
                continue
        return self.lead
