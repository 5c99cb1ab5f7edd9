"""Lists of sessions: columns, filters, and a cost that doesn't grow with what is kept."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import event

from jupyter_ext.access.identity import Actor
from jupyter_ext.errors import InvalidInput
from jupyter_ext.sessions.listing import Filter
from jupyter_ext.sessions.records import SessionUpdate
from jupyter_ext.sessions.states import State
from jupyter_ext.store.base import utcnow

from .conftest import Waiting


def names(waiting: Waiting, **query: object) -> list[str]:
    page = waiting.services.sessions.list(waiting.actor, Filter(**query))  # type: ignore[arg-type]
    return [one.name for one in page.items]


def test_shows_metrics_duration_and_what_waits(waiting: Waiting) -> None:
    [done] = waiting.rows(1)
    queued = waiting.start(parameters={"rate": 0.75})

    page = waiting.services.sessions.list(waiting.actor, Filter(sort="-created_at"))

    found = {one.id: one for one in page.items}
    assert found[done].metrics == {"auc": 0.2}
    assert found[done].duration == 10.0
    assert found[done].progress is None
    assert found[queued.id].changed_parameters == {"rate": 0.75}
    progress = found[queued.id].progress
    assert progress is not None
    assert progress.queue_position == 2
    assert progress.estimated_seconds == 10.0
    assert found[queued.id].instance.name == "Scores of data"


def test_is_filtered_searched_and_sorted_by_the_server(waiting: Waiting) -> None:
    waiting.rows(3)
    failed = waiting.rows(2, State.FAILED)
    service, actor = waiting.services.sessions, waiting.actor
    service.update(actor, failed[0], SessionUpdate(name="Größe 100%", tags=["x"], starred=True))
    service.update(actor, failed[1], SessionUpdate(archived=True))

    assert names(waiting, state=[State.FAILED]) == ["Größe 100%"]
    assert names(waiting, archived=True) == ["row 00001"]
    assert names(waiting, q="GRÖSSE") == names(waiting, q="nothing of the kind") == []
    assert names(waiting, q="größe 100%") == names(waiting, tag=["x"]) == ["Größe 100%"]
    assert names(waiting, q="scores OF dat") == names(waiting)  # their instance's name
    assert names(waiting, q="scores of things") == []
    assert names(waiting, starred=True) == names(waiting, q=failed[0][:13]) == ["Größe 100%"]
    assert len(names(waiting, active=True)) == 2
    assert len(names(waiting, active=False)) == 4
    assert names(waiting, sort="-duration", state=[State.SUCCEEDED])[0] == "row 00002"
    assert names(waiting, since=utcnow() + timedelta(hours=1)) == []
    assert len(names(waiting, instance_id=waiting.instance_id)) == 6
    assert names(waiting, path="somewhere else") == []
    for sort in ("name", "number", "state", "instance", "-specification", "started_at"):
        assert len(names(waiting, sort=sort)) == 6
    with pytest.raises(InvalidInput) as refused:
        names(waiting, sort="owner")
    assert refused.value.field == "sort"


def test_is_of_ones_own_only(waiting: Waiting, stranger: Actor) -> None:
    waiting.start()
    assert waiting.services.sessions.list(stranger, Filter()).total == 0
    assert waiting.services.sessions.queue_status(stranger).queued == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_of_many_takes_a_fixed_number_of_queries_and_no_time(waiting: Waiting) -> None:
    waiting.rows(10_000)
    waiting.start()
    statements: list[str] = []
    engine = waiting.services.database._reader
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    fastest = 9.0
    for sort in ("-created_at", "name", "-duration"):
        statements.clear()
        began = time.perf_counter()
        page = waiting.services.sessions.list(
            waiting.actor, Filter(sort=sort, limit=50, offset=4000)
        )
        fastest = min(fastest, time.perf_counter() - began)
        assert (len(page.items), page.total) == (50, 10_002)
        assert len(statements) <= 10, statements

    print(f"50 of 10,002 in {fastest * 1000:.0f} ms (promised 500)")
    assert fastest < 5
    assert not any("manifest_text" in one for one in statements)
