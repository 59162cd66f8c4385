"""How a catalogue file is written: one voice family, as YAML.

What is said once for a family counts for each of its voices that does not say otherwise.
"""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Tier = Literal["low", "medium", "high"]
Quality = Literal["x_low", "low", "medium", "high"]
SumFrom = Literal["publisher", "computed", "reported"]

UNKNOWN = "unknown"


def _check_https(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise ValueError("must be an https:// URL")
    return url


def _check_relative(url: str) -> str:
    if "://" in url:
        return _check_https(url)
    parts = url.split("/")
    if "\\" in url or any(part in ("", ".", "..") for part in parts):
        raise ValueError("must be an https:// URL, or a plain path below the family's base")
    return url


Text = Annotated[str, Field(min_length=1, max_length=1000)]
Https = Annotated[str, AfterValidator(_check_https)]
Location = Annotated[Text, AfterValidator(_check_relative)]
"""An https:// URL, or a path below the family's `base`."""

Tag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z][A-Za-z]{1,3})?$")]
Name = Annotated[str, Field(pattern=r"^\w[\w.+-]*$", max_length=100)]
Folder = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9_-]*)?$", max_length=100)]
Count = Annotated[int, Field(ge=1)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Attribution(_Model):
    """Who made it, and where to read about it."""

    name: Text
    url: Https


class FileSpec(_Model):
    """A file; its name on disk is the last part of `url`.

    `bytes` and a checksum are left out where they can't be known, and then the file is taken as
    it comes. `sum_from` tells where the checksum is from: the publisher says it, it was computed
    from the published file, or several projects that use the file report the same one.
    """

    url: Location
    bytes: Count | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    md5: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None
    sum_from: SumFrom = "publisher"

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.sha256 and self.md5:
            raise ValueError("has sha256 and md5; the better one is enough")
        if (self.sha256 or self.md5) and self.bytes is None:
            raise ValueError("has a checksum, so its bytes are known too")
        return self


class _Common(_Model):
    """What a family, one of its variants or a voice may say; the more special one counts."""

    quality: Quality | None = None
    sample_rate: Annotated[int, Field(ge=8000, le=192_000)] | None = None
    licence: Text | None = None
    attribution: Attribution | None = None
    card: Location | None = None
    tier: Tier | None = None
    min_ram: Count | None = None


class VariantSpec(_Common):
    """One make of the files that all voices of a family share, such as a precision."""

    files: Annotated[list[FileSpec], Field(min_length=1)]


class VoiceSpec(_Common):
    """A voice. `grade` is the publisher's own mark, where there is one; `min_ram` is in MiB.

    `engine_voice` is the engine's own name for it, where that is another one. `phoneme_type` is
    that of a Piper voice whose phonemes are not espeak-ng's.
    """

    languages: Annotated[list[Tag], Field(min_length=1)]
    speakers: Count = 1
    grade: Text | None = None
    note: Text | None = None
    aliases: list[Name] = []
    engine_voice: Text | None = None
    phoneme_type: Text | None = None
    files: list[FileSpec] = []


class FamilySpec(_Common):
    """A catalogue file.

    `facts` says where its facts are from. `folder` is where the files go, below the data
    directory. The first of `variants`, if there are any, is the one to take if nothing else is
    wanted. `languages` maps each tag to its English name. A family that is `built_in` comes with
    the program and has no files.
    """

    family: Name
    title: Text
    engine: Name
    facts: Text
    base: Https
    folder: Folder = ""
    built_in: bool = False
    licence: Text
    attribution: Attribution
    languages: dict[Tag, Text]
    variants: dict[Name, VariantSpec] = {}
    voices: Annotated[dict[Name, VoiceSpec], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, voice in self.voices.items():
            unnamed = [tag for tag in voice.languages if tag not in self.languages]
            if unnamed:
                raise ValueError(f"voice {name}: languages has no name for {', '.join(unnamed)}")
            if bool(voice.files) == self.built_in:
                rule = "it is built in and has none" if self.built_in else "at least one is needed"
                raise ValueError(f"voice {name}: files: {rule}")
        if self.built_in and self.variants:
            raise ValueError("variants: what is built in has none")
        if not self.base.endswith("/"):
            raise ValueError("base must end with '/'")
        return self
