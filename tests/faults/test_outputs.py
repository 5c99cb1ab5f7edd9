"""Faults 32 and 37: a cell that never stops printing, a cell that asks a question."""

from __future__ import annotations

import time
import urllib.request
from pathlib import Path

from ..product import Product
from .conftest import executed


def memory_of(pid: int) -> int:
    """Resident bytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def test_32_endless_print_leaves_the_server_quick_and_small_and_can_be_ended(
    server: Product,
) -> None:
    assert server.process is not None
    before = memory_of(server.process.pid)
    path = server.write_notebook("endless.ipynb", "while True:\n    print('x' * 200)")
    session = server.run(path)["id"]
    server.wait_for_cell(session, 1)

    slowest, until = 0.0, time.monotonic() + 6
    while time.monotonic() < until:
        began = time.monotonic()
        page = server.get(f"sessions/{session}/progress")
        slowest = max(slowest, time.monotonic() - began)
        assert page["newest_output"].startswith("xxx") or not page["newest_output"]
        server.get(f"sessions/{session}/journal?offset=-65536&limit=65536")
        time.sleep(0.2)
    print(f"slowest answer {slowest * 1000:.0f} ms")
    assert slowest < 2

    server.post(f"sessions/{session}/cancel")
    ended = server.wait(session, "CANCELLED", timeout=60)

    assert memory_of(server.process.pid) - before < 150 * 2**20
    [cell] = executed(server, ended["id"])["cells"]
    assert any("x" * 200 in "".join(one.get("text", "")) for one in cell["outputs"])


def test_37_a_cell_that_asks_a_question_fails_at_once_and_says_why(server: Product) -> None:
    path = server.write_notebook("asks.ipynb", "name = input('Your name?')", "print(name)")

    session = server.wait(server.run(path)["id"], "FAILED", timeout=60)

    assert session["error"]["cell_number"] == 1
    said = f"{session['reason']} {session['error']}"
    assert "input" in said
    assert session["duration"] < 60


def test_a_log_can_be_downloaded_while_the_run_goes_on(server: Product, tmp_path: Path) -> None:
    path = server.write_notebook(
        "slow.ipynb",
        "import os, pathlib, time\n"
        "attempt = pathlib.Path(os.environ['JX_MANIFEST']).parents[2]\n"
        "with open(attempt / 'kernel.log', 'a') as log:\n"
        "    log.write('so far, so good')",
        f"while not os.path.exists({str(tmp_path / 'go')!r}):\n    time.sleep(0.05)",
    )
    session = server.run(path)["id"]
    server.wait_for_cell(session, 2)

    text, headers = log_file(server, session)
    assert text.endswith("so far, so good")
    assert headers["Jupyter-Ext-Complete"] == "false"
    assert "so far.log" in headers["Content-Disposition"]

    (tmp_path / "go").touch()
    server.wait(session, "SUCCEEDED")
    text, headers = log_file(server, session)
    assert "so far, so good" in text
    assert headers["Jupyter-Ext-Complete"] == "true"


def log_file(server: Product, session: str) -> tuple[str, dict[str, str]]:
    """The kernel's log as it is downloaded, and what the answer's headers say."""
    request = urllib.request.Request(
        f"{server.api}/sessions/{session}/logs/kernel/file",
        headers={"Authorization": f"token {server.token}"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read().decode(), dict(response.headers)
