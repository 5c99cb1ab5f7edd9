"""A frame around the interactive report, which its scripts can't leave.

No policy keeps a script from opening another address in its own window, with what it has read in
that address. The policy of the page around a frame does, for whatever is in the frame.
"""

from collections.abc import Iterable, Iterator
from html import escape

from . import csp
from .terminal import to_text

_STYLE = "html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block }"


def framed(page: Iterable[bytes], title: str) -> Iterator[bytes]:
    """A page that holds the interactive `page`, which comes in pieces of UTF-8."""
    policy = csp.meta_policy(interactive=True)
    shown = escape(to_text(title))
    yield (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{shown}</title>\n<style>{_STYLE}</style></head>\n"
        f'<body><iframe title="{shown}" sandbox="allow-scripts" srcdoc="'
    ).encode()
    for piece in page:
        yield piece.replace(b"&", b"&amp;").replace(b'"', b"&quot;")
    yield b'"></iframe></body></html>\n'
