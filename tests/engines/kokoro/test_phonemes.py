"""Real espeak-ng; sentences whose phonemes have long been the same."""

import pytest

from jabbertts_wyoming.engines.kokoro.phonemes import LANGUAGES, Language
from jabbertts_wyoming.engines.kokoro.vocab import known


@pytest.mark.parametrize(
    ("language", "text", "symbols"),
    [
        ("en_US", "Hello, world!", "həlˈO, wˈɜɹld!"),
        ("en_US", "No… (really)?", "nˈO… (ɹˈiəli)?"),
        ("en_GB", "Hello, there.", "həlˈQ, ðˈɛː."),
        ("es", "¡Mucho gusto!", "mˈuʧo ɣˈusto!"),
        ("fr_FR", "« Bonjour », les enfants !", "“bɔ̃ʒˈuʁ”, lez ɑ̃fˈɑ̃!"),
        ("hi", "यह अच्छा है।", "jˌəh ˈʌcʰcʰaː hɛː."),
        ("it", "Ciao, grazie.", "ʧˈao, ɡrˈaʦje."),
        ("pt_BR", "Olá, tudo bem?", "olˈa, tˈudʊ bˈAm?"),
    ],
)
def test_espeak_languages(language: str, text: str, symbols: str) -> None:
    spoken = LANGUAGES[language].symbols(text)
    assert spoken == symbols
    assert known(spoken) == spoken


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"ja", "zh_CN"}))
def test_odd_text_is_no_error(language: str) -> None:
    for text in ("", "   ", "…", "?!", "🙂", "a\x00b", "()", "\ud800", "1/2 @ # $"):
        assert isinstance(LANGUAGES[language].symbols(text), str)
    assert LANGUAGES[language].symbols("🙂") == ""


def test_only_what_needs_a_package_is_checked_and_warmed_up() -> None:
    asked: list[str] = []

    def symbols(text: str) -> str:
        asked.append(text)
        return ""

    plain = Language(symbols)
    plain.check()
    plain.warm_up()
    assert asked == []
    special = Language(symbols, lambda: asked.append("checked"))
    special.check()
    special.warm_up()
    assert asked == ["checked", "一"]
