r"""LaTeX formulas as MathML, made here so that the page needs no script.

The converter (latex2mathml) is only asked for a tree. Its own text form undoes the escaping of
what stands in `\text{…}`, and it passes on `\href` and `\style`: both would let a formula write
HTML. The tree is written out here, with known elements and attributes only.
"""

import re
import unicodedata
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element

LONGEST = 20_000

_ELEMENTS = frozenset(
    """
    math mrow mi mn mo mtext mspace ms mfrac msqrt mroot msub msup msubsup munder mover
    munderover mmultiscripts mprescripts none mtable mtr mtd mstyle mpadded mphantom menclose
    merror
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = frozenset(
    """
    display displaystyle scriptlevel stretchy fence form separator largeop movablelimits accent
    accentunder minsize maxsize lspace rspace width height depth voffset linethickness
    mathvariant mathcolor mathbackground symmetric notation
    """.split()  # noqa: SIM905
)
_VALUE = re.compile(r"[#\w .,%+\-]{1,80}")
_ALIGN = {"left": "jx-left", "right": "jx-right", "center": "jx-center"}
_CHILDREN = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
# in a formula of its own these carry their index underneath
_UNDER = frozenset(["lim", "max", "min", "sup", "inf", "argmax", "argmin", "det", "Pr", "gcd"])
_LIMITS = {"msub": "munder", "msubsup": "munderover"}

# environments the converter knows, and what stands in for those it doesn't
_KNOWN = frozenset(
    """
    matrix matrix* pmatrix pmatrix* bmatrix bmatrix* Bmatrix Bmatrix* vmatrix vmatrix* Vmatrix
    Vmatrix* smallmatrix array cases split align* substack
    """.split()  # noqa: SIM905
)
_UNWRAPPED = frozenset(["equation", "equation*", "displaymath", "math"])
_ALIGNED = frozenset(
    """
    align align* aligned alignat alignat* alignedat flalign flalign* split
    """.split()  # noqa: SIM905
)
_GATHERED = frozenset(["gather", "gather*", "gathered", "multline", "multline*"])
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}")
_DROPPED = re.compile(
    r"\\(?:label|require|eqref|cssId)\s*\{[^{}]*\}|\\(?:nonumber|notag|allowbreak|limits\b(?=\s*\\limits))\b"
    r"|\\tag\*?\s*\{[^{}]*\}"
)
_NAMED = re.compile(r"(\\operatorname\*?)\s*\{((?:[A-Za-z\s*]|\\[,;: !])+)\}")
_OPERATOR = re.compile(r"\\DeclareMathOperator(\*?)\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*\{([^{}]*)\}")
_DEFINITION = re.compile(r"\\(?:re)?newcommand\b|\\def\b|\\DeclareMathOperator\b")


class Maths:
    """The formulas of one notebook; `\\newcommand`s of one formula hold for the later ones."""

    def __init__(self) -> None:
        self._converters: dict[str, Any] = {}

    def html(self, source: str, *, block: bool) -> str:
        """`source` as MathML, or the source itself, marked, where it can't be converted."""
        source = source.strip()
        if not source:
            return ""
        converter = self._converter(block)
        try:
            return _mathml(converter, source)
        except Exception:
            title = "This formula is shown as it was written"
            shown = f'<code class="jx-formula" title="{title}">{escape(source)}</code>'
            return f'<div class="jx-formula-block">{shown}</div>' if block else shown

    def _converter(self, block: bool) -> Any:
        from latex2mathml.converter import Converter

        display = "block" if block else "inline"
        if not self._converters:
            shared: dict[str, tuple[list[str], int]] = {}
            for each in ("block", "inline"):
                converter = Converter(display=each)
                converter.macros = shared
                self._converters[each] = converter
        return self._converters[display]


class _NotConverted(Exception):
    """The converter left something of the formula as it was."""


def _mathml(converter: Any, source: str) -> str:
    if len(source) > LONGEST:
        raise _NotConverted(source[:40])
    html: list[str] = []
    _write(converter.convert_to_element(_plain(source)), html)
    text = "".join(html)
    if "<mrow></mrow></math>" in text:
        if _DEFINITION.search(source):
            return ""
        raise _NotConverted(source[:40])
    return text


def _plain(source: str) -> str:
    """`source` with only those environments and commands that the converter knows."""
    source = _DROPPED.sub("", source)
    source = _OPERATOR.sub(r"\\newcommand{\2}{\\operatorname\1{\3}}", source)
    source = _NAMED.sub(lambda m: m[1] + "{" + re.sub(r"\\.", " ", m[2]).strip() + "}", source)
    source = (
        source.replace(r"\hspace*", r"\hspace")
        .replace(r"\lbrace", r"\{")
        .replace(r"\rbrace", r"\}")
    )
    source = re.sub(r"\\begin\{(alignat\*?|alignedat)\}\s*\{\d+\}", r"\\begin{\1}", source)

    def known(match: re.Match[str]) -> str:
        which, name = match.groups()
        if name in _UNWRAPPED:
            return " "
        if name in _ALIGNED:
            return rf"\{which}{{split}}"
        if name in _GATHERED:
            return rf"\{which}{{matrix}}"
        if name.rstrip("*") == "eqnarray":
            return rf"\{which}{{array}}" + ("{rcl}" if which == "begin" else "")
        if name in ("dcases", "cases*"):
            return rf"\{which}{{cases}}"
        if name not in _KNOWN:
            raise _NotConverted(name)
        return match.group(0)

    return _ENVIRONMENT.sub(known, source)


def _write(element: Element, html: list[str], block: bool = False) -> None:
    block = block or element.get("display") == "block"
    tag, text = element.tag, unescape(element.text or "")
    if tag not in _ELEMENTS or len(element) != _CHILDREN.get(tag, len(element)):
        raise _NotConverted(tag)
    if tag == "mi":
        if re.match(r"\\[A-Za-z]", text) or text in ("&", "{", "}"):
            raise _NotConverted(text)
        text = "∼" if text == "~" else text
        if len(text) > 1 and text.isascii() and text.isalpha():
            # a function's name stands off from what is before and after it
            html.append(f'<mo lspace="0.167em" rspace="0.111em">{text}</mo>')
            return
        # the converter calls some relations identifiers, which would lose the space around them
        if len(text) == 1 and (unicodedata.category(text) == "Sm" or text == ":"):
            tag = "mo"
    elif block and tag in _LIMITS and element[0].tag == "mo" and element[0].text in _UNDER:
        tag = _LIMITS[tag]
    attributes = _attributes(element)
    html.append(f"<{tag}{attributes}>{escape(text)}")
    for child in element:
        _write(child, html, block)
    html.append(f"</{tag}>")


def _attributes(element: Element) -> str:
    attributes = ""
    classes = []
    for name, value in element.attrib.items():
        if name == "columnalign" and value in _ALIGN:
            classes.append(_ALIGN[value])
        elif name == "mathvariant" and value.startswith("bold"):
            # browsers only know mathvariant="normal"; weight is left to the style sheet
            classes.append("jx-bold" if value == "bold-italic" else "jx-bold-upright")
        elif name in _ATTRIBUTES and _VALUE.fullmatch(value):
            attributes += f' {name}="{escape(value)}"'
    return attributes + (f' class="{" ".join(classes)}"' if classes else "")
