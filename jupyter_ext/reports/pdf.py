"""Reports as PDF, printed by a Chromium or Chrome that is already installed.

The page holds no script and forbids any by its own policy; the browser resolves no names. (Its
switch that turns scripts off can't be used: it turns off its own printing as well.)
"""

import os
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from . import child
from .errors import PdfUnavailable

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@lru_cache(maxsize=1)
def printer() -> str | None:
    """The path of the program that prints, if there is one."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def printed(page: Path, folder: Path, timeout: float) -> Path:
    """`page` as a PDF in `folder`. Raises PdfUnavailable, ReportFailed and ChildTimeout."""
    program = printer()
    if program is None:
        raise PdfUnavailable(
            "This server has no program that prints PDF. Install Chromium or Chrome on it, or "
            "print the report from your browser."
        )
    # the browser's sockets must have short names, so it can't work below the data folder
    with tempfile.TemporaryDirectory(prefix="jx-", ignore_cleanup_errors=True) as short:
        made = Path(short, "report.pdf")
        ended = child.run(_command(program, page, made), Path(short), timeout)
        if not made.exists():
            raise child.failed(ended)
        return Path(shutil.move(made, folder / made.name))


def _command(program: str, page: Path, made: Path) -> list[str]:
    command = [
        program,
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-extensions",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={made.parent / 'profile'}",
        "--no-first-run",
        "--no-pdf-header-footer",
        f"--print-to-pdf={made}",
        page.resolve().as_uri(),
    ]
    if getattr(os, "geteuid", lambda: 1)() == 0:
        # root can't set up the browser's own sandbox; there is no script to be kept in it
        command.insert(1, "--no-sandbox")
    return command
