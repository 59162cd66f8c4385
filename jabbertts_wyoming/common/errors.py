"""The one error tree. What a client may see carries a `code` and a sentence that says the cure."""

from typing import ClassVar


class JabberError(Exception):
    """Base of every error that this project raises on purpose; `code` is what clients get."""

    code: ClassVar[str] = "internal-error"


class ConfigError(JabberError):
    """An option, environment variable or configuration file is wrong."""

    code = "config-error"


class ProtocolError(JabberError):
    """The peer sent something that is not a well-formed Wyoming event."""

    code = "protocol-error"


class RequestError(JabberError):
    """A well-formed request asks for something that is not allowed; names the field."""

    code = "invalid-request"


class MarkupError(RequestError):
    """SSML is malformed or has what is not allowed; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"SSML, line {line}, column {column}: {message}")
        self.line = line
        self.column = column


class TextTooLongError(RequestError):
    """More text than the limit allows is waiting to be spoken."""

    code = "text-too-long"


class UnknownVoiceError(RequestError):
    """No such voice, speaker or language; the message lists near matches."""

    code = "unknown-voice"


class BusyError(JabberError):
    """All places and the queue are taken; try again later."""

    code = "busy"


class VoiceError(JabberError):
    """A voice's files are broken, or need something that is not there."""

    code = "voice-error"


class DownloadError(VoiceError):
    """A voice's files can't be downloaded, or did not arrive as they were published."""

    code = "download-error"


class SynthesisError(JabberError):
    """A voice that loaded failed while it spoke."""

    code = "synthesis-error"
