"""The process that forks runners, by itself; tests/faults has it in the product."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.engine.executors import forkserver as forkservers
from jupyter_ext.engine.executors import local
from jupyter_ext.engine.executors.forkserver import Forked, Forkserver
from jupyter_ext.testing.scenes import Bench

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="runners are forked on Linux")


@pytest.fixture
def forkserver() -> Iterator[Forkserver]:
    server = Forkserver(local.runner_environment())
    yield server
    server.close()


def forked(server: Forkserver, folder: Path) -> Forked:
    """A runner of an attempt's folder, as soon as there is a process to fork."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        runner = server.fork(folder)
        if runner is not None:
            return runner
        time.sleep(0.05)
    raise AssertionError("no forkserver within 60 s")


def code_of(runner: Forked) -> int | None:
    until = time.monotonic() + 60
    while not runner.has_ended():
        assert time.monotonic() < until
        assert runner.exit_code() is None
        time.sleep(0.05)
    return runner.exit_code()


def test_nothing_is_forked_before_it_was_started(forkserver: Forkserver, tmp_path: Path) -> None:
    assert forkserver.fork(tmp_path) is None


def test_what_goes_wrong_before_a_run_begins_stands_in_its_log(
    forkserver: Forkserver, tmp_path: Path
) -> None:
    forkserver.warm_up()

    assert code_of(forked(forkserver, tmp_path)) == 1

    log = (tmp_path / "runner.log").read_text()
    assert "FileNotFoundError" in log
    assert "manifest.json" in log


def test_a_runner_has_the_environment_it_was_started_for_and_no_file_of_others(
    tmp_path: Path,
) -> None:
    here = tmp_path / "started"
    here.mkdir()
    os.mkfifo(here / "manifest.json")
    server = Forkserver({**local.runner_environment(), "JX_OF_THE_TEST": "yes"})
    server.warm_up()
    try:
        runner = forked(server, here)
        proc = Path(f"/proc/{runner.pid}")
        until = time.monotonic() + 60
        while proc.joinpath("cwd").readlink() != here and time.monotonic() < until:
            time.sleep(0.02)
        assert b"JX_OF_THE_TEST=yes" in proc.joinpath("environ").read_bytes().split(b"\0")
        files = {int(fd.name): str(fd.readlink()) for fd in proc.joinpath("fd").iterdir()}
        assert files.pop(0) == "/dev/null"
        assert files.pop(1) == files.pop(2) == str(here / "runner.log")
        assert set(files.values()) <= {str(here / "alive"), str(here / "manifest.json")}
        (here / "manifest.json").write_text("{}")
        assert code_of(runner) == 1
    finally:
        server.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_runner_that_was_forked_untold_is_followed_and_no_other_started(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    untold: list[int] = []
    take = forkservers._Process._take

    def listen(process: Any, message: dict[str, Any]) -> None:
        if "started" in message:
            untold.append(message["started"])
        else:
            take(process, message)

    monkeypatch.setattr(forkservers, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(forkservers._Process, "_take", listen)
    until = time.monotonic() + 60
    while not untold and time.monotonic() < until:
        session = bench.run("print(1)")
        assert session.state == "SUCCEEDED", session.reason
        assert session.executions[0].attempt == 1
        journal = bench.services.sessions.journal(bench.actor, session.id, 0, 10_000)
        starts = [event["pid"] for event in journal.events if event["e"] == "start"]
        assert len(starts) == 1
    assert untold == starts


def test_what_an_environment_prints_at_a_start_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('hello', flush=True)\n")
    server = Forkserver({**local.runner_environment(), "PYTHONPATH": str(tmp_path)})
    (tmp_path / "attempt").mkdir()
    server.warm_up()
    try:
        assert code_of(forked(server, tmp_path / "attempt")) == 1
    finally:
        server.close()


def test_one_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        f"import os\nopen({str(tmp_path / 'tried')!r}, 'a').write('x')\nos._exit(1)\n"
    )
    server = Forkserver({**local.runner_environment(), "PYTHONPATH": str(tmp_path)})
    tried = tmp_path / "tried"
    for attempts in (1, 2, 3, 3, 3):
        server.warm_up()
        until = time.monotonic() + 60
        while not tried.exists() or len(tried.read_text()) < attempts:
            assert time.monotonic() < until
            time.sleep(0.02)
        while server._process is not None and not server._process.has_ended():
            time.sleep(0.02)
    assert tried.read_text() == "xxx"
    server.close()


def test_closing_it_lets_its_runners_go_on(forkserver: Forkserver, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "manifest.json")
    forkserver.warm_up()
    runner = forked(forkserver, tmp_path)

    forkserver.close()

    assert forkserver.fork(tmp_path) is None
    assert not runner.has_ended()
    (tmp_path / "manifest.json").write_text("{}")
    until = time.monotonic() + 60
    while not runner.has_ended() and time.monotonic() < until:
        time.sleep(0.05)
    assert runner.has_ended()
    assert runner.exit_code() is None, "nobody is left who knows it"
