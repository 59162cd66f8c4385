import pytest

from jabbertts_wyoming.audio_cache.lru import Item, SizedLru


def item(size: int, voice: str = "joe") -> Item[None]:
    return Item(voice, size, None)


def keys(lru: SizedLru[None]) -> list[str]:
    return [key for key, _ in lru.items()]


def test_the_least_recently_used_go_first() -> None:
    lru: SizedLru[None] = SizedLru(100)
    for name in "abcd":
        assert lru.put(name, item(25)) == []
    assert lru.get("a") is not None
    assert lru.put("e", item(20)) == ["b"]
    assert lru.put("f", item(25)) == ["c"]
    assert keys(lru) == ["d", "a", "e", "f"]
    assert lru.size == 95


def test_one_item_may_push_out_several() -> None:
    lru: SizedLru[None] = SizedLru(100)
    for n in range(50):
        lru.put(str(n), item(2))
    assert lru.put("large", item(25)) == [str(n) for n in range(13)]
    assert lru.size == 99


def test_what_takes_more_than_a_quarter_is_not_kept() -> None:
    lru: SizedLru[None] = SizedLru(100)
    lru.put("a", item(25))
    assert lru.put("b", item(26)) == ["b"]
    assert lru.put("a", item(26)) == ["a"]  # the new one counts, and it is too large
    assert keys(lru) == []
    assert lru.size == 0
    assert SizedLru[None](1 << 40).largest == 8 << 20


def test_an_item_is_replaced_by_its_key() -> None:
    lru: SizedLru[None] = SizedLru(100)
    lru.put("a", item(20, "joe"))
    lru.put("b", item(20, "joe"))
    assert lru.put("a", item(10, "amy")) == []
    assert keys(lru) == ["b", "a"]
    assert lru.size == 30


def test_voices_are_known_as_long_as_they_have_items() -> None:
    lru: SizedLru[None] = SizedLru(100)
    lru.put("a", item(25, "joe"))
    lru.put("b", item(25, "joe"))
    lru.put("c", item(25, "amy"))
    lru.remove("a")
    lru.remove("a")
    assert lru.knows("joe")
    lru.put("b", item(25, "amy"))
    assert not lru.knows("joe")
    for name in "vwxy":
        lru.put(name, item(25, "sam"))
    assert not lru.knows("amy")
    assert not lru.knows("")
    assert lru.knows("sam")


def test_nothing_fits_into_nothing() -> None:
    lru: SizedLru[None] = SizedLru(0)
    assert lru.put("a", item(1)) == ["a"]
    assert lru.get("a") is None
    assert len(lru) == 0
    with pytest.raises(ValueError, match="0 bytes or more"):
        SizedLru[None](-1)
