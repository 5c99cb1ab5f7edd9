"""The process that forks runners is killed, stopped, or asked again and again."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil
import pytest

from ..product import Product, until
from .conftest import events, kill, lives, pid_of
from .test_process_death import waiting_for

pytestmark = pytest.mark.skipif("sys.platform != 'linux'", reason="runners are forked on Linux")


def forkserver_of(product: Product) -> psutil.Process | None:
    """The forkserver of a running server once it is ready; None while there is none."""
    assert product.process is not None
    for child in psutil.Process(product.process.pid).children():
        if "jupyter_ext.engine.runner.forkserver" in child.cmdline():
            return child
    return None


def ready_forkserver_of(product: Product, *but_not: int) -> psutil.Process:
    """The forkserver, waiting for orders."""
    found: list[psutil.Process] = []

    def waits() -> bool:
        process = forkserver_of(product)
        if process is None or process.pid in but_not:
            return False
        status = dict(
            line.split(":\t", 1)
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
        )
        if not int(status["SigCgt"], 16) & 1 << signal.SIGCHLD - 1:  # not yet in its loop
            return False
        found.append(process)
        return True

    until(waits, 60, "a forkserver is ready")
    return found[-1]


def run_forked(product: Product, name: str, *cells: str) -> tuple[str, int]:
    """Run a notebook to its first cell; the session, and its runner."""
    session = product.run(product.write_notebook(name, *cells))["id"]
    return session, pid_of(product, session, "start")


def test_runners_are_forks_in_sessions_of_their_own(mortal: Product, tmp_path: Path) -> None:
    go = tmp_path / "go"
    mortal.start(capacity=2)
    forkserver = ready_forkserver_of(mortal)
    assert forkserver.num_threads() == 1, "forking a process with threads isn't safe"

    session, runner = run_forked(mortal, "a.ipynb", waiting_for(go))

    assert psutil.Process(runner).ppid() == forkserver.pid
    fields = Path(f"/proc/{runner}/stat").read_text().rpartition(")")[2].split()
    assert int(fields[3]) == runner, "it leads a session of its own"
    assert psutil.Process(runner).cwd() != forkserver.cwd()
    go.touch()
    mortal.wait(session, "SUCCEEDED", timeout=60)
    until(lambda: not lives(runner), 30, "the runner is gone")
    until(lambda: not psutil.pid_exists(runner), 30, "it is reaped")


def test_a_killed_forkserver_takes_no_run_along_and_another_takes_its_place(
    mortal: Product, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    mortal.start(capacity=3)
    first = ready_forkserver_of(mortal)
    session, runner = run_forked(mortal, "a.ipynb", waiting_for(go))
    assert psutil.Process(runner).ppid() == first.pid

    kill(first.pid)
    until(lambda: not lives(first.pid), 30, "the forkserver is gone")
    spawned, spawned_runner = run_forked(mortal, "b.ipynb", waiting_for(go))
    assert mortal.process is not None
    assert psutil.Process(spawned_runner).ppid() == mortal.process.pid
    second = ready_forkserver_of(mortal, first.pid)
    forked, forked_runner = run_forked(mortal, "c.ipynb", waiting_for(go))
    assert psutil.Process(forked_runner).ppid() == second.pid

    assert lives(runner)
    go.touch()
    for one in (session, spawned, forked):
        mortal.wait(one, "SUCCEEDED", timeout=60)
        assert len(events(mortal, one, "start")) == 1, "it was run once"


def test_what_a_forkserver_that_stands_still_was_asked_runs_once_all_the_same(
    mortal: Product,
) -> None:
    mortal.start(capacity=2)
    first = ready_forkserver_of(mortal)
    kill(first.pid, signal.SIGSTOP)

    stuck = mortal.run(mortal.write_notebook("a.ipynb", "print(1)"))["id"]
    mortal.wait(stuck, "SUCCEEDED", timeout=120)
    assert len(events(mortal, stuck, "start")) == 1
    assert not lives(first.pid)


def test_a_server_with_a_stuck_forkserver_stops_soon_and_loses_nothing(mortal: Product) -> None:
    mortal.start(capacity=3)
    first = ready_forkserver_of(mortal)
    kill(first.pid, signal.SIGSTOP)
    path = mortal.write_notebook("a.ipynb", "print(1)")
    sessions = [mortal.run(path)["id"] for _ in range(5)]

    seconds = mortal.stop()

    print(f"stopped in {seconds:.1f} s (promised: 10)")
    mortal.start(capacity=3)
    for one in sessions:
        mortal.wait(one, "SUCCEEDED", timeout=120)
        assert len(events(mortal, one, "start")) == 1, "it was run once"


def test_a_killed_forked_runner_is_told_by_its_signal(mortal: Product, tmp_path: Path) -> None:
    mortal.start(capacity=2)
    ready_forkserver_of(mortal)
    session, runner = run_forked(mortal, "a.ipynb", waiting_for(tmp_path / "never"))

    kill(runner)

    ended = mortal.wait(session, "CRASHED", timeout=60)
    assert ended["reason"] == "The runner was killed by signal 9."


def test_the_forkserver_ends_with_its_server_and_the_runs_go_on(
    mortal: Product, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    mortal.start(capacity=2)
    forkserver = ready_forkserver_of(mortal)
    session, runner = run_forked(mortal, "a.ipynb", waiting_for(go))

    mortal.kill()

    until(lambda: not lives(forkserver.pid), 30, "the forkserver is gone")
    assert lives(runner)
    mortal.start(capacity=2)
    go.touch()
    mortal.wait(session, "SUCCEEDED", timeout=60)
    assert len(events(mortal, session, "start")) == 1, "it was run once"
