"""The service: children with limits, a cache, and errors that say what to do."""

import logging
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from jupyter_ext.reports import child, service
from jupyter_ext.reports.errors import ReportFailed, ReportTimeout, ReportTooLarge
from jupyter_ext.reports.service import ReportRenderer

from .conftest import code, display, markdown, stream


def test_a_page_is_made_once_per_way_of_showing_it(
    written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    path = written(markdown("first"), code("x = 1"))
    page = renderer.html(path, facts={"state": "SUCCEEDED"})
    made = page.stat().st_ino

    assert renderer.html(path, facts={"state": "SUCCEEDED"}).stat().st_ino == made
    others = {
        renderer.html(path, code=False),
        renderer.html(path, interactive=True),
        renderer.html(path, facts={"state": "FAILED"}),
        renderer.html(path),
    }
    assert len(others | {page}) == 5

    written(markdown("second"))
    assert b"second" in renderer.html(path).read_bytes()


def test_nothing_is_left_in_the_scratch_folder(
    written: Callable[..., Path], renderer: ReportRenderer, tmp_path: Path
) -> None:
    renderer.html(written(markdown("x")))
    with pytest.raises(ReportFailed):
        (tmp_path / "no.ipynb").write_text("no notebook")
        renderer.html(tmp_path / "no.ipynb")
    assert list((tmp_path / "scratch").iterdir()) == []


def test_many_who_want_the_same_page_wait_for_one(
    written: Callable[..., Path], renderer: ReportRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    ask = child.ask
    monkeypatch.setattr(child, "ask", lambda *given: (asked.append(given), ask(*given))[1])
    path = written(markdown("x"))
    with ThreadPoolExecutor(8) as threads:
        pages = {each.result() for each in [threads.submit(renderer.html, path) for _ in range(8)]}
    assert len(pages) == 1
    assert len(asked) == 1


def test_no_more_than_two_conversions_run_at_once(
    written: Callable[..., Path], renderer: ReportRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, guard = [0], [0], threading.Lock()
    ask = child.ask

    def counted(*given):  # type: ignore[no-untyped-def]
        with guard:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.1)
        try:
            return ask(*given)
        finally:
            with guard:
                running[0] -= 1

    monkeypatch.setattr(child, "ask", counted)
    path = written(markdown("x"))
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda i: renderer.html(path, title=str(i)), range(6)))
    assert most[0] == 2


def test_a_slow_conversion_is_ended(written: Callable[..., Path], tmp_path: Path) -> None:
    renderer = ReportRenderer(tmp_path / "scratch", timeout=0.05)
    with pytest.raises(ReportTimeout, match="Download the notebook instead"):
        renderer.html(written(markdown("x")))
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_child_is_killed_with_all_below_it(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time, pathlib;"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "pathlib.Path('pid.tmp').write_text(str(p.pid)); pathlib.Path('pid.tmp').rename('pid');"
        "time.sleep(60)"
    )
    started = time.monotonic()
    with pytest.raises(child.ChildTimeout):
        child.run([sys.executable, "-c", program], tmp_path, 2)
    assert time.monotonic() - started < 45
    grandchild = int((tmp_path / "pid").read_text())
    for _ in range(100):
        if not psutil.pid_exists(grandchild):
            break
        if psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.02)
    else:
        pytest.fail("the grandchild still runs")


def test_a_child_gets_none_of_the_servers_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_TOKEN", "s3cret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cret")
    ended = child.run([sys.executable, "-c", "import os; print(dict(os.environ))"], tmp_path, 20)
    assert b"s3cret" not in ended.stdout
    assert str(tmp_path).encode() in ended.stdout


def test_what_needs_too_much_memory_is_refused(
    written: Callable[..., Path], tmp_path: Path
) -> None:
    renderer = ReportRenderer(tmp_path / "scratch", 60, memory_limit=120 * 2**20)
    assert renderer.html(written(markdown("small"))).exists()
    with pytest.raises(ReportTooLarge, match="Download it instead"):
        renderer.html(written(*[code("", stream("x" * 10_000_000)) for _ in range(8)]))


def test_a_notebook_beyond_the_limit_is_not_even_read(
    written: Callable[..., Path], renderer: ReportRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LARGEST_NOTEBOOK", 10)
    with pytest.raises(ReportTooLarge):
        renderer.html(written(markdown("x")))


def test_twenty_megabytes_of_outputs_become_a_page(
    written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    row = "<tr>" + "<td>0.123456</td>" * 10 + "</tr>\n"
    frame = "<table>" + row * (6_000_000 // len(row)) + "</table>"
    path = written(
        code("", stream("\x1b[31mline\x1b[0m of a long log\n" * 350_000)),
        code("", display(text_html=frame)),
        markdown("the end"),
    )
    assert path.stat().st_size > 16_000_000
    started = time.monotonic()
    page = renderer.html(path).read_text("utf-8")
    assert time.monotonic() - started < 150
    assert "the end" in page
    assert "characters are only in the notebook" in page


def test_what_breaks_the_child_is_logged_under_an_id(
    written: Callable[..., Path],
    renderer: ReportRenderer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ended = child.Ended(-11, b"", "Segmentation fault in /secret/path")
    monkeypatch.setattr(child, "ask", lambda *_: ended)
    with caplog.at_level(logging.ERROR), pytest.raises(ReportFailed) as failed:
        renderer.html(written(markdown("x")))
    assert failed.value.id
    assert failed.value.id in str(failed.value)
    assert "/secret" not in str(failed.value)
    assert failed.value.id in caplog.text
    assert "/secret/path" in caplog.text


def test_what_is_no_notebook_says_so(renderer: ReportRenderer, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text('{"no": "cells"}')
    with pytest.raises(ReportFailed, match="not a notebook"):
        renderer.html(path)


def test_a_deeply_nested_file_breaks_nothing(renderer: ReportRenderer, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text('{"cells": ' + "[" * 200_000)
    with pytest.raises(ReportFailed):
        renderer.html(path)


def test_the_cache_keeps_to_its_size(written: Callable[..., Path], tmp_path: Path) -> None:
    renderer = ReportRenderer(tmp_path / "s", 60, None, tmp_path / "cache", cache_limit=60_000)
    path = written(markdown("x"))
    pages = [renderer.html(path, title=f"page {i}") for i in range(12)]
    kept = list((tmp_path / "cache").glob("*/*.html"))
    assert 1 <= len(kept) < 12
    assert pages[-1] in kept
    assert renderer.html(path, title="page 0").exists()


def test_a_plain_notebook_takes_less_than_two_seconds(
    written: Callable[..., Path], renderer: ReportRenderer
) -> None:
    path = written(markdown("# Title\n\n$x^2$"), code("print(1)", stream("1\n")))
    fastest = min(_seconds(renderer, path, str(i)) for i in range(3))
    assert fastest < 2


def _seconds(renderer: ReportRenderer, path: Path, title: str) -> float:
    started = time.monotonic()
    renderer.html(path, title=title)
    return time.monotonic() - started


def test_the_render_process_imports_neither_nbconvert_nor_a_kernel_client() -> None:
    program = (
        "import sys, jupyter_ext.reports.render;"
        "print([m for m in ('nbconvert', 'nbclient', 'IPython', 'nbformat', 'tornado')"
        " if m in sys.modules])"
    )
    ended = child.run([sys.executable, "-c", program], Path.cwd(), 30)
    assert ended.stdout.strip() == b"[]"
