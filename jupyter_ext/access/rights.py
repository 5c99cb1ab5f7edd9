"""What an acting user may do with an object; what the user may not see doesn't exist."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..artifacts.model import ArtifactVersion
from ..errors import Conflict, Gone, InvalidInput, NotAllowed, NotFound
from . import reservations
from .identity import Actor
from .roles import Role, kind_of, may, may_read, role_of

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DOING = {Role.RUNNER: "run", Role.EDITOR: "change", Role.OWNER: "delete or share"}

R = TypeVar("R")


def is_id(value: str) -> bool:
    """Whether a text can be an object's id; whatever else was sent never reaches the database."""
    return _ID.fullmatch(value) is not None


def seen(tx: Tx, actor: Actor, table: type[R], object_id: str, noun: str) -> R:
    """The row of that id, a deleted one too.

    Raises:
        NotFound: there is none, or the actor may not see it.
    """
    row: Any = tx.get(table, object_id) if is_id(object_id) else None
    if row is None or not can_see(tx, actor, row):
        raise NotFound(f"There is no {noun} {object_id[:64]!r}.")
    found: R = row
    return found


def live(
    tx: Tx,
    actor: Actor,
    table: type[R],
    object_id: str,
    noun: str,
    role: Role = Role.EDITOR,
    *,
    even_reserved: bool = False,
) -> R:
    """The row of that id, for doing what needs a role.

    Raises:
        NotFound: there is none, or the actor may not see it.
        Gone: it was deleted.
        NotAllowed: the actor's role isn't enough.
        Conflict: it is reserved for somebody else.
    """
    row: Any = seen(tx, actor, table, object_id, noun)
    if row.deleted_at is not None:
        raise Gone(f"This {noun} was deleted.")
    check_role(tx, actor, row, noun, role, even_reserved=even_reserved)
    found: R = row
    return found


def check_role(
    tx: Tx, actor: Actor, row: Any, noun: str, role: Role, *, even_reserved: bool = False
) -> None:
    """Refuse somebody who may see a row but not do with it what needs `role`.

    Raises:
        NotAllowed: the role isn't enough.
        Conflict: it is reserved for somebody else.
    """
    if role is Role.VIEWER:
        return
    has = role_of(tx, actor, row)
    if not has.covers(role):
        raise NotAllowed(
            f"You may look at this {noun}"
            f"{' and run it' if has is Role.RUNNER and role is not Role.RUNNER else ''}, not "
            f"{_DOING[role]} it. Ask its owner, {row.owner}"
            f"{'.' if role is Role.OWNER else f', for the role {role}.'}",
            details={"role": has, "needs": role, "owner": row.owner},
        )
    if not even_reserved:
        refuse_reserved(tx, actor, row, noun)


def refuse_reserved(tx: Tx, actor: Actor, row: Any, noun: str) -> None:
    """Refuse to change or run what somebody else has reserved.

    Raises:
        Conflict: it is reserved for somebody else.
    """
    holder = reservations.of(tx, kind_of(type(row)), row.id)
    if holder is not None and holder.holder not in actor.principals:
        raise Conflict(
            f"{holder.reserved_by_name} has reserved this {noun}"
            f"{f' ({holder.label})' if holder.label else ''}: others may look at it, not change "
            "or run it.",
            details={"reserved_by": holder.reserved_by, "label": holder.label},
        )


def refuse_unshared(tx: Tx, actor: Actor, row: Any, noun: str) -> None:
    """Refuse to run with what somebody else has and doesn't share.

    Raises:
        NotAllowed: the actor may not look at it, or not any more.
    """
    if not can_see(tx, actor, row):
        raise NotAllowed(
            f"The {noun} {row.name} isn't shared with you. Ask its owner, {row.owner}, to "
            "share it.",
            details={"owner": row.owner},
        )


def named(
    tx: Tx,
    actor: Actor,
    table: type[R],
    object_id: str,
    noun: str,
    field: str,
    role: Role,
) -> R:
    """The live row that a request names in `field`, for doing what needs a role.

    Raises:
        InvalidInput: there is none, the actor may not see it, or it was deleted.
        NotAllowed, Conflict: as `live`.
    """
    try:
        return live(tx, actor, table, object_id, noun, role)
    except (NotFound, Gone) as error:
        raise InvalidInput(f"{error.message} Choose another one.", field=field) from error


def changeable(tx: Tx, actor: Actor, row: R | None) -> R | None:
    """A row that something else names, if it is there and the actor's to change."""
    found: Any = row
    if found is None or found.deleted_at is not None or not can_see(tx, actor, found):
        return None
    return row if role_of(tx, actor, found).covers(Role.EDITOR) else None


def can_read(tx: Tx, actor: Actor, version_id: str) -> bool:
    """Whether there is such a version of an artifact for the actor to read."""
    wanted = select(ArtifactVersion.id).where(ArtifactVersion.id == version_id, may_read(actor))
    return is_id(version_id) and tx.scalar(wanted) is not None


def can_see(tx: Tx, actor: Actor, row: Any) -> bool:
    """Whether a row is one that the actor may see."""
    table = type(row)
    if row.owner == actor.id:
        return True
    if not actor.proven:
        return False
    return tx.scalar(select(table.id).where(table.id == row.id, may(actor, table))) is not None
