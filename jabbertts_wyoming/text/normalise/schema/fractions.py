"""Fractions."""

from .fields import Forms, Model, Pair, Spelling


class Fractions(Model):
    """How fractions are said: `named` goes first, then a numerator with its denominator."""

    named: dict[str, str] = {}
    """`1/2: one half`; a whole number may be in it, too ("1 1/2")."""
    denominators: dict[int, Forms] = {}
    """`5: {one: fifth, other: fifths}`."""
    form: str = "default"
    """The cardinal form of the numerator."""
    out_of: Pair | None = None
    """What is less than one, if its denominator has no name."""
    over: Pair | None = None
    """All others: "{a} over {b}"."""
    pair: Pair | None = None
    """What is not less than one, over two figures or more, if not as `over`: "120/80"."""

    mixed: Pair | None = None
    """A whole number and a fraction: "{a} and {b}"."""
    mixed_half: Pair | None = None
    """The same for one half, if another."""
    half: str | None = None
    """What 1/2 is after a whole number, if not as in `named` (fr "deux et demi")."""
    spelling: Spelling = {}
    """Regexes for a whole number and a fraction (ko 와, 과)."""

    counted: dict[str, dict[str, str]] = {}
    """A cardinal form, and what is `named` otherwise before a unit or word that asks for it
    (`feminine: {"1/2": une demi}`); see `Numbers.counted`."""
    noun: str | None = None
    """The number whose form of a unit follows a fraction (1: "två och en halv timme"); without,
    the unit is left alone."""
    mixed_noun: str | None = None
    """That after a whole number and a fraction, if another."""
    portions: dict[str, Pair] = {}
    """By unit, or for `default`, what parts a fraction from its unit ("{a} of a {b}"), but for one
    half."""
