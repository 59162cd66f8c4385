import re

import pytest

from jabbertts_wyoming.text.normalise import normalise, spoken_text
from jabbertts_wyoming.text.normalise.formula import FORMULA, signs
from jabbertts_wyoming.text.normalise.loading import common


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        (r"$E = mc^2$", "E = m c²"),
        (r"$E=mc^2$", "E = m c²"),
        (r"\(a \le b\)", "a ≤ b"),
        (r"\[ x = \frac{1}{2} \]", "x = 1/2"),
        (r"$$\frac{a+b}{2}$$", "a + b ÷ 2"),
        (r"\(\sqrt{x^2 + y^2}\)", "√x² + y²"),
        (r"$x_{max} - x_1$", "x max − x 1"),
        (r"$x^{n+1}$", "x^n + 1"),
        (r"$\text{total price} = 3 \times 4$", "total price = 3 × 4"),
        (r"$\sin \alpha$", "sin alpha"),
        (r"\(50\%\)", "50%"),
        (r"\(\left( 3 + 4 \right) \cdot 2\)", "( 3 + 4 ) × 2"),
    ],
)
def test_a_formula_in_signs(formula: str, plain: str) -> None:
    assert re.fullmatch(FORMULA, formula)
    assert signs(formula, common().formulas) == plain


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10.",
        "From $5 (= 4 €) to $6, or 7$.",
        "$20 (= 18 €) to 30$",
        "$5-$10",
        "US$5 = A$6, NZ$7",
        "5$ = 4€, 6$ = 5€",
        "a $ b = c $ d",
    ],
)
def test_money_is_no_formula(text: str) -> None:
    assert not re.search(FORMULA, text)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("So $E = mc^2$ holds.", "So E equals m c squared holds."),
        (r"Is \(a \le b\)?", "Is a at most b?"),
        (r"\[ x = \frac{1}{2} \]", "x equals one half"),
        (r"\(\frac{a}{b}\)", "a divided by b"),
        (r"\(10^6 \approx 1\)", "ten to the power of six about one"),
        ("Let $x$ be 3.", "Let x be three."),
    ],
)
def test_a_formula_is_read(written: str, said: str) -> None:
    pieces = normalise(written, "en_US")
    assert spoken_text(pieces) == said
    assert "".join(written[p.start : p.end] for p in pieces) == written


@pytest.mark.parametrize("part", ["$", r"\(", r"\[", "{", r"\frac{", "^{", "$$", r"\text{a"])
def test_time_is_linear(part: str) -> None:
    text = f"{part}a=" * 2000
    normalise(text, "en_US")
    assert len(signs(text[:600], common().formulas)) <= 4 * 600
