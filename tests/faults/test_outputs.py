"""Faults 32 and 37: a cell that never stops printing, a cell that asks a question."""

from __future__ import annotations

import time
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
