"""What a report shows of a notebook, and what it says about what it can't show."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.reports.page import PageOptions, notebook_page
from jupyter_ext.reports.render import NotANotebook, parsed

from .conftest import PNG, code, display, error, markdown, notebook, stream


def page(*cells: dict[str, Any], metadata: dict[str, Any] | None = None, **options: Any) -> str:
    return notebook_page(notebook(*cells, **(metadata or {})), PageOptions(**options))


def body(*cells: dict[str, Any], **options: Any) -> str:
    return page(*cells, **options).partition("<main>")[2].partition("</main>")[0]


class References(HTMLParser):
    """Everything that a document would load, and the elements that can't be in a report."""

    LOADING = ("src", "srcset", "data", "poster", "background", "action", "xlink:href", "srcdoc")

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            if name in self.LOADING or (name == "href" and tag != "a"):
                self.loaded.append(value or "")
            if name == "style" and value:
                self.loaded += re.findall(r"url\(([^)]*)", value)

    def handle_data(self, data: str) -> None:
        if self.lasttag == "style":
            self.loaded += re.findall(r"url\(([^)]*)|@import\s+(\S+)", data)  # type: ignore[arg-type]


def test_a_report_holds_everything_it_shows() -> None:
    url = "https://e.example"
    cells = [
        markdown(f"![a]({url}/a.png) <img src='{url}/b.png'> $x$ [link]({url})"),
        markdown("![mine](attachment:mine.png)", attachments={"mine.png": {"image/png": PNG}}),
        code("", display(text_html=f"<link rel=stylesheet href={url}><img src={url}/c.png><p>x")),
        code("", display(text_html=f"<style>@import '{url}'; p {{background:url({url})}}</style>")),
        code("", display(**{"image/png": PNG}), display(**{"image/svg+xml": "<svg></svg>"})),
        code("", display(text_html=f"<script src='{url}/plotly.js'></script>")),
    ]
    found = References()
    found.feed(page(*cells))

    assert found.loaded
    assert [each for each in found.loaded if not each.startswith("data:image/")] == []
    assert not found.elements & {"script", "iframe", "object", "embed", "link", "base", "form"}


def test_the_code_is_shown_or_left_out() -> None:
    cell = code("secret_name = 1", stream("out"), error("ValueError", "bad", "line secret_name"))
    with_code = body(cell)
    without = body(cell, code=False)

    assert "secret_name" in with_code
    assert "[1]" in with_code
    assert "jx-source" not in without
    assert "out" in without
    assert "<b>ValueError</b>: bad" in without
    assert "<details><summary>Traceback" in without


def test_formulas_are_mathml_wherever_jupyterlab_typesets_them() -> None:
    sources = ["$x^2$", "$$x^2$$", r"\\(x^2\\)", r"\\[x^2\\]", r"\begin{align}x^2\end{align}"]
    for source in sources:
        assert "<msup>" in body(markdown(f"A formula {source} in text"))
    assert "<msup>" in body(markdown("<center>$x^2$</center>"))
    assert "<msup>" in body(code("", display(text_latex="$\\displaystyle x^2$")))
    assert "<msup>" in body(code("", display(text_latex="\\begin{equation}x^2\\end{equation}")))
    assert "<msup>" in body(code("", display(text_markdown="so $x^2$")))
    assert "<msup>" in body(code("", display(text_html="<b>$x^2$</b>")))


def test_a_formula_that_cannot_be_converted_is_not_lost() -> None:
    assert r"\unknown{x}" in body(markdown(r"$\unknown{x}$ and $a_1 * b_1$"))


def test_markdown_does_not_reach_into_formulas_code_and_prices() -> None:
    html = body(markdown(r"$a_1 * b_1 * c$ costs \$5 and \$6, `$x$` and $5 or $6"))
    assert "<em>" not in html
    assert "costs $5 and $6" in html
    assert "<code>$x$</code>" in html


def test_errors_are_marked_and_keep_their_colours() -> None:
    cell = code("x", error("ValueError", "<bad>", "\x1b[0;31mValueError\x1b[0m: <bad>"))
    html = body(cell)
    assert "jx-failed" in html
    assert '<span class="jx-ansi-fg-red">ValueError</span>: &lt;bad&gt;' in html

    expected = body(code("x", error("ValueError", "b"), tags=["raises-exception"]))
    assert "jx-failed" not in expected
    assert "Expected error" in expected


def test_cells_that_never_ran_are_named() -> None:
    cells = [code("a", error("E", "v")), code("b", count=None), code("c", count=None)]
    assert body(*cells).count("[This cell did not run]") == 2
    assert "[2 cells did not run]" in body(*cells, code=False)
    assert "did not run" not in body(code("a", count=None))


def test_terminal_output_is_shown_as_a_terminal_shows_it() -> None:
    html = body(
        code("", stream("10%\r50%\r100%\n"), stream("\x1b[1mbold\x1b[0m \x1b]0;title\x07x"))
    )
    assert ">100%\n" in html
    assert "50%" not in html
    assert '<span class="jx-ansi-bold">bold</span> x' in html


def test_a_chart_shows_its_saved_picture() -> None:
    spec = {"data": {"values": [{"a": 1}]}}
    html = body(
        code(
            "",
            display(**{"application/vnd.vegalite.v5+json": spec, "image/png": PNG}, text_plain="x"),
        )
    )
    assert "data:image/png;base64" in html
    assert "jx-note" not in html


@pytest.mark.parametrize(
    ("media_type", "spec"),
    [
        ("application/vnd.vegalite.v5+json", {"data": {"values": [{"city": "Oslo", "n": 7}] * 60}}),
        (
            "application/vnd.vegalite.v6.1+json",
            {"datasets": {"d": [{"city": "Oslo", "n": 7}] * 60}},
        ),
        (
            "application/vnd.vega.v5+json",
            {"data": [{"name": "t", "values": [{"city": "Oslo"}] * 60}]},
        ),
        ("application/vnd.plotly.v1+json", {"data": [{"x": ["Oslo"] * 60, "y": [7] * 60}]}),
    ],
)
def test_a_chart_without_a_picture_shows_its_data(media_type: str, spec: dict[str, Any]) -> None:
    script = "<div id=x></div><script>draw()</script>"
    html = body(code("", display(**{media_type: spec}, text_html=script, text_plain="<Chart>")))
    assert "chart without a saved picture" in html
    assert "<td>Oslo</td>" in html
    assert "first 50 of 60 rows" in html
    assert "<script" not in html


def test_plotlys_packed_numbers_are_read() -> None:
    packed = {"dtype": "f8", "bdata": "AAAAAAAA8D8AAAAAAAAAQA=="}
    spec = {"data": [{"x": [1, 2], "y": packed, "name": "loss"}]}
    html = body(code("", display(**{"application/vnd.plotly.v1+json": spec})))
    assert "<td>2</td><td>2</td>" in html
    assert "<b>loss</b>" in html


def test_what_only_a_script_draws_says_so() -> None:
    html = body(code("", display(text_html="<script>x</script>", text_plain="a plot")))
    assert "[A script in this output isn’t run in a report]" in html
    assert "a plot" in html
    assert "[This output is a script" in body(code("", display(**{"application/javascript": "x"})))
    assert (
        body(code("", display(**{"application/vnd.bokehjs_load.v0+json": "", "text/html": "x"})))
        == body()
    )


def test_a_widget_is_its_last_text() -> None:
    state = {
        "box": {"state": {"children": ["IPY_MODEL_bar", "IPY_MODEL_text"]}},
        "bar": {"state": {"value": 10.0, "max": 10.0, "description": "fit"}},
        "text": {"state": {"value": "<b>10/10</b>"}},
    }
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "box"}, "text/plain": "HBox()"}
    html = page(code("", display(**view)), metadata={"widgets": widgets})
    assert "fit 10/10 10/10" in html
    assert "HBox()" in page(code("", display(**view)))


def test_what_an_output_widget_caught_is_shown() -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "box"}, "text/plain": "Box()"}
    caught = [
        stream("caught text"),
        display(text_html="<b>caught</b><script>x</script>"),
        *[display(**view)] * 50,
    ]
    state = {
        "box": {"state": {"children": ["IPY_MODEL_out", *["IPY_MODEL_box"] * 50]}},
        "out": {"state": {"outputs": caught}},
    }
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    html = page(code("", display(**view)), metadata={"widgets": widgets})
    assert "caught text" in html
    assert "<b>caught</b>" in html
    assert "<script>" not in html


def test_an_svg_is_a_picture_even_without_its_namespace() -> None:
    html = body(code("", display(**{"image/svg+xml": ["<svg width='3'>", "</svg>"]})))
    assert '<img class="jx-picture" alt="Figure" src="data:image/svg+xml;base64,' in html
    assert "<svg" not in html


def test_accompanying_pictures_are_taken_into_the_page() -> None:
    images = {"img/a.png": f"data:image/png;base64,{PNG}"}
    assert f"base64,{PNG}" in body(markdown("![a](img/a.png)"), images=images)
    assert "not in the notebook: img/b.png" in body(markdown("![b](img/b.png)"), images=images)


def test_damaged_notebooks_are_shown_as_far_as_they_go() -> None:
    cells = [
        {"cell_type": "code", "source": ["a\n", 5, "b"], "outputs": "no list", "metadata": None},
        {"cell_type": "code", "source": "x", "outputs": [7, {}, {"output_type": "display_data"}]},
        {"cell_type": "unknown", "source": "raw text"},
        {"source": None},
        "no cell",
        code("", stream("nul \x00 half \ud800 end"), display(**{"image/png": "!!"}), display()),
        code("", display(text_html=["<p>", None, "list</p>"])),
    ]
    html = notebook_page({"cells": cells, "metadata": "none"}, PageOptions())
    assert "raw text" in html
    assert "nul � half ? end" in html
    assert "[This picture is damaged]" in html
    assert "<p>list</p>" in html
    html.encode("utf-8")


def test_notebooks_of_version_3_are_read() -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 1, "source": "Old", "metadata": {}},
                    {
                        "cell_type": "code",
                        "input": "1 + 1",
                        "language": "python",
                        "collapsed": False,
                        "prompt_number": 4,
                        "metadata": {},
                        "outputs": [{"output_type": "pyout", "prompt_number": 4, "text": "2"}],
                    },
                ]
            }
        ],
    }
    html = notebook_page(parsed(json.dumps(old).encode()), PageOptions())
    assert ">Old</h1>" in html
    assert "[4]" in html


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"a": 1}', b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_no_notebook_is_refused(raw: bytes) -> None:
    with pytest.raises(NotANotebook):
        parsed(raw)


def test_the_facts_stand_at_the_top() -> None:
    facts = {
        "session": {"id": "8c1f", "name": "today 14:02", "number": 3},
        "state": "FAILED",
        "reason": "output scores was not written",
        "specification": "scorecard",
        "version": {"number": 7, "sha256": "3f9c" * 16, "comment": "fixed <it>"},
        "user": "alex",
        "started": "2026-11-20T15:02:11+01:00",
        "duration": 61.4,
        "inputs": [
            {"alias": "ds1", "artifact": "Q3", "version": "first", "sha256": "ab" * 32},
            {"alias": "ds2", "configured": False},
        ],
        "parameters": [{"alias": "alpha", "value": 0.1, "default": None}],
        "outputs": [{"alias": "scores", "artifact": "Q3 scores"}],
        "metrics": [{"name": "auc", "value": 0.5}, {"name": "auc", "value": 0.75}],
    }
    head = page(markdown("x"), facts=facts).partition("<header")[2].partition("</header>")[0]
    text = re.sub(r"<[^>]+>", " ", head)
    for part in (
        "scorecard",
        "Failed",
        "output scores was not written",
        "today 14:02 (no. 3)",
        "7 · fixed &lt;it&gt;",
        "2026-11-20 14:02:11 UTC",
        "1 min 1 s",
        "Not configured",
        "0.75 (last of 2)",
        "3f9c" * 16,
    ):
        assert part in text
    assert "<header" not in page(markdown("x"))


def test_facts_of_any_shape_do_no_harm(written: Callable[..., Path]) -> None:
    facts = {key: value for key in ("session", "version", "inputs") for value in (7,)}
    facts |= {"metrics": [1, {"name": None}], "more": [("a",), ("b", {"c": 1})], "duration": "x"}
    facts |= {"started": "yesterday", "git": [], "state": "NEW", "parameters": "x"}  # type: ignore[dict-item]
    assert "yesterday" in page(markdown("x"), facts=facts)
