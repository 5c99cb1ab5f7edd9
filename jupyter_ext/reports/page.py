"""A notebook as one page that holds everything it shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from typing import Any

from . import code, csp, facts, terminal
from .markup import Place, caged, note
from .maths import Maths
from .outputs import LONGEST_HTML, LONGEST_MARKDOWN, Outputs, aslist, joined

_IMAGE_TYPES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True)
class PageOptions:
    """How a notebook is shown."""

    code: bool = True
    interactive: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    """data: URLs of the accompanying files that the notebook's text shows, by relative path."""
    title: str = "Notebook"
    sha256: str = ""
    review: Mapping[str, str] = field(default_factory=dict)
    """What a reviewer did to cells, by their id: edited, inserted or struck."""


def notebook_page(notebook: Mapping[str, Any], options: PageOptions) -> str:
    """The whole HTML document of `notebook` (nbformat 4)."""
    metadata = notebook.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    writer = _Cells(metadata, options)
    body = "".join(
        writer.html(cell) for cell in aslist(notebook.get("cells")) if isinstance(cell, Mapping)
    )
    body += writer.rest()
    header = facts.head(options.facts, options.title)
    title = facts.page_title(options.facts, options.title)
    foot = ""
    if options.sha256:
        foot = (
            '<footer class="jx-foot">This page holds all it shows and loads nothing. '
            f'Notebook sha256 <span class="jx-hash">{escape(options.sha256)}</span></footer>'
        )
    if writer.charts:
        foot += f"<script>{_resource('vega/draw.min.js')}</script>"
    return document(
        title,
        f"{header}<main>\n{body or _EMPTY}</main>{foot}",
        interactive=options.interactive,
    )


def html_page(html: str, title: str) -> str:
    """Someone's HTML file as a caged page."""
    found = caged(html, Place("#jx-out-1"), longest=LONGEST_HTML)
    rest = f"<p>{note('[The rest is in the file: download it]')}</p>" if found.cut else ""
    scripts = f"<p>{note('[Scripts in this file aren’t run here]')}</p>" if found.scripted else ""
    return document(title, f'<main><div id="jx-out-1">{found.html}</div>{rest}{scripts}</main>')


def document(title: str, body: str, *, interactive: bool = False) -> str:
    """`body` with the style sheet and the policy that a saved page carries itself."""
    policy = csp.meta_policy(interactive=interactive)
    style = _resource("report.css")
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(terminal.to_text(title))}</title>\n<style>\n{style}</style></head>\n"
        f"<body>{body}</body></html>\n"
    )


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


_WRITTEN = ("edited", "inserted")
_REVIEWED = {
    "edited": "Edited by the reviewer",
    "inserted": "Written by the reviewer",
    "struck": "Struck out by the reviewer",
}
_EMPTY = '<p class="jx-quiet">There is nothing to show in this notebook.</p>'


class _Cells:
    """Writes the cells of one notebook in order."""

    def __init__(self, metadata: Mapping[str, Any], options: PageOptions) -> None:
        self._options = options
        self._maths = Maths()
        self._outputs = Outputs(
            self._maths, metadata, code=options.code, interactive=options.interactive
        )
        self._language = _language(metadata)
        self._number = 0
        self._ran = False
        self._not_run = 0

    @property
    def charts(self) -> int:
        """How many charts the page has to draw."""
        return self._outputs.drawn

    def html(self, cell: Mapping[str, Any]) -> str:
        self._number += 1
        source = joined(cell.get("source"))
        kind = cell.get("cell_type")
        if kind == "code":
            return self._code_cell(cell, source)
        if kind == "markdown":
            return self._markdown(cell, source)
        if not source.strip():
            return ""
        shown = escape(terminal.clean(source))
        return f'<section class="jx-cell jx-raw"><pre class="jx-text">{shown}</pre></section>\n'

    def rest(self) -> str:
        """Says how many cells never ran, where the code that would show it is left out."""
        if self._options.code or not self._not_run or not self._ran:
            return ""
        said = note(f"[{self._not_run} {'cell' if self._not_run == 1 else 'cells'} did not run]")
        return f'<section class="jx-cell"><p>{said}</p></section>\n'

    def _markdown(self, cell: Mapping[str, Any], source: str) -> str:
        from .markdown import markdown

        mark = self._options.review.get(str(cell.get("id")), "")
        if len(source) > LONGEST_MARKDOWN:
            body = f'<pre class="jx-text">{escape(terminal.clean(source))}</pre>'
        else:
            images = {**self._options.images, **_attachments(cell)}
            place = Place(f"#jx-cell-{self._number}", images=images)
            body = markdown(source, place, self._maths, plain=mark in _WRITTEN).html
        if not body.strip():
            return ""
        if mark in _REVIEWED:
            return (
                f'<section class="jx-cell jx-review jx-review-{mark}">'
                f'<p class="jx-review-mark">{_REVIEWED[mark]}</p>'
                f'<div class="jx-markdown" id="jx-cell-{self._number}">{body}</div></section>\n'
            )
        return (
            f'<section class="jx-cell jx-markdown" id="jx-cell-{self._number}">{body}</section>\n'
        )

    def _code_cell(self, cell: Mapping[str, Any], source: str) -> str:
        metadata = cell.get("metadata")
        metadata = metadata if isinstance(metadata, Mapping) else {}
        tags = aslist(metadata.get("tags"))
        found = [each for each in aslist(cell.get("outputs")) if isinstance(each, Mapping)]
        count = cell.get("execution_count")
        ran = isinstance(count, int) or bool(found)
        self._ran = self._ran or ran
        self._not_run += not ran and bool(source.strip())
        expected = "raises-exception" in tags
        failed = not expected and any(each.get("output_type") == "error" for each in found)
        shown = "".join(
            self._outputs.html(each, expected_error=expected) for each in _merged(found)
        )
        hidden = metadata.get("jupyter")
        if shown and isinstance(hidden, Mapping) and hidden.get("outputs_hidden") and not failed:
            shown = f"<details><summary>Output</summary>{shown}</details>"
        written = ""
        if self._options.code and source.strip():
            written = self._input(
                source, count, isinstance(hidden, Mapping) and hidden.get("source_hidden"), ran
            )
        if not shown and not written:
            return ""
        outputs = f'<div class="jx-outputs">{shown}</div>' if shown else ""
        classes = "jx-cell jx-code jx-failed" if failed else "jx-cell jx-code"
        return (
            f'<section class="{classes}" id="jx-cell-{self._number}">{written}{outputs}</section>\n'
        )

    def _input(self, source: str, count: Any, hidden: Any, ran: bool) -> str:
        prompt = f"[{count}]" if isinstance(count, int) else "[ ]"
        body = code.highlighted(terminal.clean(source).strip("\n"), self._language)
        if hidden:
            body = f"<details><summary>Code</summary>{body}</details>"
        if not ran and self._ran:
            body += f"<p>{note('[This cell did not run]')}</p>"
        return (
            f'<div class="jx-input"><div class="jx-prompt">{prompt}</div>'
            f'<div class="jx-source">{body}</div></div>'
        )


def _language(metadata: Mapping[str, Any]) -> str:
    for name in ("language_info", "kernelspec"):
        info = metadata.get(name)
        for key in ("pygments_lexer", "name", "language"):
            given = info.get(key) if isinstance(info, Mapping) else None
            if isinstance(given, str) and (name == "language_info" or key == "language"):
                return given
    return "python"


def _attachments(cell: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    attachments = cell.get("attachments")
    for name, bundle in attachments.items() if isinstance(attachments, Mapping) else ():
        for media_type in _IMAGE_TYPES:
            data = joined(bundle.get(media_type)) if isinstance(bundle, Mapping) else ""
            if data:
                found[f"attachment:{name}"] = f"data:{media_type};base64,{''.join(data.split())}"
                break
    return found


def _merged(outputs: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """Streams that were written in pieces, in one."""
    pieces: list[str] = []
    name: Any = None
    for output in outputs:
        stream = output.get("output_type") == "stream"
        if pieces and not (stream and output.get("name") == name):
            yield {"output_type": "stream", "name": name, "text": "".join(pieces)}
            pieces = []
        if stream:
            name = output.get("name")
            pieces.append(joined(output.get("text")))
        else:
            yield output
    if pieces:
        yield {"output_type": "stream", "name": name, "text": "".join(pieces)}
