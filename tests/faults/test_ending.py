"""Faults 6, 7, 23, 24: runs that are ended, at any time, by any means."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ..product import TERMINAL, Product, Refused, until
from .conftest import lives, pid_of
from .test_process_death import waiting_for


def test_6_a_server_that_is_told_to_stop_is_gone_in_ten_seconds_and_five_runs_go_on(
    mortal: Product, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    mortal.start(capacity=5)
    sessions = [
        mortal.run(mortal.write_notebook(f"{number}.ipynb", waiting_for(go)))["id"]
        for number in range(5)
    ]
    for session in sessions:
        mortal.wait_for_cell(session, 1, timeout=120)

    took = mortal.stop(timeout=100)

    print(f"stopped after {took:.1f} s, promised 10 s")
    assert "5 sessions go on without the server" in mortal.log
    go.touch()
    mortal.start(capacity=5)
    for session in sessions:
        mortal.wait(session, "SUCCEEDED", timeout=60)


def test_7_a_kernel_that_ignores_the_interrupt_is_ended_all_the_same(server: Product) -> None:
    path = server.write_notebook(
        "stubborn.ipynb",
        "import signal, time\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "while True:\n    time.sleep(1)",
    )
    session = server.run(path)["id"]
    server.wait_for_cell(session, 2)
    kernel = pid_of(server, session, "kernel")

    began = time.monotonic()
    server.post(f"sessions/{session}/cancel", {"reason": "enough"})
    ended = server.wait(session, "CANCELLED", timeout=150, promise=15)

    print(f"ended after {time.monotonic() - began:.1f} s, promised 15 s")
    assert "enough" in ended["reason"]
    until(lambda: not lives(kernel), 50, "the kernel is gone")


def test_23_what_waits_is_cancelled_at_once_and_never_runs(mortal: Product, tmp_path: Path) -> None:
    go = tmp_path / "go"
    mortal.start(capacity=1)
    first = mortal.run(mortal.write_notebook("first.ipynb", waiting_for(go)))["id"]
    mortal.wait_for_cell(first, 1)
    ran = tmp_path / "ran"
    waits = mortal.run(mortal.write_notebook("waits.ipynb", f"open({str(ran)!r}, 'w')"))["id"]
    assert mortal.get(f"sessions/{waits}/progress")["waiting"]

    for _ in range(2):
        assert mortal.post(f"sessions/{waits}/cancel")["state"] == "CANCELLED"

    go.touch()
    mortal.wait(first, "SUCCEEDED")
    time.sleep(1)
    assert mortal.session(waits)["state"] == "CANCELLED"
    assert mortal.session(waits)["executions"][0]["attempt"] == 0
    assert not ran.exists()


def test_23_what_is_starting_is_cancelled(server: Product, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    path = server.write_notebook("starts.ipynb", f"import time\nopen({str(ran)!r}, 'w')", "2")

    for delay in (0.0, 0.15, 0.5):
        session = server.run(path)["id"]
        time.sleep(delay)
        server.post(f"sessions/{session}/cancel")
        server.post(f"sessions/{session}/cancel")
        ended = server.wait(session, timeout=30)
        assert ended["state"] in ("CANCELLED", "SUCCEEDED"), ended["reason"]
        if delay == 0.0:
            assert ended["state"] == "CANCELLED"


def test_23_what_is_saving_ends_as_one_thing_and_stays_it(server: Product) -> None:
    path = server.write_notebook(
        "saves.ipynb",
        "import jx, os\n"
        "with open(jx.output('big'), 'wb') as file:\n"
        "    for _ in range(300):\n"
        "        file.write(os.urandom(2**20))",
    )
    session = server.run(path)["id"]

    def saving() -> bool:
        page = server.get(f"sessions/{session}/progress")
        return page["phase"] in ("saving", "ending", "over")

    until(saving, 60, "it saves", every=0.01)
    answers = [server.post(f"sessions/{session}/cancel")["state"] for _ in range(3)]
    ended = server.wait(session, timeout=60)

    assert ended["state"] in ("SUCCEEDED", "CANCELLED")
    assert all(one == ended["state"] or one == "CANCELLING" for one in answers)
    [output] = ended["outputs"]
    assert (output["version"] is not None) == (ended["state"] == "SUCCEEDED")
    time.sleep(1)
    assert server.session(session)["state"] == ended["state"]
    assert server.post(f"sessions/{session}/cancel")["state"] == ended["state"]


def test_24_what_runs_is_not_deleted_but_killed_first(server: Product) -> None:
    path = server.write_notebook("runs.ipynb", "import time\ntime.sleep(1000)")
    session = server.run(path)["id"]
    server.wait_for_cell(session, 1)

    with pytest.raises(Refused) as refused:
        server.ask("DELETE", f"sessions/{session}")

    assert refused.value.status == 409
    assert refused.value.error["details"]["offer"] == "kill_and_delete"
    assert server.session(session)["state"] == "RUNNING"
    server.post(f"sessions/{session}/cancel")
    server.wait(session, "CANCELLED", timeout=30)
    server.ask("DELETE", f"sessions/{session}")
    with pytest.raises(Refused) as gone:
        server.session(session)
    assert gone.value.status == 404
    assert all(one["state"] in TERMINAL for one in server.get("sessions")["items"])


def test_a_run_that_says_by_itself_that_it_is_over_is_ended_soon(server: Product) -> None:
    path = server.write_notebook(
        "forged.ipynb",
        """
import json, os, pathlib, time
attempt = pathlib.Path(os.environ["JX_EVENTS"]).parents[2]
(attempt / "part").write_text(json.dumps({"format": 1, "state": "SUCCEEDED"}))
(attempt / "part").replace(attempt / "result.json")
time.sleep(600)
""",
    )
    session = server.run(path)["id"]
    kernel = pid_of(server, session, "kernel")

    server.wait(session, "SUCCEEDED")

    until(lambda: not lives(kernel), 8, "the kernel is ended")
