import json

from bridge.order import Voice
from bridge.voices.listing import MOST_SPEAKERS, voice_list
from bridge.voices.names import VoiceNames

from .shelves import JOE, catalogue, foreign, piper

NAMES = VoiceNames.load()


def test_a_voice_is_told_whole() -> None:
    voice = Voice(JOE, ("en_US",), (), "joe (medium)", "piper", "medium", 22050)
    assert voice_list([voice], NAMES)[0] == {
        "id": JOE,
        "name": JOE,
        "languages": ["en_US"],
        "speakers": [],
        "engine": "piper",
        "quality": "medium",
        "description": "joe (medium)",
    }


def test_voices_come_first_then_speakers_then_names() -> None:
    duo = piper("en_GB-duo-medium", "adam", "eve")
    ids = [entry["id"] for entry in voice_list([piper(JOE), duo], NAMES)]
    assert ids == [
        JOE,
        duo.name,
        f"{duo.name}:adam",
        f"{duo.name}:eve",
        *(name for name, _ in NAMES.names),
    ]


def test_a_name_says_what_speaks_for_it() -> None:
    upmc = piper("en_US-upmc-medium", "jessica", "pierre")
    entries = {entry["id"]: entry for entry in voice_list([piper(JOE), upmc], NAMES)}
    assert entries["onyx"] == {
        "id": "onyx",
        "name": f"onyx ({JOE})",
        "languages": ["en_US"],
        "speakers": [],
        "engine": "piper",
        "quality": "medium",
        "description": "deep",
        "alias_of": JOE,
    }
    assert entries["nova"]["alias_of"] == upmc.name


def test_a_name_may_stand_for_a_speaker() -> None:
    semaine = piper("en_GB-semaine-medium", "prudence", "spike")
    entries = {entry["id"]: entry for entry in voice_list([semaine], NAMES)}
    assert entries["onyx"]["alias_of"] == "en_GB-semaine-medium:spike"
    assert entries["onyx"]["name"] == "onyx (en_GB-semaine-medium:spike)"
    assert NAMES.resolve(entries["onyx"]["alias_of"], None, [semaine]).speaker == "spike"


def test_a_foreign_servers_default_is_not_known() -> None:
    alias = voice_list([foreign("ar_JO-kareem-low")], NAMES)[-1]
    assert (alias["id"], alias["name"], alias["alias_of"]) == ("cedar", "cedar", None)


def test_of_hundreds_of_speakers_some_get_an_entry() -> None:
    many = piper("en_US-libritts-high", *map(str, range(904)))
    entries = voice_list([many], NAMES)
    assert len(entries) == 1 + MOST_SPEAKERS + len(NAMES.names)
    assert len(entries[0]["speakers"]) == 904
    assert entries[1]["name"] == "en_US-libritts-high, 0"


def test_one_speaker_needs_no_entry() -> None:
    assert len(voice_list([piper(JOE, "joe")], NAMES)) == 1 + len(NAMES.names)


def test_ids_are_unique_and_the_servers_own_voice_wins() -> None:
    duo = piper("duo", "a", "b")
    voices = [duo, piper("alloy"), piper("duo:a"), duo]
    entries = voice_list(voices, NAMES)
    ids = [entry["id"] for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all("alias_of" not in entry for entry in entries if entry["id"] in {"alloy", "duo:a"})


def test_nothing_is_listed_where_nothing_speaks() -> None:
    assert voice_list([], NAMES) == []


def test_every_id_can_be_asked_for() -> None:
    entries = voice_list(catalogue(), NAMES)
    assert len(entries) > len(catalogue()) + len(NAMES.names)
    for entry in entries:
        assert isinstance(entry["name"], str)
        choice = NAMES.resolve(entry["id"], None, catalogue())
        spoken_by = choice.voice if choice.speaker is None else f"{choice.voice}:{choice.speaker}"
        assert spoken_by == entry.get("alias_of", entry["id"])
    json.dumps(entries)
