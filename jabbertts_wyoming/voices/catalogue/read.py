"""Read the catalogue files of the top-level folder `voices`."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

import yaml
from pydantic import ValidationError

from ...common.errors import ConfigError
from .entry import CatalogueFile, Entry
from .schema import UNKNOWN, FamilySpec, FileSpec, VariantSpec, VoiceSpec

FAMILIES = ("piper", "kokoro", "espeak")

_Value = TypeVar("_Value")
# The C loader is some ten times as fast; PyYAML's wheels have it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_families(folder: Traversable | None = None) -> list[FamilySpec]:
    """Read every family's file of `folder`, by default the packaged ones. Blocking.

    Raises `ConfigError`.
    """
    place = files("voices") if folder is None else folder
    return [read_family(place / f"{name}.yaml") for name in FAMILIES]


def read_family(path: Traversable) -> FamilySpec:
    """Read one file. Blocking. Raises `ConfigError`, which names what is wrong."""
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=_LOADER)
        return FamilySpec.model_validate(data)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{path}: {where or 'the file'}: {first['msg']}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ConfigError(f"{path}: not readable: {' '.join(str(error).split())}") from error


def entries(family: FamilySpec) -> Iterator[Entry]:
    """Yield the family's voices, each in all its variants, the default one first.

    Raises `ConfigError` where nobody says a voice's tier, sample rate or card.
    """
    for name, voice in family.voices.items():
        if not family.variants:
            yield _entry(family, name, voice, None, None)
        for variant, spec in family.variants.items():
            yield _entry(family, name, voice, variant, spec)


def _entry(
    family: FamilySpec, name: str, voice: VoiceSpec, variant: str | None, made: VariantSpec | None
) -> Entry:
    said = [spec for spec in (voice, made, family) if spec is not None]
    attribution = _first([spec.attribution for spec in said], family.attribution)
    return Entry(
        id=name,
        family=family.family,
        engine=family.engine,
        variant=variant,
        is_default=variant is None or variant == next(iter(family.variants)),
        languages=tuple(voice.languages),
        language_names=tuple(family.languages[tag] for tag in voice.languages),
        quality=_first([spec.quality for spec in said], None),
        grade=voice.grade,
        speakers=voice.speakers,
        sample_rate=_said(name, "sample_rate", [spec.sample_rate for spec in said]),
        licence=_first([spec.licence for spec in said], UNKNOWN),
        card=_url(family, _said(name, "card", [spec.card for spec in said])),
        attribution_name=attribution.name,
        attribution_url=attribution.url,
        note=voice.note or "",
        tier=_said(name, "tier", [spec.tier for spec in said]),
        min_ram=_first([spec.min_ram for spec in said], None),
        aliases=tuple(voice.aliases),
        own=tuple(_file(family, spec) for spec in voice.files),
        shared=tuple(_file(family, spec) for spec in (made.files if made else [])),
        built_in=family.built_in,
        engine_voice=voice.engine_voice,
        phoneme_type=voice.phoneme_type,
    )


def _first(values: list[_Value | None], default: _Value) -> _Value:
    return next((value for value in values if value is not None), default)


def _said(voice: str, field: str, values: list[_Value | None]) -> _Value:
    for value in values:
        if value is not None:
            return value
    raise ConfigError(f"the catalogue's voice {voice} has no {field}")


def _file(family: FamilySpec, spec: FileSpec) -> CatalogueFile:
    name = spec.url.rpartition("/")[2]
    digest = spec.sha256 or spec.md5
    return CatalogueFile(
        path=f"{family.folder}/{name}" if family.folder else name,
        url=_url(family, spec.url),
        bytes=spec.bytes,
        algorithm=digest and ("sha256" if spec.sha256 else "md5"),
        digest=digest,
        sum_from=spec.sum_from,
    )


def _url(family: FamilySpec, location: str) -> str:
    return location if "://" in location else family.base + location
