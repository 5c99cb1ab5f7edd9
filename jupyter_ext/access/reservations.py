"""What is reserved: others may look at it, not change or run it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from .model import Reservation

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
