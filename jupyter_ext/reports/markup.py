"""HTML out of a notebook, written anew from an allow-list.

This is the second line: the first is the page's policy (csp.py), under which nothing runs or
loads anyway. Every tag is parsed and written again, so what comes out is closed where it was left
open and can't reach out of its place in the page, whatever a browser would have made of the input.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from . import styles
from .maths import Maths
from .terminal import clean

# noncharacters that stand for a formula of `formulas`, and for a dollar that is no formula
FORMULA = "\ufdd0{}\ufdd1"
DOLLAR = "\ufdd2"

_MARKERS = re.compile("[\ufdd0-\ufdef]")
_FORMULA = re.compile("\ufdd0(\\d+)\ufdd1")
# `$…$` as pandoc reads it, so that prices stay prices
_MATHS = re.compile(
    r"\$\$(?P<block>[^$]+)\$\$|\\\[(?P<bracket>.+?)\\\]|\\\((?P<paren>.+?)\\\)"
    r"|(?<![\\$\w])\$(?=[^\s$])(?P<inline>[^$\n]*[^\s$\\])\$(?![\d$])",
    re.DOTALL,
)
_DEEPEST = 200
# Shown or read out as they are: no browser takes them as style.
_TEXTS = frozenset(["alt", "alttext", "aria-label", "label", "placeholder", "title", "value"])

_VOID = frozenset(["area", "br", "col", "hr", "img", "input", "wbr"])
_HTML = frozenset(
    """
    a abbr address article aside b bdi bdo big blockquote br caption center cite code col
    colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6
    header hgroup hr i img input ins kbd label legend fieldset li main mark meter nav ol p pre
    progress q rp rt ruby s samp section small span strike strong sub summary sup table tbody td
    tfoot th thead time tr tt u ul var wbr
    """.split()  # noqa: SIM905
)
_SVG = frozenset(
    """
    svg g path rect circle ellipse line polyline polygon text tspan textpath defs symbol use
    lineargradient radialgradient stop clippath mask marker pattern
    """.split()  # noqa: SIM905
)
_MATHML = frozenset(
    """
    math mrow mi mn mo mtext mspace ms mfrac msqrt mroot msub msup msubsup munder mover
    munderover mmultiscripts mprescripts none mtable mtr mtd mstyle mpadded mphantom menclose
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = frozenset(
    """
    class id title style colspan rowspan scope headers align valign width height border
    cellpadding cellspacing bgcolor color face size start value reversed type open dir lang role
    alt checked disabled for span datetime max min low high optimum hidden nowrap abbr tabindex
    """.split()  # noqa: SIM905
)
_UNSEEN = frozenset(
    """
    script template title noembed noframes annotation annotation-xml select datalist
    """.split()  # noqa: SIM905
)
_EMBEDDED = {
    "iframe": "page",
    "frame": "page",
    "object": "object",
    "embed": "object",
    "applet": "object",
    "video": "video",
    "audio": "sound",
    "canvas": "drawing",
}
# what only makes sense with scripts
_LIVE = frozenset(
    """
    button select option optgroup textarea output canvas template dialog slot
    """.split()  # noqa: SIM905
)
_NO_MATHS = frozenset(["pre", "code", "kbd", "samp", "tt", "a", "math", "svg"])
_NAME = re.compile(r"[a-z][a-z0-9:_.-]*")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\", re.IGNORECASE)
_IMAGE = re.compile(
    r"data:image/(?:png|jpe?g|gif|webp|svg\+xml|bmp|x-icon|avif|apng)[;,]", re.IGNORECASE
)
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]+")


@dataclass
class Caged:
    """What became of a piece of HTML."""

    html: str
    visible: bool
    """Whether anything is left to be seen."""
    scripted: bool
    """Whether it had scripts, which this report doesn't run."""
    cut: bool = False


@dataclass
class Place:
    """Where a piece of HTML stands in the page, and what it may refer to."""

    scope: str
    """The selector of the element around it, for its style sheets."""
    maths: Maths | None = None
    formulas: Sequence[tuple[str, str]] = ()
    """(MathML, source) of the formulas that `FORMULA` marks."""
    images: Mapping[str, str] = field(default_factory=dict)
    """data: URLs by the name they are referred to."""
    active: bool = False
    """Whether inline scripts and handlers stay, for the interactive page."""


def caged(html: str, place: Place, *, longest: int | None = None) -> Caged:
    """`html` written anew for `place`; what is longer than `longest` characters is cut there."""
    cut = longest is not None and len(html) > longest
    if cut:
        html = html[:longest].rpartition("<")[0]
    html = clean(html)
    if not place.formulas:
        html = _MARKERS.sub("", html)
    writer = _Writer(place)
    writer.feed(html)
    writer.close()
    writer.finish()
    return Caged("".join(writer.out), writer.visible, writer.scripted, cut)


def note(text: str) -> str:
    """A visible remark in place of something that the page can't hold."""
    return f'<span class="jx-note">{escape(text)}</span>'


class _Writer(HTMLParser):
    def __init__(self, place: Place) -> None:
        super().__init__(convert_charrefs=True)
        self.place = place
        self.out: list[str] = []
        self.open: list[str] = []
        self.visible = False
        self.scripted = False
        self._unseen: str | None = None
        self._unseen_depth = 0
        self._raw: list[str] | None = None
        self._no_maths: list[int] = []

    # -- what the parser found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen is not None:
            self._unseen_depth += tag == self._unseen
            return
        if tag in ("script", "style"):
            self._begin_raw(tag, attrs)
        elif self.place.active and (tag in _LIVE or "-" in tag):
            self._element(tag, attrs)
        elif tag in _UNSEEN:
            self._skip(tag)
        elif tag in _EMBEDDED:
            self._embedded(tag, dict(attrs))
        elif tag == "img":
            self._image(dict(attrs))
        elif tag in _HTML or tag in _SVG or tag in _MATHML:
            self._element(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self._raw is not None:
            self._end_raw()
        # only in SVG and MathML does the slash end an element
        if tag in _SVG or tag in _MATHML or tag in _UNSEEN or tag in _EMBEDDED:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen is not None:
            if tag == self._unseen:
                self._unseen_depth -= 1
                if not self._unseen_depth:
                    self._unseen = None
            return
        if self._raw is not None:
            self._end_raw()
        elif tag in self.open:
            while self.open:
                last = self.open.pop()
                self.out.append(f"</{last}>")
                if last == tag:
                    break
            while self._no_maths and self._no_maths[-1] >= len(self.open):
                self._no_maths.pop()

    def handle_data(self, data: str) -> None:
        if self._unseen is not None:
            return
        if self._raw is not None:
            self._raw.append(data)
            return
        self.visible = self.visible or not data.isspace()
        if self.place.formulas and ("\ufdd0" in data or DOLLAR in data):
            self.out.append(self._marked(data))
        elif self.place.maths is not None and not self._no_maths and ("$" in data or "\\" in data):
            self.out.append(self._typeset(data, self.place.maths))
        else:
            self.out.append(escape(data, quote=False))

    def finish(self) -> None:
        if self._raw is not None:
            self._end_raw()
        self.out.extend(f"</{tag}>" for tag in reversed(self.open))
        self.open.clear()

    # -- what becomes of it

    def _element(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self.open) >= _DEEPEST and tag not in _VOID:
            return
        if tag == "input" and not self.place.active:
            if dict(attrs).get("type") not in ("checkbox", "radio"):
                return
            self.visible = True
        self.visible = self.visible or tag in ("svg", "math", "hr", "progress", "meter")
        written = "".join(self._attribute(tag, name, value) for name, value in attrs)
        if tag == "a" and ' href="http' in written:
            written += ' target="_blank" rel="noopener noreferrer"'
        self.out.append(f"<{tag}{written}>")
        if tag in _VOID:
            return
        if tag in _NO_MATHS or "mathjax_ignore" in written or "tex2jax_ignore" in written:
            self._no_maths.append(len(self.open))
        self.open.append(tag)

    def _attribute(self, tag: str, name: str, value: str | None) -> str:
        value = clean(_FORMULA.sub(self._source, value or "").replace(DOLLAR, "$"))
        if name == "class":
            value = " ".join(each for each in value.split() if not each.startswith("jx-"))
        elif name == "style":
            value = styles.declarations(value)
        elif name in ("href", "xlink:href"):
            value = self._link(tag, value)
            if not value:
                return ""
        elif name.startswith(("data-", "aria-")) or (name.startswith("on") and self.place.active):
            pass
        elif name == "id" or (name == "name" and tag == "a"):
            name = "id"
            if value.startswith("jx-"):
                return ""
        elif tag in _SVG or tag in _MATHML or self.place.active:
            if not self._graphic(name, value):
                return ""
        elif name not in _ATTRIBUTES:
            return ""
        return f' {name}="{escape(value)}"' if _NAME.fullmatch(name) else ""

    def _graphic(self, name: str, value: str) -> bool:
        if name.startswith("on"):
            return False
        if name in (
            "src",
            "srcset",
            "action",
            "formaction",
            "background",
            "poster",
            "ping",
            "to",
            "values",
            "srcdoc",
        ):
            return False
        inside = re.fullmatch(r"url\(['\"]?#[^)]*\)", value.strip()) is not None
        if inside or "url(" in value.lower():
            return inside
        return name in _TEXTS or styles.loads_nothing(value)

    def _link(self, tag: str, value: str) -> str:
        target = _BLANKS.sub("", value)
        if target.startswith("#"):
            return (
                target
                if tag in ("a", "use", "lineargradient", "radialgradient", "pattern", "textpath")
                else ""
            )
        allowed = tag == "a" and target.lower().startswith(("http://", "https://", "mailto:"))
        return target if allowed and "svg" not in self.open else ""

    def _image(self, attributes: dict[str, str | None]) -> None:
        self.visible = True
        source = _BLANKS.sub("", attributes.get("src") or "")
        source = self.place.images.get(source, source)
        if _IMAGE.match(source):
            kept = "".join(
                self._attribute("img", name, value)
                for name, value in attributes.items()
                if name not in ("src", "alt")
            )
            alt = self._attribute("img", "alt", attributes.get("alt"))
            self.out.append(f'<img src="{escape(source)}"{alt}{kept}>')
            return
        alt = clean(attributes.get("alt") or "")
        if source.lower().startswith("data:"):
            source = "embedded data that isn’t a picture"
        label = f"{alt}: " if alt else ""
        why = "not loaded from" if _SCHEME.match(source) else "not in the notebook:"
        self.out.append(note(f"[Image {label}{why} {source[:300]}]"))

    def _embedded(self, tag: str, attributes: dict[str, str | None]) -> None:
        source = clean(attributes.get("src") or attributes.get("data") or "")
        if tag == "canvas":
            return
        self.visible = True
        if source.lower().startswith("data:") or not source:
            text = f"[An embedded {_EMBEDDED[tag]} isn’t shown in a report]"
        else:
            text = f"[An embedded {_EMBEDDED[tag]} isn’t shown in a report: {source[:300]}]"
        self.out.append(note(text))
        if tag in ("iframe", "object", "video", "audio", "applet"):
            self._skip(tag)

    def _skip(self, tag: str) -> None:
        self._unseen, self._unseen_depth = tag, 1

    def _begin_raw(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._raw = [tag]
        if tag == "script":
            self.scripted = True
            source = dict(attrs).get("src")
            kind = dict(attrs).get("type") or ""
            if self.place.active and source:
                self.visible = True
                self.out.append(note(f"[A script isn’t loaded from {clean(source)[:300]}]"))
            self._raw = [tag, kind, "" if source else "run"]

    def _end_raw(self) -> None:
        raw, self._raw = self._raw or [], None
        if raw[0] == "style":
            css = styles.scoped("".join(raw[1:]), self.place.scope)
            if css:
                self.out.append(f"<style>{css}</style>")
        elif self.place.active and raw[2]:
            kind = f' type="{escape(raw[1])}"' if raw[1] else ""
            body = "".join(raw[3:]).replace("<!--", "<\\!--")
            self.out.append(f"<script{kind}>{body}</script>")

    # -- formulas

    def _source(self, match: re.Match[str]) -> str:
        index = int(match.group(1))
        return f"${self.place.formulas[index][1]}$" if index < len(self.place.formulas) else ""

    def _marked(self, data: str) -> str:
        def formula(match: re.Match[str]) -> str:
            index = int(match.group(1))
            return self.place.formulas[index][0] if index < len(self.place.formulas) else ""

        return _FORMULA.sub(formula, escape(data, quote=False)).replace(DOLLAR, "$")

    def _typeset(self, data: str, maths: Maths) -> str:
        parts = []
        at = 0
        for match in _MATHS.finditer(data):
            block = match["block"] or match["bracket"]
            parts.append(escape(data[at : match.start()], quote=False))
            parts.append(maths.html(block or match["paren"] or match["inline"], block=bool(block)))
            at = match.end()
        parts.append(escape(data[at:], quote=False))
        return "".join(parts)
