"""HTML written anew: what stays, what goes, and what stands in its place."""

import pytest

from jupyter_ext.reports.markup import Place, caged
from jupyter_ext.reports.maths import Maths
from jupyter_ext.reports.styles import declarations, scoped

PLACE = Place("#here")


def html(source: str, place: Place = PLACE) -> str:
    return caged(source, place).html


@pytest.mark.parametrize(
    "source",
    [
        '<p class="a" title="t">x &amp; y</p>',
        '<table border="1"><tr><td colspan="2">1</td></tr></table>',
        '<img src="data:image/png;base64,AAAA" alt="plot">',
        '<details open=""><summary>s</summary>d</details>',
        '<div style="color: red; width: 50%">x</div>',
        '<svg viewbox="0 0 1 1"><path d="M0 0" fill="#fff"></path></svg>',
    ],
)
def test_what_is_harmless_stays_as_it_is(source: str) -> None:
    assert html(source) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<script>b</script>c", "ac"),
        ("a<script>b", "a"),
        ("<p onclick=x>a", "<p>a</p>"),
        ("</div></section>a", "a"),
        ("<b>a<i>b</b>c", "<b>a<i>b</i></b>c"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="java&#10;script:x">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<a href="../secret">a</a>', "<a>a</a>"),
        ("<noscript><p>a</p></noscript>", "<p>a</p>"),
        ('<p class="jx-head mine" id="jx-out-2">a</p>', '<p class="mine">a</p>'),
        ("<style/><img src=x>", '<span class="jx-note">[Image not in the notebook: x]</span>'),
        ("<textarea><script>x</script></textarea>", ""),
    ],
)
def test_what_is_not_goes(source: str, expected: str) -> None:
    assert html(source) == expected


def test_what_would_be_fetched_is_named_in_its_place() -> None:
    assert "[Image logo: not loaded from https://e.example/a.png]" in html(
        '<img alt="logo" src="https://e.example/a.png">'
    )
    assert "page isn’t shown in a report: https://e.example/]" in html(
        '<iframe src="https://e.example/"></iframe>'
    )
    assert "not loaded from //e.example/x" in html("<img src='//e.example/x'>")


def test_a_link_opens_elsewhere_and_says_nothing_about_us() -> None:
    assert html('<a href="https://e.example">a</a>') == (
        '<a href="https://e.example" target="_blank" rel="noopener noreferrer">a</a>'
    )


def test_deep_nesting_and_long_input_end_well() -> None:
    deep = html("<div>" * 50_000 + "x")
    assert deep.count("<div>") == deep.count("</div>") <= 200
    cut = caged("<p>word</p>" * 1000, PLACE, longest=500)
    assert cut.cut
    assert len(cut.html) < 600


def test_prices_are_no_formulas_and_formulas_are() -> None:
    place = Place("#here", Maths())
    assert html("it costs $5 and $6", place) == "it costs $5 and $6"
    assert html("between US$5-$6", place) == "between US$5-$6"
    assert "<msup>" in html("<p>area $x^2$</p>", place)
    assert "<msup>" in html(r"\(x^2\)", place)
    assert html("<code>$x^2$</code>", place) == "<code>$x^2$</code>"
    assert "<math" not in html('<p class="tex2jax_ignore">$x$</p>', place)


def test_invisible_output_is_known_as_such() -> None:
    assert not caged("<style>a{}</style> <script>x</script>", PLACE).visible
    assert caged("<script>x</script>", PLACE).scripted
    assert caged("<hr>", PLACE).visible


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("td, th { color: red }", "#o td,#o th{color: red}"),
        ("body, :root { --a: 1 }", "#o,#o{--a: 1}"),
        ("html[theme=dark] p { color: red }", "#o[theme=dark] p{color: red}"),
        ("body ~ header { display: none }", ""),
        ("html + div { display: none }", ""),
        ("& ~ div { display: none }", ""),
        ("@import url(http://e.example/a.css); p { color: red }", "#o p{color: red}"),
        ("p { background: url(http://e.example/a.png); color: red }", "#o p{color: red}"),
        ("p { background: u\\72l('//e.example') }", "#o p{}"),
        ("p { background: image-set('//e.example/a' 1x) }", "#o p{}"),
        ("@font-face { font-family: f; src: url(http://e.example) }", ""),
        ("@media print { p { color: red } }", "@media print{#o p{color: red}}"),
        ("@media print { @import 'http://e.example'; }", "@media print{}"),
        ("div { body:has(&) h1 { display: none } color: red }", "#o div{color: red}"),
    ],
)
def test_a_style_sheet_holds_for_its_own_output_only(css: str, expected: str) -> None:
    assert "".join(scoped(css, "#o").split()) == "".join(expected.split())


def test_a_style_sheet_cannot_end_its_element() -> None:
    assert "<" not in scoped('p::after { content: "</style><script>x</script>" }', "#o")
    assert "<" not in scoped("@media (x</style><script>) { p { color: red } }", "#o")


def test_pictures_in_the_page_may_be_backgrounds() -> None:
    inline = "background: url(data:image/png;base64,AAAA)"
    assert "data:image/png" in declarations(inline)
    assert "http" not in declarations("background: url('http://e.example'); color: red")


@pytest.mark.parametrize(
    "value",
    [
        r"\75rl(https://e.example/x)",
        r"u\72 l(https://e.example/x)",
        "image-set('https://e.example/x' 1x)",
        "src('https://e.example/x')",
        "url(#a) url(https://e.example/x)",
    ],
)
def test_an_attribute_that_is_a_style_loads_nothing_however_it_is_written(value: str) -> None:
    drawn = html(f'<svg><rect id="a" fill="{value}" stroke="url(#a)" width="2"/></svg>')
    assert drawn == '<svg><rect id="a" stroke="url(#a)" width="2"></rect></svg>'
    assert declarations(f"fill: {value}; color: red").strip() == "color: red"


@pytest.mark.parametrize("text", ["\\frac{a}{b}", "a {b}", "me@example.org"])
def test_text_in_an_attribute_of_a_formula_stays(text: str) -> None:
    assert f'alttext="{text}"' in html(f'<math alttext="{text}"><mi>x</mi></math>')
