"""The list of workflows: what is in it, and how little it asks."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from jupyter_ext.access.identity import Actor
from jupyter_ext.errors import InvalidInput
from jupyter_ext.sessions.states import State
from jupyter_ext.workflows.listing import Filter
from jupyter_ext.workflows.records import WorkflowSummary

from .conftest import Waiting
from .scenes import end, get, launch, rows


def listed(waiting: Waiting, **wish: Any) -> list[WorkflowSummary]:
    return waiting.services.workflows.list(waiting.actor, Filter(**wish)).items


def test_it_has_the_launches_of_several_sessions_newest_first(waiting: Waiting) -> None:
    single = waiting.start(name="by itself").workflow
    older, newer = launch(waiting, 0.1, 0.2), launch(waiting, 0.3, 0.4, 0.5)
    first, *_ = rows(waiting, newer)
    end(waiting, first.id, State.FAILED, started_at=first.created_at, ended_at=first.created_at)

    found = listed(waiting)

    assert [one.id for one in found] == [newer.id, older.id]
    assert found[0].states == {State.FAILED: 1, State.QUEUED: 2}
    assert (
        found[0].model_dump()
        == WorkflowSummary(
            **get(waiting, newer).model_dump(include=set(WorkflowSummary.model_fields))
        ).model_dump()
    ), "as its page has it"
    assert [one.id for one in listed(waiting, single=True)] == [newer.id, older.id, single.id]
    again = waiting.services.workflows.rerun_failed(waiting.actor, newer.id, "key")
    assert listed(waiting)[0].id == again.id, "of one session, but a rerun of several"


def test_it_is_searched_filtered_sorted_and_paged(waiting: Waiting) -> None:
    lists = {"parameters": {"rate": [0.1, 0.2]}}
    made = [
        waiting.start(lists=lists, name=name).workflow.id for name in ("Grid", "àpart", "Baseline")
    ]
    waiting.services.workflows.cancel(waiting.actor, made[0])

    assert [one.name for one in listed(waiting, q="grid")] == ["Grid"]
    assert [one.id for one in listed(waiting, q=made[2][:13])] == [made[2]]
    assert len(listed(waiting, q="scores of data")) == 3, "the name of their instance"
    assert [one.name for one in listed(waiting, active=True)] == ["Baseline", "àpart"]
    assert [one.name for one in listed(waiting, active=False)] == ["Grid"]
    by_name = [one.name for one in listed(waiting, sort="-name")]
    assert by_name[1:] == ["Grid", "Baseline"]
    page = waiting.services.workflows.list(waiting.actor, Filter(limit=1, offset=1))
    assert ([one.name for one in page.items], page.total) == (["àpart"], 3)
    with pytest.raises(InvalidInput) as refused:
        listed(waiting, sort="owner")
    assert refused.value.field == "sort"


def test_it_has_nothing_of_others_and_nothing_that_was_deleted(
    waiting: Waiting, stranger: Actor
) -> None:
    workflow = launch(waiting, 0.1, 0.2)
    assert waiting.services.workflows.list(stranger, Filter(single=True)).total == 0

    for one in rows(waiting, workflow):
        waiting.services.sessions.delete(waiting.actor, one.id)

    assert listed(waiting) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_takes_a_fixed_number_of_queries(waiting: Waiting) -> None:
    statements: list[str] = []
    engine = waiting.services.database._reader
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    asked = []
    for count in (1, 20):
        for _ in range(count):
            launch(waiting, 0.5, big=list(range(count * 5)))
        statements.clear()
        listed(waiting)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 16, asked
