"""Pages of specifications, and what depends on one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..folders import tree
from ..instances import depending
from ..instances.model import Instance
from ..objects.listing import matching
from ..records import Dependent, Page
from ..sessions.model import Session
from ..store import lists
from . import views
from .model import Specification
from .records import SpecificationRecord


def page(tx: Tx, actor: Actor, query: Any) -> Page[SpecificationRecord]:
    """Those specifications that match, of what the actor may see.

    Ad-hoc and deleted ones are among them only when asked for.

    Raises:
        InvalidInput: the list can't be sorted by that column.
        NotFound, Gone: there is no such folder.
    """
    statement = select(Specification).where(
        *matching(actor, Specification, query, Specification.path),
        *tree.within(tx, actor, "specification", Specification, query),
    )
    if not query.ad_hoc:
        statement = statement.where(Specification.ad_hoc.is_(False))
    if query.status == "registered":
        statement = statement.where(Specification.registered_at.is_not(None))
    elif query.status == "draft":
        statement = statement.where(Specification.registered_at.is_(None))
    columns = {
        "name": func.lower(Specification.name),
        "created_at": Specification.created_at,
        "updated_at": Specification.updated_at,
        "version": Specification.newest_version,
    }
    order = lists.ordering(query.sort, columns, "-updated_at", Specification.id)
    rows, total = lists.fetch(tx, statement, query, order)
    return Page[SpecificationRecord](
        items=views.records(tx, actor, rows), total=total, offset=query.offset
    )


def dependents(tx: Tx, actor: Actor, row: Specification) -> Page[Dependent]:
    """Its instances and sessions that the actor may see, newest first."""
    return depending.dependents(
        tx,
        actor,
        instances=Instance.specification_id == row.id,
        sessions=Session.specification_id == row.id,
    )
