"""The bridge's options: what can be set, its default, its limits and its help, each said once."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, SecretStr
from pydantic_settings import SettingsConfigDict

from jabbertts_wyoming.common.address import TcpAddress, parse_uri
from jabbertts_wyoming.common.settings import (
    BRIDGE_PREFIX,
    AnyCommaList,
    BaseOptions,
    CommaList,
    SecretList,
    UserPath,
    option,
)

_HTTP, _WYOMING, _SPEECH, _GUARD = "HTTP", "Wyoming servers", "Speech", "Guard"


def _each(check: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda items: tuple(check(item) for item in items))


def _check_uri(uri: str) -> str:
    address = parse_uri(uri).reachable()
    if isinstance(address, TcpAddress) and not address.port:
        raise ValueError("the port must be that of a server, not 0")
    return str(address)


class Options(BaseOptions):
    """Everything that can be set for the bridge; frozen. Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix=BRIDGE_PREFIX)

    host: str = option(
        "127.0.0.1", "address to listen on; 0.0.0.0 is every one", group=_HTTP, metavar="HOST"
    )
    port: int = option(
        8000, "port to listen on; 0 is any free one", group=_HTTP, metavar="PORT", ge=0, le=65535
    )
    cors_origin: AnyCommaList = option(
        (),
        "web page origin that may call from a browser (https://chat.example); * is every one",
        group=_HTTP,
        metavar="ORIGIN",
        shown="none",
    )
    grace: float = option(
        5,
        "time that running answers have to finish when the bridge is told to stop",
        group=_HTTP,
        metavar="SECONDS",
        ge=0,
        le=3600,
    )

    wyoming_uri: Annotated[CommaList, _each(_check_uri)] = option(
        ("tcp://127.0.0.1:10200",),
        "Wyoming server that speaks; may be repeated, or A,B",
        group=_WYOMING,
        metavar="URI",
    )
    discover: bool = option(
        False,
        "also use the JabberTTS servers that announce themselves on the local network",
        group=_WYOMING,
        metavar="on/off",
        shown="off",
        bare=True,
    )
    max_parallel: int = option(
        64, "answers that are spoken at a time", group=_WYOMING, metavar="COUNT", ge=1, le=4096
    )
    max_queue: int = option(
        256, "requests that may wait for it", group=_WYOMING, metavar="COUNT", ge=0, le=100_000
    )
    connect_timeout: float = option(
        3, "time to reach a Wyoming server", group=_WYOMING, metavar="SECONDS", gt=0, le=600
    )
    audio_timeout: float = option(
        30,
        "time to wait for a server's next audio",
        group=_WYOMING,
        metavar="SECONDS",
        gt=0,
        le=3600,
    )

    voice_names: UserPath | None = option(
        None,
        "YAML file: which voices stand behind alloy, nova and so on",
        group=_SPEECH,
        metavar="FILE",
        shown="voices/openai.yaml",
    )
    max_input: int = option(
        4096, "characters of one input", group=_SPEECH, metavar="COUNT", ge=1, le=1_000_000
    )
    mp3_bitrate: int = option(96, "kbit/s of mp3", group=_SPEECH, metavar="KBITS", ge=32, le=160)
    opus_bitrate: int = option(48, "kbit/s of opus", group=_SPEECH, metavar="KBITS", ge=8, le=256)
    aac_bitrate: int = option(64, "kbit/s of aac", group=_SPEECH, metavar="KBITS", ge=16, le=192)
    strict: bool = option(
        False,
        "refuse fields that are not known instead of ignoring them",
        group=_SPEECH,
        metavar="on/off",
        shown="off",
        bare=True,
    )

    api_key: SecretList = option(
        (),
        "key that clients must send; may be repeated, or A,B",
        group=_GUARD,
        metavar="KEY",
        shown="none",
        secret=True,
    )
    api_key_file: UserPath | None = option(
        None, "file with such keys, one a line", group=_GUARD, metavar="FILE"
    )
    protect_lists: bool = option(
        False,
        "ask for the key also before telling models and voices",
        group=_GUARD,
        metavar="on/off",
        shown="off",
        bare=True,
    )
    rate_limit: AnyCommaList = option(
        (),
        "requests that one key or address may make: 60/minute; several hold together",
        group=_GUARD,
        metavar="RATE",
        shown="none",
    )
    redis: SecretStr | None = option(
        None,
        "Redis (redis://HOST:PORT/DB) in which several bridges share the rate limit",
        group=_GUARD,
        metavar="URL",
        secret=True,
    )
    max_body: int = option(
        262_144,
        "bytes of a request's body",
        group=_GUARD,
        metavar="BYTES",
        ge=1024,
        le=1 << 30,
    )
    request_timeout: float = option(
        15,
        "time that a client has to send its request",
        group=_GUARD,
        metavar="SECONDS",
        gt=0,
        le=3600,
    )
    write_timeout: float = option(
        60,
        "give up on a client that takes no audio for so long",
        group=_GUARD,
        metavar="SECONDS",
        gt=0,
        le=1e6,
    )
    max_clients: int = option(
        1000, "connections that may be open", group=_GUARD, metavar="COUNT", ge=1, le=100_000
    )
    log_texts: bool = option(
        False,
        "log what is spoken",
        group=_GUARD,
        metavar="on/off",
        shown="off",
        bare=True,
    )
