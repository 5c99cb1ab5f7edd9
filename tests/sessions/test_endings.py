"""Cancelling, deleting, editing: what each state permits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from jupyter_ext.access import trail
from jupyter_ext.access.identity import Actor
from jupyter_ext.errors import Conflict, InvalidInput, NotFound
from jupyter_ext.records import Count
from jupyter_ext.sessions.listing import Filter
from jupyter_ext.sessions.records import SessionUpdate
from jupyter_ext.sessions.states import State

from .conftest import Waiting


def test_what_waits_is_cancelled_at_once_and_twice_is_once(waiting: Waiting) -> None:
    session = waiting.start()
    first = waiting.services.sessions.cancel(waiting.actor, session.id, "a mistake")
    again = waiting.services.sessions.cancel(waiting.actor, session.id, "again")
    assert first.state == again.state == "CANCELLED"
    assert first.reason == again.reason == "Killed by Ada (a mistake)"
    assert first.ended_at == again.ended_at


@pytest.mark.parametrize("state", [s for s in State if s.is_terminal])
def test_a_session_that_is_over_stays_as_it_is(waiting: Waiting, state: State) -> None:
    [done] = waiting.rows(1, state)
    assert waiting.services.sessions.cancel(waiting.actor, done, "late").state == state


def test_pending_ones_are_stopped_and_running_ones_are_not(waiting: Waiting) -> None:
    for _ in range(3):
        waiting.start()
    [running] = waiting.rows(1, State.RUNNING)
    count = waiting.services.sessions.stop_pending(waiting.actor, waiting.instance_id).count
    assert count == 4  # three, and the one that the row was copied from
    assert waiting.get(running).state == "RUNNING"


def test_deleting_is_refused_while_it_runs_and_offers_to_kill(waiting: Waiting) -> None:
    [running] = waiting.rows(1, State.RUNNING)
    service = waiting.services.sessions

    with pytest.raises(Conflict) as refused:
        service.delete(waiting.actor, running)
    assert refused.value.details == {"offer": "kill_and_delete"}
    with pytest.raises(Conflict):
        service.delete_all(waiting.actor, waiting.instance_id, "Scores of data")

    queued = waiting.start()
    service.delete(waiting.actor, queued.id)
    with pytest.raises(NotFound):
        service.get(waiting.actor, queued.id)


def test_all_are_deleted_when_the_name_is_typed(waiting: Waiting) -> None:
    waiting.rows(3)
    service = waiting.services.sessions
    with pytest.raises(InvalidInput) as refused:
        service.delete_all(waiting.actor, waiting.instance_id, "scores")
    assert refused.value.field == "confirm"
    assert service.delete_all(waiting.actor, waiting.instance_id, "Scores of data").count == 4
    assert service.list(waiting.actor, Filter()).total == 0


def test_what_was_deleted_together_comes_back_together(
    waiting: Waiting, stranger: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = waiting.rows(3)
    service = waiting.services.sessions
    service.delete(waiting.actor, first)
    gone = service.delete_all(waiting.actor, waiting.instance_id, "Scores of data")
    assert gone.count == 3

    with pytest.raises(NotFound):
        service.restore_all(stranger, waiting.instance_id, gone.deleted_at)
    with pytest.raises(NotFound):
        earlier = gone.deleted_at - timedelta(seconds=1)
        service.restore_all(waiting.actor, waiting.instance_id, earlier)
    with monkeypatch.context() as later:
        later.setattr("jupyter_ext.access.editing.UNDO", timedelta(0))
        with pytest.raises(Conflict):
            service.restore_all(waiting.actor, waiting.instance_id, gone.deleted_at)

    service.restore(waiting.actor, others[0])  # one of them by itself
    back = service.restore_all(waiting.actor, waiting.instance_id, gone.deleted_at)
    assert back.count == 2
    found = {one.id for one in service.list(waiting.actor, Filter()).items}
    assert set(others) <= found
    assert first not in found  # deleted by itself: it stays deleted


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_many_are_deleted_and_come_back_by_as_few_statements_as_few(waiting: Waiting) -> None:
    statements: list[str] = []
    engine = waiting.services.database._writer
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    service = waiting.services.sessions
    taken: dict[int, tuple[int, int]] = {}
    for count in (2, 200):
        waiting.rows(count)
        statements.clear()
        gone = service.delete_all(waiting.actor, waiting.instance_id, "Scores of data")
        deleting = len(statements)
        statements.clear()
        assert service.restore_all(waiting.actor, waiting.instance_id, gone.deleted_at) == Count(
            count=gone.count
        )
        taken[count] = deleting, len(statements)
    assert gone.count > 200
    assert taken[2] == taken[200]
    with waiting.services.database.read() as tx:
        assert list(trail.verify(tx)) == []


def test_stopping_what_waits_lets_others_write_in_between(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyter_ext.sessions.service.AT_ONCE", 2)
    ids = [waiting.start().id for _ in range(5)]
    states: list[list[str]] = []

    def look() -> None:
        states.append([waiting.get(one).state for one in ids])

    waiting.services.database.after_write(look)
    count = waiting.services.sessions.stop_pending(waiting.actor, waiting.instance_id).count

    assert count == 5
    assert states == [
        ["QUEUED"] * 3 + ["CANCELLED"] * 2,
        ["QUEUED"] * 1 + ["CANCELLED"] * 4,
        ["CANCELLED"] * 5,
    ], "the last ones first: none of those that are to be stopped begins for that"


def test_what_is_edited_is_kept_and_only_what_is_over_is_archived(waiting: Waiting) -> None:
    session = waiting.start()
    service = waiting.services.sessions
    edited = service.update(
        waiting.actor,
        session.id,
        SessionUpdate(name="Best", note="keep", tags=["a", "b"], starred=True),
    )
    assert (edited.name, edited.note, edited.tags, edited.starred) == (
        "Best",
        "keep",
        ["a", "b"],
        True,
    )
    with pytest.raises(Conflict):
        service.update(waiting.actor, session.id, SessionUpdate(archived=True))
    service.cancel(waiting.actor, session.id)
    assert service.update(waiting.actor, session.id, SessionUpdate(archived=True)).archived


def test_nothing_of_it_is_a_strangers(waiting: Waiting, stranger: Actor) -> None:
    session = waiting.start()
    service = waiting.services.sessions
    for call in (
        lambda: service.get(stranger, session.id),
        lambda: service.cancel(stranger, session.id),
        lambda: service.delete(stranger, session.id),
        lambda: service.update(stranger, session.id, SessionUpdate(name="mine")),
        lambda: service.progress(stranger, session.id),
        lambda: service.journal(stranger, session.id, 0, 100),
        lambda: service.log(stranger, session.id, "run", 0, 100),
        lambda: service.notebook(stranger, session.id),
        lambda: service.run_output(stranger, session.id),
        lambda: service.stop_pending(stranger, waiting.instance_id),
        lambda: service.delete_all(stranger, waiting.instance_id, "Scores of data"),
    ):
        with pytest.raises(NotFound):
            call()
