"""Code that turns on what runs it: it may spoil its own session, never another's."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from jupyter_ext.testing.scenes import Bench

MINE = """
import hashlib, json, os, pathlib, time
attempt = pathlib.Path(os.environ["JX_MANIFEST"]).parents[2]

def leave(**more):
    result = {"format": 1, "state": "SUCCEEDED", "cells": {"total": 1, "done": 1}, **more}
    part = attempt / "forged.json"
    part.write_text(json.dumps(result))
    part.replace(attempt / "result.json")
"""


def test_a_content_is_stored_under_its_own_hash_whatever_a_run_lays_there(bench: Bench) -> None:
    # given: somebody will need the content "good", and a run that knows so
    good, evil = b"good, and needed by somebody else", "evil"
    sha256 = hashlib.sha256(good).hexdigest()

    # when: it writes "good" as its output and lays "evil" under its hash
    session = bench.run(
        MINE
        + f"""
(attempt / "outgoing").mkdir(exist_ok=True)
(attempt / "outgoing" / "{sha256}").write_text("{evil}")
import jx
pathlib.Path(jx.output("scores")).write_bytes({good!r})
"""
    )

    # then: nobody gets "evil" for "good"
    blobs = bench.services.blobs
    assert not blobs.exists(sha256) or blobs.verify(sha256), session.reason


def test_a_forged_result_takes_no_file_of_the_machine(bench: Bench, tmp_path: Path) -> None:
    # given
    secret = tmp_path / "secret"
    secret.write_text("secret")

    # when: a run says that a file elsewhere is what it left
    session = bench.run(
        MINE
        + f"""
away = os.path.relpath("{secret}", attempt / "outgoing")
(attempt / "outgoing").mkdir(exist_ok=True)
leave(results=[{{"name": "a", "kind": "text", "sha256": away, "size": 6}}])
time.sleep(60)
"""
    )

    # then: the file is where it was, and nothing of it is kept
    assert secret.read_text() == "secret"
    assert session.results == []


def test_a_run_that_says_it_is_over_is_over(bench: Bench) -> None:
    # when
    session = bench.run(
        MINE
        + """
(attempt.parents[2] / "pid").write_text(str(os.getpid()))
leave()
time.sleep(600)
"""
    )

    # then: its processes don't go on where nobody sees them
    assert session.state == "SUCCEEDED"
    pid = int((bench.services.settings.data_dir / "pid").read_text())
    until = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert not Path(f"/proc/{pid}").exists()


def test_a_run_that_spoils_its_pages_holds_nobody_up(bench: Bench) -> None:
    # given: a run whose progress page and cancel file can't be used
    spoiled = bench.submit(
        bench.notebook(
            MINE
            + """
import threading
(attempt / "cancel").symlink_to("cancel")
page = json.dumps({"phase": "running", "cell": {"index": "x"}, "started_at": 1e300})
until = time.monotonic() + 60
while time.monotonic() < until:
    (attempt / "p").write_text(page)
    (attempt / "p").replace(attempt / "progress.json")
    time.sleep(0.02)
""",
            name="spoiled.ipynb",
        )
    )
    bench.wait(spoiled.id, "RUNNING", "STARTING")
    folder = bench.services.settings.data_dir / "attempts"
    until = time.monotonic() + 30
    while not list(folder.glob("*/*/cancel")) and not any(
        os.path.islink(one) for one in folder.glob("*/*/*")
    ):
        assert time.monotonic() < until
        time.sleep(0.1)

    # when: it is cancelled, and another one runs meanwhile
    bench.services.sessions.cancel(bench.actor, spoiled.id)
    other = bench.run("print('I am another')")

    # then
    assert other.state == "SUCCEEDED"
    assert bench.get(spoiled.id).state in ("CANCELLING", "CANCELLED", "CRASHED")
    bench.wait(spoiled.id)


def test_a_number_beyond_every_float_ends_in_a_session_that_is_over(bench: Bench) -> None:
    session = bench.run(
        MINE
        + """
with open(os.environ["JX_EVENTS"], "a") as events:
    events.write(json.dumps({"type": "metric", "name": "huge", "value": 10**400}) + "\\n")
    events.write(json.dumps({"type": "metric", "name": "late", "value": 1, "time": 1e300}) + "\\n")
    events.write(json.dumps({"type": "metric", "name": "fine", "value": 2}) + "\\n")
"""
    )

    assert session.state == "SUCCEEDED"
    assert session.metrics["fine"] == 2
    assert session.metrics["huge"] == "Infinity"


def test_what_cannot_be_kept_ends_as_crashed_not_as_running_for_ever(bench: Bench) -> None:
    session = bench.run(
        MINE
        + """
(attempt / "result.json").mkdir()
(attempt / "journal.jsonl").unlink()
(attempt / "journal.jsonl").write_text('{"t": 1, "e": "kernel"}\\n{"t": "x", "e": []}\\n')
os.kill(os.getppid(), 9)
time.sleep(60)
"""
    )

    assert session.state == "CRASHED"
