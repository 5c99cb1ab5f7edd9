"""Reports as PDF, by a real Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from jupyter_ext.reports import pdf
from jupyter_ext.reports.errors import PdfUnavailable, ReportTimeout
from jupyter_ext.reports.service import ReportRenderer

from .conftest import markdown


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    pdf.printer.cache_clear()
    yield
    pdf.printer.cache_clear()


@pytest.fixture
def printing() -> None:
    if pdf.printer() is None:
        pytest.skip("Chromium isn't installed")


@pytest.mark.usefixtures("printing")
def test_a_report_is_printed_once(written: Callable[..., Path], renderer: ReportRenderer) -> None:
    assert renderer.pdf_available()
    path = written(markdown("# Title\n\n$x^2$"))
    made = renderer.pdf(path, facts={"specification": "scorecard", "state": "SUCCEEDED"})
    content = made.read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"%%EOF" in content[-20:]
    changed = made.stat().st_ino
    again = renderer.pdf(path, facts={"specification": "scorecard", "state": "SUCCEEDED"})
    assert again.stat().st_ino == changed


@pytest.mark.usefixtures("printing")
def test_a_browser_that_takes_too_long_is_killed(
    written: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = ReportRenderer(tmp_path / "scratch", 60, None, tmp_path / "cache")
    path = written(markdown("x"))
    renderer.html(path)
    monkeypatch.setattr(renderer, "_timeout", 0.2)
    with pytest.raises(ReportTimeout):
        renderer.pdf(path)
    left = [
        each.info["pid"]
        for each in psutil.process_iter(["pid", "cmdline", "status"])
        if each.info["status"] != psutil.STATUS_ZOMBIE
        and str(tmp_path / "cache") in " ".join(each.info["cmdline"] or [])
    ]
    assert left == []


def test_without_a_browser_it_says_what_to_install(
    written: Callable[..., Path], renderer: ReportRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert not renderer.pdf_available()
    with pytest.raises(PdfUnavailable, match="Install Chromium"):
        renderer.pdf(written(markdown("x")))
