"""The child process that turns one notebook or HTML file into a page.

`python -m jupyter_ext.reports.render` reads one JSON request on standard input, writes the page to
the file it names, and answers one JSON line on standard output. It is given a time and memory
limit, an empty working folder and no secrets (security.md 10): whatever a notebook makes the
parsers do, it happens here and not in the server.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .page import PageOptions, html_page, notebook_page

# bump when the same notebook gives another page: it is part of the cache's key
VERSION = "2"

_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
LARGEST_IMAGE = 8 * 2**20


class NotANotebook(Exception):
    """The file is not a Jupyter notebook."""


def page(request: Mapping[str, Any]) -> str:
    """The page that `request` asks for; raises NotANotebook."""
    path = Path(request["path"])
    title = str(request.get("title") or path.stem)
    raw = path.read_bytes()
    if request.get("kind") == "html":
        return html_page(_text(raw), title)
    options = PageOptions(
        code=bool(request.get("code", True)),
        interactive=bool(request.get("interactive", False)),
        facts=request.get("facts") or {},
        images=_images(request.get("images") or {}),
        title=title,
        sha256=str(request.get("sha256") or hashlib.sha256(raw).hexdigest()),
        review=request.get("review") or {},
    )
    return notebook_page(parsed(raw), options)


def parsed(raw: bytes) -> Mapping[str, Any]:
    """The notebook in `raw` as nbformat 4; older ones are converted."""
    try:
        notebook = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotANotebook(f"this file is not a notebook: {error}") from None
    if not isinstance(notebook, dict) or not ("cells" in notebook or "worksheets" in notebook):
        raise NotANotebook("this file is not a notebook: it has no cells")
    if "cells" not in notebook:
        # jsonschema's grammar for an unused format takes a second to import
        sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
        import nbformat

        return nbformat.convert(nbformat.from_dict(notebook), 4)
    return notebook


def _images(paths: Mapping[str, str]) -> dict[str, str]:
    """data: URLs of those files that are pictures."""
    found = {}
    for name, path in paths.items():
        try:
            if Path(path).stat().st_size > LARGEST_IMAGE:
                continue
            data = Path(path).read_bytes()
        except OSError:
            continue
        kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
        if kind is None and name.lower().endswith(".svg"):
            kind = "image/svg+xml"
        if kind:
            url = f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
            found[name] = found[f"./{name}"] = url
    return found


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def main() -> int:
    """Answer the request on standard input; 0 also when the answer is that it can't be done."""
    request = json.load(sys.stdin)
    if request.get("memory_limit"):
        from jupyter_ext.platforms import processes

        processes.limit_memory(request["memory_limit"])
    sys.setrecursionlimit(3000)
    answer: dict[str, Any]
    try:
        html = page(request)
        data = html.encode("utf-8", "replace")
        if len(data) > request.get("largest", len(data)):
            answer = {"ok": False, "error": "too_large"}
        else:
            Path(request["into"]).write_bytes(data)
            answer = {"ok": True, "size": len(data)}
    except MemoryError:
        answer = {"ok": False, "error": "too_large"}
    except NotANotebook as error:
        answer = {"ok": False, "error": "not_a_notebook", "message": str(error)[:300]}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
