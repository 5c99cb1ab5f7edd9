"""The sessions of one launch as one: how far they are, ended together, the failed run again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.errors import Conflict, Gone, InvalidInput, NotFound
from jupyter_ext.services import Services
from jupyter_ext.sessions.records import SessionDetail, SessionUpdate
from jupyter_ext.sessions.states import State
from jupyter_ext.specifications.model import SpecificationVersion
from jupyter_ext.workflows.queries import WorkflowSessionQuery
from jupyter_ext.workflows.records import WorkflowRecord

from ..sessions.conftest import SIGNATURE
from .conftest import Waiting
from .scenes import end, get, launch, rows


def test_counts_sessions_by_state_and_cells_of_all(waiting: Waiting) -> None:
    workflow = launch(waiting, 0.1, 0.2, 0.3, 0.4)
    assert workflow.states == {State.QUEUED: 4}
    assert (workflow.sessions, workflow.cells_done, workflow.cells_total) == (4, 0, None)
    assert workflow.varied.parameters == ["rate"]
    assert workflow.ended_at is None

    one, two, *_ = rows(waiting, workflow)
    end(waiting, one.id, State.SUCCEEDED, cells_done=5, cells_total=5, started_at=one.created_at,
        ended_at=one.created_at)  # fmt: skip
    end(waiting, two.id, State.FAILED, cells_done=2, cells_total=5)
    workflow = get(waiting, workflow)

    assert workflow.states == {State.QUEUED: 2, State.SUCCEEDED: 1, State.FAILED: 1}
    assert (workflow.cells_done, workflow.cells_total) == (7, 20)
    assert workflow.started_at == one.created_at
    assert workflow.ended_at is None, "two still wait"


def test_the_rows_have_what_differs_and_are_sorted_by_it(waiting: Waiting) -> None:
    second = waiting.version("second", waiting.artifact_id)
    third = waiting.version("third", waiting.artifact_id)
    session = waiting.start(
        lists={
            "inputs": {"data": [third.id, second.id]},
            "parameters": {"big": [10, 9, 100]},
            "zipped": [],
        },
        parameters={"rate": 0.9},
    )
    workflow = waiting.services.workflows.get(waiting.actor, session.workflow.id)

    assert (workflow.varied.parameters, workflow.varied.inputs) == (["big"], ["data"])
    found = rows(waiting, workflow)
    assert [(one.varied_inputs["data"].number, one.varied_parameters) for one in found] == [
        (number, {"big": big}) for number in (3, 2) for big in (10, 9, 100)
    ]
    for sort, values in (
        ("parameters.big", [9, 9, 10, 10, 100, 100]),
        ("-number", [100, 9, 10] * 2),
    ):
        assert [
            one.varied_parameters["big"] for one in rows(waiting, workflow, sort=sort)
        ] == values
    assert [one.id for one in rows(waiting, workflow, q=found[3].id[:13])] == [found[3].id]
    with pytest.raises(InvalidInput) as refused:
        rows(waiting, workflow, sort="parameters.rate")
    assert refused.value.field == "sort"


def test_what_has_no_value_comes_last_whichever_way_it_is_sorted(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    signature = {**SIGNATURE, "parameters": [{"alias": "depth", "type": "json"}]}
    waiting = Waiting(services, actor, tmp_path / "notebooks", signature)
    session = waiting.start(lists={"parameters": {"depth": [3, None, 1]}})
    workflow = services.workflows.get(actor, session.workflow.id)

    for sort, values in (("parameters.depth", [1, 3, None]), ("-parameters.depth", [3, 1, None])):
        found = rows(waiting, workflow, sort=sort)
        assert [one.varied_parameters["depth"] for one in found] == values


def test_archived_ones_stay_and_deleted_ones_go(waiting: Waiting) -> None:
    workflow = launch(waiting, 0.1, 0.2, 0.3)
    first, second, third = rows(waiting, workflow)
    service = waiting.services.sessions
    for one in (first, second, third):
        service.cancel(waiting.actor, one.id)
    service.update(waiting.actor, first.id, SessionUpdate(archived=True))
    service.delete(waiting.actor, second.id)

    assert [one.id for one in rows(waiting, workflow)] == [first.id, third.id]
    assert get(waiting, workflow).states == {State.CANCELLED: 2}
    assert get(waiting, workflow).sessions == 3

    service.delete(waiting.actor, first.id)
    service.delete(waiting.actor, third.id)
    with pytest.raises(NotFound):
        get(waiting, workflow)


def test_it_is_its_owners(waiting: Waiting, stranger: Actor) -> None:
    workflow = launch(waiting, 0.1, 0.2)
    service = waiting.services.workflows
    for ask in (
        lambda: service.get(stranger, workflow.id),
        lambda: service.sessions(stranger, workflow.id, WorkflowSessionQuery()),
        lambda: service.cancel(stranger, workflow.id, ""),
        lambda: service.rerun_failed(stranger, workflow.id, "key"),
        lambda: service.get(waiting.actor, "none"),
    ):
        with pytest.raises(NotFound):
            ask()
    assert get(waiting, workflow).states == {State.QUEUED: 2}


def test_all_are_killed_with_a_reason_and_those_that_are_over_stay(waiting: Waiting) -> None:
    workflow = launch(waiting, 0.1, 0.2, 0.3)
    other = waiting.start()
    done, *_ = rows(waiting, workflow)
    end(waiting, done.id, State.SUCCEEDED)

    killed = waiting.services.workflows.cancel(waiting.actor, workflow.id, "wrong data")

    assert killed.states == {State.SUCCEEDED: 1, State.CANCELLED: 2}
    reasons = {one.reason for one in rows(waiting, workflow, state=["CANCELLED"])}
    assert reasons == {"Killed by Ada (wrong data)"}
    assert waiting.get(other.id).state == "QUEUED"
    again = waiting.services.workflows.cancel(waiting.actor, workflow.id, "twice")
    assert again.states == killed.states


def ended(waiting: Waiting) -> tuple[WorkflowRecord, dict[State, str]]:
    """A launch with one session of each end."""
    ends = [one for one in State if one.is_terminal]
    workflow = launch(waiting, *(place / 10 for place in range(len(ends))))
    ids = {}
    for state, row in zip(ends, rows(waiting, workflow), strict=True):
        end(waiting, row.id, state, ended_at=row.created_at)
        ids[state] = row.id
    return workflow, ids


def test_those_that_did_not_succeed_are_run_again(waiting: Waiting) -> None:
    workflow, ids = ended(waiting)
    waiting.version("newer data", waiting.artifact_id)
    failed = [one for one in rows(waiting, workflow) if one.id != ids[State.SUCCEEDED]]

    again = waiting.services.workflows.rerun_failed(waiting.actor, workflow.id, "key")

    assert again.id != workflow.id
    assert again.states == {State.QUEUED: 4}
    assert again.varied == workflow.varied
    assert again.rerun_of is not None
    assert again.rerun_of.id == workflow.id
    assert [one.id for one in get(waiting, workflow).reruns] == [again.id]
    new = [waiting.get(one.id) for one in rows(waiting, again)]
    assert [one.rerun_of.id for one in new if one.rerun_of] == [one.id for one in failed]
    assert [parameter(one) for one in new] == [one.varied_parameters["rate"] for one in failed]
    versions = [one.inputs[0].version for one in new]
    assert {one.number for one in versions if one} == {1}, "the versions that they had"
    assert get(waiting, workflow).states[State.FAILED] == 1, "the earlier ones stay"

    same = waiting.services.workflows.rerun_failed(waiting.actor, workflow.id, "key")
    assert same.id == again.id


def parameter(session: SessionDetail) -> Any:
    return {one.alias: one.value for one in session.parameters}["rate"]


def test_where_none_failed_nothing_is_run_again(waiting: Waiting) -> None:
    workflow = launch(waiting, 0.1, 0.2)
    with pytest.raises(Conflict) as refused:
        waiting.services.workflows.rerun_failed(waiting.actor, workflow.id, "key")
    assert "None of its sessions has failed" in refused.value.message


def test_none_is_run_again_with_other_values_than_it_had(waiting: Waiting) -> None:
    workflow, _ = ended(waiting)
    rate, big = SIGNATURE["parameters"]
    narrower = {**SIGNATURE, "parameters": [{**rate, "minimum": 0.3}, big]}
    with waiting.services.database.write() as tx:
        tx.execute(update(SpecificationVersion).values(signature=narrower))

    with pytest.raises(InvalidInput) as refused:
        waiting.services.workflows.rerun_failed(waiting.actor, workflow.id, "key")

    assert refused.value.field == "parameters.rate"
    assert get(waiting, workflow).reruns == []


def test_none_is_run_again_where_the_newest_code_has_no_such_parameter(waiting: Waiting) -> None:
    workflow, _ = ended(waiting)
    _, big = SIGNATURE["parameters"]
    with waiting.services.database.write() as tx:
        tx.execute(
            update(SpecificationVersion).values(signature={**SIGNATURE, "parameters": [big]})
        )

    with pytest.raises(InvalidInput) as refused:
        waiting.services.workflows.rerun_failed(waiting.actor, workflow.id, "key")

    assert refused.value.field == "parameters.rate"
    assert get(waiting, workflow).reruns == []


def test_a_deleted_instance_runs_nothing_again(waiting: Waiting) -> None:
    workflow, _ = ended(waiting)
    waiting.services.instances.delete(waiting.actor, waiting.instance_id)
    with pytest.raises(Gone):
        waiting.services.workflows.rerun_failed(waiting.actor, workflow.id, "key")


def test_a_thousand_are_killed_and_run_again_as_one(waiting: Waiting) -> None:
    session = waiting.start(lists={"parameters": {"big": list(range(1000))}})
    service, actor = waiting.services.workflows, waiting.actor

    killed = service.cancel(actor, session.workflow.id, "all of it")
    again = service.rerun_failed(actor, session.workflow.id, "key")

    assert killed.states == {State.CANCELLED: 1000}
    assert again.states == {State.QUEUED: 1000}
    with waiting.services.database.read() as tx:
        told = tx.scalars(select(AuditRow.object_id).where(AuditRow.action == "cancelled")).all()
    assert len(set(told)) == 1000


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_takes_a_fixed_number_of_queries(waiting: Waiting) -> None:
    statements: list[str] = []
    engine = waiting.services.database._reader
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    asked: dict[int, tuple[int, int]] = {}
    for count in (10, 1000):
        session = waiting.start(lists={"parameters": {"big": list(range(count))}})
        workflow = waiting.services.workflows.get(waiting.actor, session.workflow.id)
        statements.clear()
        get(waiting, workflow)
        of_page = len(statements)
        statements.clear()
        rows(waiting, workflow, limit=100, sort="-parameters.big")
        asked[count] = of_page, len(statements)
    assert asked[10] == asked[1000]
    assert max(asked[1000]) <= 16, asked
