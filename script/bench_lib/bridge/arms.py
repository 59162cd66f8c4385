"""The ways in which one and the same server is asked to speak."""

from dataclasses import dataclass

FORMATS = ("pcm", "wav", "mp3", "opus", "aac", "flac")


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to ask; `compared` names that without the bridge, None if it is one itself."""

    name: str
    format: str
    compared: str | None = None


RAW = Arm("raw Wyoming", "raw")
RAW_NEW = Arm("raw Wyoming, new connection", "raw")
OF_FORMAT = {name: Arm(name, name, RAW.name) for name in FORMATS}
PCM_NEW = Arm("pcm, new connection", "pcm", RAW_NEW.name)
PCM_SDK = Arm("pcm, OpenAI's SDK", "pcm", RAW.name)
ARMS = (RAW, *OF_FORMAT.values(), PCM_SDK, RAW_NEW, PCM_NEW)
