"""What happens to a workflow while something else happens to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from jupyter_ext.errors import Conflict
from jupyter_ext.sessions.records import RerunRequest
from jupyter_ext.sessions.states import State
from jupyter_ext.workflows.listing import Filter
from jupyter_ext.workflows.records import WorkflowRecord

from .conftest import Waiting
from .scenes import end, get, launch, rows


def test_one_that_is_being_made_is_killed_whole(waiting: Waiting) -> None:
    service, actor = waiting.services.workflows, waiting.actor
    with ThreadPoolExecutor(1) as pool:
        lists = {"parameters": {"big": list(range(500))}}
        making = pool.submit(lambda: waiting.start(lists=lists))
        items = []
        while not items:
            done = making.done()
            items = service.list(actor, Filter()).items
            assert items or not done
        killed = service.cancel(actor, items[0].id, "not that one")

    assert making.result().workflow.id == killed.id
    assert items[0].states == {State.QUEUED: 500}
    assert killed.states == {State.CANCELLED: 500}


def test_all_others_are_killed_when_one_is_deleted_meanwhile(waiting: Waiting) -> None:
    workflow = launch(waiting, 0.5, big=list(range(150)))
    first, *_ = rows(waiting, workflow)
    deleted: list[str] = []

    def delete() -> None:
        if not deleted:
            deleted.append(first.id)
            waiting.services.sessions.delete(waiting.actor, first.id)

    waiting.services.database.after_write(delete)
    killed = waiting.services.workflows.cancel(waiting.actor, workflow.id, "wrong data")

    assert deleted
    assert killed.states == {State.CANCELLED: 149}


def failing(waiting: Waiting, number: int) -> WorkflowRecord:
    """A launch of four sessions, the first `number` of which failed."""
    workflow = launch(waiting, 0.1, 0.2, 0.3, 0.4)
    for one in rows(waiting, workflow)[:number]:
        end(waiting, one.id, State.FAILED)
    return workflow


def test_those_that_failed_are_run_again_once_however_often_it_is_asked(waiting: Waiting) -> None:
    workflow = failing(waiting, 3)

    def ask(key: int) -> WorkflowRecord | Conflict:
        try:
            service = waiting.services.workflows
            return service.rerun_failed(waiting.actor, workflow.id, f"again {key}")
        except Conflict as refused:
            return refused

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))

    [again] = [one for one in answers if isinstance(one, WorkflowRecord)]
    refusals = [one for one in answers if isinstance(one, Conflict)]
    assert again.states == {State.QUEUED: 3}
    assert {one.details["workflows"][0] for one in refusals} == {again.id}
    assert "run again already" in refusals[0].message
    assert [one.id for one in get(waiting, workflow).reruns] == [again.id]


def test_what_failed_since_is_run_again_beside_the_others(waiting: Waiting) -> None:
    service, actor = waiting.services.workflows, waiting.actor
    workflow = failing(waiting, 1)
    earlier = service.rerun_failed(actor, workflow.id, "first")
    first, second, *_ = rows(waiting, workflow)
    end(waiting, second.id, State.CRASHED)

    later = service.rerun_failed(actor, workflow.id, "second")

    def reran(record: WorkflowRecord) -> list[str]:
        made = [waiting.get(one.id).rerun_of for one in rows(waiting, record)]
        return [one.id for one in made if one]

    assert (reran(earlier), reran(later)) == ([first.id], [second.id])
    [again] = rows(waiting, earlier)
    end(waiting, again.id, State.FAILED)
    once_more = service.rerun_failed(actor, workflow.id, "third")
    assert reran(once_more) == [first.id], "that of the second still waits"


def test_a_rerun_that_was_deleted_or_made_by_hand_is_no_hindrance(waiting: Waiting) -> None:
    service, actor = waiting.services.workflows, waiting.actor
    workflow = failing(waiting, 1)
    [failed] = rows(waiting, workflow, state=["FAILED"])
    waiting.services.reruns.rerun(actor, failed.id, RerunRequest(parameters={"rate": 1}), "hand")
    earlier = service.rerun_failed(actor, workflow.id, "first")
    with pytest.raises(Conflict):
        service.rerun_failed(actor, workflow.id, "second")
    for one in rows(waiting, earlier):
        waiting.services.sessions.delete(actor, one.id)

    assert service.rerun_failed(actor, workflow.id, "third").states == {State.QUEUED: 1}
