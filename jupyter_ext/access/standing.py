"""What a record says of the acting user's part in an object: role, sharing, reservation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..records import Record
from . import reservations
from .identity import GROUP, Actor
from .model import Grant, Reservation
from .names import names_of
from .roles import Role, kind_of, roles_of


class ReservationRecord(Record):
    """For whom an object is reserved, by whom and since when."""

    by: str = Field(description="the user's id")
    by_name: str
    group: str | None = Field(None, description="the group that it is reserved for, if one")
    label: str
    at: datetime
    holds: bool = Field(description="whether the acting user is who it is reserved for")


class Standing(Record):
    """Whose an object is, and what the acting user may do with it."""

    owner: str
    owner_name: str | None = Field(None, description="as it is shown; none: never here")
    role: Role = Role.OWNER
    shared: bool = False
    reservation: ReservationRecord | None = None


def standing(tx: Tx, actor: Actor, rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """The fields of `Standing` for rows of one table that the actor may see, by id."""
    if not rows or not actor.proven:
        return {row.id: {"owner": row.owner} for row in rows}
    kind, ids = kind_of(type(rows[0])), [row.id for row in rows]
    roles = roles_of(tx, actor, rows)
    shared = set(
        tx.scalars(
            select(Grant.object_id).where(Grant.kind == kind, Grant.object_id.in_(ids)).distinct()
        )
    )
    reserved = reservations.of_all(tx, kind, ids)
    others = {row.owner for row in rows} - {actor.id}
    names = {actor.id: actor.name, **names_of(tx, others)}
    return {
        row.id: {
            "owner": row.owner,
            "owner_name": names.get(row.owner),
            "role": roles[row.id],
            "shared": row.id in shared,
            "reservation": reservation_record(actor, reserved.get(row.id)),
        }
        for row in rows
    }


def reservation_record(actor: Actor, row: Reservation | None) -> ReservationRecord | None:
    """A reservation as it is shown."""
    if row is None:
        return None
    group = row.holder.removeprefix(GROUP) if row.holder.startswith(GROUP) else None
    return ReservationRecord(
        by=row.reserved_by,
        by_name=row.reserved_by_name,
        group=group,
        label=row.label,
        at=row.reserved_at,
        holds=row.holder in actor.principals,
    )
