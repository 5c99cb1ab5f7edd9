"""Following runs: killed, silent, retried, left by another; and how soon things happen."""

from __future__ import annotations

import itertools
import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.runtimes.records import RuntimeCreate
from jupyter_ext.services import Services
from jupyter_ext.sessions import transitions
from jupyter_ext.sessions.model import Execution
from jupyter_ext.settings import Settings
from jupyter_ext.testing.scenes import Bench

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def runner_of(bench: Bench, session_id: str) -> int:
    from sqlalchemy import select

    with bench.services.database.read() as tx:
        execution = tx.scalars(select(Execution).where(Execution.session_id == session_id)).one()
    assert execution.runner is not None
    return int(execution.runner["pid"])


def wait_for(path: Path, timeout: float = 60, *, there: bool = True) -> None:
    until = time.monotonic() + timeout
    while path.exists() != there:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_crash_is_repeated_as_often_as_its_runtime_says(bench: Bench, tmp_path: Path) -> None:
    runtime = bench.services.runtimes.create(bench.actor, RuntimeCreate(name="again", retries=1))
    begun = tmp_path / "begun"
    crash = (
        "import os, signal\n"
        f"first = not os.path.exists({str(begun)!r})\n"
        f"open({str(begun)!r}, 'a').write('x')\n"
        "if first: os.kill(os.getpid(), signal.SIGKILL)"
    )

    session = bench.run(crash, runtime_id=runtime.id)

    assert session.state == "SUCCEEDED", session.reason
    assert session.executions[0].attempt == 2
    assert begun.read_text() == "xx"


def test_a_crash_is_not_repeated_unless_asked(bench: Bench) -> None:
    session = bench.run("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert (session.state, session.executions[0].attempt) == ("CRASHED", 1)


def test_a_runner_that_stands_still_is_killed_some_time_after_the_request_to_end(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transitions, "CANCEL_SECONDS", 2.0)
    begun, late = tmp_path / "begun", tmp_path / "late"
    session = bench.submit(
        bench.notebook(
            f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(20)",
            f"open({str(late)!r}, 'w').close()",
        )
    )
    wait_for(begun)
    pid = runner_of(bench, session.id)
    os.kill(pid, signal.SIGSTOP)

    bench.services.sessions.cancel(bench.actor, session.id, "")
    bench.services.dispatcher.wake()
    ended = bench.wait(session.id, timeout=30)

    assert ended.state == "CANCELLED"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)
    time.sleep(0.5)
    assert not late.exists()


def test_silence_is_shown_while_the_runner_lives(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyter_ext.sessions.live.SILENT_SECONDS", 1.0)
    monkeypatch.setattr("jupyter_ext.engine.follow.SILENT_SECONDS", 1.0)
    begun, go = tmp_path / "begun", tmp_path / "go"
    session = bench.submit(
        bench.notebook(
            f"import os, time\nopen({str(begun)!r}, 'w').close()\n"
            f"while not os.path.exists({str(go)!r}): time.sleep(0.05)"
        )
    )
    wait_for(begun)
    pid = runner_of(bench, session.id)
    os.kill(pid, signal.SIGSTOP)
    time.sleep(1.5)
    assert bench.services.sessions.progress(bench.actor, session.id).responding is False
    assert bench.get(session.id).state == "RUNNING"
    os.kill(pid, signal.SIGCONT)
    go.touch()
    assert bench.wait(session.id).state == "SUCCEEDED"


def test_what_another_dispatcher_left_is_adopted_while_it_runs(
    bench: Bench, actor: Actor, tmp_path: Path
) -> None:
    begun, go = tmp_path / "begun", tmp_path / "go"
    session = bench.submit(
        bench.notebook(
            f"import os, time\nopen({str(begun)!r}, 'w').close()\n"
            f"while not os.path.exists({str(go)!r}): time.sleep(0.05)"
        )
    )
    wait_for(begun)
    bench.services.close()

    settings = Settings(data_dir=bench.services.settings.data_dir, capacity=1)
    bench.services = Services(settings, "worker")
    bench.services.start()
    assert bench.services.dispatcher.settle(30)
    assert bench.services.dispatcher.going_on() == 1
    go.touch()
    ended = bench.wait(session.id)

    assert (ended.state, ended.executions[0].attempt) == ("SUCCEEDED", 1)


def test_content_that_is_gone_ends_the_session_with_the_reason(bench: Bench) -> None:
    bench.services.dispatcher.stop()
    session = bench.submit(bench.notebook("print('gone')"))
    bench.services.blobs.delete(session.body_sha256)
    settings = Settings(data_dir=bench.services.settings.data_dir, capacity=1)
    bench.services.close()
    bench.services = Services(settings)
    bench.services.start()

    ended = bench.wait(session.id, timeout=30)

    assert ended.state == "CRASHED"
    assert ended.reason is not None
    assert "no longer in the store" in ended.reason


def test_progress_is_announced_and_every_state_is_in_the_trail(bench: Bench) -> None:
    from sqlalchemy import select

    from jupyter_ext.access.model import AuditRow, Change

    session = bench.run("import time\nfor i in range(15):\n    print(i)\n    time.sleep(0.1)", "2")

    with bench.services.database.read() as tx:
        told = list(tx.scalars(select(Change).where(Change.object_id == session.id)))
        kept = list(tx.scalars(select(AuditRow).where(AuditRow.object_id == session.id)))
    assert [row.action for row in kept] == ["submitted", "starting", "running", "succeeded"]
    assert [row.after["state"] for row in kept if row.after] == [
        "QUEUED",
        "STARTING",
        "RUNNING",
        "SUCCEEDED",
    ]
    attempts = [((row.before or {}).get("attempt"), row.after["attempt"]) for row in kept[1:]]
    assert attempts == [(0, 1), (1, 1), (1, 1)]  # it changed once
    pages = [row for row in told if row.action == "progress"]
    assert any((row.data or {}).get("cells_total") == 2 for row in pages)
    assert any((row.data or {}).get("newest_output") for row in pages)
    times = [row.at.timestamp() for row in pages]
    assert all(after - before > 0.4 for before, after in itertools.pairwise(times))


def test_an_idle_dispatcher_sleeps(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.run("1")
    turns: list[float] = []
    dispatcher = bench.services.dispatcher
    turn = dispatcher._turn
    monkeypatch.setattr(dispatcher, "_turn", lambda: (turns.append(time.monotonic()), turn()))
    time.sleep(3)
    assert len(turns) <= 6


def test_a_clock_that_is_set_forward_ends_no_run(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_ext.store.base import utcnow

    begun, go = tmp_path / "begun", tmp_path / "go"
    session = bench.submit(
        bench.notebook(
            f"import os, time\nopen({str(begun)!r}, 'w').close()\n"
            f"while not os.path.exists({str(go)!r}): time.sleep(0.05)"
        ),
        run_timeout=600,
    )
    wait_for(begun)
    bench.wait(session.id, "RUNNING")
    time.sleep(1.2)
    tomorrow = timedelta(days=1)
    for module in ("engine.tending", "engine.follow", "engine.leases", "engine.recovery"):
        monkeypatch.setattr(
            f"jupyter_ext.{module}.utcnow", lambda: utcnow() + tomorrow, raising=False
        )
    time.sleep(4)
    assert bench.get(session.id).state == "RUNNING"
    go.touch()
    assert bench.wait(session.id).state == "SUCCEEDED"


def test_what_a_process_left_behind_is_swept_and_nothing_else(bench: Bench) -> None:
    session = bench.run("1")
    attempts = bench.services.settings.data_dir / "attempts"
    execution = session.executions[0].id
    wait_for(attempts / execution, there=False)  # the run's own folder is tidied away
    for name in (f"{execution}/1/workspace", f"{execution}/2", "of somebody else/1"):
        (attempts / name).mkdir(parents=True)

    bench.services.dispatcher._recovery.sweep()

    assert sorted(str(one.relative_to(attempts)) for one in attempts.glob("*/*")) == [
        f"{execution}/2",
        "of somebody else/1",
    ]
