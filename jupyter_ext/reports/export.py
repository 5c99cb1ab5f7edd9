"""A notebook in another format: HTML by our own reports, the rest by nbconvert in a child."""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..artifacts.media_types import by_name
from ..errors import NotFound, RenderFailed
from . import child
from .service import ReportRenderer

TIMEOUT = 120.0  # seconds of one conversion


@dataclass(frozen=True)
class Exported:
    """A file to be sent; a page is shown, anything else is an attachment."""

    data: bytes
    media_type: str
    filename: str


@contextmanager
def as_file(
    shown: Path | None, otherwise: Callable[[], dict[str, Any]], scratch: Path
) -> Iterator[Path]:
    """The file of a notebook: the one that is there, else one made for the time being."""
    if shown is not None and shown.exists():
        yield shown
        return
    with tempfile.TemporaryDirectory(dir=scratch, prefix="notebook-") as folder:
        path = Path(folder) / "notebook.ipynb"
        path.write_text(json.dumps(otherwise()), "utf-8")
        yield path


def export(path: Path, title: str, form: str, scratch: Path) -> Exported:
    """The notebook at `path` as `form` (nbconvert's word: html, markdown, script, …).

    Raises:
        NotFound: there is no such format.
        RenderFailed, TooLarge: it can't be made.
    """
    if form == "html":
        # a folder of its own: nothing that was shown for once is kept, or taken from another
        with tempfile.TemporaryDirectory(dir=scratch, prefix="page-") as folder:
            page = ReportRenderer(scratch, cache_dir=Path(folder)).html(path, title=title)
            return Exported(page.read_bytes(), "text/html; charset=utf-8", f"{title}.html")
    if form == "notebook":
        return Exported(path.read_bytes(), "application/x-ipynb+json", f"{title}.ipynb")
    from nbconvert.exporters import get_export_names

    if not re.fullmatch(r"[a-z_]+", form) or form not in get_export_names():
        raise NotFound(f"There is no export format {form[:32]!r}.")
    with tempfile.TemporaryDirectory(dir=scratch, prefix="export-") as folder:
        return _by_nbconvert(path, title, form, Path(folder))


def _by_nbconvert(path: Path, title: str, form: str, folder: Path) -> Exported:
    made = folder / "made"
    made.mkdir()
    argv = [
        *(sys.executable, "-P", "-m", "nbconvert", "--to", form),
        *("--output-dir", str(made), "--output", "notebook", str(path.resolve())),
    ]
    try:
        ended = child.run(argv, folder, TIMEOUT)
    except child.ChildTimeout:
        raise RenderFailed("Making this took too long and was ended.") from None
    files = sorted(one for one in made.rglob("*") if one.is_file())
    if ended.code or not files:
        said = ended.stderr.strip().splitlines()
        raise RenderFailed(
            f"It can't be exported as {form}: {said[-1][:300] if said else 'no reason was given'}"
        )
    if len(files) == 1:
        [one] = files
        return Exported(one.read_bytes(), by_name(one.name), f"{title}{one.suffix}")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for one in files:
            zipped.write(one, one.relative_to(made).as_posix())
    return Exported(archive.getvalue(), "application/zip", f"{title}.zip")
