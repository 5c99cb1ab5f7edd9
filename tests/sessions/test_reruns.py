"""A session run again: what is preselected, what links both, what differs since."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow, Change
from jupyter_ext.engine.kernels import kernelspecs
from jupyter_ext.errors import Gone, InvalidInput, NotFound
from jupyter_ext.instances.records import ParametersUpdate
from jupyter_ext.runtimes.records import RuntimeCreate
from jupyter_ext.sessions.environments import Environments
from jupyter_ext.sessions.model import Session
from jupyter_ext.sessions.records import RerunRequest, SessionDetail
from jupyter_ext.specifications.files import local_source
from jupyter_ext.specifications.records import CommitRequest

from .conftest import SIGNATURE, Waiting


def rerun(waiting: Waiting, session_id: str, **request: Any) -> SessionDetail:
    key = request.pop("key", f"again {len(waiting.get(session_id).reruns)}")
    return waiting.services.reruns.rerun(waiting.actor, session_id, RerunRequest(**request), key)


def commit(waiting: Waiting, source: str) -> None:
    path = waiting.notebook(source, name="registered.ipynb")
    waiting.services.specifications.commit(
        waiting.actor,
        waiting.specification_id,
        CommitRequest(path=str(path), signature=SIGNATURE),
        local_source(path, []),
    )


def values(session: SessionDetail) -> dict[str, Any]:
    return {one.alias: one.value for one in session.parameters}


def test_it_has_the_sessions_data_and_values_and_the_newest_code(waiting: Waiting) -> None:
    # given: a session, after which data, values and code went on
    had = waiting.start(parameters={"rate": 0.25, "big": 2**53 + 1})
    waiting.version("newer", waiting.artifact_id)
    waiting.services.instances.change_parameters(
        waiting.actor, waiting.instance_id, ParametersUpdate(values={"rate": 0.9})
    )
    commit(waiting, "print('better')")

    # when
    plan = waiting.services.reruns.plan(waiting.actor, had.id)
    again = rerun(waiting, had.id)

    # then
    assert (plan.session_version, plan.version) == (1, 2)
    assert [one.version and one.version.number for one in plan.inputs] == [1]
    assert {one.alias: one.value for one in plan.parameters} == {"rate": 0.25, "big": 2**53 + 1}
    assert plan.notes == []
    assert again.specification_version == 2
    assert [one.version and one.version.number for one in again.inputs] == [1, None]
    assert values(again) == {"rate": 0.25, "big": 2**53 + 1}
    assert again.instance == had.instance
    assert again.runtime["id"] == had.runtime["id"]


def test_both_name_each_other_and_the_trail_says_so(waiting: Waiting) -> None:
    had = waiting.start()
    first, second = rerun(waiting, had.id), rerun(waiting, had.id)

    assert first.rerun_of is not None
    assert first.rerun_of.id == had.id
    assert {one.id for one in waiting.get(had.id).reruns} == {first.id, second.id}
    assert waiting.get(had.id).rerun_of is None
    with waiting.services.database.read() as tx:
        told = tx.scalars(
            select(AuditRow)
            .where(AuditRow.object_id == had.id, AuditRow.action == "rerun")
            .order_by(AuditRow.seq)
        ).all()
        news = tx.scalars(select(Change.action).where(Change.object_id == had.id)).all()
    assert [one.after for one in told] == [{"session": first.id}, {"session": second.id}]
    assert news.count("rerun") == 2, "its page is told too"

    waiting.services.sessions.cancel(waiting.actor, had.id)
    waiting.services.sessions.delete(waiting.actor, had.id)
    left = waiting.get(first.id).rerun_of
    assert left is not None
    assert left.deleted


def test_everything_can_be_changed(waiting: Waiting) -> None:
    had = waiting.start(parameters={"rate": 0.25})
    newer = waiting.version("newer", waiting.artifact_id)
    runtime = waiting.services.runtimes.create(waiting.actor, RuntimeCreate(name="other"))

    again = rerun(
        waiting,
        had.id,
        inputs={"data": newer.id},
        parameters={"rate": 0.75},
        runtime_id=runtime.id,
        name="once more",
    )

    assert again.inputs[0].version is not None
    assert again.inputs[0].version.id == newer.id
    assert values(again) == {"rate": 0.75, "big": 1}
    assert (again.runtime["name"], again.name) == ("other", "once more")


def test_a_deleted_input_is_named_and_has_to_be_chosen(waiting: Waiting) -> None:
    had = waiting.start()
    waiting.services.sessions.cancel(waiting.actor, had.id)
    newer = waiting.version("newer", waiting.artifact_id)
    [first] = [one.version for one in had.inputs if one.version]
    waiting.services.artifacts.delete_version(waiting.actor, first.id)

    [data] = waiting.services.reruns.plan(waiting.actor, had.id).inputs
    assert data.version is None
    assert "Version 1 of data.csv was deleted" in str(data.missing)
    with pytest.raises(InvalidInput) as refused:
        rerun(waiting, had.id)
    assert refused.value.field == "inputs.data"
    assert rerun(waiting, had.id, inputs={"data": newer.id}).rerun_of is not None


def test_a_parameter_that_came_or_went_is_said(waiting: Waiting) -> None:
    path = waiting.notebook("# parameters\nn = 1\nold = 2", name="adhoc.ipynb")
    had = waiting.submit(path, parameters={"n": 5})
    waiting.notebook("# parameters\nn = 'five'\nnew = 3", name="adhoc.ipynb")
    waiting.submit(path)

    plan = waiting.services.reruns.plan(waiting.actor, had.id)
    again = rerun(waiting, had.id)

    said = " ".join(plan.notes)
    assert "no parameter old" in said
    assert "parameter new is new" in said
    assert "doesn't take the session's value of n" in said
    assert values(again) == {"n": "five", "new": 3}
    assert again.runtime["notebook_folder"] == str(waiting.folder)


def test_a_runtime_that_is_gone_gives_way_to_the_instances(waiting: Waiting) -> None:
    runtime = waiting.services.runtimes.create(waiting.actor, RuntimeCreate(name="short-lived"))
    had = waiting.start(runtime_id=runtime.id)
    waiting.services.runtimes.delete(waiting.actor, runtime.id)

    assert "short-lived" in waiting.services.reruns.plan(waiting.actor, had.id).notes[0]
    assert rerun(waiting, had.id).runtime["name"] != "short-lived"


def test_what_is_not_there_any_more_cannot_be_run_again(waiting: Waiting, stranger: Actor) -> None:
    had = waiting.start()
    with pytest.raises(NotFound):
        waiting.services.reruns.rerun(stranger, had.id, RerunRequest(), "k")
    waiting.services.sessions.cancel(waiting.actor, had.id)
    waiting.services.instances.delete(waiting.actor, waiting.instance_id)
    with pytest.raises(Gone, match="instance was deleted"):
        rerun(waiting, had.id)


def test_one_key_is_one_rerun(waiting: Waiting) -> None:
    had = waiting.start()
    assert rerun(waiting, had.id, key="same").id == rerun(waiting, had.id, key="same").id


def test_the_environment_is_compared_package_by_package(waiting: Waiting) -> None:
    # given: a session that ran when two packages were otherwise
    had = waiting.start()
    unknown = waiting.services.reruns.environment(waiting.actor, had.id)
    assert (unknown.known, unknown.changes) == (False, [])
    services = waiting.services
    environments = Environments(services.blobs, services.settings.data_dir)
    kept = environments.now(kernelspecs.find(None), {})
    kept["packages"] = [
        [name, "0.1"] if name.lower() == "nbclient" else [name, version]
        for name, version in kept["packages"]
        if name.lower() != "click"
    ] + [["Gone_Package", "2.0"]]
    with waiting.services.database.write() as tx:
        tx.get_one(Session, had.id).provenance = kept

    # when
    found = waiting.services.reruns.environment(waiting.actor, had.id)

    # then: these, and nothing else
    assert found.known
    changes = {one.name: (one.before, one.after) for one in found.changes}
    assert set(changes) == {"nbclient", "click", "Gone_Package"}
    assert changes["Gone_Package"] == ("2.0", None)
    assert changes["nbclient"][0] == "0.1"
    assert changes["click"][0] is None
