import pytest

from jabbertts_wyoming.text.markup.xsampa import ipa_of


@pytest.mark.parametrize(
    ("xsampa", "ipa"),
    [
        ('t@"meItoU', "təˈmeɪtoʊ"),
        ('%hE"l@U', "ˌhɛˈləʊ"),
        ("3`", "ɝ"),
        ("r\\`", "ɻ"),
        ("r\\", "ɹ"),
        ("g", "ɡ"),
        ("t_S", "t\u0361ʃ"),
        ("t_h", "tʰ"),
        ("d_<", "ɗ"),
        ("A~", "ɑ\u0303"),
        ("n=", "n\u0329"),
        ("a:", "aː"),
        ("a:\\", "aˑ"),
        ("|\\|\\", "ǁ"),
        ("|\\", "ǀ"),
        ("t-s", "ts"),
        ("a_B_L", "a\u1dc5"),
        ("St'E t_>", "ʃtʲɛ tʼ"),
        ("", ""),
    ],
)
def test_ipa_of(xsampa: str, ipa: str) -> None:
    assert ipa_of(xsampa) == ipa


@pytest.mark.parametrize(("xsampa", "symbol"), [("aə", "'ə'"), ("a\n", "'\\n'"), ("a#b", "'#'")])
def test_the_unknown_symbol_is_named(xsampa: str, symbol: str) -> None:
    with pytest.raises(ValueError, match="no symbol of X-SAMPA") as error:
        ipa_of(xsampa)
    assert str(error.value).startswith(symbol)
