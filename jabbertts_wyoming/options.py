"""The server's options: what can be set, its default, its limits and its help, each said once."""

import difflib
import re
from typing import Annotated, Literal, Self

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, ByteSize, model_validator

from .common.address import Address, TcpAddress, parse_uri
from .common.machine import check_instance_name
from .common.settings import AnyCommaList, BaseOptions, CommaList, UserPath, option
from .presets import PresetName

_PROVIDERS = {
    name.removesuffix("ExecutionProvider").lower(): name
    for name in (
        "CPUExecutionProvider",
        "CUDAExecutionProvider",
        "OpenVINOExecutionProvider",
        "TensorrtExecutionProvider",
        "ROCMExecutionProvider",
        "MIGraphXExecutionProvider",
        "CoreMLExecutionProvider",
        "DmlExecutionProvider",
        "XnnpackExecutionProvider",
        "ACLExecutionProvider",
        "QNNExecutionProvider",
        "WebGpuExecutionProvider",
    )
}
_SERVER, _VOICE, _LIMITS = "Server", "Voice", "Machine and limits"
_LEAST_MEMORY = 200_000_000


def _check_uri(uri: str) -> str:
    return str(parse_uri(uri))


def _switch(value: object) -> object:
    """Read on/off words, which the environment and YAML have for a switch, as True and None."""
    word = value.lower() if isinstance(value, str) else value
    if word in (True, "true", "yes", "on", "1"):
        return True
    return None if word in (False, "false", "no", "off", "0") else value


def _check_name(value: str | bool | None) -> str | bool | None:
    return check_instance_name(value) if isinstance(value, str) else value


def _check_memory(size: ByteSize | None) -> ByteSize | None:
    if size is not None and size < _LEAST_MEMORY:
        raise ValueError("must be at least 200MB: Python and ONNX Runtime take about 100MB")
    return size


def _check_providers(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_provider(name) for name in names))


def _provider(name: str) -> str:
    key = name.lower().removesuffix("executionprovider")
    if key in _PROVIDERS:
        return _PROVIDERS[key]
    if re.fullmatch(r"[A-Za-z0-9]+ExecutionProvider", name):
        return name  # one that we have not heard of; ONNX Runtime knows whether it has it
    close = difflib.get_close_matches(key, _PROVIDERS, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(_PROVIDERS)}"
    raise ValueError(f"no ONNX Runtime execution provider is called {name!r}; {hint}")


class Options(BaseOptions):
    """Everything that can be set for the server; frozen.

    Times are in seconds. `zeroconf` is None for off, True for on with the automatic name, or
    the name. `provider` has ONNX Runtime's own names, the first choice first.
    """

    uri: Annotated[str, AfterValidator(_check_uri)] = option(
        "tcp://0.0.0.0:10200",
        "where to listen: tcp://HOST:PORT or unix:///PATH",
        group=_SERVER,
        metavar="URI",
    )
    zeroconf: Annotated[
        Literal[True] | str | None, BeforeValidator(_switch), AfterValidator(_check_name)
    ] = option(
        None,
        "announce the server on the local network, under NAME or one made for this machine",
        group=_SERVER,
        metavar="NAME",
        shown="off",
        bare=True,
    )
    data_dir: UserPath = option(
        lambda: user_data_path("jabbertts"),
        "folder with voices (NAME.onnx and NAME.onnx.json) and what is prepared from them",
        group=_SERVER,
        metavar="DIR",
    )

    voice: str = option(
        "en_US-joe-medium",
        "voice for clients that choose none",
        group=_VOICE,
        metavar="NAME",
        min_length=1,
    )
    speaker: str | None = option(
        None,
        "name or number of the speaker, for voices that have several",
        group=_VOICE,
        metavar="NAME",
        shown="the voice's first",
    )
    length_scale: float | None = option(
        None,
        "slowness: 2 makes speech twice as long, 0.5 half as long",
        group=_VOICE,
        metavar="FACTOR",
        shown="the voice's own",
        gt=0,
        le=100,
    )
    noise_scale: float | None = option(
        None,
        "how much the sound varies; 0 is not at all",
        group=_VOICE,
        metavar="FACTOR",
        shown="the voice's own",
        ge=0,
        le=10,
    )
    noise_w_scale: float | None = option(
        None,
        "how much the rhythm varies; 0 is not at all",
        group=_VOICE,
        metavar="FACTOR",
        shown="the voice's own",
        ge=0,
        le=10,
    )
    sentence_silence: float = option(
        0.2, "pause between two sentences", group=_VOICE, metavar="SECONDS", ge=0, le=10
    )

    auto_download: bool = option(
        False,
        "download voices of the catalogue when they are asked for; clients see all of them",
        group=_VOICE,
        metavar="on/off",
        shown="off",
        bare=True,
    )
    list_downloadable: bool = option(
        False,
        "tell clients which voices could be downloaded, as not installed",
        group=_VOICE,
        metavar="on/off",
        shown="off",
        bare=True,
    )
    mirror: str | None = option(
        None,
        "folder or https:// address to download from, instead of the publishers",
        group=_VOICE,
        metavar="PLACE",
        shown="none",
    )

    preload: AnyCommaList = option(
        (),
        "voice to load at the start and to keep, beside the default one; may be repeated, or A,B",
        group=_VOICE,
        metavar="NAME",
        shown="none",
    )
    formant_voices: bool = option(
        True,
        "offer the robotic voices of espeak-ng, too, for languages that nothing better speaks",
        group=_VOICE,
        metavar="on/off",
        shown="on",
        bare=True,
    )

    emoji: Literal["drop", "read"] = option(
        "drop",
        "drop emoji, or read out their names",
        group=_VOICE,
        metavar="drop/read",
    )

    preset: Literal[PresetName, "auto"] = option(
        "auto",
        "low, medium or high, for machines with 1, 2 or 4 GB: memory, threads, caches and which"
        " voices are downloaded; auto looks at the machine",
        group=_LIMITS,
        metavar="PRESET",
    )
    max_memory: Annotated[ByteSize | None, AfterValidator(_check_memory)] = option(
        None,
        "memory that the server may take, as 800MB; voices are unloaded to stay below",
        group=_LIMITS,
        metavar="SIZE",
        shown="the preset's",
    )
    unload_after: float | None = option(
        None,
        "unload a voice, but for the default and preloaded ones, that nobody used for so long;"
        " 0 is never",
        group=_LIMITS,
        metavar="SECONDS",
        shown="the preset's",
        ge=0,
        le=1e9,
    )
    audio_cache: ByteSize | None = option(
        None,
        "memory for finished audio of sentences that come again; 0 is off",
        group=_LIMITS,
        metavar="SIZE",
        shown="the preset's",
    )
    audio_cache_disk: ByteSize = option(
        0,
        "the same in the data folder, where it outlives the server; 0 is off",
        group=_LIMITS,
        metavar="SIZE",
    )
    provider: Annotated[CommaList, AfterValidator(_check_providers)] = option(
        ("CPUExecutionProvider",),
        "ONNX Runtime execution provider (cpu, cuda, openvino, …); may be repeated, or A,B",
        group=_LIMITS,
        metavar="NAME",
    )
    threads: int | None = option(
        None,
        "worker threads that compute speech",
        group=_LIMITS,
        metavar="COUNT",
        shown="one for each core, two with the preset low",
        ge=1,
        le=1024,
    )
    max_connections: int = option(
        32,
        "connections that may speak at a time",
        group=_LIMITS,
        metavar="COUNT",
        ge=1,
        le=65535,
    )
    max_queue: int = option(
        128, "requests that may wait", group=_LIMITS, metavar="COUNT", ge=0, le=1_000_000
    )
    max_text: int = option(
        10_000,
        "characters that a request may have waiting to be spoken",
        group=_LIMITS,
        metavar="COUNT",
        ge=1,
        le=100_000_000,
    )
    idle_timeout: float = option(
        300,
        "close a connection on which nothing happens for so long",
        group=_LIMITS,
        metavar="SECONDS",
        gt=0,
        le=1e6,
    )
    write_timeout: float = option(
        60,
        "close a connection whose client takes no audio for so long",
        group=_LIMITS,
        metavar="SECONDS",
        gt=0,
        le=1e6,
    )
    grace: float = option(
        5,
        "time that running requests have to finish when the server is told to stop",
        group=_LIMITS,
        metavar="SECONDS",
        ge=0,
        le=3600,
    )

    @property
    def address(self) -> Address:
        """`uri`, parsed."""
        return parse_uri(self.uri)

    @property
    def zeroconf_name(self) -> str | None:
        """The instance name that the user chose, if any."""
        return self.zeroconf if isinstance(self.zeroconf, str) else None

    @model_validator(mode="after")
    def _check_zeroconf(self) -> Self:
        if self.zeroconf is not None and not isinstance(self.address, TcpAddress):
            raise ValueError(f"zeroconf announces tcp:// servers only, and uri is {self.uri}")
        return self
