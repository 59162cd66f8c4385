r"""LaTeX formulas, as chat models write them, in signs that the recognisers read.

`x^2 \le \frac{1}{2}` becomes `x² ≤ 1/2`. What is not known loses its backslash and braces.
"""

import re
from collections.abc import Callable, Mapping

FORMULA = (
    r"\\\([^\n]{1,300}?\\\)"
    r"|\\\[(?:[^\n]|\n(?!\n)){1,600}?\\\]"
    r"|\$\$[^$]{1,600}\$\$"
    # One dollar sign is a formula's if it stands at a letter, digit or sign, like a bracket, and
    # what it encloses is none of an amount of money.
    r"|(?<![\w$])\$(?=\S)(?!\d[\d.,]*\s?[^\s\d.,\\^_=+*/<>a-zA-Z-])"
    r"(?=[^$\n]{0,300}[\\^_={]|[A-Za-z]\$)[^$\n]{1,300}(?<=\S)\$(?!\w)"
)
"""Matches a formula with its delimiters; without spaces, so that it may be a part of others."""

_DEPTH = 4
_GROUP = r"\{([^{}]*)\}"
_WORDS = re.compile(rf"\\(?:text|mathrm|mathbf|mathit|operatorname|textbf|boxed)\s?{_GROUP}")
_FRACTION = re.compile(rf"\\[dt]?frac\s?{_GROUP}\s?{_GROUP}")
_ROOT = re.compile(rf"\\sqrt\s?{_GROUP}")
_RAISED = re.compile(rf"\^(?:{_GROUP}|(\w|\\[a-z]+))")
_LOWERED = re.compile(rf"_(?:{_GROUP}|(\w))")
_COMMAND = re.compile(r"\\([a-zA-Z]+)\*?|\\(.)", re.DOTALL)
_RUN = re.compile(r"(?<![A-Za-z\ue000])[A-Za-z]{2,12}(?![A-Za-z])")
_BINARY = re.compile(r"(?<=[\w)²³])\s?([-+=<>≤≥≠≈])\s?(?=[\w(√\\-])")
_WHOLE = re.compile(r"\d{1,3}")
_SUPERSCRIPTS = {"2": "²", "3": "³"}
_DELIMITERS = re.compile(r"\A(?:\\[(\[]|\$\$?)|(?:\\[)\]]|\$\$?)\Z")
# Guards words while the letters of products are set apart.
_MARK = "\ue000"


def signs(formula: str, commands: Mapping[str, str]) -> str:
    """Return a formula, with its delimiters or without, in plain signs.

    `commands` says what stands for a command, named without its backslash.
    """
    text = _DELIMITERS.sub("", formula.strip())
    for _ in range(_DEPTH):
        text = _innermost(text)
    text = _COMMAND.sub(lambda match: _command(match, commands), text)
    text = text.replace("{", "").replace("}", "").replace("&", " ")
    text = _RUN.sub(lambda match: " ".join(match.group()), text)
    text = " ".join(text.replace(_MARK, "").split())
    return " ".join(_BINARY.sub(_binary, text).split())


def _innermost(text: str) -> str:
    """Rewrite what has no braces within its own."""
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_WORDS, lambda match: " " + _guarded(match.group(1)) + " "),
        (_FRACTION, _fraction),
        (_ROOT, lambda match: f"√{match.group(1).strip()} "),
        (_RAISED, _raised),
        (_LOWERED, lambda match: f" {_guarded(match.group(1) or match.group(2))} "),
    )
    for pattern, rewrite in steps:
        text = pattern.sub(rewrite, text)
    return text


def _guarded(words: str) -> str:
    return " ".join(f"{_MARK}{word}" for word in words.split())


def _fraction(match: re.Match[str]) -> str:
    above, below = match.group(1).strip(), match.group(2).strip()
    if _WHOLE.fullmatch(above) and _WHOLE.fullmatch(below):
        return f" {above}/{below} "
    return f" {above} ÷ {below} "


def _raised(match: re.Match[str]) -> str:
    power = (match.group(1) or match.group(2) or "").strip()
    return f"{_SUPERSCRIPTS[power]} " if power in _SUPERSCRIPTS else f"^{power}"


def _command(match: re.Match[str], commands: Mapping[str, str]) -> str:
    name, char = match.groups()
    if name is None:
        return char if char in "%$#_{}" else ", " if char == "\\" else " "
    known = commands.get(name)
    return f" {_guarded(name) if known is None else known} "


def _binary(match: re.Match[str]) -> str:
    sign = match.group(1)
    return f" {'−' if sign == '-' else sign} "
