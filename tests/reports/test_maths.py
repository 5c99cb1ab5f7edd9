"""Formulas: as MathML where they can be converted, as their source where not, never as HTML."""

import pytest

from jupyter_ext.reports.maths import Maths


@pytest.fixture
def maths() -> Maths:
    return Maths()


@pytest.mark.parametrize(
    ("source", "part"),
    [
        (r"x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        (r"\frac{a}{b}", "<mfrac>"),
        (r"\begin{align} a &= b \\ c &= d \end{align}", "<mtr>"),
        (r"\begin{equation} a = b \label{one} \end{equation}", "<mo>=</mo>"),
        (r"\begin{gather} a \\ b \end{gather}", "<mtr>"),
        (r"\begin{eqnarray} a &=& b \end{eqnarray}", "<mtr>"),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", "<mtext>else</mtext>"),
        (r"\begin{pmatrix} 1 & 2 \end{pmatrix}", "<mtd>"),
        (r"\operatorname*{arg\,max}_x f", "argmax"),
        (r"a \sim b", "<mo>∼</mo>"),
        (r"\boldsymbol{\beta}", 'class="jx-bold"'),
    ],
)
def test_what_notebooks_write_becomes_mathml(maths: Maths, source: str, part: str) -> None:
    html = maths.html(source, block=True)
    assert html.startswith('<math display="block">')
    assert part in html


@pytest.mark.parametrize(
    "source",
    [
        r"\unknowncommand{x}",
        r"\begin{tikzpicture} x \end{tikzpicture}",
        r"\frac{1",
        r"\left( x",
        r"x^",
        r"\text{a {nested} b}",
        "{" * 5000,
        "x" * 50_000,
    ],
)
def test_what_cannot_be_converted_is_shown_as_it_was_written(maths: Maths, source: str) -> None:
    for block in (True, False):
        html = maths.html(source, block=block)
        assert 'class="jx-formula"' in html
        assert source in html
        assert "<math" not in html


@pytest.mark.parametrize(
    "source",
    [
        r"\text{<img src=x onerror=alert(1)>}",
        r"\mbox{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(http://x.example)}{x}",
        r"\class{jx-head}{x}",
        r'\color{red" onclick="alert(1)}{x}',
        r"<img src=x onerror=alert(1)>",
        r"\unicode{x3c}script\unicode{x3e}",
    ],
)
def test_a_formula_cannot_write_html(maths: Maths, source: str) -> None:
    html = maths.html(source, block=False)
    assert "<img" not in html
    assert "<script" not in html
    for attribute in (" href=", " style=", " onclick=", "jx-head"):
        assert attribute not in html.replace(source, "").partition("<code")[0]


def test_a_command_defined_in_one_formula_holds_for_the_next(maths: Maths) -> None:
    assert maths.html(r"\newcommand{\E}{\mathbb{E}}", block=True) == ""
    assert "𝔼" in maths.html(r"\E[X]", block=False)
    assert maths.html(r"\DeclareMathOperator{\tr}{tr}", block=True) == ""
    assert "<mo>tr</mo>" in maths.html(r"\tr A", block=False)


def test_a_command_that_defines_itself_ends(maths: Maths) -> None:
    assert "jx-formula" in maths.html(r"\newcommand{\a}{\a\a}\a", block=False)
