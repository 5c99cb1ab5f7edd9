"""Pages of workflows: a fixed number of queries for any page, whatever the number of sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session as Tx
from sqlalchemy.orm import defer

from ..access.identity import Actor
from ..access.roles import Role, may
from ..access.standing import standing
from ..instances.model import Instance
from ..records import Page, Ref
from ..sessions.listing import HEAVY, workflow_sizes
from ..sessions.model import Session, Workflow
from ..sessions.states import TERMINAL, State
from ..specifications.model import Specification, SpecificationVersion
from ..store import lists
from .records import WorkflowSummary


@dataclass(frozen=True)
class Filter:
    """What a page is asked for, by those who don't speak HTTP (`handlers.WorkflowQuery` does)."""

    q: str = ""
    sort: str = ""
    offset: int = 0
    limit: int = 50
    active: bool | None = None
    single: bool = False


def there(actor: Actor, role: Role = Role.VIEWER) -> list[ColumnElement[bool]]:
    """The sessions that aren't deleted and on which the actor has that role."""
    return [Session.deleted_at.is_(None), may(actor, Session, role)]


def page(tx: Tx, actor: Actor, query: Any) -> Page[WorkflowSummary]:
    """Those launches that match, of which the actor may see a session.

    Those of a single session only when they are asked for, or run the failed of another again.

    Raises:
        InvalidInput: the list can't be sorted by that column.
    """
    own = select(Session.id).where(Session.workflow_id == Workflow.id, *there(actor))
    statement = select(Workflow).where(own.exists())
    if not query.single:
        statement = statement.where((Workflow.size > 1) | Workflow.rerun_of.is_not(None))
    if query.active is not None:
        over = Session.state.in_([state.value for state in TERMINAL])
        going_on = own.where(~over).exists()
        statement = statement.where(going_on if query.active else ~going_on)
    if query.q.strip():
        statement = statement.join(Instance, Instance.id == Workflow.instance_id).where(
            *lists.search(query.q, Workflow.name, Workflow.id, Instance.name)
        )
    order = lists.ordering(
        query.sort,
        {"name": func.lower(Workflow.name), "created_at": Workflow.created_at},
        "-created_at",
        Workflow.id,
    )
    rows, total = lists.fetch(tx, statement, query, order)
    items = [WorkflowSummary(**facts) for facts in facts_of(tx, actor, rows)]
    return Page[WorkflowSummary](items=items, total=total, offset=query.offset)


def facts_of(tx: Tx, actor: Actor, rows: Sequence[Workflow]) -> list[dict[str, Any]]:
    """What a summary says of each launch; the actor may see a session of each."""
    of_these = [Session.workflow_id.in_([row.id for row in rows]), *there(actor)]
    counts: dict[str, list[Any]] = {row.id: [] for row in rows}
    for one in tx.execute(
        select(
            Session.workflow_id,
            Session.state,
            func.count().label("number"),
            func.min(Session.started_at).label("started_at"),
            func.max(Session.ended_at).label("ended_at"),
        )
        .where(*of_these)
        .group_by(Session.workflow_id, Session.state)
    ):
        counts[one.workflow_id].append(one)
    firsts = best(tx, actor, rows)
    access = standing(tx, actor, list(firsts.values()))
    instances = _named(tx, Instance, {row.instance_id for row in rows})
    specifications = _named(tx, Specification, {one.specification_id for one in firsts.values()})
    versions: dict[str, int] = dict(
        tx.execute(
            select(SpecificationVersion.id, SpecificationVersion.number).where(
                SpecificationVersion.id.in_(
                    {one.specification_version_id for one in firsts.values()}
                )
            )
        ).all()
    )
    sizes = workflow_sizes(tx, actor, rows)
    return [
        {
            **access[first.id],
            "id": row.id,
            "name": row.name,
            "instance": instances[row.instance_id],
            "specification": specifications[first.specification_id],
            "specification_version": versions[first.specification_version_id],
            "sessions": sizes[row.id],
            "states": {State(one.state): one.number for one in counts[row.id]},
            "created_at": row.created_at,
            **_times(counts[row.id]),
        }
        for row, first in ((row, firsts[row.id]) for row in rows)
    ]


def best(tx: Tx, actor: Actor, rows: Sequence[Workflow]) -> dict[str, Session]:
    """Of each launch a session on which the actor has the greatest role, by the launch's id."""
    found: dict[str, Session] = {}
    for role in Role if actor.proven else [Role.OWNER]:
        lowest = (
            select(Session.workflow_id, func.min(Session.number).label("number"))
            .where(Session.workflow_id.in_([row.id for row in rows]), *there(actor, role))
            .group_by(Session.workflow_id)
            .subquery()
        )
        its = and_(Session.workflow_id == lowest.c.workflow_id, Session.number == lowest.c.number)
        heavy = (defer(column) for column in HEAVY)
        for one in tx.scalars(select(Session).options(*heavy).join(lowest, its)):
            found[one.workflow_id] = one
    return found


def _times(counts: Sequence[Any]) -> dict[str, Any]:
    """When the first began and, once all are over, when the last ended."""
    started = [one.started_at for one in counts if one.started_at]
    ended = [one.ended_at for one in counts if one.ended_at]
    all_over = all(State(one.state).is_terminal for one in counts)
    return {
        "started_at": min(started, default=None),
        "ended_at": max(ended, default=None) if all_over else None,
    }


def _named(tx: Tx, table: Any, ids: set[str]) -> dict[str, Ref]:
    rows = tx.execute(select(table.id, table.name, table.deleted_at).where(table.id.in_(ids)))
    return {
        row.id: Ref(id=row.id, name=row.name, deleted=row.deleted_at is not None) for row in rows
    }
