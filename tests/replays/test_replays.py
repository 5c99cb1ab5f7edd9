"""A replay has what its session had, keeps nothing, and goes with its tab."""

from __future__ import annotations

import asyncio
import errno
import json
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tornado.httpclient import HTTPClientError

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.errors import NotFound
from jupyter_ext.replays.live import SETTING
from jupyter_ext.runtimes.records import RuntimeCreate, RuntimeUpdate
from jupyter_ext.sessions.model import Session
from jupyter_ext.specifications import live_folders
from jupyter_ext.web.lists import ListQuery
from tests.live_kernels import said

from .conftest import ReplayBench

READS = "import jx\nprint('read', jx.input('rows').text())"


async def vanishes(condition: Any, what: str) -> None:
    until = time.monotonic() + 60
    while condition():
        assert time.monotonic() < until, f"{what} is still there"
        await asyncio.sleep(0.05)


async def test_it_has_the_sessions_versions_values_and_files(
    bench: ReplayBench, kernels: Any
) -> None:
    # given: a session; then its data, its code and its files went on
    (bench.folder / "helper.py").write_text("word = 'then'")
    session = bench.session(READS, parameters={"rate": 0.25}, files=("helper.py",))
    assert session.state == "SUCCEEDED", session.error
    artifact_id = session.inputs[0].version.artifact.id
    bench.version("third", artifact_id)
    (bench.folder / "helper.py").write_text("word = 'now'")

    # when
    replay = await bench.replay(session)

    # then: the kernel sees what the session saw, and nothing newer
    code = (
        "import jx, os, helper\n"
        "print(jx.input('rows').text(), [v.number for v in jx.input('rows').versions()],"
        " jx.parameter('rate'), jx.has('more'), helper.word, sorted(os.listdir()))"
    )
    assert await said(kernels, replay["kernel_id"], code) == (
        "second [1, 2] 0.25 False then ['.jx', 'analysis.ipynb', 'helper.py', 'inputs', 'outputs']"
    )
    assert replay["missing"] == replay["notes"] == []
    folder = await said(kernels, replay["kernel_id"], "print(os.getcwd())")
    assert Path(folder) == bench.folders[0] / "workspace"


async def test_what_it_writes_goes_nowhere(bench: ReplayBench, kernels: Any) -> None:
    session = bench.session(READS)
    artifacts = [one.artifact.id for one in session.outputs]
    replay = await bench.replay(session)

    said_ = await said(
        kernels,
        replay["kernel_id"],
        "import jx; jx.output('scores').write('mine'); jx.metric('auc', 1); print('done')",
    )

    assert said_ == "done"
    await bench.ask("DELETE", "replays", replay["id"])
    for one in artifacts:
        assert bench.services.artifacts.get(bench.actor, one).version_count == 0
    assert bench.get(session.id).metrics == {}
    assert bench.folders == []


async def test_two_replays_of_one_session_do_not_meet(bench: ReplayBench, kernels: Any) -> None:
    session = bench.session(READS)
    one, other = await bench.replay(session), await bench.replay(session)
    assert one["path"] != other["path"]

    await said(kernels, one["kernel_id"], "open('mine.txt', 'w').write('x'); a = 1")
    seen = await said(kernels, other["kernel_id"], "import os; print('mine.txt' in os.listdir())")
    await bench.ask("DELETE", "replays", one["id"])

    assert seen == "False"
    assert await said(kernels, other["kernel_id"], "print('alive')") == "alive"
    assert [path.name for path in bench.folders] == [other["id"]]


async def test_ending_it_ends_its_kernel_and_removes_its_workspace(
    bench: ReplayBench, kernels: Any
) -> None:
    session = bench.session(READS)
    replay = await bench.replay(session)
    assert (await bench.ask("GET", "replays", replay["id"]))["kernel_id"] == replay["kernel_id"]
    with bench.services.database.read() as tx:
        told = tx.scalars(select(AuditRow.action).where(AuditRow.object_id == session.id)).all()
    assert told.count("replayed") == 1

    await bench.ask("DELETE", "replays", replay["id"])

    assert replay["kernel_id"] not in kernels
    assert bench.folders == []
    for method in ("GET", "DELETE"):
        with pytest.raises(HTTPClientError) as gone:
            await bench.ask(method, "replays", replay["id"])
        assert gone.value.code == 404


async def test_one_that_cannot_be_noted_leaves_no_kernel_and_no_workspace(
    bench: ReplayBench, kernels: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = bench.session(READS)

    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(live_folders, "note_kernel", full)
    with pytest.raises(HTTPClientError) as failed:
        await bench.replay(session)
    assert failed.value.code == 500
    assert list(kernels.list_kernel_ids()) == []
    assert bench.folders == []


@pytest.mark.parametrize("grace", [10.0])
async def test_an_abandoned_one_ends_after_the_grace_time(
    bench: ReplayBench, kernels: Any, jp_ws_fetch: Any, grace: float
) -> None:
    # given: a browser that stays longer than the grace time
    session = bench.session(READS)
    replay = await bench.replay(session)
    browser = await jp_ws_fetch("api", "kernels", replay["kernel_id"], "channels")
    live = bench.folders
    await asyncio.sleep(grace * 1.5)
    assert bench.folders == live

    # when: it leaves
    browser.close()

    # then
    await vanishes(lambda: bench.folders, "the workspace")
    assert replay["kernel_id"] not in kernels


async def test_a_failed_one_and_one_that_left_no_notebook_replay_too(
    bench: ReplayBench, kernels: Any
) -> None:
    # given: a session that failed, and one of whose run no notebook was left
    failed = bench.session(READS, "1 / 0")
    assert failed.state == "FAILED"
    path = bench.notebook("# parameters\nn = 1", "print('n', n)", name="lost.ipynb")
    lost = bench.wait(bench.submit(path, parameters={"n": 7}).id)
    with bench.services.database.write() as tx:
        tx.get_one(Session, lost.id).notebook_sha256 = None

    # then: the one shows its error, the other its code with the session's values
    opened = await open_notebook(bench, await bench.replay(failed))
    assert "ZeroDivisionError" in json.dumps(opened["content"]["cells"][-1]["outputs"])
    replay = await bench.replay(lost)
    opened = await open_notebook(bench, replay)
    assert [one["source"] for one in opened["content"]["cells"]] == [
        "# parameters\nn = 1",
        "# Parameters\nn = 7",
        "print('n', n)",
    ]
    assert "notebook's folder" in replay["notes"][0]


@pytest.mark.parametrize("end", ["CANCELLED", "CRASHED", "TIMED_OUT"])
async def test_one_that_was_ended_replays_with_what_it_had(
    bench: ReplayBench, kernels: Any, end: str
) -> None:
    # given: a session whose second cell was never done
    stop = {
        "CANCELLED": "import time\ntime.sleep(600)",
        "CRASHED": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "TIMED_OUT": "import time\ntime.sleep(600)",
    }[end]
    path = bench.notebook("kept = 41\nprint('kept', kept)", stop, name=f"{end}.ipynb")
    wanted = {"run_timeout": 5.0} if end == "TIMED_OUT" else {}
    session = bench.submit(path, **wanted)
    if end == "CANCELLED":
        bench.wait(session.id, "RUNNING")
        bench.services.sessions.cancel(bench.actor, session.id, "enough")
    ended = bench.wait(session.id)
    assert ended.state == end

    # when
    replay = await bench.replay(ended)

    # then: its code is there, and runs; its notebook opens
    opened = await open_notebook(bench, replay)
    assert [one["source"] for one in opened["content"]["cells"]][-1] == stop
    assert await said(kernels, replay["kernel_id"], "kept = 41\nprint(kept + 1)") == "42"


async def test_one_that_is_stale_says_what_is_missing_and_opens(
    bench: ReplayBench, kernels: Any
) -> None:
    session = bench.session(READS)
    version = session.inputs[0].version
    bench.services.artifacts.delete_version(bench.actor, version.id)

    replay = await bench.replay(session)

    assert replay["missing"] == ["Input rows: version 2 of rows.csv was deleted."]
    error = await said(kernels, replay["kernel_id"], "import jx; jx.input('rows').text()")
    assert "isn't there any more" in error
    assert await said(kernels, replay["kernel_id"], "print(jx.has('rows'))") == "True"


async def test_an_earlier_version_that_was_deleted_is_left_out(
    bench: ReplayBench, kernels: Any
) -> None:
    session = bench.session(READS)
    artifact = session.inputs[0].version.artifact.id
    [first] = [
        one
        for one in bench.services.artifacts.versions(bench.actor, artifact, ListQuery()).items
        if one.number == 1
    ]
    bench.services.artifacts.delete_version(bench.actor, first.id)

    replay = await bench.replay(session)

    assert replay["missing"] == [
        "Input rows: without 1 earlier version of rows.csv, deleted since."
    ]
    code = "import jx; print([v.number for v in jx.input('rows').versions()])"
    assert await said(kernels, replay["kernel_id"], code) == "[2]"


async def test_it_has_the_runtimes_variables_and_says_which_are_others(
    bench: ReplayBench, kernels: Any
) -> None:
    # given: a session with variables; then one changed and one came
    runtimes = bench.services.runtimes
    wanted = {"name": "with variables", "env": {"SAME": "kept", "OTHER": "then"}}
    runtime = runtimes.create(bench.actor, RuntimeCreate.model_validate(wanted))
    path = bench.notebook("print(1)")
    session = bench.wait(bench.submit(path, runtime_id=runtime.id).id)
    changed = {**wanted, "env": {"SAME": "kept", "OTHER": "now", "NEW": "now"}}
    runtimes.update(bench.actor, runtime.id, RuntimeUpdate.model_validate(changed))

    replay = await bench.replay(session)

    assert replay["notes"] == [
        "Environment variables that are others than in the session: NEW, OTHER."
    ]
    code = (
        "import os; print(os.environ['SAME'], os.environ['OTHER'], 'JPY_API_TOKEN' in os.environ)"
    )
    assert await said(kernels, replay["kernel_id"], code) == "kept now False"


async def test_one_that_runs_waits_and_anothers_is_not_there(bench: ReplayBench) -> None:
    bench.services.dispatcher.capacity = 0
    session = bench.submit(bench.notebook("print(1)"))
    if not session.state.is_terminal:
        with pytest.raises(HTTPClientError) as refused:
            await bench.replay(session)
        assert refused.value.code == 409
    mallory = Actor(id="test:mallory", name="Mallory", proven=True)
    with pytest.raises(NotFound):
        bench.services.replays.prepare(mallory, session.id)
    bench.services.sessions.cancel(bench.actor, session.id)


async def test_a_replay_of_another_user_is_not_there(bench: ReplayBench, jp_serverapp: Any) -> None:
    replay = await bench.replay(bench.session(READS))
    live = jp_serverapp.web_app.settings[SETTING]
    mallory = Actor(id="test:mallory", name="Mallory", proven=True)
    for call in (live.get, live.shown):
        with pytest.raises(NotFound):
            call(mallory, replay["id"])
    with pytest.raises(NotFound):
        await live.end(mallory, replay["id"])
    assert len(bench.folders) == 1


async def test_a_kernel_that_is_not_here_is_named_and_nothing_is_left(bench: ReplayBench) -> None:
    session = bench.session(READS)
    with bench.services.database.write() as tx:
        row = tx.get_one(Session, session.id)
        manifest = json.loads(row.manifest_text)
        manifest["runtime"]["kernelspec"] = "cobol"
        row.manifest_text = json.dumps(manifest)

    with pytest.raises(HTTPClientError) as refused:
        await bench.replay(session)

    assert refused.value.code == 422
    assert b"cobol" in refused.value.response.body
    assert bench.folders == []


async def open_notebook(bench: ReplayBench, replay: Any) -> Any:
    return await bench.ask("GET", "replay-contents", *replay["path"].split("/"))
