"""What a run wrote to through the link to a stored content is set aside, however the run ends."""

from __future__ import annotations

import os
import signal
import time

import pytest
from sqlalchemy import select

from jupyter_ext.artifacts.versions import NewContent, Target
from jupyter_ext.sessions import snapshot
from jupyter_ext.sessions.model import Execution
from jupyter_ext.testing.scenes import Bench

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHANGE = """
import jx, os, time
path = os.path.realpath(jx.input('data').path)
os.chmod(path, 0o644)
open(path, 'w').write('jello')
time.sleep(600)
"""


def test_a_content_that_was_changed_by_a_run_whose_runner_was_killed_is_given_to_nobody(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given: an input that is linked, as large ones are, and code that has written to it
    monkeypatch.setattr(snapshot, "COPY_BYTES", 0)
    blobs = bench.services.blobs
    sha256 = blobs.put_bytes(b"hello")
    content = NewContent("data.txt", "text/plain", 5, sha256)
    target = Target(artifact_name="data")
    version = bench.services.artifacts.version_from_content(bench.actor, target, content)
    session = bench.submit(bench.notebook(CHANGE), inputs={"data": version.id})
    until = time.monotonic() + 90
    while blobs.read(sha256) != b"jello":
        assert time.monotonic() < until
        time.sleep(0.05)

    # when
    with bench.services.database.read() as tx:
        runner = tx.scalar(select(Execution.runner).where(Execution.session_id == session.id))
    assert runner is not None
    os.kill(runner["pid"], signal.SIGKILL)
    ended = bench.wait(session.id, "CRASHED")

    # then
    assert ended.inputs[0].changed_by_run
    assert not blobs.exists(sha256)
