"""A workflow and its sessions: a fixed number of queries, however many sessions there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session as Tx
from sqlalchemy.orm import aliased, defer

from ..access.identity import Actor
from ..access.rights import is_id
from ..access.roles import Role
from ..errors import NotFound
from ..records import Page, VersionRef
from ..sessions import listing as sessions
from ..sessions import live
from ..sessions.model import Execution, Session, SessionInput, Workflow
from ..sessions.reading import version_refs
from ..sessions.records import Progress, WorkflowRef
from ..sessions.states import ACTIVE, TERMINAL, State
from ..store import lists
from . import listing
from .records import Varied, WorkflowRecord, WorkflowSession

MOST_RERUNS = 100  # newest first
FAILED = TERMINAL - {State.SUCCEEDED}


def seen(tx: Tx, actor: Actor, workflow_id: str) -> Workflow:
    """The workflow of that id; whoever may see one of its sessions may see it.

    Raises:
        NotFound: there is none, or none of its sessions is there for the actor.
    """
    row = tx.get(Workflow, workflow_id) if is_id(workflow_id) else None
    if row is None or not tx.scalar(select(select(Session.id).where(*_of(actor, row)).exists())):
        raise NotFound(f"There is no workflow {workflow_id[:64]!r}.")
    return row


def ids(
    tx: Tx, actor: Actor, row: Workflow, states: Iterable[State], role: Role = Role.VIEWER
) -> list[str]:
    """Its sessions in one of the states on which the actor has that role, last ones first."""
    found = select(Session.id).where(
        Session.workflow_id == row.id,
        *listing.there(actor, role),
        Session.state.in_([state.value for state in states]),
    )
    return list(tx.scalars(found.order_by(Session.number.desc())))


def failed(tx: Tx, actor: Actor, row: Workflow) -> tuple[list[Session], list[str]]:
    """Its sessions that didn't succeed, in their order, without those that run again just now.

    Of the latter, the ids of the workflows that run them.
    """
    again = aliased(Session)
    running = (
        select(again.rerun_of, again.workflow_id)
        .join(Workflow, Workflow.id == again.workflow_id)
        .where(
            Workflow.rerun_of == row.id,
            again.deleted_at.is_(None),
            again.state.not_in([state.value for state in TERMINAL]),
        )
    )
    by_session = {one.rerun_of: one.workflow_id for one in tx.execute(running)}
    ended = select(Session).where(
        *_of(actor, row), Session.state.in_([state.value for state in FAILED])
    )
    rows = tx.scalars(ended.order_by(Session.number)).all()
    busy = {by_session[one.id]: None for one in rows if one.id in by_session}
    return [one for one in rows if one.id not in by_session], list(busy)


def record(tx: Tx, actor: Actor, row: Workflow) -> WorkflowRecord:
    """The whole of a workflow."""
    [facts] = listing.facts_of(tx, actor, [row])
    cells = tx.execute(
        select(
            func.coalesce(func.sum(Session.cells_done), 0).label("done"),
            func.coalesce(func.sum(Session.cells_total), 0).label("total"),
            func.count().label("number"),
            func.count(Session.cells_total).label("with_total"),
            func.max(Session.cells_total).label("most"),
        ).where(*_of(actor, row))
    ).one()
    pages = _pages(tx, actor, row) if ACTIVE & facts["states"].keys() else []
    # the same code runs in all: one that began says how many cells the others will have
    each = max([cells.most or 0] + [page.cells_total or 0 for page in pages])
    open_ones = cells.number - cells.with_total
    return WorkflowRecord(
        **facts,
        cells_done=cells.done + sum(page.cells_done or 0 for page in pages),
        cells_total=cells.total + open_ones * each if each else None,
        varied=Varied.model_validate(row.varied),
        rerun_of=_refs(tx, actor, Workflow.id == row.rerun_of).get(row.rerun_of)
        if row.rerun_of
        else None,
        reruns=list(_refs(tx, actor, Workflow.rerun_of == row.id).values())[:MOST_RERUNS],
    )


def page(tx: Tx, actor: Actor, row: Workflow, query: Any, host: str) -> Page[WorkflowSession]:
    """The sessions that match, with what differs between them.

    Raises:
        InvalidInput: the list can't be sorted by that column.
    """
    heavy = [column for column in sessions.HEAVY if column is not Session.parameters_text]
    statement = (
        select(Session).options(*(defer(column) for column in heavy)).where(*_of(actor, row))
    )
    if query.state:
        statement = statement.where(Session.state.in_([State(one).value for one in query.state]))
    if query.q.strip():
        statement = statement.where(*lists.search(query.q, Session.name, Session.id))
    order = lists.ordering(
        query.sort,
        {
            "number": Session.number,
            "name": func.lower(Session.name),
            "state": sessions.BY_STATE,
            "started_at": Session.started_at,
            "duration": Session.duration,
            **{
                f"parameters.{alias}": _value(tx, alias)
                for alias in row.varied.get("parameters", [])
            },
        },
        "number",
        Session.id,
    )
    rows, total = lists.fetch(tx, statement, query, order)
    parameters = set(row.varied.get("parameters", []))
    inputs = _inputs(tx, [one.id for one in rows], row.varied.get("inputs", []))
    items = [
        WorkflowSession(
            **facts,
            varied_parameters={
                alias: value
                for alias, value in json.loads(one.parameters_text).items()
                if alias in parameters
            },
            varied_inputs=inputs.get(one.id, {}),
        )
        for one, facts in zip(rows, sessions.facts_of(tx, actor, rows, host), strict=True)
    ]
    return Page[WorkflowSession](items=items, total=total, offset=query.offset)


def _of(actor: Actor, row: Workflow) -> list[ColumnElement[bool]]:
    return [Session.workflow_id == row.id, *listing.there(actor)]


def _refs(tx: Tx, actor: Actor, *conditions: ColumnElement[bool]) -> dict[str, WorkflowRef]:
    """Links to those workflows of which the actor may see a session."""
    seen_ones = select(Session.workflow_id).where(*listing.there(actor))
    return sessions.workflow_refs(tx, actor, *conditions, Workflow.id.in_(seen_ones))


def _pages(tx: Tx, actor: Actor, row: Workflow) -> list[Progress]:
    """How far those have come that are running."""
    executions = tx.scalars(
        select(Execution)
        .join(Session, Session.id == Execution.session_id)
        .where(*_of(actor, row), Execution.state.in_([state.value for state in ACTIVE]))
    )
    return [live.page_of(execution, None) for execution in executions]


def _value(tx: Tx, alias: str) -> ColumnElement[Any]:
    """A parameter's value, to sort by: numbers as numbers, JSON's null as empty."""
    if tx.get_bind().dialect.name == "postgresql":
        null = cast(literal_column("'null'"), JSONB)
        return func.nullif(cast(Session.parameters_text, JSONB)[alias], null)
    return func.json_extract(Session.parameters_text, f'$."{alias}"')


def _inputs(
    tx: Tx, session_ids: Sequence[str], aliases: Sequence[str]
) -> dict[str, dict[str, VersionRef]]:
    """The versions that inputs had, by session and alias."""
    if not aliases or not session_ids:
        return {}
    bound = tx.execute(
        select(SessionInput.session_id, SessionInput.alias, SessionInput.artifact_version_id).where(
            SessionInput.session_id.in_(session_ids), SessionInput.alias.in_(aliases)
        )
    ).all()
    versions = version_refs(tx, [one.artifact_version_id for one in bound])
    found: dict[str, dict[str, VersionRef]] = {}
    for one in bound:
        if one.artifact_version_id in versions:
            found.setdefault(one.session_id, {})[one.alias] = versions[one.artifact_version_id]
    return found
