"""Sending stored contents: streamed, as attachments, pages caged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..errors import InvalidInput
from ..reports import csp
from ..reports.frame import framed
from ..store.archives import zip_chunks, zip_name
from ..store.blobs import CHUNK, Content

if TYPE_CHECKING:
    from .base import ApiHandler


async def send_blob(handler: ApiHandler, content: Content, *, attachment: bool = True) -> None:
    """Stream one content; the client's pace sets ours, so memory stays bounded."""
    _caged(handler)
    handler.set_header("Content-Type", content.media_type)
    handler.set_header("Content-Length", str(content.size))
    if attachment:
        handler.set_header("Content-Disposition", disposition(content.filename))
    await _stream(handler, handler.services.blobs.chunks(content.sha256))


async def send_so_far(handler: ApiHandler, filename: str, chunks: Iterator[bytes]) -> None:
    """Text that is still being written; the answer says that it isn't complete."""
    _caged(handler)
    handler.set_header("Content-Type", "text/plain; charset=utf-8")
    handler.set_header("Content-Disposition", disposition(filename))
    handler.set_header("Jupyter-Ext-Complete", "false")
    await _stream(handler, chunks)


async def send_bytes(handler: ApiHandler, made: Any, *, attachment: bool = True) -> None:
    """Something made in memory; `made` has data, media_type and filename. Caged like a report."""
    _caged(handler)
    handler.set_header("Content-Type", made.media_type)
    handler.set_header("Cache-Control", "no-store")
    if attachment:
        handler.set_header("Content-Disposition", disposition(made.filename))
    handler.finish(made.data)


async def send_export(handler: ApiHandler, made: Any) -> None:
    """What `/nbconvert/…` gives: a page is shown unless `?download=true`, the rest attached."""
    page = made.media_type.startswith("text/html")
    asked = handler.get_query_argument("download", "false").lower() == "true"
    await send_bytes(handler, made, attachment=asked or not page)


async def send_folder(handler: ApiHandler, content: Content) -> None:
    """A folder version as one zip."""
    entries = [(path, sha256) for path, sha256, _ in content.members or ()]
    await send_zip(handler, entries, content.filename + ".zip")


async def send_zip(
    handler: ApiHandler,
    entries: Iterable[tuple[str, str | bytes]],
    filename: str = "run-output.zip",
) -> None:
    """Entries (path, sha256 of a stored content or the bytes themselves) as one zip, streamed."""
    _caged(handler)
    handler.set_header("Content-Type", "application/zip")
    handler.set_header("Content-Disposition", disposition(filename))
    await _stream(handler, zip_chunks(_contents(handler, list(entries)), level=1))


async def send_archive(handler: ApiHandler, made: Any) -> None:
    """An archive that is made while it is sent; `made` has filename, size and chunks()."""
    _caged(handler)
    handler.set_header("Content-Type", "application/zip")
    handler.set_header("Cache-Control", "no-store")
    handler.set_header("Content-Disposition", disposition(made.filename))
    handler.set_header("Jupyter-Ext-Size", str(made.size))
    await _stream(handler, made.chunks())


async def send_report(handler: ApiHandler, report: Any, query: Any) -> None:
    """A report: caged HTML, or a PDF; `report` has path, media_type and filename."""
    headers = csp.interactive_headers() if query.interactive else csp.static_headers()
    for name, value in headers.items():
        handler.set_header(name, value)
    handler.set_header("Content-Type", report.media_type)
    if query.download:
        handler.set_header("Content-Disposition", disposition(report.filename))
    chunks = _file_chunks(report.path)
    if query.interactive and report.media_type.startswith("text/html"):
        chunks = framed(chunks, report.filename.removesuffix(".html"))
    await _stream(handler, chunks)


async def send_preview_page(handler: ApiHandler, page: Any) -> None:
    """A preview's page; `page` has path or content, and media_type. Caged like a report."""
    for name, value in csp.static_headers().items():
        handler.set_header(name, value)
    if not page.media_type.startswith(("text/html", "image/")):
        raise InvalidInput("This version has no page to show; download it instead.")
    handler.set_header("Content-Type", page.media_type)
    if page.sha256 is not None:
        await _stream(handler, handler.services.blobs.chunks(page.sha256))
    else:
        await _stream(handler, _file_chunks(page.path))


def disposition(filename: str) -> str:
    """An attachment's header; the name can hold anything (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _caged(handler: ApiHandler) -> None:
    for name, value in csp.static_headers().items():
        handler.set_header(name, value)


def _file_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _contents(
    handler: ApiHandler, entries: list[tuple[str, str | bytes]]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    for path, source in entries:
        stored = handler.services.blobs.chunks
        yield zip_name(path), [source] if isinstance(source, bytes) else stored(source)


async def _stream(handler: ApiHandler, chunks: Iterator[bytes]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        chunk = await loop.run_in_executor(handler.services.readers, next, chunks, None)
        if chunk is None:
            break
        if chunk:
            handler.write(chunk)
            await handler.flush()
    handler.finish()
