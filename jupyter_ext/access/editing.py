"""Editing and deleting an object: what differs is set, and a row of the trail says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..store.base import utcnow
from . import trail
from .identity import Actor


def edit(tx: Tx, actor: Actor, row: Any, noun: str, sent: Mapping[str, Any]) -> None:
    """Set the fields that differ from what was sent; None means that a field wasn't sent."""
    after = {
        name: value
        for name, value in sent.items()
        if value is not None and getattr(row, name) != value
    }
    if not after:
        return
    before = {name: getattr(row, name) for name in after}
    for name, value in after.items():
        setattr(row, name, value)
    row.updated_at = utcnow()
    trail.record(tx, actor, "updated", noun, row.id, owner=row.owner, before=before, after=after)


def bury(tx: Tx, actor: Actor, row: Any, noun: str) -> None:
    """Mark as deleted: the row stays as a tombstone for what depends on it."""
    row.deleted_at = utcnow()
    trail.record(tx, actor, "deleted", noun, row.id, owner=row.owner, before={"name": row.name})
