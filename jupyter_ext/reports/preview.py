"""What can be shown of an artifact version without downloading it (features A1.2).

Contents are hostile: tables and texts become plain strings, pages are caged, and a chart's
description loses everything that would load or open something.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import tables
from .service import ReportRenderer
from .texts import beginning, looks_binary, shown

TEXT = 200 * 2**10
LONGEST_LINE = 5_000
SPECIFICATION = 2 * 2**20
IMAGE = 32 * 2**20

_BY_SUFFIX = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".tab": "text/tab-separated-values",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".ndjson": "application/x-ndjson",
    ".ipynb": "application/x-ipynb+json",
    ".html": "text/html",
    ".htm": "text/html",
    ".vl.json": "application/vnd.vegalite.v5+json",
    ".vl": "application/vnd.vegalite.v5+json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".svg": "image/svg+xml",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".log": "text/plain",
}
_VAGUE = ("", "application/octet-stream", "binary/octet-stream", "text/plain", "application/json")
_SIGNS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "image/bmp": (b"BM",),
}
_PARQUET = ("application/vnd.apache.parquet", "application/x-parquet", "application/parquet")
# keys of a chart's description that load, link or set up the program that draws it
_REACHING = frozenset(("url", "href", "usermeta", "loader", "tooltipFormat", "customFormatTypes"))


def media_type_of(media_type: str, filename: str) -> str:
    """The media type to go by: the given one, or the name's where the given one says little."""
    given = media_type.partition(";")[0].strip().lower()
    if given in _VAGUE:
        name = filename.lower()
        for suffix, by_name in sorted(_BY_SUFFIX.items(), key=lambda each: -len(each[0])):
            if name.endswith(suffix):
                return by_name
    return given or "application/octet-stream"


class Previewer:
    """Previews of files; pages are made and kept by `renderer`. Never call it on an event loop."""

    def __init__(self, renderer: ReportRenderer) -> None:
        self._renderer = renderer

    def preview(self, path: Path, *, media_type: str, filename: str) -> dict[str, Any]:
        """A plain dict with `kind` and what that kind needs:

        table: columns, rows, row_count · text: text · image, notebook, html: a page (see `page`) ·
        vega-lite: spec · none: reason. All have media_type and truncated.
        """
        media_type = media_type_of(media_type, filename)
        facts: dict[str, Any] = {"kind": "none", "media_type": media_type, "truncated": False}
        try:
            return facts | self._of(path, media_type)
        except (tables.NoTable, _NoPreview) as reason:
            return facts | {"reason": str(reason)}

    def page(self, path: Path, *, media_type: str, filename: str) -> tuple[Path, str] | None:
        """The file and media type to send, caged, for an image, a notebook or an HTML file.

        None for anything else. Raises ReportTooLarge, ReportTimeout, ReportFailed.
        """
        media_type = media_type_of(media_type, filename)
        if media_type == "application/x-ipynb+json":
            return self._renderer.html(path, title=filename), "text/html; charset=utf-8"
        if media_type in ("text/html", "application/xhtml+xml"):
            return self._renderer.html_file(path, title=filename), "text/html; charset=utf-8"
        if media_type.startswith("image/") and self._is_image(path, media_type):
            return path, media_type
        return None

    def _of(self, path: Path, media_type: str) -> dict[str, Any]:
        if media_type == "application/x-ipynb+json":
            return {"kind": "notebook"}
        if media_type in ("text/html", "application/xhtml+xml"):
            return {"kind": "html"}
        if media_type.startswith("image/"):
            return self._image(path, media_type)
        if media_type.startswith("application/vnd.vegalite.") or media_type == "application/json":
            return self._json(path, media_type)
        table = self._table(path, media_type)
        return table or _text(path)

    def _table(self, path: Path, media_type: str) -> dict[str, Any] | None:
        if media_type in _PARQUET:
            answer = self._renderer.first_rows(path)
            if "reason" in answer:
                raise _NoPreview(str(answer["reason"]))
            return {"kind": "table", **answer}
        try:
            if media_type in ("text/csv", "application/csv"):
                return _table(tables.csv_start(path))
            if media_type == "text/tab-separated-values":
                return _table(tables.csv_start(path, "\t"))
            if media_type in (
                "application/x-ndjson",
                "application/jsonl",
                "application/x-jsonlines",
            ):
                return _table(tables.records_start(path, lines=True))
        except tables.NoTable:
            if not path.stat().st_size:
                raise
        return None

    def _json(self, path: Path, media_type: str) -> dict[str, Any]:
        spec = chart(path)
        if spec is not None:
            return {"kind": "vega-lite", "spec": spec}
        if media_type != "application/json":
            raise _NoPreview("This file is not a Vega-Lite description, or it is too large.")
        try:
            return _table(tables.records_start(path, lines=False))
        except tables.NoTable:
            return _text(path)

    def _image(self, path: Path, media_type: str) -> dict[str, Any]:
        if path.stat().st_size > IMAGE:
            raise _NoPreview("This picture is too large to be shown. Download it instead.")
        if not self._is_image(path, media_type):
            raise _NoPreview("This file is not the kind of picture that its name says.")
        return {"kind": "image"}

    def _is_image(self, path: Path, media_type: str) -> bool:
        with path.open("rb") as file:
            head = file.read(1024)
        if media_type == "image/svg+xml":
            return b"<" in head and not looks_binary(head)
        return head.startswith(_SIGNS.get(media_type, ()))


class _NoPreview(Exception):
    """There is nothing to show; the message says why."""


def chart(path: Path) -> dict[str, Any] | None:
    """The Vega-Lite description in a JSON file, harmless; None if it holds none."""
    if path.stat().st_size > SPECIFICATION:
        return None
    text, _ = beginning(path, SPECIFICATION)
    try:
        spec = json.loads(text.lstrip("\ufeff"))
        schema = spec.get("$schema") if isinstance(spec, dict) else None
        if isinstance(schema, str) and "/vega-lite/" in schema:
            return {
                str(key): harmless(value) for key, value in spec.items() if key not in _REACHING
            }
    except (ValueError, RecursionError):
        pass
    return None


def harmless(part: Any) -> Any:
    """A part of a chart's description without what loads, links or configures."""
    if isinstance(part, Mapping):
        return {key: harmless(value) for key, value in part.items() if key not in _REACHING}
    if isinstance(part, list):
        return [harmless(value) for value in part]
    return part


def _table(start: tables.TableStart) -> dict[str, Any]:
    return {"kind": "table", **asdict(start)}


def _text(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        if looks_binary(file.read(8192)):
            raise _NoPreview("There is no preview for this kind of file. Download it instead.")
    text, whole = beginning(path, TEXT)
    lines = text.splitlines()
    long = any(len(line) > LONGEST_LINE for line in lines)
    kept = [line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + " …" for line in lines]
    return {"kind": "text", "text": shown("\n".join(kept)), "truncated": not whole or long}
