"""What `/` tells."""

from html.parser import HTMLParser

from bridge.web.landing import landing, landing_page

EVIL = "http://<script>alert(1)</script>"


class Page(HTMLParser):
    """The tags and the links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_it_says_what_to_type() -> None:
    content = landing("http://host:8000", "1.2.3")
    assert content.base_url == content.open_webui["API Base URL"] == "http://host:8000/v1"
    assert content.open_webui["Text-to-Speech Engine"] == "OpenAI"
    assert content.health == "http://host:8000/health"


def test_the_page_says_the_same() -> None:
    content = landing("http://host:8000", "1.2.3")
    page = Page(landing_page(content))
    for told in (content.name, "1.2.3", *content.open_webui, *content.open_webui.values()):
        if told != content.open_webui["where"]:
            assert told in page.words
    assert page.links == ["health", "v1/audio/voices", "v1/models", "metrics", "openapi.json"]


def test_nothing_of_the_request_becomes_a_tag() -> None:
    page = Page(landing_page(landing(EVIL, "1")))
    assert "script" not in page.tags
    assert EVIL in page.words
