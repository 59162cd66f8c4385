"""The server's options, handed on to the parts that they are for."""

from .limits import ServerLimits
from .options import Options
from .speech import SpeechDefaults


def limits_of(options: Options) -> ServerLimits:
    """Return the protocol layer's bounds and timeouts."""
    return ServerLimits(
        max_connections=options.max_connections,
        max_queue=options.max_queue,
        max_text=options.max_text,
        idle_timeout=options.idle_timeout,
        write_timeout=options.write_timeout,
        grace_period=options.grace,
    )


def speech_defaults_of(options: Options) -> SpeechDefaults:
    """Return how to speak where a request leaves it open."""
    return SpeechDefaults(
        speaker=options.speaker,
        length_scale=options.length_scale,
        noise_scale=options.noise_scale,
        noise_w_scale=options.noise_w_scale,
        sentence_silence=options.sentence_silence,
    )
