"""A workflow and its sessions: a fixed number of queries, however many sessions there are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session as Tx
from sqlalchemy.orm import defer

from ..access.identity import Actor
from ..access.rights import is_id
from ..access.roles import Role, may
from ..access.standing import standing
from ..errors import NotFound
from ..instances.model import Instance
from ..records import Page, Ref, VersionRef
from ..sessions import listing, live
from ..sessions.model import Execution, Session, SessionInput, Workflow
from ..sessions.reading import version_refs
from ..sessions.records import Progress, WorkflowRef
from ..sessions.states import ACTIVE, TERMINAL, State
from ..specifications.model import Specification, SpecificationVersion
from ..store import lists
from .records import Varied, WorkflowRecord, WorkflowSession

MOST_RERUNS = 100  # newest first


def seen(tx: Tx, actor: Actor, workflow_id: str) -> Workflow:
    """The workflow of that id; whoever may see one of its sessions may see it.

    Raises:
        NotFound: there is none, or none of its sessions is there for the actor.
    """
    row = tx.get(Workflow, workflow_id) if is_id(workflow_id) else None
    if row is None or not tx.scalar(select(select(Session.id).where(*_of(actor, row)).exists())):
        raise NotFound(f"There is no workflow {workflow_id[:64]!r}.")
    return row


def best(tx: Tx, actor: Actor, row: Workflow) -> Session:
    """The session of those seen on which the actor has the greatest role."""
    for role in reversed(Role):
        found = tx.scalars(
            select(Session)
            .where(*_of(actor, row), may(actor, Session, role))
            .order_by(Session.number)
            .limit(1)
        ).first()
        if found is not None:
            return found
    raise NotFound(f"There is no workflow {row.id!r}.")


def ids(
    tx: Tx,
    actor: Actor,
    row: Workflow,
    states: Sequence[State],
    role: Role = Role.VIEWER,
) -> list[str]:
    """Its sessions that are in one of the states, last ones first; those on which the actor has a
    role."""
    found = select(Session.id).where(
        *_of(actor, row),
        may(actor, Session, role),
        Session.state.in_([state.value for state in states]),
    )
    return list(tx.scalars(found.order_by(Session.number.desc())))


def record(tx: Tx, actor: Actor, row: Workflow) -> WorkflowRecord:
    """The whole of a workflow."""
    counts = tx.execute(
        select(
            Session.state,
            func.count().label("number"),
            func.coalesce(func.sum(Session.cells_done), 0).label("done"),
            func.coalesce(func.sum(Session.cells_total), 0).label("total"),
            func.count(Session.cells_total).label("with_total"),
            func.max(Session.cells_total).label("most"),
            func.min(Session.started_at).label("started_at"),
            func.max(Session.ended_at).label("ended_at"),
            func.max(Session.specification_version_id).label("version_id"),
        )
        .where(*_of(actor, row))
        .group_by(Session.state)
    ).all()
    states = {State(one.state): one.number for one in counts}
    pages = _pages(tx, actor, row) if ACTIVE & states.keys() else []
    # the same code runs in all: one that began says how many cells the others will have
    each = max([one.most or 0 for one in counts] + [page.cells_total or 0 for page in pages])
    open_ones = sum(one.number - one.with_total for one in counts)
    known = best(tx, actor, row)
    started = [one.started_at for one in counts if one.started_at]
    ended = [one.ended_at for one in counts if one.ended_at]
    version, specification, instance = tx.execute(
        select(SpecificationVersion.number, Specification, Instance)
        .join(Specification, Specification.id == SpecificationVersion.specification_id)
        .join(Instance, Instance.id == row.instance_id)
        .where(SpecificationVersion.id == counts[0].version_id)
    ).one()
    return WorkflowRecord(
        **standing(tx, actor, [known])[known.id],
        id=row.id,
        name=row.name,
        instance=_ref(instance),
        specification=_ref(specification),
        specification_version=version,
        sessions=listing.workflow_sizes(tx, actor, [row])[row.id],
        states=states,
        cells_done=sum(one.done for one in counts) + sum(page.cells_done or 0 for page in pages),
        cells_total=sum(one.total for one in counts) + open_ones * each if each else None,
        varied=Varied.model_validate(row.varied),
        rerun_of=_refs(tx, actor, Workflow.id == row.rerun_of).get(row.rerun_of)
        if row.rerun_of
        else None,
        reruns=list(_refs(tx, actor, Workflow.rerun_of == row.id).values())[:MOST_RERUNS],
        created_at=row.created_at,
        started_at=min(started, default=None),
        ended_at=max(ended, default=None) if states.keys() <= TERMINAL else None,
    )


def page(tx: Tx, actor: Actor, row: Workflow, query: Any, host: str) -> Page[WorkflowSession]:
    """The sessions that match, with what differs between them.

    Raises:
        InvalidInput: the list can't be sorted by that column.
    """
    heavy = [column for column in listing.HEAVY if column is not Session.parameters_text]
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
            "state": listing.BY_STATE,
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
        for one, facts in zip(rows, listing.facts_of(tx, actor, rows, host), strict=True)
    ]
    return Page[WorkflowSession](items=items, total=total, offset=query.offset)


def _of(actor: Actor, row: Workflow) -> list[ColumnElement[bool]]:
    return [
        Session.workflow_id == row.id,
        Session.deleted_at.is_(None),
        may(actor, Session),
    ]


def _refs(tx: Tx, actor: Actor, *conditions: ColumnElement[bool]) -> dict[str, WorkflowRef]:
    """Links to those workflows of which the actor may see a session."""
    there = select(Session.workflow_id).where(Session.deleted_at.is_(None), may(actor, Session))
    return listing.workflow_refs(tx, actor, *conditions, Workflow.id.in_(there))


def _pages(tx: Tx, actor: Actor, row: Workflow) -> list[Progress]:
    """How far those have come that are running."""
    executions = tx.scalars(
        select(Execution)
        .join(Session, Session.id == Execution.session_id)
        .where(*_of(actor, row), Execution.state.in_([state.value for state in ACTIVE]))
    )
    return [live.page_of(execution, None) for execution in executions]


def _value(tx: Tx, alias: str) -> ColumnElement[Any]:
    """A parameter's value, to sort by: numbers as numbers."""
    if tx.get_bind().dialect.name == "postgresql":
        return cast(Session.parameters_text, JSONB)[alias]
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


def _ref(row: Any) -> Ref:
    return Ref(id=row.id, name=row.name, deleted=row.deleted_at is not None)
