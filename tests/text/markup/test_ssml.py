import time

import pytest

from jabbertts_wyoming.common.errors import MarkupError, RequestError
from jabbertts_wyoming.text.markup.reader import MAX_CHARACTERS, MAX_DEPTH
from jabbertts_wyoming.text.markup.spans import (
    PLAIN,
    Boundary,
    Item,
    Mark,
    Pause,
    Prosody,
    ReadAs,
    Said,
    SayAs,
)
from jabbertts_wyoming.text.markup.ssml import BLEEP, MAX_SILENCE, parse_ssml

PARAGRAPH, SENTENCE = Boundary(paragraph=True), Boundary()


def parse(content: str) -> list[Item]:
    return parse_ssml(f"<speak>{content}</speak>")


def short(items: list[Item]) -> list[Item | str]:
    """Text that has nothing special as a string, all else as it is."""
    return [item.text if isinstance(item, Said) and item.how == PLAIN else item for item in items]


def saids(items: list[Item]) -> list[Said]:
    return [item for item in items if isinstance(item, Said)]


@pytest.mark.parametrize(
    "document",
    [
        "<speak>a</speak>",
        '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis">a</speak>',
        '\ufeff \n<?xml version="1.0" encoding="UTF-16"?><!-- x --><speak>a</speak>\n',
        '<ssml:speak xmlns:ssml="http://www.w3.org/2001/10/synthesis"><ssml:s>a</ssml:s>'
        "</ssml:speak>",
        "<speak><meta name='x'/><metadata><any><thing/>b</any></metadata>a<desc>c</desc></speak>",
        "<speak><lexicon uri='x'/><lookup ref='x'><w role='y'>a</w></lookup></speak>",
        "<speak>\n  a\n</speak>",
        "<speak><![CDATA[a]]></speak>",
    ],
)
def test_documents_come_in_many_forms(document: str) -> None:
    (said,) = saids(parse_ssml(document))
    assert (said.text, said.how) == ("a", PLAIN)
    assert document[said.start : said.end] == "a"


@pytest.mark.parametrize(
    ("content", "items"),
    [
        ("", []),
        (" \n ", []),
        ("a\n   b", ["a b"]),
        ("a <!-- x --> b", ["a b"]),
        ("a<token> b </token>c", ["a b c"]),
        ("10&nbsp;000 &amp; 5&#8239;%", ["10\u00a0000 & 5\u202f%"]),
        ("&NotEqualTilde;", ["\u2242\u0338"]),
        ("&LT;b&GT;", ["<b>"]),
        ("<![CDATA[a &nbsp; < b]]>", ["a &nbsp; < b"]),
        ("a <break/> b", ["a", Pause(0.75), "b"]),
        ("a<break time='2s'/><break strength='none'/>b", ["a", Pause(2.0), Pause(0.0), "b"]),
        ("<p>a</p> <p>b</p>", ["a", PARAGRAPH, "b"]),
        ("<p><s>a</s><s>b</s></p><s>c</s>", ["a", SENTENCE, "b", PARAGRAPH, "c"]),
        ("a<p>b</p>c", ["a", PARAGRAPH, "b", PARAGRAPH, "c"]),
        ("<s>a</s><break time='1s'/><p>b</p>", ["a", PARAGRAPH, Pause(1.0), "b"]),
        ("<p/><p>a</p><p/>", ["a"]),
        ("a <mark name='m'/>b", ["a ", Mark("m"), "b"]),
        ("a<mark name='m'/> b", ["a ", Mark("m"), "b"]),
        ("<mark name='m'/> b", [Mark("m"), "b"]),
        ("<s>a</s><mark name='m'/>", ["a", SENTENCE, Mark("m")]),
        ("a <say-as interpret-as='interjection'>bang</say-as>!", ["a bang!"]),
        ("a <amazon:effect name='whispered'>b</amazon:effect>", ["a b"]),
        ("<mstts:express-as style='sad'><s>a</s>b</mstts:express-as>", ["a", SENTENCE, "b"]),
        ("what the <say-as interpret-as='bleep'>word</say-as>!", ["what the", BLEEP, "!"]),
        ("a<sub alias=''>b</sub>c", ["ac"]),
    ],
)
def test_items(content: str, items: list[Item | str]) -> None:
    assert short(parse(content)) == items


@pytest.mark.parametrize(
    ("content", "how"),
    [
        ("<prosody rate='slow'>a</prosody>", Prosody(rate=0.64)),
        (
            "<prosody rate='50%'><prosody rate='150%' volume='-50%'>a</prosody></prosody>",
            Prosody(rate=0.75, volume=0.5),
        ),
        ("<prosody volume='silent'>a</prosody>", Prosody(volume=0.0)),
        ("<lang xml:lang='de-DE'>a</lang>", Prosody(language="de-DE")),
        ("<p xml:lang='fr'><s>a</s></p>", Prosody(language="fr")),
        ("<p xml:lang='fr'><s xml:lang=''>a</s></p>", PLAIN),
        ("<voice name='joe amy'>a</voice>", Prosody(voices=("joe", "amy"))),
        ("<lang xml:lang='de'><voice name='joe'>a</voice></lang>", Prosody(voices=("joe",))),
        ("<voice xml:lang='it' gender='male'>a</voice>", Prosody(language="it")),
        ("<emphasis level='none'>a</emphasis>", PLAIN),
    ],
)
def test_how_it_is_said(content: str, how: Prosody) -> None:
    assert [(said.text, said.how) for said in saids(parse(content))] == [("a", how)]


def test_the_language_of_the_root() -> None:
    (said,) = saids(parse_ssml("<speak xml:lang='de'>a</speak>"))
    assert said.how.language == "de"


def test_a_change_within_a_word_leaves_no_space() -> None:
    items = saids(parse("un<emphasis>believ</emphasis>able, <emphasis> is </emphasis> it"))
    assert [said.text for said in items] == ["un", "believ", "able, ", "is ", "it"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "<say-as interpret-as='date' format='dmy'> 3/4\n2026 </say-as>",
            ("3/4 2026", SayAs(ReadAs.DATE, "dmy"), None),
        ),
        ("<sub alias=' World\n Wide '>W</sub>", ("World Wide", None, None)),
        ("<phoneme alphabet='ipa' ph='/a/'>b</phoneme>", ("b", None, "a")),
        ("<phoneme ph='a'/>", ("", None, "a")),
        ("<phoneme alphabet='x-sampa' ph='&quot;@'>b</phoneme>", ("b", None, "ˈə")),
        ("<phoneme ph='a'><amazon:effect>b</amazon:effect></phoneme>", ("b", None, "a")),
    ],
)
def test_readings(content: str, expected: tuple[str, SayAs | None, str | None]) -> None:
    (said,) = saids(parse(content))
    assert (said.text, said.say_as, said.phonemes) == expected
    assert said.runs == ()


def test_spaces_beside_readings() -> None:
    two = "<say-as interpret-as='digits'>1</say-as>"
    items = saids(parse(f"a {two} b{two}{two} {two}<sub alias='c'> d </sub>e"))
    assert "".join(said.text for said in items) == "a 1 b11 1 c e"


def test_readings_know_their_source() -> None:
    document = "<speak>I like <sub alias='x'> T&amp;T \n</sub> and <phoneme ph='a'/>.</speak>"
    _, sub, _, phoneme, _ = saids(parse_ssml(document))
    assert document[slice(*sub.source_span(0, 1))] == "T&amp;T"
    assert document[slice(*phoneme.source_span(0, 1))] == "<phoneme ph='a'/>"


def test_words_know_their_source() -> None:
    document = (
        "\ufeff<?xml version='1.0'?>\r\n<speak>Hé\r\n<!-- ü --> R&amp;D&nbsp;🙂 is"
        " <emphasis>ünder</emphasis><w>w<b:c/>äy</w></speak>"
    )
    found = []
    for said in saids(parse_ssml(document)):
        at = 0
        for word in said.text.split(" "):
            if word:
                found.append(document[slice(*said.source_span(at, at + len(word)))])
            at += len(word) + 1
    assert found == ["Hé", "R&amp;D&nbsp;🙂", "is", "ünder", "w<b:c/>äy"]


@pytest.mark.parametrize(
    ("document", "line", "column", "part"),
    [
        ("", 1, 1, "no element found"),
        ("hello", 1, 1, "must begin with <speak>"),
        ("<html/>", 1, 1, "must be speak, not 'html'"),
        ("<speak>\n AT&T</speak>", 2, 6, "& is written &amp;"),
        ("<speak>\n ä&nbsp;<b/></speak>", 2, 9, "unknown element 'b'; known are break, desc,"),
        ("<speak>\n<p>\n</speak>", 3, 3, "mismatched tag"),
        ("<speak>a", 1, 9, "no element found"),
        ("<speak>&what;</speak>", 1, 8, "undefined entity"),
        ("<speak>a</speak><speak/>", 1, 17, "junk after document element"),
        ("<speak><speak/></speak>", 1, 8, "may not be in another"),
        ("<speak>a <audio src='x'>b</audio></speak>", 1, 10, "<audio> is not supported"),
        ("<speak><break time='11s'/></speak>", 1, 8, "time must be at most 10s, not '11s'"),
        ("<speak><prosody rate='x'>a</prosody></speak>", 1, 8, "rate must be"),
        ("<speak><sub>a</sub></speak>", 1, 8, "needs an alias"),
        ("<speak><mark name=' '/></speak>", 1, 8, "must have 1 to 200 characters"),
        ("<speak><mark/></speak>", 1, 8, "<mark> needs a name"),
        ("<speak><lang>a</lang></speak>", 1, 8, "<lang> needs xml:lang"),
        ("<speak xml:lang='?'>a</speak>", 1, 1, "a language must be a tag"),
        ("<speak><phoneme>a</phoneme></speak>", 1, 8, "needs ph"),
        ("<speak><phoneme ph=' '>a</phoneme></speak>", 1, 8, "is empty"),
        ("<speak><phoneme alphabet='ups' ph='a'/></speak>", 1, 8, "ipa or x-sampa, not 'ups'"),
        ("<speak><phoneme alphabet='x-sampa' ph='#'/></speak>", 1, 8, "'#' is no symbol"),
        ("<speak><say-as>1</say-as></speak>", 1, 8, "needs interpret-as"),
        ("<speak><sub alias='a'><s/></sub></speak>", 1, 23, "<sub> may hold only text"),
        ("<speak>a\ud800</speak>", 1, 9, "surrogate"),
        ("<speak>a\0</speak>", 1, 9, "invalid token"),
        ("<speak>&#0;</speak>", 1, 8, "invalid character number"),
        ("<speak><a:b xmlns:c=></a:b></speak>", 1, 21, "not well-formed"),
    ],
)
def test_errors_tell_the_place(document: str, line: int, column: int, part: str) -> None:
    with pytest.raises(MarkupError) as error:
        parse_ssml(document)
    assert str(error.value).startswith(f"SSML, line {line}, column {column}: ")
    assert part in str(error.value)
    assert (error.value.line, error.value.column) == (line, column)
    assert isinstance(error.value, RequestError)


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))


@pytest.mark.parametrize(
    "document",
    [
        "<!DOCTYPE speak><speak>a</speak>",
        f'<!DOCTYPE speak [<!ENTITY l0 "ha">{LAUGHS}]><speak>&l12;</speak>',
        f'<!DOCTYPE speak [<!ENTITY a "{"a" * 50_000}">]><speak>{"&a;" * 50_000}</speak>',
        '<!DOCTYPE speak [<!ENTITY a SYSTEM "file:///etc/passwd">]><speak>&a;</speak>',
        '<!DOCTYPE speak SYSTEM "http://127.0.0.1:1/x.dtd"><speak>a</speak>',
        '<?xml version="1.0"?><!-- x --> <!DOCTYPE speak [<!ENTITY % a "b">]><speak>a</speak>',
    ],
)
def test_entities_are_refused_before_they_are_read(document: str) -> None:
    began = time.process_time()
    with pytest.raises(MarkupError, match=r"a document type .* is not allowed"):
        parse_ssml(document)
    assert time.process_time() - began < 0.5


def test_a_document_type_elsewhere_is_malformed() -> None:
    with pytest.raises(MarkupError, match="not well-formed"):
        parse_ssml('<speak><!DOCTYPE speak [<!ENTITY a "b">]>&a;</speak>')


def test_depth_is_bounded() -> None:
    inside = MAX_DEPTH - 1
    assert short(parse("<s>" * inside + "a" + "</s>" * inside)) == ["a"]
    with pytest.raises(MarkupError, match=f"more than {MAX_DEPTH} elements"):
        parse("<s>" * MAX_DEPTH + "a" + "</s>" * MAX_DEPTH)
    with pytest.raises(MarkupError, match=f"more than {MAX_DEPTH} elements"):
        parse("<metadata>" + "<x>" * 100_000)


def test_size_is_bounded() -> None:
    with pytest.raises(MarkupError, match=f"the limit is {MAX_CHARACTERS} characters"):
        parse("a" * MAX_CHARACTERS)


def test_silence_is_bounded() -> None:
    most = round(MAX_SILENCE / 10)
    assert len(parse("<break time='10s'/>" * most)) == most
    with pytest.raises(MarkupError, match="all breaks together must be at most 600s"):
        parse("<break time='10s'/>" * (most + 1))


def test_names_are_cut_in_messages() -> None:
    with pytest.raises(MarkupError) as error:
        parse(f"<{'x' * 10_000}/>")
    assert len(str(error.value)) < 400


def test_a_space_stands_where_the_first_whitespace_stood() -> None:
    document = "<speak>a <w> </w>b</speak>"
    (said,) = saids(parse_ssml(document))
    assert said.text == "a b"
    assert said.source_span(1, 2) == (8, 9)
