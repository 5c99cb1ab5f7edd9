"""Logged results: what a run is to show besides its outputs, each under a name."""

from __future__ import annotations

import json as _json
import math
import os
import re
from pathlib import Path
from typing import Any, Dict, List, Tuple

from ._events import append, check_name, not_kept, safe
from ._manifest import current

_Bytes = bytes
TABLE_ROWS = 10_000
_SUFFIXES = {
    "table": ("application/json", ".json"),
    "json": ("application/json", ".json"),
    "vega": ("application/json", ".json"),
    "html": ("text/html", ".html"),
    "markdown": ("text/markdown", ".md"),
    "text": ("text/plain", ".txt"),
}
_PICTURES = (
    (b"\x89PNG\r\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"GIF8", "image/gif", ".gif"),
    (b"RIFF", "image/webp", ".webp"),
)


def table(name: str, data: Any) -> None:
    """Log a table: a pandas or polars frame, a list of dicts, a list of rows, or a dict of columns.

    Kept as {"columns": […], "rows": [[…]], "total": n}, at most the first 10,000 rows.
    """
    columns, rows, total = _columns_and_rows(data)
    content = {"columns": columns, "rows": safe(rows), "total": total}
    _log("table", name, _json.dumps(content, ensure_ascii=False).encode("utf-8"))


def json(name: str, value: Any) -> None:
    """Log anything that JSON can hold; NaN and infinities become text. Raises TypeError."""
    _log("json", name, _json.dumps(safe(value), ensure_ascii=False).encode("utf-8"))


def vega(name: str, spec: Any) -> None:
    """Log a Vega or Vega-Lite chart: a dict, JSON text, or an Altair chart. Raises TypeError."""
    if callable(getattr(spec, "to_dict", None)):
        spec = spec.to_dict()
    if isinstance(spec, str):
        spec = _json.loads(spec)
    if not isinstance(spec, dict):
        raise TypeError("a Vega chart is a dict, not {}".format(type(spec).__name__))
    _log("vega", name, _json.dumps(safe(spec), ensure_ascii=False).encode("utf-8"))


def html(name: str, content: Any) -> None:
    """Log HTML: text, or an object that shows itself as HTML (a plotly figure, a pandas Styler)."""
    if not isinstance(content, str):
        show = getattr(content, "_repr_html_", None) or getattr(content, "to_html", None)
        content = show() if callable(show) else None
        if not isinstance(content, str):
            raise TypeError("HTML is text, or an object that shows itself as HTML")
    _log("html", name, content.encode("utf-8"))


def markdown(name: str, content: str) -> None:
    """Log markdown text. Raises TypeError."""
    if not isinstance(content, str):
        raise TypeError("markdown is text, not {}".format(type(content).__name__))
    _log("markdown", name, content.encode("utf-8"))


def text(name: str, content: Any) -> None:
    """Log plain text: `str(content)`."""
    _log("text", name, str(content).encode("utf-8", "replace"))


def image(name: str, picture: Any) -> None:
    """Log a picture: a matplotlib figure (or axes), a PIL image, a path, or the bytes of one.

    PNG, JPEG, GIF, WebP or SVG. Raises TypeError for anything else.
    """
    data = _picture_bytes(picture)
    for head, media_type, suffix in _PICTURES:
        if data.startswith(head):
            return _log("image", name, data, media_type, suffix)
    if re.match(rb"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg\b", data, re.DOTALL):
        return _log("image", name, data, "image/svg+xml", ".svg")
    raise TypeError("a picture is PNG, JPEG, GIF, WebP or SVG; these bytes are none of them")


def _log(kind: str, name: str, data: bytes, media_type: str = "", suffix: str = "") -> None:
    check_name("result", name)
    manifest = current()
    if manifest is None:
        return not_kept("result")
    if not suffix:
        media_type, suffix = _SUFFIXES[kind]
    folder = manifest.events.parent / "results"
    folder.mkdir(parents=True, exist_ok=True)
    path = _write_new(
        folder, re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or kind, suffix, data
    )
    where = os.path.relpath(str(path), str(manifest.events.parent.parent)).replace(os.sep, "/")
    event = {"type": "result", "kind": kind, "name": name, "media_type": media_type, "path": where}
    return append(manifest, event)


def _write_new(folder: Path, stem: str, suffix: str, data: bytes) -> Path:
    """Write a file of a name that nobody has yet: two processes may log the same name."""
    number = 1
    while True:
        path = folder / "{}{}{}".format(stem, "" if number == 1 else "-{}".format(number), suffix)
        try:
            with open(str(path), "xb") as stream:
                stream.write(data)
            return path
        except FileExistsError:
            number += 1


def _picture_bytes(picture: Any) -> bytes:
    if isinstance(picture, (_Bytes, bytearray, memoryview)):
        return bytes(picture)
    if isinstance(picture, (str, os.PathLike)):
        if isinstance(picture, str) and picture.lstrip().startswith("<"):
            return picture.encode("utf-8")
        return Path(os.fspath(picture)).read_bytes()
    import io

    stream = io.BytesIO()
    figure: Any = picture if hasattr(picture, "savefig") else getattr(picture, "figure", None)
    if hasattr(figure, "savefig"):
        figure.savefig(stream, format="png", bbox_inches="tight")
    elif hasattr(picture, "getpixel"):
        picture.save(stream, format="PNG")
    else:
        raise TypeError("jx can't make a picture of a {}".format(type(picture).__name__))
    return stream.getvalue()


def _columns_and_rows(data: Any) -> Tuple[List[str], List[List[Any]], int]:
    if hasattr(data, "to_frame") and hasattr(data, "index"):  # a pandas Series
        data = data.to_frame()
    if hasattr(data, "columns") and (hasattr(data, "itertuples") or hasattr(data, "rows")):
        return _of_frame(data)
    if hasattr(data, "tolist"):
        data = data.tolist()
    if isinstance(data, dict):
        return _of_columns(data)
    if isinstance(data, (str, _Bytes)):
        raise TypeError("a table is a frame, a list of rows or a dict of columns, not text")
    rows: List[Any] = list(data)
    if rows and all(isinstance(row, dict) for row in rows):
        return _of_dicts(rows)
    if not all(isinstance(row, (list, tuple)) for row in rows):
        raise TypeError("each row of a table is a dict or a list")
    width = max(map(len, rows)) if rows else 0
    filled = [[*row, *[None] * (width - len(row))] for row in rows[:TABLE_ROWS]]
    return [str(i + 1) for i in range(width)], filled, len(rows)


def _of_frame(frame: Any) -> Tuple[List[str], List[List[Any]], int]:
    total = len(frame)
    shown = frame.head(TABLE_ROWS)
    if hasattr(frame, "itertuples"):  # pandas
        if type(shown.index).__name__ != "RangeIndex" or shown.index.name is not None:
            shown = shown.reset_index()
        values = shown.itertuples(index=False, name=None)
    else:  # polars
        values = shown.rows()
    return [str(c) for c in shown.columns], [[_cell(v) for v in row] for row in values], total


def _of_columns(data: Dict[Any, Any]) -> Tuple[List[str], List[List[Any]], int]:
    columns = [
        list(column) if isinstance(column, (list, tuple)) or hasattr(column, "tolist") else [column]
        for column in data.values()
    ]
    total = max(map(len, columns)) if columns else 0
    if any(len(column) != total for column in columns):
        raise ValueError("the columns of a table are of one length")
    rows = [[column[i] for column in columns] for i in range(min(total, TABLE_ROWS))]
    return [str(name) for name in data], rows, total


def _of_dicts(rows: List[Dict[Any, Any]]) -> Tuple[List[str], List[List[Any]], int]:
    keys: List[Any] = list(dict.fromkeys(key for row in rows for key in row))
    return (
        [str(k) for k in keys],
        [[row.get(k) for k in keys] for row in rows[:TABLE_ROWS]],
        len(rows),
    )


def _cell(value: Any) -> Any:
    """A frame's value in JSON; what JSON lacks (a category, a time span) as its text."""
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    try:
        return safe(value)
    except TypeError:
        return str(value)
