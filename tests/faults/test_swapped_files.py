"""Fault 42, of a run's own files: code that swaps them spoils its own session, in bounded time."""

from __future__ import annotations

import os
import signal

import pytest

from ..product import Product, until
from .conftest import kill, pid_of

EVENTS = """
import os, pathlib, time
import jx
events = pathlib.Path(os.environ["JX_EVENTS"])
attempt = events.parents[2]
jx.metric("before", 1)
"""
SWAPS = {
    "a pipe": "events.unlink(); os.mkfifo(events)",
    "a folder": "events.unlink(); events.mkdir()",
    "a link": "events.rename(attempt / 'elsewhere'); events.symlink_to(attempt / 'elsewhere')",
    "a device": "events.unlink(); os.mknod(events, 0o020666, os.makedev(1, 5))",
}
KINDS = [kind for kind in SWAPS if kind != "a device" or os.geteuid() == 0]


@pytest.mark.parametrize("kind", KINDS)
def test_42_what_stands_in_the_place_of_the_events_fails_the_run_and_is_named(
    server: Product, kind: str
) -> None:
    path = server.write_notebook(f"{kind}.ipynb", EVENTS + SWAPS[kind])

    ended = server.wait(server.run(path)["id"])

    assert ended["state"] == "FAILED"
    assert f"events.jsonl is {kind}, not a file" in ended["reason"]
    assert ended["has_report"]


def test_42_a_killed_runner_whose_files_are_pipes_is_a_crash_and_holds_nobody_up(
    server: Product,
) -> None:
    # given: as many runs as the server's threads, each with pipes for all that it leaves
    swap = """
for path in (events, *(attempt / name for name in (
    "journal.jsonl", "result.json.part", "executed.ipynb.part", "progress.json", "kernel.log",
    ".journal.gz", "runner.log",
))):
    path.unlink(missing_ok=True)
    os.mkfifo(path)
(attempt / "ready").touch()
time.sleep(600)
"""
    path = server.write_notebook("pipes.ipynb", EVENTS, swap)
    sessions = [server.run(path)["id"] for _ in range(4)]
    runners = {session: pid_of(server, session, "start") for session in sessions}
    attempts = server.data / "attempts"
    until(lambda: len(list(attempts.glob("*/*/ready"))) == 4, 60, "the files are swapped")

    # when
    for session in sessions:
        server.get(f"sessions/{session}/journal")
        server.get(f"sessions/{session}/logs/kernel")
        kill(runners[session], signal.SIGKILL)

    # then
    for session in sessions:
        assert server.wait(session)["state"] == "CRASHED"
    other = server.run(server.write_notebook("after.ipynb", "print(1)"))
    server.wait(other["id"], "SUCCEEDED")
