"""Reports of executed notebooks, made in child processes and kept as files."""

import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import child, pdf
from .errors import ReportFailed, ReportTimeout, ReportTooLarge
from .render import VERSION

TIMEOUT = 60.0
MEMORY = 2 * 2**30
LARGEST_NOTEBOOK = 256 * 2**20
LARGEST_PAGE = 256 * 2**20
CACHE = 2**30


class ReportRenderer:
    """Makes pages of notebooks; safe to be called from several threads, never from an event loop.

    Args:
        scratch_dir: where children work; everything in it is removed again.
        timeout: seconds that one conversion may take.
        memory_limit: bytes that one conversion may use; None for no limit.
        cache_dir: where pages are kept; they may be removed at any time.
        at_once: conversions that may run at the same time.
        cache_limit: bytes of pages to keep; the longest unread ones go first.
    """

    def __init__(
        self,
        scratch_dir: Path,
        timeout: float = TIMEOUT,
        memory_limit: int | None = MEMORY,
        cache_dir: Path | None = None,
        *,
        at_once: int = 2,
        cache_limit: int = CACHE,
    ) -> None:
        self._scratch = scratch_dir
        self._timeout = timeout
        self._memory_limit = memory_limit
        self._cache = cache_dir or scratch_dir / "reports"
        self._cache_limit = cache_limit
        self._slots = threading.BoundedSemaphore(at_once)
        self._guard = threading.Lock()
        self._making: dict[str, tuple[threading.Lock, int]] = {}

    def html(
        self,
        notebook_path: Path,
        *,
        code: bool = True,
        interactive: bool = False,
        facts: Mapping[str, Any] | None = None,
        title: str = "",
        images: Mapping[str, Path] | None = None,
        reviewed: Mapping[str, Any] | None = None,
    ) -> Path:
        """The file with the page of a notebook; serve it with the headers of `csp`.

        `facts` is a ReportFacts; `images` are accompanying files by the relative path under which
        the notebook's text shows them. For a notebook with a review on it, `reviewed` holds the
        marks of its cells (`review`) and the hash of the notebook below (`sha256`).

        Raises:
            ReportTooLarge, ReportTimeout, ReportFailed: each says what to do instead.
        """
        request = {
            "kind": "notebook",
            "code": code,
            "interactive": interactive,
            "facts": dict(facts or {}),
            "title": title,
            "images": {name: str(path) for name, path in sorted((images or {}).items())},
            **(reviewed or {}),
        }
        return self._page(notebook_path, request)

    def html_file(self, path: Path, *, title: str = "") -> Path:
        """The file with the caged page of someone's HTML file. Raises as `html`."""
        return self._page(path, {"kind": "html", "title": title})

    def pdf_available(self) -> bool:
        """Whether this machine has a program that prints pages as PDF."""
        return pdf.printer() is not None

    def pdf(
        self,
        notebook_path: Path,
        *,
        code: bool = True,
        facts: Mapping[str, Any] | None = None,
        title: str = "",
        images: Mapping[str, Path] | None = None,
        reviewed: Mapping[str, Any] | None = None,
    ) -> Path:
        """The file with the printed page of a notebook. Raises PdfUnavailable, else as `html`."""
        page = self.html(
            notebook_path, code=code, facts=facts, title=title, images=images, reviewed=reviewed
        )
        with self._making_of(page.stem + ".pdf"):
            target = page.with_suffix(".pdf")
            if not _touched(target):
                with self._working_folder("making a PDF") as (folder, limit):
                    _move(pdf.printed(page, folder, limit), target)
            return target

    def first_rows(self, path: Path) -> dict[str, Any]:
        """The first rows of a parquet file (a `TableStart` as a dict), or a `reason`.

        Raises ReportTimeout, ReportFailed.
        """
        with self._working_folder("reading this file") as (folder, limit):
            request = {"path": str(path.resolve()), "memory_limit": self._memory_limit}
            return self._answer(child.ask("jupyter_ext.reports.parquet", request, folder, limit))

    def _page(self, path: Path, request: dict[str, Any]) -> Path:
        if path.stat().st_size > LARGEST_NOTEBOOK:
            raise ReportTooLarge(
                "This notebook is too large to be shown as a report. Download it instead."
            )
        key = self._key(path, request)
        target = self._cache / key[:2] / f"{key}.html"
        with self._making_of(key):
            if not _touched(target):
                self._make(path, request, target)
                self._prune()
        return target

    def _key(self, path: Path, request: Mapping[str, Any]) -> str:
        digest = hashlib.sha256()
        digest.update(json.dumps([VERSION, request], sort_keys=True, default=str).encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def _make(self, path: Path, request: dict[str, Any], target: Path) -> None:
        with self._working_folder("making this report") as (folder, limit):
            made = folder / "page.html"
            ended = child.ask(
                "jupyter_ext.reports.render",
                {
                    **request,
                    "path": str(path.resolve()),
                    "into": str(made),
                    "memory_limit": self._memory_limit,
                    "largest": LARGEST_PAGE,
                },
                folder,
                limit,
            )
            answer = self._answer(ended)
            if answer.get("error") == "too_large":
                raise ReportTooLarge(
                    "This notebook is too large to be shown as a report. Download it instead."
                )
            if not answer.get("ok"):
                raise ReportFailed(str(answer.get("message")))
            _move(made, target)

    def _answer(self, ended: child.Ended) -> dict[str, Any]:
        """What a child said; what it died of goes to the log."""
        try:
            if ended.code == 0:
                answer: dict[str, Any] = json.loads(ended.stdout)
                return answer
        except ValueError:
            pass
        raise child.failed(ended)

    @contextmanager
    def _working_folder(self, doing: str) -> Iterator[tuple[Path, float]]:
        """A turn, an empty folder, and the seconds that may be used."""
        with self._slots:
            self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder = Path(tempfile.mkdtemp(prefix="report-", dir=self._scratch)).resolve()
            try:
                yield folder, self._timeout
            except child.ChildTimeout:
                raise ReportTimeout(
                    f"{doing.capitalize()} took longer than {self._timeout:g} seconds. "
                    "Download the notebook instead."
                ) from None
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _making_of(self, key: str) -> Iterator[None]:
        """Lets one caller make a page while the others that want the same one wait for it."""
        with self._guard:
            lock, waiting = self._making.get(key, (threading.Lock(), 0))
            self._making[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, waiting = self._making.pop(key)
                if waiting > 1:
                    self._making[key] = (lock, waiting - 1)

    def _prune(self) -> None:
        files = []
        for path in self._cache.glob("*/*"):
            try:
                found = path.stat()
            except OSError:
                continue
            files.append((found.st_mtime, found.st_size, path))
        total = sum(size for _, size, _ in files)
        # the newest is always kept: it is about to be read
        for _, size, path in sorted(files)[:-1]:
            if total <= self._cache_limit:
                break
            path.unlink(missing_ok=True)
            total -= size


def _touched(path: Path) -> bool:
    """Whether `path` is there; marks it as read just now."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _move(made: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made.replace(target)
