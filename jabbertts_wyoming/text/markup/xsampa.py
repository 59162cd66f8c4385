"""X-SAMPA into IPA: the notation by J. C. Wells, University College London, 1995.

https://www.phon.ucl.ac.uk/home/sampa/x-sampa.htm. Where it leaves the character open, CLDR's
transform IPA-XSampa decides. An underscore that begins no diacritic is a tie bar.
"""

import re

_SAME = "abcdefhijklmnopqrstuvwxyz. "
_LETTERS = """
    A ɑ  B β  C ç  D ð  E ɛ  F ɱ  G ɣ  H ɥ  I ɪ  J ɲ  K ɬ  L ʎ  M ɯ  N ŋ  O ɔ  P ʋ  Q ɒ  R ʁ  S ʃ
    T θ  U ʊ  V ʌ  W ʍ  X χ  Y ʏ  Z ʒ  g ɡ
    1 ɨ  2 ø  3 ɜ  4 ɾ  5 ɫ  6 ɐ  7 ɤ  8 ɵ  9 œ  @ ə  { æ  } ʉ  & ɶ  ? ʔ
    b_< ɓ  d_< ɗ  g_< ɠ  G\\_< ʛ  J\\_< ʄ
    d` ɖ  l` ɭ  n` ɳ  r` ɽ  s` ʂ  t` ʈ  z` ʐ  @` ɚ  3` ɝ  r\\` ɻ
    h\\ ɦ  j\\ ʝ  l\\ ɺ  p\\ ɸ  r\\ ɹ  s\\ ɕ  v\\ ʋ  x\\ ɧ  z\\ ʑ
    B\\ ʙ  G\\ ɢ  H\\ ʜ  I\\ ᵻ  J\\ ɟ  K\\ ɮ  L\\ ʟ  M\\ ɰ  N\\ ɴ  O\\ ʘ  R\\ ʀ  U\\ ᵿ  X\\ ħ
    @\\ ɘ  3\\ ɞ  ?\\ ʕ  <\\ ʢ  >\\ ʡ  !\\ ǃ  |\\ ǀ  |\\|\\ ǁ  =\\ ǂ
"""
_MARKS = """
    " ˈ  % ˌ  : ː  :\\ ˑ  ' ʲ  ` ˞  | |  || ‖  -\\ ‿  ! ↓  ^ ↑  <R> ↗  <F> ↘
    _> ʼ  _h ʰ  _j ʲ  _w ʷ  _l ˡ  _n ⁿ  _G ˠ  _?\\ ˤ
"""
_COMBINING = {
    "_": 0x361,
    "=": 0x329,
    "_=": 0x329,
    "~": 0x303,
    "_~": 0x303,
    '_"': 0x308,
    "_+": 0x31F,
    "_-": 0x320,
    "_/": 0x30C,
    "_0": 0x325,
    "_A": 0x318,
    "_B": 0x30F,
    "_F": 0x302,
    "_H": 0x301,
    "_L": 0x300,
    "_M": 0x304,
    "_N": 0x33C,
    "_O": 0x339,
    "_R": 0x30C,
    "_T": 0x30B,
    "_X": 0x306,
    "_\\": 0x302,
    "_^": 0x32F,
    "_a": 0x33A,
    "_c": 0x31C,
    "_d": 0x32A,
    "_e": 0x334,
    "_k": 0x330,
    "_m": 0x33B,
    "_o": 0x31E,
    "_q": 0x319,
    "_r": 0x31D,
    "_t": 0x324,
    "_v": 0x32C,
    "_x": 0x33D,
    "_}": 0x31A,
    "_B_L": 0x1DC5,
    "_H_T": 0x1DC4,
    "_R_F": 0x1DC8,
}


def _pairs(table: str) -> dict[str, str]:
    cells = table.split()
    return dict(zip(cells[::2], cells[1::2], strict=True))


_IPA = {
    **{char: char for char in _SAME},
    "-": "",  # parts two symbols that would be read as one
    **_pairs(_LETTERS),
    **_pairs(_MARKS),
    **{symbol: chr(code) for symbol, code in _COMBINING.items()},
}
_SYMBOL = re.compile(
    "|".join(re.escape(s) for s in sorted(_IPA, key=len, reverse=True)) + "|.", re.S
)


def ipa_of(xsampa: str) -> str:
    """Return X-SAMPA as IPA. Raises ValueError that names the first symbol that is unknown."""
    symbols = _SYMBOL.findall(xsampa)
    unknown = next((symbol for symbol in symbols if symbol not in _IPA), None)
    if unknown is not None:
        raise ValueError(f"{unknown!r} is no symbol of X-SAMPA")
    return "".join(_IPA[symbol] for symbol in symbols)
