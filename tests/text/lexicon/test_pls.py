"""Dictionaries in W3C's format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jabbertts_wyoming.text.lexicon.entry import Block, Entry, Scope, WrongLineError
from jabbertts_wyoming.text.lexicon.pls import read_pls

HEAD = '<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"'


def lexicon(inside: str, attributes: str = 'alphabet="ipa" xml:lang="en-US"') -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{HEAD} {attributes}>\n{inside}\n</lexicon>'


def entries(inside: str, attributes: str = 'alphabet="ipa" xml:lang="en-US"') -> list[Entry]:
    return list(read_pls(lexicon(inside, attributes)).entries)


def test_a_lexicon() -> None:
    source = lexicon("""
      <metadata><x>not <grapheme>this</grapheme></x></metadata>
      <lexeme><grapheme>Zigbee</grapheme><grapheme>ZigBee</grapheme>
        <phoneme>ˈzɪɡ.biː</phoneme><example>We like Zigbee.</example></lexeme>
      <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
    """)
    assert read_pls(source) == Block(
        Scope(("en_us",)),
        (
            Entry("Zigbee", phonemes="zˈɪɡbiː"),
            Entry("ZigBee", phonemes="zˈɪɡbiː"),
            Entry("W3C", say="World Wide Web Consortium"),
        ),
    )


def test_prefixes_are_allowed() -> None:
    source = """<p:lexicon xmlns:p="http://www.w3.org/2005/01/pronunciation-lexicon" xml:lang="de">
      <p:lexeme><p:grapheme>a</p:grapheme><p:alias>b</p:alias></p:lexeme></p:lexicon>"""
    assert read_pls(source).entries == (Entry("a", say="b"),)


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ("<phoneme>aː</phoneme><phoneme>oː</phoneme>", "aː"),
        ('<phoneme>aː</phoneme><phoneme prefer="true">oː</phoneme>', "oː"),
        ('<alias>x</alias><phoneme prefer="true">oː</phoneme>', "oː"),
        ("<alias>x</alias><phoneme>oː</phoneme>", "x"),
        ('<phoneme alphabet="x-sampa">2:</phoneme>', "øː"),
        ('<phoneme alphabet="IPA">øː</phoneme>', "øː"),
        ('<phoneme alphabet="mine">?</phoneme><phoneme prefer="true">oː</phoneme>', "oː"),
    ],
)
def test_which_way_counts(ways: str, expected: str) -> None:
    (entry,) = entries(f"<lexeme><grapheme>a</grapheme>{ways}</lexeme>")
    assert expected in (entry.phonemes, entry.say)


def test_the_first_lexeme_of_a_word_counts() -> None:
    one, two = (f"<lexeme><grapheme>a</grapheme><alias>{x}</alias></lexeme>" for x in ("b", "c"))
    assert entries(one + two) == [Entry("a", say="b")]


def test_a_lexeme_with_a_role_is_left_out() -> None:
    lexeme = '<lexeme role="noun"><grapheme>wind</grapheme><alias>x</alias></lexeme>'
    assert entries(lexeme) == []


def test_no_language_means_all() -> None:
    source = lexicon("<lexeme><grapheme>a</grapheme><alias>b</alias></lexeme>", "")
    assert read_pls(source).scope == Scope()


@pytest.mark.parametrize(
    ("source", "line", "named"),
    [
        ("", 1, "not XML"),
        ("<lexicon>", 1, "not XML"),
        ("<speak/>", 1, "the root is 'speak', it must be 'lexicon'"),
        ("\n\n<lexicon>\n<lexeme></lexicon>", 4, "not XML: mismatched tag"),
        (lexicon("", 'xml:lang="klingon"'), 2, "'klingon' is no language"),
        (lexicon("\n<lexeme/>"), 4, "must have a grapheme and a phoneme or alias"),
        (lexicon("<lexeme><grapheme>a</grapheme></lexeme>"), 3, "a phoneme or alias"),
        (lexicon("<lexeme><alias>a</alias></lexeme>"), 3, "must have a grapheme"),
        (lexicon("<lexeme>\n<lexeme/></lexeme>"), 4, "can't be inside another one"),
        (
            lexicon("<lexeme><grapheme>a</grapheme>\n\n<phoneme>Q!</phoneme></lexeme>"),
            5,
            "the phonemes of 'a': '!' (U+0021), 'Q' (U+0051)",
        ),
        (
            lexicon("<lexeme><grapheme>a</grapheme><phoneme>a</phoneme></lexeme>", ""),
            3,
            "the alphabet is '', it must be ipa or x-sampa",
        ),
        (lexicon(f"<lexeme>\n<grapheme>{'a' * 81}</grapheme></lexeme>"), 4, "may have 80"),
        (lexicon("<lexeme>\n<grapheme> </grapheme></lexeme>"), 4, "that can be seen"),
        ('<!DOCTYPE lexicon SYSTEM "file:///etc/passwd">\n<lexicon/>', 1, "document type"),
        (
            '\n<!DOCTYPE lexicon [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<lexicon>&b;</lexicon>',
            2,
            "document type",
        ),
        ("<lexicon>&nbsp;</lexicon>", 1, "not XML: undefined entity"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(source: str, line: int, named: str) -> None:
    with pytest.raises(WrongLineError) as caught:
        read_pls(source)
    assert (caught.value.line, named in str(caught.value)) == (line, True), str(caught.value)


PIECES = st.sampled_from(
    (
        "<lexicon>",
        "</lexicon>",
        "<lexeme>",
        "</lexeme>",
        "<lexeme role='x'>",
        "<grapheme>",
        "</grapheme>",
        "<alias>",
        "</alias>",
        "<phoneme>",
        "<phoneme alphabet='ipa'>",
        "</phoneme>",
        "a",
        "ˈ",
        "\n",
        "<",
        "&amp;",
        "&a;",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?x?>",
        "\ud7ff",
        "<!DOCTYPE a>",
        "xml:lang='de'",
    )
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60))
def test_nothing_else_is_raised(source: str) -> None:
    line = 1
    try:
        read_pls(source)
    except WrongLineError as error:
        line = error.line
    assert 1 <= line <= len(source) + 1
