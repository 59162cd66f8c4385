"""Phonemes to the ids that a Piper voice was trained on."""

from collections.abc import Collection, Mapping, Sequence

PAD, BOS, EOS = "_", "^", "$"

IdMap = Mapping[str, Sequence[int]]

# Attention is quadratic in the ids of a sentence. A sentence of a hundred words stays whole.
MAX_IDS = 1400

NO_PHONEME = -1


def to_ids(
    phonemes: Sequence[str],
    id_map: IdMap,
    max_ids: int = MAX_IDS,
    padded: Collection[str] | None = None,
) -> list[list[int]]:
    """Return the ids of `phonemes`, in as many pieces as `max_ids` asks for.

    Each piece begins with the id of BOS and ends with EOS, PAD between all (Piper's framing); or,
    as Piper frames pinyin, PAD behind those phonemes only that are `padded`. Phonemes that the
    voice doesn't know are left out; no known phoneme at all gives no piece. A long run is cut at
    its last space.
    """
    known = [p for p in phonemes if p in id_map]
    pieces = _pieces(known, id_map, max_ids)
    return [_piece(known[start:end], id_map, padded) for start, end in pieces]


def id_phonemes(
    phonemes: Sequence[str],
    id_map: IdMap,
    max_ids: int = MAX_IDS,
    padded: Collection[str] | None = None,
) -> list[list[int]]:
    """Return for each id that `to_ids` returns the index of the phoneme that it came of.

    What is between phonemes (BOS, PAD, EOS) has `NO_PHONEME`.
    """
    places = [k for k, p in enumerate(phonemes) if p in id_map]
    pieces = _pieces([phonemes[k] for k in places], id_map, max_ids)
    return [_places(places[start:end], phonemes, id_map, padded) for start, end in pieces]


def _pieces(known: Sequence[str], id_map: IdMap, max_ids: int) -> list[tuple[int, int]]:
    """Return where the pieces of a run of known phonemes begin and end."""
    if not any(_is_sound(p) for p in known):
        return []
    pad = id_map[PAD]
    frame = len(id_map[BOS]) + len(pad) + len(id_map[EOS])
    costs = [len(id_map[p]) + len(pad) for p in known]
    return _cuts(known, costs, max_ids - frame)


def _is_sound(phoneme: str) -> bool:
    return any(c.isalnum() for c in phoneme)


def _cuts(known: Sequence[str], costs: Sequence[int], room: int) -> list[tuple[int, int]]:
    cuts, start, used, space = [], 0, 0, 0
    for k, cost in enumerate(costs):
        while used + cost > room and k > start:
            end = space if space > start else k
            cuts.append((start, end))
            used = sum(costs[end:k])
            start = end
        used += cost
        if known[k] == " ":
            space = k + 1
    cuts.append((start, len(known)))
    return cuts


def _piece(phonemes: Sequence[str], id_map: IdMap, padded: Collection[str] | None) -> list[int]:
    ids = [*id_map[BOS], *(id_map[PAD] if padded is None else ())]
    for phoneme in phonemes:
        ids.extend(id_map[phoneme])
        if padded is None or phoneme in padded:
            ids.extend(id_map[PAD])
    ids.extend(id_map[EOS])
    return ids


def _places(
    places: Sequence[int], phonemes: Sequence[str], id_map: IdMap, padded: Collection[str] | None
) -> list[int]:
    pad = [NO_PHONEME] * len(id_map[PAD])
    found = [NO_PHONEME] * len(id_map[BOS]) + (pad if padded is None else [])
    for k in places:
        found.extend([k] * len(id_map[phonemes[k]]))
        if padded is None or phonemes[k] in padded:
            found.extend(pad)
    return found + [NO_PHONEME] * len(id_map[EOS])
