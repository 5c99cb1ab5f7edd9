"""Ending and removing sessions: cancel, stop what waits, delete."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import rights, trail
from ..access.editing import restore
from ..access.identity import Actor
from ..access.roles import Role, may
from ..errors import Conflict, InvalidInput
from ..instances.model import Instance
from ..records import Count
from ..store.base import utcnow
from . import transitions
from .model import Session
from .seen import seen_session
from .states import TERMINAL, State

OFFER = "kill_and_delete"


def cancel(tx: Tx, actor: Actor, session_id: str, reason: str) -> State | None:
    """Ask for a session's end; None when it was over already.

    Raises:
        NotFound: there is no such session.
    """
    row = seen_session(tx, actor, session_id, Role.EDITOR)
    return transitions.cancel(tx, actor, row.id, reason)


def stop_pending(tx: Tx, actor: Actor, instance_id: str) -> Count:
    """Cancel the queued sessions of an instance that are the actor's to end."""
    instance = rights.seen(tx, actor, Instance, instance_id, "instance")
    waiting = tx.scalars(
        select(Session.id).where(
            Session.instance_id == instance.id,
            may(actor, Session, Role.EDITOR),
            Session.state == State.QUEUED.value,
        )
    ).all()
    stopped = [
        transitions.cancel(tx, actor, one, "pending sessions stopped") is State.CANCELLED
        for one in waiting
    ]
    return Count(count=sum(stopped))


def delete(tx: Tx, actor: Actor, session_id: str) -> None:
    """Delete a session; one that waits is cancelled with it. What it wrote stays.

    Raises:
        NotFound: there is no such session.
        Conflict: it is running; the details offer to kill it first.
    """
    row = seen_session(tx, actor, session_id, Role.OWNER)
    if State(row.state) is State.QUEUED:
        transitions.cancel(tx, actor, row.id, "deleted")
        tx.refresh(row)
    if not State(row.state).is_terminal:
        raise Conflict(
            "The session is running. Kill it first, then delete it.", details={"offer": OFFER}
        )
    _bury(tx, actor, row)


def take_back(tx: Tx, actor: Actor, session_id: str) -> None:
    """Take a deletion back.

    Raises:
        NotFound: there is no such session.
        Conflict: it isn't deleted, or that was longer ago than can be taken back.
    """
    restore(tx, actor, Session, session_id, "session")


def delete_all(tx: Tx, actor: Actor, instance_id: str, confirm: str) -> Count:
    """Delete those sessions of an instance that are the actor's to delete.

    Those that wait are cancelled with it.

    Raises:
        NotFound: there is no such instance.
        InvalidInput: the confirmation isn't the instance's name.
        Conflict: some are running.
    """
    instance = rights.seen(tx, actor, Instance, instance_id, "instance")
    if confirm.strip() != instance.name.strip():
        raise InvalidInput(
            f"Type the instance's name, {instance.name}, to confirm.", field="confirm"
        )
    stop_pending(tx, actor, instance_id)
    rows = tx.scalars(
        select(Session)
        .where(
            Session.instance_id == instance.id,
            may(actor, Session, Role.OWNER),
            Session.deleted_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).all()
    running = sum(State(row.state) not in TERMINAL for row in rows)
    if running:
        raise Conflict(
            f"{running} of its sessions {'is' if running == 1 else 'are'} running. Kill "
            f"{'it' if running == 1 else 'them'} first.",
            details={"offer": OFFER, "running": running},
        )
    for row in rows:
        _bury(tx, actor, row)
    return Count(count=len(rows))


def _bury(tx: Tx, actor: Actor, row: Session) -> None:
    row.deleted_at = utcnow()
    trail.record(
        tx,
        actor,
        "deleted",
        "session",
        row.id,
        owner=row.owner,
        before={"name": row.name, "state": row.state},
    )
