"""espeak-ng's own phonemes as input, so that these do not change with its version."""

from jabbertts_wyoming.engines.kokoro.spoken import american, british, italian, other, portuguese
from jabbertts_wyoming.engines.kokoro.vocab import known


def test_american_diphthongs_and_affricates_are_one_symbol() -> None:
    assert american("dʒˈʌdʒ tʃˈɜːtʃ") == "ʤˈʌʤ ʧˈɜɹʧ"
    assert american("aɪ ˈoʊ juː bˈɔɪz nˈaʊ dˈeɪ") == "I ˈO ju bˈYz nˈW dˈA"


def test_american_letters() -> None:
    assert american("bˈɛɾɚ wˈɔːɾɚ") == "bˈɛTəɹ wˈɔTəɹ"
    assert american("bˈʌʔn̩") == "bˈʌtn"
    assert american("ɹˈɪðə m̩") == "ɹˈɪðə ᵊm"
    assert american("lˈɪɾəl ɐlˈoʊn pəlˈiːs") == "lˈɪTᵊl əlˈO" + "n pəlˈis"
    assert american("vˈɛɹɪʲəbəl mˈiəli") == "vˈɛɹiəbᵊl mˈiəli"
    assert american("mˈoːɹ lˈɑx") == "mˈɔɹ lˈɑk"


def test_the_article_keeps_its_vowel() -> None:
    assert american("ɐ ɐn ɐbˈaʊt ˈɐ") == "ɐ ɐn əbˈWt ˈɐ"


def test_british() -> None:
    assert british("həlˈəʊ wˈɜːld") == "həlˈQ wˈɜːld"
    assert british("hˈiə ðˈeə pjˈʊə fˈaɪə") == "hˈɪə ðˈɛː pjˈʊə fˈIə"
    assert british("lˈɔː dˈeɪ") == "lˈɔː dˈA"


def test_other_languages() -> None:
    assert other("mˈutʃo ˈaʊto ˈiʲa") == "mˈuʧo ˈWto ˈia"
    assert other("bɔ̃ʒˈuʁ œ̃ vˈɛ̃") == "bɔ̃ʒˈuʁ œ̃ vˈɛ̃"
    assert other("le-z ɑ̃fˈɑ̃") == "lez ɑ̃fˈɑ̃"


def test_italian() -> None:
    assert italian("ɡɾˈatsje peɾ aʊtˈɛntiko pˈassa") == "ɡrˈaʦje per aʊtˈɛntiko pˈaSa"


def test_portuguese() -> None:
    assert portuguese("vˈeɾdɐdɪ kˈazɐ") == "vˈeɾədædy kˈazæ"
    assert portuguese("kõntˈeɾ sˈẽntɪ nɐ̃ʊ̃") == "koŋtˈer sˈAŋty nɐ̃ʊ̃"
    assert portuguese("ˈoʊtɾʊ") == "ˈowtɾʊ"


def test_letters_in_one_piece_or_two_are_the_same() -> None:
    assert other("fɐ̃ õ") == other("fɐ̃ õ") == known(other("fɐ̃ õ"))
    assert known(other("ç")) == "ç"
