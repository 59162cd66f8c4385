"""From a checked body to the order for a Wyoming server, and what is told where none can do it."""

from ..audio.formats import FORMATS, check_rate
from ..errors import ApiError, UpstreamLacksError, bad_field
from ..models import ALIASES, engine_of
from ..order import SpeechOrder, Upstream
from ..voices.names import VoiceNames
from ..voices.wording import listed, quoted
from .schemas import SpeechBody, VoiceReference

_LANGUAGE = {"language", "language_id"}
_TELLING = ("piper", "kokoro", "espeak")  # engines whose voices tell when words are heard


class OrderMaker:
    """Makes orders for the voices of `upstream`, which `names` may call by other names."""

    def __init__(self, upstream: Upstream, names: VoiceNames) -> None:
        self._upstream = upstream
        self._names = names

    async def order(self, body: SpeechBody, *, timestamps: bool) -> SpeechOrder:
        """Return the order that `body` means; raises `ApiError` or `UpstreamError`."""
        _check_rate(body)
        voices = await self._upstream.voices()
        choice = self._names.resolve(
            _wanted(body),
            body.language_id or body.language,
            voices,
            engine_of(body.model or ALIASES[0], voices),
        )
        return SpeechOrder(
            text=body.input,
            voice=choice.voice,
            speaker=choice.speaker,
            language=choice.language,
            speed=body.speed,
            seed=body.seed,
            instructions=body.instructions,
            ssml=body.is_ssml,
            normalize=body.normalize,
            timestamps=timestamps,
            telling=any(v.name == choice.voice and v.engine in _TELLING for v in voices),
        )

    def is_stand_in(self, body: SpeechBody) -> bool:
        """Whether any voice will do if the one that was found can't be had."""
        return self._names.is_name(_wanted(body)) and not body.model_fields_set & _LANGUAGE

    async def refusal(
        self, body: SpeechBody, order: SpeechOrder, error: UpstreamLacksError
    ) -> ApiError:
        """Return the 400 for what is beyond the order's voice: SSML, or the times of words."""
        voice = quoted(order.voice) if order.voice else "the server's default voice"
        ours = [v for v in await self._upstream.voices() if v.engine is not None]
        if error.lacks == "ssml":
            names = listed([v.name for v in ours])
            return bad_field(
                "input" if body.input_type is None else "input_type",
                f"{voice} is a voice of a speech server that takes plain text only, not SSML; "
                f"send plain text, or choose a voice of JabberTTS (here: {names})",
                "ssml_unsupported",
            )
        names = listed([v.name for v in ours if v.engine in _TELLING])
        return bad_field(
            "voice",
            f"{voice} does not tell when words are heard; of the voices here, these do: {names}",
            "timestamps_unsupported",
        )


def _check_rate(body: SpeechBody) -> None:
    if body.response_format not in FORMATS:
        return
    try:
        check_rate(body.response_format, body.sample_rate)
    except ValueError as error:
        raise bad_field("sample_rate", str(error)) from None


def _wanted(body: SpeechBody) -> str | None:
    return body.voice.id if isinstance(body.voice, VoiceReference) else body.voice
