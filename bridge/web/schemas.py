"""What goes over HTTP, as pydantic models: requests are checked by them, OpenAPI is made of them.

`input`'s greatest length is an option; `speech_request.py` checks it.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from jabbertts_wyoming.common.ssml import is_ssml


def _whole(value: object) -> object:
    # In JSON 7.0 is an integer too.
    return int(value) if isinstance(value, float) and value.is_integer() else value


_Seed = Annotated[int, Field(ge=0, lt=2**63), BeforeValidator(_whole)]
_SampleRate = Annotated[int, Field(ge=8000, le=48000), BeforeValidator(_whole)]
_Name = Annotated[str, Field(max_length=256)]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class VoiceReference(BaseModel):
    """A voice as newer OpenAI clients name it."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    id: _Name = Field(description="the voice's name")


class SpeechBody(BaseModel):
    """The body of `POST /v1/audio/speech`."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    model: _Name | None = Field(
        "tts-1", description="a model of /v1/models; empty: any", examples=["tts-1"]
    )
    input: str = Field(
        min_length=1, pattern=r"\S", description="the text to speak", examples=["Good morning."]
    )
    voice: _Name | VoiceReference | None = Field(
        None,
        description="a voice of /v1/audio/voices, NAME:SPEAKER, one of OpenAI's names, or a "
        "language (fr, pt_BR); left out or empty: the server's default voice",
        examples=["alloy"],
    )
    instructions: str | None = Field(
        None, max_length=4096, description="how to speak, for voices that can follow it"
    )
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm", "srt", "vtt"] = Field(
        "mp3",
        description="opus comes in Ogg, aac in ADTS, pcm as s16le mono without a header; addition: "
        "srt and vtt are subtitles of the audio, not the audio",
    )
    speed: float = Field(1.0, ge=0.25, le=4.0, description="2 halves the duration")
    stream_format: Literal["audio", "sse"] = Field(
        "audio", description="the audio itself, or server-sent events with base64 of it"
    )
    language_id: _Name | None = Field(
        None, description="addition: the language to speak (de, pt_BR), before the voice's own"
    )
    language: _Name | None = Field(None, description="addition: the same as language_id")
    seed: _Seed | None = Field(None, description="addition: the same seed gives the same sound")
    sample_rate: _SampleRate | None = Field(
        None, description="addition: Hz of the audio, where the format has it"
    )
    input_type: Literal["text", "ssml"] | None = Field(
        None,
        description="addition: what input is; left out, it is SSML if it is a <speak> document",
    )
    normalize: bool = Field(
        True, description="addition: false: numbers and the like are spoken as they are written"
    )

    @property
    def is_ssml(self) -> bool:
        """Whether `input` is an SSML document."""
        return is_ssml(self.input) if self.input_type is None else self.input_type == "ssml"


class TimestampsBody(SpeechBody):
    """The body of `POST /v1/audio/speech/timestamps`."""

    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = Field(
        "mp3", description="as for /v1/audio/speech"
    )
    stream_format: Literal["audio"] = Field("audio", description="there are no events here")


class TimedWord(_Answer):
    """A word, and when it is heard."""

    word: str = Field(description="input[start_char:end_char]")
    start: float = Field(description="seconds from the start of the audio")
    end: float
    start_char: int = Field(description="characters (Unicode code points) of input")
    end_char: int


class TimedMark(_Answer):
    """A <mark> of an SSML document."""

    name: str
    time: float = Field(description="seconds from the start of the audio")


class Timestamps(_Answer):
    """Audio, and when each word of it is heard."""

    audio: str = Field(description="base64")
    format: str
    content_type: str
    duration: float = Field(description="seconds")
    words: list[TimedWord]
    marks: list[TimedMark]


class ErrorDetail(_Answer):
    """What went wrong: for people, and for programs."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorBody(_Answer):
    """Every answer that is not a success."""

    error: ErrorDetail


class AudioDelta(_Answer):
    """An event: a piece of the audio."""

    type: Literal["speech.audio.delta"] = "speech.audio.delta"
    audio: str = Field(description="base64")


class Usage(_Answer):
    """Tokens as we count them: one for 4 characters begun, one for 50 ms of audio begun."""

    input_tokens: int
    output_tokens: int
    total_tokens: int


class AudioDone(_Answer):
    """The last event of an answer that is whole."""

    type: Literal["speech.audio.done"] = "speech.audio.done"
    usage: Usage


class AudioFailed(_Answer):
    """The last event of an answer that is not."""

    type: Literal["error"] = "error"
    error: ErrorDetail


class Model(_Answer):
    """A model, as OpenAI tells of it."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelList(_Answer):
    """The models, as OpenAI lists them."""

    object: Literal["list"] = "list"
    data: list[Model]


class AudioModel(_Answer):
    """A model, as Open WebUI reads it."""

    id: str
    name: str


class AudioModelList(_Answer):
    """The models, as Open WebUI reads them."""

    models: list[AudioModel]


class AudioVoice(_Answer):
    """A voice, a speaker of one, or one of OpenAI's names for one."""

    model_config = ConfigDict(extra="allow")

    id: str
    name: str
    languages: list[str] = []
    speakers: list[str] = []


class AudioVoiceList(_Answer):
    """The voices, as Open WebUI reads them."""

    voices: list[AudioVoice]


class WyomingServer(_Answer):
    """A Wyoming server behind the bridge, as of now."""

    uri: str
    up: bool
    program: str | None
    version: str | None
    voices: list[str]
    round_trip_ms: float | None
    speaking: int
    problem: str | None


class Health(_Answer):
    """How the bridge is; `servers` is left out for those who may not see the lists."""

    status: Literal["ok", "unavailable"]
    version: str
    speaking: int
    waiting: int
    servers: list[WyomingServer] | None = None


class Landing(_Answer):
    """What this is."""

    name: str
    version: str
    base_url: str
    openapi: str
    health: str
    open_webui: dict[str, str]
