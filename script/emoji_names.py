#!/usr/bin/env python3
"""Write jabbertts_wyoming/text/normalise/data/emoji from CLDR's annotations.

Usage: script/emoji_names.py FOLDER, the unpacked npm package `cldr-annotations-full`.
"""

import gzip
import json
import re
import sys
from pathlib import Path

LANGUAGES = "ar da de el en es fi fr he hi it ja ko ms nl no pl pt ru sv sw tr zh"
TARGET = Path(__file__).parents[1] / "jabbertts_wyoming/text/normalise/data/emoji"
PICTURE = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff]")


def main(folder: Path) -> None:
    """Write one file for each language, the same bytes each time."""
    TARGET.mkdir(exist_ok=True)
    for language in LANGUAGES.split():
        path = folder / "annotations" / language / "annotations.json"
        found = json.loads(path.read_text("utf-8"))["annotations"]["annotations"]
        lines = sorted(
            f"{sequence.replace(chr(0xFE0F), '')}\t{names['tts'][0]}\n"
            for sequence, names in found.items()
            if PICTURE.match(sequence) and names.get("tts")
        )
        packed = gzip.compress("".join(lines).encode("utf-8"), mtime=0)
        (TARGET / f"{language}.tsv.gz").write_bytes(packed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
