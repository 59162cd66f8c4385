"""What is known of the gender of voices and of their speakers."""

from collections import defaultdict

from ..order import Voice
from .names_file import Gender, Genders
from .quality import without_quality
from .wording import fold

SAME, UNKNOWN, OTHER = range(3)


class KnownGenders:
    """Looks up voices in the lists of a names file."""

    def __init__(self, lists: Genders) -> None:
        self._voices: dict[str, Gender] = {}
        self._speakers: dict[tuple[str, Gender], list[str]] = defaultdict(list)
        by_gender: tuple[tuple[Gender, tuple[str, ...]], ...] = (
            ("female", lists.female),
            ("male", lists.male),
        )
        for gender, ids in by_gender:
            for entry in ids:
                self._add(entry, gender)

    def _add(self, entry: str, gender: Gender) -> None:
        voice, _, speaker = entry.partition(":")
        if speaker:
            self._speakers[fold(voice), gender].append(speaker)
        else:
            self._voices[fold(voice)] = gender

    def distance(self, voice: Voice, wanted: Gender | None) -> tuple[int, str | None]:
        """Return `SAME`, `UNKNOWN` or `OTHER`, and the speaker of `voice` that makes it so."""
        if wanted is None:
            return UNKNOWN, None
        keys = (fold(voice.name), fold(without_quality(voice.name)))
        own = next((self._voices[key] for key in keys if key in self._voices), None)
        if own == wanted:
            return SAME, None
        for key in keys:
            for speaker in self._speakers.get((key, wanted), ()):
                if speaker in voice.speakers:
                    return SAME, speaker
        return (UNKNOWN if own is None else OTHER), None
