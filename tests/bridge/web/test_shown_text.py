"""What is shown of a text, and of a document."""

import time

import pytest

from bridge.web.shown_text import ShownText


def shown(document: str) -> str:
    return ShownText(document, ssml=True).between(0, len(document))


def test_a_plain_text_is_shown_as_it_is() -> None:
    text = "a <b> &amp; <!-- c -->"
    assert ShownText(text).between(2, len(text)) == "<b> &amp; <!-- c -->"


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("<emphasis>He</emphasis>llo", "Hello"),
        ("<sub alias='two > one'>2>1</sub>", "2>1"),
        ('<sub alias="it\'s &gt; />">x</sub>', "x"),
        ("One.<s>Two.</s><s>Three.</s>", "One. Two.  Three. "),
        ("a<break time='1s'/>b<ssml:break/>c", "a b c"),
        ("a<mark name='m'/>b", "ab"),
        ("a &amp; b &lt;c&gt; &#65;&#x42;&apos;", "a & b <c> AB'"),
        ("a<!-- <b> & -- c -->b<?pi <x> ?>c", "abc"),
        ("<![CDATA[x < y & <b> &amp;]]>!", "x < y & <b> &amp;!"),
        ("<phoneme\n alphabet='ipa' ph='a'\n>b</phoneme >", "b"),
    ],
)
def test_a_document_is_shown_without_its_markup(document: str, text: str) -> None:
    assert shown(document) == text


def test_a_stretch_of_it() -> None:
    document = "<speak>&lt;a&gt; <emphasis>b</emphasis></speak>"
    found = ShownText(document, ssml=True)
    for part, text in (("&lt;a&gt;", "<a>"), ("b</emphasis>", "b"), ("&lt;", "<")):
        at = document.index(part)
        assert found.between(at, at + len(part)) == text


@pytest.mark.parametrize(
    ("document", "has"),
    [
        ("<speak>a</speak>", True),
        ("<speak>&#52;</speak>", True),
        ("<speak><break time='1s'/> … !</speak>", False),
        ("<speak/>", False),
    ],
)
def test_whether_there_is_a_word(document: str, *, has: bool) -> None:
    assert ShownText(document, ssml=True).has_words is has
    assert ShownText(document).has_words


@pytest.mark.parametrize("part", ["<", "<!--", "<![CDATA[", "<a '", "&a", "<a ", "<a b='c'"])
def test_what_is_no_document_takes_no_long_time(part: str) -> None:
    began = time.process_time()
    shown(part * (20_000 // len(part)))
    assert time.process_time() - began < 2
