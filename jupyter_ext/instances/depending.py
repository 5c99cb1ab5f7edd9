"""The instances and sessions that use an object: all are counted, the newest are listed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.roles import may
from ..records import Dependent, Page
from ..sessions.model import Session
from ..store.lists import First, fetch
from .model import Instance

MOST = First(limit=500)  # of each that are listed


def dependents(
    tx: Tx,
    actor: Actor,
    *,
    instances: ColumnElement[bool] | None = None,
    sessions: ColumnElement[bool],
) -> Page[Dependent]:
    """Those that the conditions let through: instances, then sessions.

    Neither deleted ones nor those that the actor may not see.
    """
    kinds: list[tuple[Any, Any, Any]] = [
        (Instance, "instance", instances),
        (Session, "session", sessions),
    ]
    found: list[Dependent] = []
    total = 0
    for table, kind, condition in kinds:
        if condition is None:
            continue
        seen = may(actor, table)
        statement = select(table).where(condition, table.deleted_at.is_(None), seen)
        rows, count = fetch(tx, statement, MOST, [table.created_at.desc(), table.id])
        found += [Dependent(kind=kind, id=row.id, name=row.name) for row in rows]
        total += count
    return Page[Dependent](items=found, total=total, offset=0)
