"""Several values in one launch: which sessions it starts, what is refused, all or nothing."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from jupyter_ext.access import trail
from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.errors import Conflict, InvalidInput, TooLarge, TooMany
from jupyter_ext.services import Services
from jupyter_ext.sessions import writing
from jupyter_ext.sessions.listing import Filter
from jupyter_ext.sessions.model import Session, SessionInput, Workflow
from jupyter_ext.sessions.records import RerunRequest, SessionDetail
from jupyter_ext.sessions.submission import Submission

from .conftest import SIGNATURE, Waiting


def launched(waiting: Waiting, session: SessionDetail) -> list[SessionDetail]:
    """The sessions of a launch, in their order."""
    wish = Filter(workflow_id=session.workflow.id, sort="number", limit=200)
    page = waiting.services.sessions.list(waiting.actor, wish)
    return [waiting.get(one.id) for one in page.items]


def values(session: SessionDetail) -> dict[str, Any]:
    return {one.alias: one.value for one in session.parameters}


def several(**lists: Any) -> dict[str, Any]:
    return {"parameters": lists}


def number_of(waiting: Waiting, table: Any) -> int:
    with waiting.services.database.read() as tx:
        return tx.scalar(select(func.count()).select_from(table)) or 0


def test_a_run_without_lists_is_a_launch_of_one(waiting: Waiting) -> None:
    session = waiting.start(name="by itself")
    assert session.workflow.sessions == 1
    assert session.workflow.name == "by itself"
    assert launched(waiting, session) == [session]


def test_each_value_is_combined_with_each(waiting: Waiting) -> None:
    first = waiting.start().inputs[0].version
    second = waiting.version("second", waiting.artifact_id)
    assert first is not None

    session = waiting.start(
        lists={
            "inputs": {"data": [first.id, second.id]},
            "parameters": {"big": [7, 2**53 + 1], "rate": [0.25, 1]},
        },
        name="grid",
    )

    found = launched(waiting, session)
    assert session.workflow.sessions == len(found) == 8
    assert session.id == found[0].id
    taken = [(one.inputs[0].version, values(one)["rate"], values(one)["big"]) for one in found]
    assert [(one.number, rate, big) for one, rate, big in taken if one] == [
        (number, rate, big) for number in (1, 2) for rate in (0.25, 1.0) for big in (7, 2**53 + 1)
    ]
    assert [one.number for one in found] == list(range(2, 10))
    assert [one.name for one in found] == [f"grid {place}" for place in range(1, 9)]
    assert waiting.start().number == 10
    queue = [one.progress.queue_position for one in found if one.progress]
    assert queue == list(range(2, 10)), "they run in their order"


def test_zipped_lists_go_in_step_and_are_combined_with_the_others(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    signature = {
        **SIGNATURE,
        "parameters": [
            {"alias": alias, "type": "integer", "default": 0} for alias in ("a", "b", "c")
        ],
    }
    waiting = Waiting(services, actor, tmp_path / "notebooks", signature)

    session = waiting.start(
        lists={"parameters": {"c": [5, 6], "a": [1, 2], "b": [3, 4]}, "zipped": ["c", "a"]}
    )

    assert [tuple(values(one).values()) for one in launched(waiting, session)] == [
        (1, 3, 5),
        (1, 4, 5),
        (2, 3, 6),
        (2, 4, 6),
    ]


def test_the_list_that_a_json_parameter_has_is_one_value(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    signature = {**SIGNATURE, "parameters": [{"alias": "grid", "type": "json", "default": []}]}
    waiting = Waiting(services, actor, tmp_path / "notebooks", signature)

    one = waiting.start(parameters={"grid": [1, 2, 3]})
    two = waiting.start(lists=several(grid=[[1, 2, 3], None]))

    assert one.workflow.sessions == 1
    assert values(one) == {"grid": [1, 2, 3]}
    assert [values(each)["grid"] for each in launched(waiting, two)] == [[1, 2, 3], None]


@pytest.mark.parametrize(
    ("lists", "field", "said"),
    [
        (several(rate=[0.1, 0.2, "fast"]), "lists.parameters.rate.2", "number"),
        (several(rate=[0.1, 1.5]), "lists.parameters.rate.1", "at most 1"),
        (several(rate=[None]), "lists.parameters.rate.0", "Give a value"),
        (several(rate=[]), "lists.parameters.rate", "at least one"),
        (several(ratte=[1]), "lists.parameters.ratte", "did you mean rate"),
        (several(big=[1, 2]), "lists.parameters.big", "one or the other"),
        ({"inputs": {"none": ["x"]}}, "lists.inputs.none.0", "data, more"),
        ({"inputs": {"data": ["x"]}}, "lists.inputs.data.0", "no such version"),
        ({"inputs": {"more": ["x"]}}, "lists.inputs.more.0", "left empty"),
        ({**several(rate=[0.1]), "zipped": ["big"]}, "lists.zipped", "no list"),
        (several(rate=[0.5] * 1001), "lists", "at most 1,000"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field_and_leaves_nothing(
    waiting: Waiting, lists: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        waiting.start(parameters={"big": 3}, lists=lists)
    assert refused.value.field == field
    assert said in refused.value.message
    assert number_of(waiting, Session) == number_of(waiting, Workflow) == 0
    assert waiting.start().number == 1


def test_zipped_lists_of_unequal_length_are_refused_with_the_field(waiting: Waiting) -> None:
    lists = {**several(rate=[0.1, 0.2], big=[1, 2, 3]), "zipped": ["rate", "big"]}
    with pytest.raises(InvalidInput) as refused:
        waiting.start(lists=lists)
    assert refused.value.field == "lists.parameters.big"
    assert "big has 3 values and rate has 2" in refused.value.message


def test_a_number_beyond_all_bounds_is_counted_not_made(waiting: Waiting) -> None:
    with pytest.raises(InvalidInput) as refused:
        waiting.start(lists=several(rate=[0.5] * 10_000, big=[1] * 10_000))
    assert refused.value.message.startswith("That would start 100,000,000 sessions")
    assert refused.value.details == {"sessions": 10**8, "most": 1000}


def test_all_are_made_or_none(waiting: Waiting) -> None:
    deleted = waiting.version("soon deleted", waiting.artifact_id)
    good = waiting.version("good", waiting.artifact_id)
    waiting.services.artifacts.delete_version(waiting.actor, deleted.id)
    rows = number_of(waiting, AuditRow)

    with pytest.raises(InvalidInput) as refused:
        waiting.start(lists={"inputs": {"data": [good.id, good.id, deleted.id]}})

    assert refused.value.field == "lists.inputs.data.2"
    assert number_of(waiting, Session) == number_of(waiting, SessionInput) == 0
    assert number_of(waiting, AuditRow) == rows


def test_there_is_room_for_all_in_the_queue_or_none_starts(waiting: Waiting) -> None:
    services = waiting.services
    services.sessions.submission = Submission(
        services.database,
        services.blobs,
        services.runtimes,
        pool=services.dispatcher.pool,
        only_dispatcher=None,
        max_queued=5,
        max_launch=1000,
        root=None,
    )
    waiting.start()

    with pytest.raises(TooMany) as refused:
        waiting.start(lists=several(rate=[0.1, 0.2, 0.3, 0.4, 0.5]))
    assert "5 sessions" in refused.value.message
    assert "room for 4" in refused.value.message
    assert number_of(waiting, Session) == 1

    waiting.start(lists=several(rate=[0.1, 0.2, 0.3, 0.4]))
    with pytest.raises(TooMany):
        waiting.start()


def test_a_large_value_is_not_kept_for_very_many(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = len(json.dumps({"rate": 0.1, "big": 1}))
    monkeypatch.setattr(writing, "MOST_VALUES", 3 * one)

    with pytest.raises(TooLarge) as refused:
        waiting.start(lists=several(rate=[0.1, 0.2, 0.3, 0.4]))
    assert refused.value.field == "lists"
    assert "4 sessions" in refused.value.message
    assert number_of(waiting, Session) == number_of(waiting, Workflow) == 0

    assert waiting.start(lists=several(rate=[0.1, 0.2, 0.3])).workflow.sessions == 3
    monkeypatch.setattr(writing, "MOST_VALUES", 1)
    assert waiting.start().workflow.sessions == 1, "what is allowed once is allowed"


def test_a_key_stands_for_the_whole_launch(waiting: Waiting) -> None:
    lists = several(rate=[0.1, 0.2, 0.3])
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: waiting.start(key="same", lists=lists).id, range(8)))

    assert len(set(found)) == 1
    assert number_of(waiting, Session) == 3
    with pytest.raises(Conflict):
        waiting.start(key="same", lists=several(rate=[0.1, 0.2]))
    with pytest.raises(Conflict):
        waiting.start(key="same")

    waiting.services.sessions.delete(waiting.actor, found[0])
    assert waiting.start(key="same", lists=lists).number == 2, "the first that is still there"


def test_a_rerun_may_take_several_values_too(waiting: Waiting) -> None:
    had = waiting.start(parameters={"rate": 0.25, "big": 5})

    new = waiting.services.reruns.rerun(
        waiting.actor, had.id, RerunRequest(lists=several(rate=[0.1, 0.2])), "again"
    )

    found = launched(waiting, new)
    assert [values(one) for one in found] == [{"rate": 0.1, "big": 5}, {"rate": 0.2, "big": 5}]
    assert {one.rerun_of.id for one in found if one.rerun_of} == {had.id}
    assert len(waiting.get(had.id).reruns) == 2


def test_a_file_is_run_with_several_values(services: Services, waiting: Waiting) -> None:
    declared = waiting.notebook("# parameters\nn = 1", "print(n)", name="declared.ipynb")
    first = waiting.submit(declared, lists=several(n=[1, 2, 3]))
    assert [values(one) for one in launched(waiting, first)] == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert first.instance == launched(waiting, first)[-1].instance

    silent = waiting.notebook("print(n)", name="silent.ipynb")
    mixed = waiting.submit(silent, parameters={"s": "x"}, lists=several(n=[1, 0.5]))
    assert [values(one) for one in launched(waiting, mixed)] == [
        {"s": "x", "n": 1.0},
        {"s": "x", "n": 0.5},
    ]

    with pytest.raises(InvalidInput) as refused:
        waiting.submit(declared, lists=several(n=[1, "two"]))
    assert refused.value.field == "lists.parameters.n.1"


def test_the_trail_tells_of_each_and_stays_whole(waiting: Waiting) -> None:
    session = waiting.start(lists=several(rate=[0.1, 0.2, 0.3]))

    with waiting.services.database.read() as tx:
        told = tx.scalars(
            select(AuditRow).where(AuditRow.action == "submitted").order_by(AuditRow.seq)
        ).all()
        assert list(trail.verify(tx)) == []
    assert [one.after["parameters"]["rate"] for one in told if one.after] == [0.1, 0.2, 0.3]
    assert {one.after["workflow"] for one in told if one.after} == {session.workflow.id}


def test_a_thousand_are_made_with_few_statements_each(waiting: Waiting) -> None:
    statements: list[str] = []
    engine = waiting.services.database._writer
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    session = waiting.start(lists=several(big=list(range(1000))))

    assert session.workflow.sessions == 1000
    assert number_of(waiting, Session) == 1000
    assert waiting.services.sessions.queue_status(waiting.actor).queued == 1000
    assert len(statements) < 200, f"{len(statements)} statements"
    with waiting.services.database.read() as tx:
        last = tx.scalars(select(Session).order_by(Session.number.desc()).limit(1)).one()
        assert json.loads(last.parameters_text)["big"] == 999
        assert tx.scalar(select(func.count(Session.name.distinct()))) == 1000
        assert list(trail.verify(tx)) == []
