"""Source code with its syntax coloured."""

import re
from functools import lru_cache
from html import escape
from typing import Any

LONGEST = 300_000

# what only IPython understands: magics, shell lines, help
_MAGIC = re.compile(r"^\s*[%!?]|\?\s*$|=\s*[%!]", re.MULTILINE)


def highlighted(source: str, language: str | None) -> str:
    """`source` as `<pre>` with the classes of a highlighter; plain where `language` is unknown."""
    lexer = _lexer(_variant(source, language)) if language and len(source) <= LONGEST else None
    if lexer is None:
        return f'<pre class="highlight">{escape(source, quote=False)}</pre>'
    from pygments import highlight

    return f'<pre class="highlight">{highlight(source, lexer, _formatter())}</pre>'


def _variant(source: str, language: str) -> str:
    name = language.lower()
    if name in ("ipython", "ipython2", "ipython3", "python", "python3", "py"):
        return "ipython3" if _MAGIC.search(source) else "python"
    return name


@lru_cache(maxsize=64)
def _lexer(name: str) -> Any:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if name == "ipython3":
        try:
            from ipython_pygments_lexers import IPython3Lexer

            return IPython3Lexer(stripnl=False)
        except ImportError:
            name = "python"
    try:
        return get_lexer_by_name(name, stripnl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=1)
def _formatter() -> Any:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)
