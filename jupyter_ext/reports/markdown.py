"""Markdown cells and outputs as HTML, with the formulas JupyterLab would typeset.

The rules for formulas are nbconvert's, on the same parser (mistune). nbconvert itself is not
imported: that alone takes two seconds, and a report should not.
"""

import re
from dataclasses import replace
from html import escape
from typing import Any, ClassVar

from mistune import (
    BlockParser,
    BlockState,
    HTMLRenderer,
    InlineParser,
    InlineState,
    Markdown,
)
from mistune.plugins import import_plugin

from . import code
from .markup import DOLLAR, FORMULA, Caged, Place, caged, note
from .maths import Maths

_PLUGINS = ("strikethrough", "table", "url", "task_lists", "def_list")
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")


def markdown(source: str, place: Place, maths: Maths, *, plain: bool = False) -> Caged:
    """`source` as caged HTML; `plain` shows HTML in it as text, and no pictures but attachments."""
    renderer = _Plain(maths) if plain else _Renderer(maths)
    parser = Markdown(
        renderer, _Blocks(), _Inline(hard_wrap=False), [import_plugin(name) for name in _PLUGINS]
    )
    html = str(parser(_NONCHARACTERS.sub("", source)))
    formulas = renderer.formulas or [("", "")]
    return caged(html, replace(place, maths=maths, formulas=formulas))


class _Blocks(BlockParser):
    """Keeps a formula of several lines in one piece."""

    SPECIFICATION: ClassVar[dict[str, str]] = {
        **BlockParser.SPECIFICATION,
        "multiline_math": (
            r"(?s:(?<!\\)[$]{2}.*?(?<!\\)[$]{2}|\\\\\[.*?\\\\\]"
            r"|\\begin\{(?P<math_env_name>[a-z]*\*?)\}.*?\\end\{(?P=math_env_name)\})"
        ),
    }
    DEFAULT_RULES = ("multiline_math", *BlockParser.DEFAULT_RULES)  # type: ignore[assignment]

    def parse_multiline_math(self, m: re.Match[str], state: BlockState) -> int:
        state.add_paragraph(m[0])
        return m.end()


class _Inline(InlineParser):
    """Takes formulas out before anything in them is read as markdown."""

    SPECIFICATION: ClassVar[dict[str, str]] = {
        **InlineParser.SPECIFICATION,
        "block_math_tex": r"(?s:(?<!\\)\$\$(?P<math_block_tex>.*?)(?<!\\)\$\$)",
        "block_math_latex": r"(?s:(?<!\\)\\\\\[(?P<math_block_latex>.*?)(?<!\\)\\\\\])",
        "inline_math_tex": r"(?s:(?<![$\\])\$(?P<math_inline_tex>.+?)(?<![$\\])\$)",
        "inline_math_latex": r"(?s:(?<!\\)\\\\\((?P<math_inline_latex>.*?)(?<!\\)\\\\\))",
        "latex_environment": (
            r"(?s:(?P<math_env>\\begin\{(?P<math_env_name>[a-z]*\*?)\}"
            r".*?\\end\{(?P=math_env_name)\}))"
        ),
    }
    DEFAULT_RULES = (  # type: ignore[assignment]
        "block_math_tex",
        "block_math_latex",
        "inline_math_tex",
        "inline_math_latex",
        "latex_environment",
        *InlineParser.DEFAULT_RULES,
    )

    def parse_block_math_tex(self, m: re.Match[str], state: InlineState) -> int:
        return _formula(state, m, "math_block_tex", block=True)

    def parse_block_math_latex(self, m: re.Match[str], state: InlineState) -> int:
        return _formula(state, m, "math_block_latex", block=True)

    def parse_inline_math_tex(self, m: re.Match[str], state: InlineState) -> int:
        return _formula(state, m, "math_inline_tex", block=False)

    def parse_inline_math_latex(self, m: re.Match[str], state: InlineState) -> int:
        return _formula(state, m, "math_inline_latex", block=False)

    def parse_latex_environment(self, m: re.Match[str], state: InlineState) -> int:
        return _formula(state, m, "math_env", block=True)


def _formula(state: InlineState, m: re.Match[str], group: str, *, block: bool) -> int:
    state.append_token({"type": "formula", "raw": m.group(group), "attrs": {"block": block}})
    return m.end()


class _Renderer(HTMLRenderer):
    """HTML in which each formula is a mark, so that nothing after it can touch its markup."""

    def __init__(self, maths: Maths, *, escape: bool = False) -> None:
        # what is allowed is decided in one place, when the HTML is caged
        super().__init__(escape=escape, allow_harmful_protocols=True)
        self.formulas: list[tuple[str, str]] = []
        self._maths = maths

    def formula(self, text: str, block: bool) -> str:
        self.formulas.append((self._maths.html(text, block=block), text))
        return FORMULA.format(len(self.formulas) - 1)

    def text(self, text: str) -> str:
        return super().text(text).replace("$", DOLLAR)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        # JupyterLab's own anchors, so that links to them go on working
        anchor = re.sub(r"<[^>]*>", "", text).replace(" ", "-")
        return f'<h{level} id="{escape(anchor)}">{text}</h{level}>\n'

    def block_code(self, code_: str, info: str | None = None) -> str:
        language = (info or "").strip().split(maxsplit=1)
        if language and language[0] == "mermaid":
            return f"<p>{note('[A diagram, shown as its source]')}</p><pre>{escape(code_)}</pre>\n"
        return f"<div>{code.highlighted(code_, language[0] if language else None)}</div>\n"


class _Plain(_Renderer):
    """Text of somebody who may write text only: nothing in it can look like an output."""

    def __init__(self, maths: Maths) -> None:
        super().__init__(maths, escape=True)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:"):
            return super().image(text, url, title)
        return note(f"[A picture isn’t shown in a reviewer’s text: {text}]")
