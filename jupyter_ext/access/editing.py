"""Editing and deleting an object: what differs is set, and a row of the trail says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session as Tx

from ..errors import Conflict
from ..folders.model import Folder
from ..store.base import utcnow
from . import rights, trail
from .identity import Actor
from .roles import Role

R = TypeVar("R")
UNDO = timedelta(hours=1)  # after a deletion, in which it can be taken back


def edit(tx: Tx, actor: Actor, row: Any, noun: str, sent: Mapping[str, Any]) -> None:
    """Set the fields that differ from what was sent; None means that a field wasn't sent.

    A star alone doesn't make an object newer: a list of what was changed last stays as it is.
    """
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
    if hasattr(row, "updated_at") and after.keys() != {"starred"}:
        row.updated_at = utcnow()
    trail.record(tx, actor, "updated", noun, row.id, owner=row.owner, before=before, after=after)


def bury(tx: Tx, actor: Actor, row: Any, noun: str) -> None:
    """Mark as deleted: the row stays as a tombstone for what depends on it."""
    row.deleted_at = utcnow()
    trail.record(tx, actor, "deleted", noun, row.id, owner=row.owner, before={"name": row.name})


def restore(tx: Tx, actor: Actor, table: type[R], object_id: str, noun: str) -> R:
    """Take a deletion back; where its folder is gone too, the object comes back at the top.

    Raises:
        NotFound: there is none, or the actor may not see it.
        NotAllowed: the actor may not delete it either.
        Conflict: it isn't deleted, or that was longer ago than can be taken back.
    """
    row = rights.seen(tx, actor, table, object_id, noun)
    rights.check_role(tx, actor, row, noun, Role.OWNER)
    trail.record_all(tx, actor, [unbury(tx, row, noun)])
    return row


def unbury(tx: Tx, row: Any, noun: str) -> trail.Entry:
    """Take the deletion of an object back; give what the trail is to say of it.

    Raises:
        Conflict: it isn't deleted, or that was longer ago than can be taken back.
    """
    if row.deleted_at is None:
        raise Conflict(f"This {noun} isn't deleted: there is nothing to take back.")
    if utcnow() - row.deleted_at > UNDO:
        raise Conflict(
            f"This {noun} was deleted more than {int(UNDO.total_seconds() // 60)} minutes ago; "
            "that can't be taken back any more."
        )
    row.deleted_at = None
    folder = tx.get(Folder, row.folder_id) if getattr(row, "folder_id", None) else None
    if folder is not None and folder.deleted_at is not None:
        row.folder_id = None
    return trail.Entry("restored", noun, row.id, row.owner, after={"name": row.name})
