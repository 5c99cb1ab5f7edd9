"""What is reserved: others may look at it, not change or run it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from .identity import group_principal
from .model import Grant, KnownUser, Reservation
from .roles import Role

KINDS = ("artifact", "specification", "instance")


def of(tx: Tx, kind: str, object_id: str) -> Reservation | None:
    """The reservation of an object."""
    return tx.get(Reservation, (kind, object_id)) if kind in KINDS else None


def of_all(tx: Tx, kind: str, ids: Iterable[str]) -> dict[str, Reservation]:
    """The reservations of some objects of a kind, by id."""
    rows = tx.scalars(
        select(Reservation).where(Reservation.kind == kind, Reservation.object_id.in_(set(ids)))
    )
    return {row.object_id: row for row in rows}


def is_an_editors(tx: Tx, held: Reservation, owner: str) -> bool:
    """Whether who made a reservation may still change the object, by name or by a group."""
    if held.reserved_by == owner:
        return True
    known = tx.get(KnownUser, held.reserved_by)
    groups = known.groups if known is not None else []
    roles = tx.scalars(
        select(Grant.role).where(
            Grant.kind == held.kind,
            Grant.object_id == held.object_id,
            Grant.principal.in_([held.reserved_by, *map(group_principal, groups)]),
        )
    )
    return any(Role(role).covers(Role.EDITOR) for role in roles)
