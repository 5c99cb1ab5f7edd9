"""One output of a cell as HTML: the richest representation that needs no script."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from . import charts, terminal
from .markup import Caged, Place, caged, note
from .maths import Maths

LONGEST_TEXT = 2_000_000
LONGEST_HTML = 8_000_000
LONGEST_MARKDOWN = 1_000_000

_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp")
_SIGNS = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8", "image/gif": b"GIF8"}
_WIDGET = "application/vnd.jupyter.widget-view+json"
_WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
# bundles that only prepare the page for later ones
_SILENT = re.compile(
    r"application/vnd\.(bokehjs_load\.v0|holoviews_load\.v0|holoviews_exec\.v0)\+json"
)
_SVG_ROOT = re.compile(r"<svg\b(?![^>]*\bxmlns\s*=)", re.IGNORECASE)
_DOLLARS = re.compile(r"\s*(\$\$|\$|\\\[|\\\()(?P<body>.*?)(\$\$|\$|\\\]|\\\))\s*", re.DOTALL)


class Outputs:
    """Writes the outputs of one notebook."""

    def __init__(
        self, maths: Maths, metadata: Mapping[str, Any], *, code: bool, interactive: bool
    ) -> None:
        self._maths = maths
        self._code = code
        self._interactive = interactive
        self._count = 0
        self._capturing = False
        self.drawn = 0
        """Charts that the page's own script has to draw."""
        widgets = metadata.get("widgets")
        states = widgets.get(_WIDGET_STATE) if isinstance(widgets, Mapping) else None
        state = states.get("state") if isinstance(states, Mapping) else None
        self._widgets: Mapping[str, Any] = state if isinstance(state, Mapping) else {}

    def html(self, output: Mapping[str, Any], *, expected_error: bool = False) -> str:
        """`output` (nbformat 4) in an element of its own; empty where there's nothing to show."""
        self._count += 1
        scope = f"jx-out-{self._count}"
        kind = output.get("output_type")
        if kind == "stream":
            stderr = output.get("name") == "stderr"
            body = self._text(joined(output.get("text")))
            classes = "jx-stream jx-stderr" if stderr else "jx-stream"
        elif kind == "error":
            body, classes = self._error(output, expected_error), "jx-error-output"
        else:
            bundle = output.get("data")
            metadata = output.get("metadata")
            body = self._bundle(
                bundle if isinstance(bundle, Mapping) else {},
                metadata if isinstance(metadata, Mapping) else {},
                f"#{scope}",
            )
            classes = "jx-rich"
        return f'<div class="jx-output {classes}" id="{scope}">{body}</div>\n' if body else ""

    # -- text

    def _text(self, text: str) -> str:
        if not text:
            return ""
        return f'<pre class="jx-text" tabindex="0">{terminal.to_html(shortened(text))}</pre>'

    def _error(self, output: Mapping[str, Any], expected: bool) -> str:
        name = terminal.to_text(joined(output.get("ename")))[:200] or "Error"
        value = terminal.to_text(joined(output.get("evalue")))[:2000]
        traceback = "\n".join(map(joined, aslist(output.get("traceback"))))
        label = "Expected error" if expected else "Error"
        title = (
            f'<p class="jx-error-title"><span class="jx-tag">{label}</span> '
            f"<b>{escape(name)}</b>{': ' if value else ''}{escape(value)}</p>"
        )
        if not traceback:
            return title
        if self._code:
            return title + self._text(traceback)
        return f"{title}<details><summary>Traceback</summary>{self._text(traceback)}</details>"

    # -- bundles

    def _bundle(self, bundle: Mapping[str, Any], metadata: Mapping[str, Any], scope: str) -> str:
        if any(_SILENT.fullmatch(media_type) for media_type in bundle):
            return ""
        chart = charts.kind(bundle)
        if chart and self._interactive and chart[1] in ("Vega", "Vega-Lite"):
            return self._live_chart(bundle[chart[0]], chart[1] == "Vega-Lite")
        if chart and not (self._interactive and "text/html" in bundle):
            return self._chart(bundle, metadata, *chart)
        if _WIDGET in bundle:
            return self._widget(bundle, metadata)
        place = Place(scope, self._maths, active=self._interactive)
        if "text/html" in bundle:
            found = self._html(joined(bundle["text/html"]), place)
            if found.scripted and not self._interactive:
                return self._unscripted(found, bundle, metadata)
            if found.visible or self._interactive:
                return found.html
        if "application/javascript" in bundle and self._interactive:
            return caged(f"<script>{joined(bundle['application/javascript'])}</script>", place).html
        return self._still(bundle, metadata, place)

    def _still(self, bundle: Mapping[str, Any], metadata: Mapping[str, Any], place: Place) -> str:
        """The representations that nothing needs to be taken out of."""
        if "text/markdown" in bundle:
            from .markdown import markdown

            source = joined(bundle["text/markdown"])
            if len(source) <= LONGEST_MARKDOWN:
                return markdown(source, replace(place, active=False), self._maths).html
            return self._text(source)
        picture = self._picture(bundle, metadata)
        if "text/latex" in bundle and "image/svg+xml" not in bundle:
            return self._latex(joined(bundle["text/latex"]))
        if picture:
            return picture
        if "text/vnd.mermaid" in bundle:
            said = note("[A diagram, shown as its source]")
            return f"<p>{said}</p>{self._text(joined(bundle['text/vnd.mermaid']))}"
        if "application/javascript" in bundle:
            return f"<p>{note('[This output is a script; a report runs none]')}</p>"
        for media_type in bundle:
            if media_type == "application/json" or media_type.endswith("+json"):
                return self._json(bundle, media_type)
        for media_type in ("text/plain", *bundle):
            if (
                media_type.startswith("text/")
                and media_type != "text/html"
                and media_type in bundle
            ):
                return self._text(joined(bundle[media_type]))
        if bundle and "text/html" not in bundle:
            types = ", ".join(str(each) for each in bundle)[:200]
            return f"<p>{note(f'[An output of type {types} can’t be shown here]')}</p>"
        return ""

    def _html(self, html: str, place: Place) -> Caged:
        found = caged(html, place, longest=LONGEST_HTML)
        if found.cut:
            found.html += f"<p>{note('[The rest of this output is in the notebook]')}</p>"
        found.html = f'<div class="jx-html" tabindex="0">{found.html}</div>'
        return found

    def _unscripted(
        self, found: Caged, bundle: Mapping[str, Any], metadata: Mapping[str, Any]
    ) -> str:
        picture = self._picture(bundle, metadata)
        if picture:
            return picture
        said = note("[A script in this output isn’t run in a report]")
        if found.visible:
            return f"{found.html}<p>{said}</p>"
        text = joined(bundle.get("text/plain"))
        return f"<p>{said}</p>{self._text(text)}"

    def _latex(self, source: str) -> str:
        match = _DOLLARS.fullmatch(source)
        whole = match is not None and not re.search(r"(?<!\\)\$", match["body"])
        if match and whole:
            return f'<div class="jx-latex">{self._maths.html(match["body"], block=True)}</div>'
        if "$" not in source:
            return f'<div class="jx-latex">{self._maths.html(source, block=True)}</div>'
        written = caged(escape(source, quote=False), Place("#jx", self._maths))
        return f'<div class="jx-latex">{written.html}</div>'

    def _json(self, bundle: Mapping[str, Any], media_type: str) -> str:
        value = bundle[media_type]
        text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
        return self._text(text)

    # -- pictures

    def _picture(self, bundle: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        if "image/svg+xml" in bundle:
            return self._svg(joined(bundle["image/svg+xml"]))
        for media_type in _IMAGES:
            if media_type in bundle:
                return self._raster(joined(bundle[media_type]), media_type, metadata)
        return ""

    def _svg(self, source: str) -> str:
        # as a picture, an SVG neither runs scripts nor loads anything, in every browser
        source = _SVG_ROOT.sub(
            '<svg xmlns="http://www.w3.org/2000/svg"', terminal.clean(source), count=1
        )
        data = base64.b64encode(source.encode("utf-8", "replace")).decode("ascii")
        return f'<img class="jx-picture" alt="Figure" src="data:image/svg+xml;base64,{data}">'

    def _raster(self, source: str, media_type: str, metadata: Mapping[str, Any]) -> str:
        try:
            raw = base64.b64decode(source)
        except (binascii.Error, ValueError):
            raw = b""
        if not raw.startswith(_SIGNS.get(media_type, b"")) or not raw:
            return f"<p>{note('[This picture is damaged]')}</p>"
        data = base64.b64encode(raw).decode("ascii")
        shown = metadata.get(media_type)
        size = ""
        for name in ("width", "height"):
            value = shown.get(name) if isinstance(shown, Mapping) else metadata.get(name)
            if isinstance(value, int | float) and 0 < value < 20_000:
                size += f' {name}="{int(value)}"'
        return f'<img class="jx-picture" alt="Figure"{size} src="data:{media_type};base64,{data}">'

    # -- what JavaScript would draw

    def _chart(
        self, bundle: Mapping[str, Any], metadata: Mapping[str, Any], media_type: str, name: str
    ) -> str:
        picture = self._picture(bundle, metadata)
        if picture:
            return picture
        said = f"{name} chart without a saved picture: here is its data."
        if name.startswith("Vega"):
            said += " The interactive report draws it."
        parts = [f"<p>{note(f'[{said}]')}</p>"]
        found = charts.tables(bundle[media_type], name)
        parts += [table_html(table) for table in found]
        if not found:
            spec = bundle[media_type]
            text = spec if isinstance(spec, str) else json.dumps(spec, indent=2, ensure_ascii=False)
            parts.append(self._text(text if spec else joined(bundle.get("text/plain"))))
        return "".join(parts)

    def _live_chart(self, spec: Any, lite: bool) -> str:
        self.drawn += 1
        text = spec if isinstance(spec, str) else json.dumps(spec)
        # within a script element only "<" could end it, and JSON never needs it
        return (
            '<div class="jx-chart"></div><script type="application/json" class="jx-chart-source"'
            f"{' data-lite=true' if lite else ''}>{text.replace('<', chr(92) + 'u003c')}</script>"
        )

    def _widget(self, bundle: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        picture = self._picture(bundle, metadata)
        if picture:
            return picture
        view = bundle[_WIDGET]
        model = view.get("model_id") if isinstance(view, Mapping) else None
        if not self._capturing:
            # an output that a widget caught may show the same widget again: one level is enough
            self._capturing = True
            captured = self._captured(model, set())
            self._capturing = False
            if captured:
                return captured
        shown = self._widget_text(model, set())
        said = note("[A widget, shown as the text it last had]")
        return f"<p>{said}</p>{self._text(shown or joined(bundle.get('text/plain')))}"

    def _captured(self, model: Any, seen: set[str]) -> str:
        """What an Output widget, or those in a box, caught of other cells' outputs."""
        state = self._state(model, seen)
        own = [each for each in aslist(state.get("outputs")) if isinstance(each, Mapping)]
        within = [self._captured(name, seen) for name in _children(state)]
        return "".join([*map(self.html, own), *within])

    def _state(self, model: Any, seen: set[str]) -> Mapping[str, Any]:
        """What the notebook keeps of a widget; each is looked at once, a box may hold itself."""
        if not isinstance(model, str) or model in seen:
            return {}
        seen.add(model)
        found = self._widgets.get(model)
        state = found.get("state") if isinstance(found, Mapping) else None
        return state if isinstance(state, Mapping) else {}

    def _widget_text(self, model: Any, seen: set[str]) -> str:
        state = self._state(model, seen)
        texts = [self._widget_text(name, seen) for name in _children(state)]
        if texts:
            return " ".join(text for text in texts if text)
        value = state.get("value")
        if isinstance(value, str):
            value = re.sub(r"<[^>]*>", "", value)
        elif isinstance(value, int | float) and isinstance(state.get("max"), int | float):
            value = f"{value:g}/{state['max']:g}"
        label = state.get("description")
        return f"{label if isinstance(label, str) else ''} {'' if value is None else value}".strip()


def _children(state: Mapping[str, Any]) -> list[str]:
    return [str(child).removeprefix("IPY_MODEL_") for child in aslist(state.get("children"))]


def table_html(table: charts.Table) -> str:
    """A plain table with its own scroll bars and the number of rows that aren't shown."""
    head = "".join(f"<th scope=col>{escape(column)}</th>" for column in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell(value))}</td>" for value in row) + "</tr>"
        for row in table.rows
    )
    caption = f"<b>{escape(table.name)}</b> " if table.name else ""
    if table.total > len(table.rows):
        caption += f"first {len(table.rows)} of {table.total:,} rows"
    caption = f"<caption>{caption}</caption>" if caption else ""
    return (
        f'<div class="jx-html jx-data" tabindex="0"><table>{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def cell(value: Any) -> str:
    """One plain value for a table cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.6g}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = terminal.to_text(text)
    return text if len(text) <= 500 else text[:500] + "…"


def joined(value: Any) -> str:
    """nbformat's multi-line text: a string, or a list of strings."""
    if isinstance(value, list):
        return "".join(each for each in value if isinstance(each, str))
    return value if isinstance(value, str) else ""


def aslist(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def shortened(text: str) -> str:
    """`text` with a remark in place of its middle where it is too long for a page."""
    if len(text) <= LONGEST_TEXT:
        return text
    head, tail = text[: LONGEST_TEXT * 3 // 4], text[-LONGEST_TEXT // 4 :]
    left_out = len(text) - len(head) - len(tail)
    return f"{head}\n\n[… {left_out:,} characters are only in the notebook …]\n\n{tail}"
