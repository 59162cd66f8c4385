"""Say how a text would be read: `python -m jabbertts_wyoming.explain TEXT`."""

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .common.errors import JabberError
from .common.ssml import is_ssml
from .options import Options
from .request import VoiceSelector
from .text.front import TextFront
from .text.lexicon.lexicons import Lexicons
from .text.normalise.spoken import Emoji, NormaliseRules
from .text.passages import Passage, of_document, of_segment
from .text.reading import Stretch
from .text.sentences import split
from .voices.choose import choose
from .voices.files import scan
from .voices.voice import Voice


def main() -> int:
    """Print each stage of the texts on the command line, or on standard input."""
    parser = argparse.ArgumentParser(
        prog="script/explain",
        description="Print what becomes of a text: spans, sentences, words, phonemes, ids.",
    )
    parser.add_argument("text", help="text or SSML document; - reads standard input")
    parser.add_argument("--language", metavar="TAG", help="by the best voice for a language")
    parser.add_argument("--voice", metavar="NAME", help="by this voice (default: the server's)")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="folder with voices, lexicons")
    parser.add_argument("--no-normalize", action="store_true", help="leave the text as it is")
    given = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    text = sys.stdin.read() if given.text == "-" else given.text
    options = Options() if given.data_dir is None else Options(data_dir=given.data_dir)
    try:
        voice = voice_for(options, given.voice, given.language)
        front = TextFront(
            Lexicons(options.data_dir / "lexicons"),
            is_ssml(text),
            None if given.no_normalize else NormaliseRules(emoji=Emoji(options.emoji)),
        )
        for line in explained(text, voice, front):
            print(line)
    except JabberError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    return 0


def voice_for(options: Options, name: str | None, language: str | None) -> Voice:
    """Return the voice of this name, else the best for a language, else the server's default.

    Blocking. Raises `UnknownVoiceError` and `VoiceError`.
    """
    sources = scan(options.data_dir)
    voices: dict[str, Voice] = {}
    for source in sources.values():
        try:
            voices[source.name] = source.read()
        except JabberError:
            if source.name == name:
                raise
    selector = VoiceSelector(name=name, language=language)
    return voices[choose(selector, list(voices.values()), options.voice)]


def explained(text: str, voice: Voice, front: TextFront) -> Iterator[str]:
    """Yield the lines that tell what becomes of `text`. Blocking. Raises `JabberError`."""
    yield f"voice       {voice.name} ({voice.language})"
    for number, passage in enumerate(_passages(text, voice.language, front), 1):
        yield f"passage {number}   {' '.join(passage.text.split())!r}{_manner(passage)}"
        if not passage.said:
            continue
        reading = front.read(passage.said, voice.language, voice.name)
        for stretch in reading.stretches:
            line = _change(stretch)
            if line:
                yield line
        words = " ".join(reading.text.split())
        yield f"  said      {words!r}"
        pronounced = voice.pronounced(reading.text, reading.given)
        yield f"  phonemes  {pronounced.symbols}"
        if pronounced.unknown:
            yield f"  unknown   {' '.join(_named(symbol) for symbol in pronounced.unknown)}"
        for ids in voice.phoneme_ids(reading.text, reading.given):
            yield f"  ids       {' '.join(map(str, ids))}"


def _passages(text: str, language: str, front: TextFront) -> Sequence[Passage]:
    if front.ssml:
        return of_document(text, language)
    return [passage for segment in split(text, language) for passage in of_segment(segment)]


def _manner(passage: Passage) -> str:
    how, said = passage.how, []
    said += [f"{name} {value:g}" for name, value in _factors(passage) if value != 1.0]
    said += [f"language {how.language}"] if how.language else []
    said += [f"voice {' or '.join(how.voices)}"] if how.voices else []
    said += [f"mark {passage.mark!r}"] if passage.mark is not None else []
    said += [f"then {passage.pause:g} s of silence"] if passage.pause is not None else []
    said += ["the sentence goes on"] if passage.said and not passage.ends_sentence else []
    return f" ({', '.join(said)})" if said else ""


def _factors(passage: Passage) -> Sequence[tuple[str, float]]:
    how = passage.how
    return (("rate", how.rate), ("volume", how.volume), ("pitch", how.pitch))


def _change(stretch: Stretch) -> str | None:
    written = stretch.said.text[stretch.first : stretch.last]
    if stretch.phonemes is not None:
        return f"  given     {written!r} -> [{stretch.phonemes}]"
    return f"  read      {written!r} -> {stretch.words!r}" if stretch.words != written else None


def _named(symbol: str) -> str:
    return f"{symbol} (U+{ord(symbol[0]):04X})"


if __name__ == "__main__":
    sys.exit(main())
