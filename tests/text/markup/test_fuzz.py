"""Any SSML, well-formed or not: nothing is lost, misplaced, raised or slow."""

import time
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jabbertts_wyoming.common.errors import MarkupError
from jabbertts_wyoming.text.markup.spans import Boundary, Item, Said
from jabbertts_wyoming.text.markup.ssml import parse_ssml


def saids(items: list[Item]) -> list[Said]:
    return [item for item in items if isinstance(item, Said)]


TEXTS = st.text(
    st.sampled_from("ab \n\tüß🙂&<>\"'\u00a0")
    | st.characters(codec="utf-8", exclude_categories=["C"]),
    max_size=12,
)
NAMES = st.sampled_from(
    ["p", "s", "w", "prosody rate='fast'", "emphasis", "voice name='x'", "a:b c:d='e'"]
)
LEAVES = (
    TEXTS.map(escape)
    | TEXTS.map(lambda text: f"<!--{text.replace('-', '')}-->")
    | TEXTS.map(lambda text: f"<sub alias={quoteattr(text)}>x</sub>")
    | st.sampled_from(["&nbsp;", "&#228;", "&#x1F642;", "<break/>", "<mark name='m'/>", "\r\n"])
)


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    contents = st.lists(inner, max_size=4).map("".join)
    return st.builds(lambda name, text: f"<{name}>{text}</{name.split()[0]}>", NAMES, contents)


TREES = st.lists(st.recursive(LEAVES, element, max_leaves=20), max_size=6).map("".join)
REFERENCES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&#228;": "ä"}
WRITTEN = REFERENCES | {"&#x1F642;": "🙂", "\n": " ", "\t": " ", "\r": " "}


@given(TREES)
@example("&#x1F642;<w>ü&nbsp; a</w>\r\n<!--ü-->b&lt;")
def test_every_character_knows_its_source(content: str) -> None:
    document = f"\n<speak>{content}</speak>"
    last = 0
    for said in saids(parse_ssml(document)):
        assert last <= said.start <= said.end <= len(document)
        assert said.text
        if not said.runs:
            assert document[said.start : said.end] == "x"
            continue
        for index, char in enumerate(said.text):
            start, end = said.source_span(index, index + 1)
            assert last <= start < end <= said.end
            written = document[start:end]
            assert WRITTEN.get(written, written) == char
            last = end


@given(TREES)
def test_items_are_tidy(content: str) -> None:
    items = parse_ssml(f"<speak>{content}</speak>")
    assert not items or not isinstance(items[-1], Boundary)
    spoken = "".join(item.text if isinstance(item, Said) else "" for item in items)
    assert not spoken.startswith(" ")
    for before, after in pairwise(items):
        assert not (isinstance(before, Boundary) and isinstance(after, Boundary))


@given(TEXTS, TEXTS)
def test_all_text_is_said(one: str, two: str) -> None:
    items = parse_ssml(f"<speak>{escape(one)}<w>{escape(two)}</w></speak>")
    words = [word for word in _split(one + two) if word]
    assert _split("".join(said.text for said in saids(items)).strip(" ")) == (words or [""])


def _split(text: str) -> list[str]:
    return text.replace("\n", " ").replace("\t", " ").replace("\r", " ").split(" ")


TAGS = ["<speak>", "</speak>", "<s>", "</s>", "<p>", "<a:b>", "</a:b>", "</prosody>", "</sub>"]
STARTS = [
    "<break time='1s'/>",
    "<break time='1e9s'/>",
    "<prosody rate='-9%' pitch='+9st'>",
    "<prosody volume='x'>",
    "<say-as interpret-as='date'>",
    "</say-as>",
    "<sub alias='a'>",
    "<phoneme ph='a'/>",
    "<s xml:lang='en'>",
]
PARTS = ["<!--", "-->", "<![CDATA[", "]]>", "<?x ?>", "<!DOCTYPE speak [", "<!ENTITY a 'b'>", "]>"]
CHARACTERS = [
    "<",
    ">",
    "/",
    "&",
    ";",
    "'",
    '"',
    "=",
    "\0",
    "\ud800",
    "ü",
    "🙂",
    "\ufeff",
    "\r",
    " ",
]
ENTITIES = ["&amp;", "&nbsp;", "&#1;", "&#x110000;", "&a;", "&NotEqualTilde;", "&#xD800;"]
ROUGH = st.lists(
    st.sampled_from(TAGS + STARTS + PARTS + CHARACTERS + ENTITIES) | st.text(max_size=5),
    max_size=12,
).map("".join)


def outcome(document: str) -> list[Item] | MarkupError:
    try:
        return parse_ssml(document)
    except MarkupError as error:
        return error


@given(ROUGH, st.booleans())
@example("<?xml version='1.0' encoding='none'?><speak>a</speak>", True)
@example("<?xml version='2.0'?><speak/>", False)
def test_nothing_but_the_error_is_raised(content: str, inside: bool) -> None:
    document = f"<speak>{content}</speak>" if inside else content
    found = outcome(document)
    if isinstance(found, MarkupError):
        assert 1 <= found.line <= document.count("\n") + 1
        assert 1 <= found.column <= len(document) + 1
        assert len(str(found)) < 500
    else:
        assert sum(len(said.text) for said in saids(found)) <= len(document)


UNFINISHED = ["<![CDATA[", "<!--", "<?", "&a", "<a:b c='", "<w>", "]]>"]


@pytest.mark.parametrize(
    "part",
    [
        "Hello <prosody rate='fast'>wörld</prosody>, this is &nbsp; a &amp; test.\n",
        "<s>One sentence.</s><mark name='x'/>",
        "&amp;",
        "ü&nbsp;",
        "<sub alias='a'>b</sub> ",
        "a \n",
        *UNFINISHED,
    ],
)
def test_100_kilobytes_are_fast(part: str) -> None:
    content = part * (100_000 // len(part))
    began = time.process_time()
    found = outcome(f"<speak>{content}</speak>")
    assert isinstance(found, MarkupError) == (part in UNFINISHED)
    assert time.process_time() - began < 1
