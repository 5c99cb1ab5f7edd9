"""Pages of sessions: a fixed number of queries for any page, whatever the number of sessions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session as Tx
from sqlalchemy.orm import defer

from ..access.identity import Actor
from ..access.roles import may
from ..access.standing import standing
from ..instances.model import Instance
from ..objects.listing import matching
from ..objects.records import said
from ..records import Page, Ref
from ..specifications.model import Specification, SpecificationVersion
from ..store import lists
from . import live
from .model import Metric, Session, Workflow
from .records import MetricValue, SessionRecord, WorkflowRef
from .states import TERMINAL, State


@dataclass(frozen=True)
class Filter:
    """What a page is asked for, by those who don't speak HTTP (`handlers.SessionQuery` does)."""

    q: str = ""
    tag: list[str] = field(default_factory=list)
    sort: str = ""
    offset: int = 0
    limit: int = 50
    deleted: bool = False
    whose: lists.Whose = "all"
    instance_id: str | None = None
    specification_id: str | None = None
    workflow_id: str | None = None
    state: list[State] = field(default_factory=list)
    active: bool | None = None
    starred: bool | None = None
    archived: bool = False
    path: str | None = None
    since: datetime | None = None


HEAVY = (Session.manifest_text, Session.provenance, Session.parameters_text, Session.error)
_ORDER_OF_STATES = {state.value: place for place, state in enumerate(State)}
BY_STATE = case(_ORDER_OF_STATES, value=Session.state)


def page(
    tx: Tx, actor: Actor, query: Any, host: str, root: Path | None = None
) -> Page[SessionRecord]:
    """Those sessions that match, of what the actor may see, sorted, with all that a row shows.

    Raises:
        InvalidInput: the list can't be sorted by that column.
    """
    statement = _filtered(actor, query, root)
    order = lists.ordering(
        query.sort,
        {
            "name": func.lower(Session.name),
            "number": Session.number,
            "created_at": Session.created_at,
            "started_at": Session.started_at,
            "ended_at": Session.ended_at,
            "duration": Session.duration,
            "state": BY_STATE,
            "instance": func.lower(Instance.name),
            "specification": func.lower(Specification.name),
        },
        "-created_at",
        Session.id,
    )
    rows, total = lists.fetch(tx, statement, query, order)
    return Page[SessionRecord](
        items=records(tx, actor, rows, host), total=total, offset=query.offset
    )


def _filtered(actor: Actor, query: Any, root: Path | None) -> Select[Any]:
    statement = (
        select(Session)
        .options(*(defer(column) for column in HEAVY))
        .where(
            *matching(
                actor,
                Session,
                query,
                Session.workflow_id,
                Instance.name,
                Specification.name,
            )
        )
    )
    if query.archived:
        statement = statement.where(Session.archived_at.is_not(None))
    else:
        statement = statement.where(Session.archived_at.is_(None))
    for column, value in (
        (Session.instance_id, query.instance_id),
        (Session.specification_id, query.specification_id),
        (Session.workflow_id, query.workflow_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if query.state:
        statement = statement.where(Session.state.in_([State(one).value for one in query.state]))
    if query.active is not None:
        over = Session.state.in_([state.value for state in TERMINAL])
        statement = statement.where(~over if query.active else over)
    if query.since is not None:
        statement = statement.where(Session.created_at >= query.since)
    searched = bool(query.q.strip())
    if searched or query.path is not None or "specification" in query.sort:
        statement = statement.join(Specification, Specification.id == Session.specification_id)
    if query.path is not None:
        place = Specification.path == query.path
        if root is not None:  # run from the command line it may be known by that alone
            place |= Specification.location == str(root / query.path)
        statement = statement.where(place)
    if searched or "instance" in query.sort:
        statement = statement.join(Instance, Instance.id == Session.instance_id)
    return statement


def records(tx: Tx, actor: Actor, rows: Sequence[Session], host: str) -> list[SessionRecord]:
    """The records of sessions, in their order."""
    return [SessionRecord(**facts) for facts in facts_of(tx, actor, rows, host)]


def facts_of(tx: Tx, actor: Actor, rows: Sequence[Session], host: str) -> list[dict[str, Any]]:
    """What a record says of each session."""
    instances = _named(tx, Instance, {row.instance_id for row in rows})
    specifications = _named(tx, Specification, {row.specification_id for row in rows})
    cached = {row.cached_from for row in rows if row.cached_from}
    sources = _named(tx, Session, cached, may(actor, Session))
    numbers: dict[str, int] = dict(
        tx.execute(
            select(SpecificationVersion.id, SpecificationVersion.number).where(
                SpecificationVersion.id.in_({row.specification_version_id for row in rows})
            )
        ).all()
    )
    workflows = workflow_refs(tx, actor, Workflow.id.in_({row.workflow_id for row in rows}))
    metrics = last_metrics(tx, [row.id for row in rows])
    progress = live.progress_of(tx, rows, host)
    access = standing(tx, actor, rows)
    return [
        {
            "id": row.id,
            "number": row.number,
            "workflow": workflows[row.workflow_id],
            **said(row),
            "archived": row.archived,
            "stale": row.stale,
            "ad_hoc": instances[row.instance_id].ad_hoc,
            **access[row.id],
            "owner_proven": row.owner_proven,
            "state": State(row.state),
            "reason": row.reason,
            "killed_by": row.killed_by,
            "kill_reason": row.kill_reason,
            "cached_from": _ref(sources[row.cached_from]) if row.cached_from in sources else None,
            "instance": _ref(instances[row.instance_id]),
            "specification": _ref(specifications[row.specification_id]),
            "specification_version": numbers[row.specification_version_id],
            "body_sha256": row.body_sha256,
            "parameter_revision": row.parameter_revision,
            "cells_total": row.cells_total,
            "cells_done": row.cells_done,
            "progress": progress.get(row.id),
            "metrics": metrics.get(row.id, {}),
            "changed_parameters": json.loads(row.changed_text),
            "created_at": row.created_at,
            "started_at": row.started_at,
            "ended_at": row.ended_at,
            "duration": row.duration,
        }
        for row in rows
    ]


def workflow_refs(tx: Tx, actor: Actor, *conditions: ColumnElement[bool]) -> dict[str, WorkflowRef]:
    """Links to workflows, by their ids, newest first."""
    rows = tx.scalars(
        select(Workflow).where(*conditions).order_by(Workflow.created_at.desc(), Workflow.id)
    ).all()
    sizes = workflow_sizes(tx, actor, rows)
    return {row.id: WorkflowRef(id=row.id, name=row.name, sessions=sizes[row.id]) for row in rows}


def workflow_sizes(tx: Tx, actor: Actor, rows: Sequence[Workflow]) -> dict[str, int]:
    """How many sessions each launch started, of those that the actor may see; deleted ones too."""
    sizes = {row.id: row.size for row in rows}
    foreign = [row.id for row in rows if row.owner != actor.id]
    if foreign:
        counted = (
            select(Session.workflow_id, func.count())
            .where(Session.workflow_id.in_(foreign), may(actor, Session))
            .group_by(Session.workflow_id)
        )
        sizes.update(tx.execute(counted).all())
    return sizes


def last_metrics(tx: Tx, session_ids: Sequence[str]) -> dict[str, dict[str, MetricValue]]:
    """The last value of each metric, by session."""
    if not session_ids:
        return {}
    newest = (
        select(Metric.session_id, Metric.name, func.max(Metric.position).label("position"))
        .where(Metric.session_id.in_(session_ids))
        .group_by(Metric.session_id, Metric.name)
        .subquery()
    )
    rows = tx.execute(
        select(Metric.session_id, Metric.name, Metric.value, Metric.special)
        .join(
            newest,
            (Metric.session_id == newest.c.session_id) & (Metric.position == newest.c.position),
        )
        .order_by(Metric.session_id, Metric.position)
    )
    found: dict[str, dict[str, MetricValue]] = {}
    for session_id, name, value, special in rows:
        found.setdefault(session_id, {})[name] = metric_value(special, value)
    return found


def metric_value(special: str | None, value: float | None) -> MetricValue:
    """A logged number as JSON has it, or the word for one that JSON hasn't."""
    if special == "Infinity":
        return "Infinity"
    if special == "-Infinity":
        return "-Infinity"
    return "NaN" if special or value is None else value


def _named(tx: Tx, table: Any, ids: set[str], *conditions: ColumnElement[bool]) -> dict[str, Any]:
    if not ids:
        return {}
    columns = [table.id, table.name, table.deleted_at]
    if table is Instance:
        columns.append(Instance.ad_hoc)
    rows = tx.execute(select(*columns).where(table.id.in_(ids), *conditions))
    return {row.id: row for row in rows}


def _ref(row: Any) -> Ref:
    return Ref(id=row.id, name=row.name, deleted=row.deleted_at is not None)
