"""The rows of an object: filtered, in pages, one alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.identity import Actor
from ..access.model import AuditRow
from ..errors import NotFound
from ..records import Page
from ..runtimes.service import PRODUCT
from ..store import lists
from ..store.database import Database
from . import changes, objects
from .filters import Wanted, holding
from .records import AuditChoice, AuditChoices, AuditDetail, AuditEntry, AuditObject, Kind

_SHORT_CHANGES = 12  # of a row in a list
_SHORT_TEXT = 200  # characters
_LONGEST_NUMBER = 18  # digits


class Query(Protocol):
    """What a list of rows is asked."""

    q: str
    action: list[str]
    user: list[str]
    since: datetime | None
    until: datetime | None
    related: bool
    sort: str
    offset: int
    limit: int


class AuditService:
    """Reads the trail; nothing here writes it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def list(self, actor: Actor, kind: str, object_id: str, query: Query) -> Page[AuditEntry]:
        """The object's rows that match, newest first.

        Raises:
            NotFound: there is no such object, or the actor may not see it.
            InvalidInput: the list can't be sorted by that column.
        """
        order = lists.ordering(query.sort, {"at": AuditRow.seq}, "-at", AuditRow.seq)
        wanted = Wanted(
            since=query.since, until=query.until, users=query.user, actions=query.action
        )
        with self.database.read() as tx:
            objects.visible(tx, actor, kind, object_id)
            statement = select(AuditRow).where(
                objects.scope(actor, kind, object_id, related=query.related),
                *wanted.conditions(),
                *holding(tx, query.q),
            )
            rows, total = lists.fetch(tx, statement, cast("lists.Query", query), order)
            return Page[AuditEntry](
                items=_entries(tx, actor, rows), total=total, offset=query.offset
            )

    def get(self, actor: Actor, kind: str, object_id: str, number: str) -> AuditDetail:
        """One row of the object, or of what was made from it.

        Raises:
            NotFound: the object has no such row, or the actor may not see it.
        """
        with self.database.read() as tx:
            objects.visible(tx, actor, kind, object_id)
            known = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
            row = known and tx.scalar(
                select(AuditRow).where(
                    AuditRow.seq == int(number),
                    objects.scope(actor, kind, object_id, related=True),
                )
            )
            if not row:
                raise NotFound(f"The trail of this {kind} has no row {number[:64]!r}.")
            found = changes.changes(row.before, row.after)
            names = objects.named(tx, actor, changes.ids(found) | {row.object_id})
            facts = _facts(row, found, names) | {
                "changes": changes.records(found, names, several=_both(row)),
            }
            return AuditDetail(
                **facts,
                previous_hash=row.previous_hash,
                hash=row.hash,
                whole=trail.digest(row) == row.hash,
            )

    def choices(self, actor: Actor, kind: str, object_id: str, *, related: bool) -> AuditChoices:
        """What the object's rows can be filtered by.

        Raises:
            NotFound: there is no such object, or the actor may not see it.
        """
        with self.database.read() as tx:
            objects.visible(tx, actor, kind, object_id)
            rows = objects.scope(actor, kind, object_id, related=related)

            def counted(column: Any) -> list[AuditChoice]:
                found = tx.execute(
                    select(column, func.count()).where(rows).group_by(column).order_by(column)
                )
                return [AuditChoice(value=value, count=count) for value, count in found]

            return AuditChoices(
                actions=counted(AuditRow.action),
                users=counted(AuditRow.actor),
                related=objects.RELATED.get(kind, []),
            )


def _entries(tx: Tx, actor: Actor, rows: Sequence[AuditRow]) -> list[AuditEntry]:
    found = [changes.changes(row.before, row.after) for row in rows]
    ids = {row.object_id for row in rows}.union(
        *(changes.ids(one[:_SHORT_CHANGES]) for one in found)
    )
    names = objects.named(tx, actor, ids)
    return [
        AuditEntry(
            **_facts(row, said, names),
            changes=changes.records(
                said, names, several=_both(row), most=_SHORT_CHANGES, most_text=_SHORT_TEXT
            ),
        )
        for row, said in zip(rows, found, strict=True)
    ]


def _both(row: AuditRow) -> bool:
    return row.before is not None and row.after is not None


def _facts(row: AuditRow, found: Sequence[Any], names: dict[str, AuditObject]) -> dict[str, Any]:
    about = names.get(row.object_id) or AuditObject(kind=cast("Kind", row.kind), id=row.object_id)
    return {
        "id": str(row.seq),
        "seq": row.seq,
        "at": row.at,
        "actor": row.actor,
        "actor_proven": row.actor_proven,
        "by_product": row.actor == PRODUCT.id,
        "action": row.action,
        "object": about,
        "change_count": len(found),
    }
