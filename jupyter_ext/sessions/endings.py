"""Ending and removing sessions: cancel, stop what waits, delete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Tx
from sqlalchemy.orm import defer

from ..access import rights, trail
from ..access.editing import restore, unbury
from ..access.identity import Actor
from ..access.roles import Role, may
from ..errors import Conflict, InvalidInput, NotFound
from ..instances.model import Instance
from ..instances.records import DeletedSessions
from ..records import Count
from ..store.base import utcnow
from . import transitions
from .listing import HEAVY
from .model import Session
from .seen import seen_session
from .states import TERMINAL, State

OFFER = "kill_and_delete"
_LIGHT = [defer(column) for column in HEAVY]


def cancel(tx: Tx, actor: Actor, session_id: str, reason: str) -> State | None:
    """Ask for a session's end; None when it was over already.

    Raises:
        NotFound: there is no such session.
    """
    row = seen_session(tx, actor, session_id, Role.EDITOR)
    return transitions.cancel(tx, actor, row.id, reason)


def pending(tx: Tx, actor: Actor, instance_id: str) -> list[str]:
    """The queued sessions of an instance that are the actor's to end, last ones first."""
    instance = rights.seen(tx, actor, Instance, instance_id, "instance")
    return _waiting(tx, actor, Session.instance_id == instance.id)


def stop(tx: Tx, actor: Actor, session_ids: Sequence[str]) -> int:
    """Cancel those that still wait and are the actor's to end; how many these were."""
    return _stop(tx, actor, _waiting(tx, actor, Session.id.in_(session_ids)))


def _waiting(
    tx: Tx, actor: Actor, which: ColumnElement[bool], role: Role = Role.EDITOR
) -> list[str]:
    queued = Session.state == State.QUEUED.value
    found = select(Session.id).where(which, queued, may(actor, Session, role))
    return list(tx.scalars(found.order_by(Session.number.desc())))


def _stop(tx: Tx, actor: Actor, session_ids: Sequence[str]) -> int:
    why = "pending sessions stopped"
    return sum(transitions.cancel(tx, actor, one, why) is State.CANCELLED for one in session_ids)


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
    trail.record_all(tx, actor, [_bury(row, utcnow())])


def take_back(tx: Tx, actor: Actor, session_id: str) -> None:
    """Take a deletion back.

    Raises:
        NotFound: there is no such session.
        Conflict: it isn't deleted, or that was longer ago than can be taken back.
    """
    restore(tx, actor, Session, session_id, "session")


def delete_all(tx: Tx, actor: Actor, instance_id: str, confirm: str) -> DeletedSessions:
    """Delete those sessions of an instance that are the actor's to delete.

    Those that wait are cancelled with it. All have the same moment of deletion, by which they
    can be taken back together.

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
    _stop(tx, actor, _waiting(tx, actor, Session.instance_id == instance.id, Role.OWNER))
    rows = tx.scalars(
        select(Session)
        .options(*_LIGHT)
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
    at = utcnow()
    trail.record_all(tx, actor, [_bury(row, at) for row in rows])
    return DeletedSessions(count=len(rows), deleted_at=at)


def take_all_back(tx: Tx, actor: Actor, instance_id: str, deleted_at: datetime) -> Count:
    """Take back what `delete_all` deleted at a moment; what came back since stays.

    Raises:
        NotFound: there is no such instance, or nothing of the actor's was deleted then.
        Conflict: that was longer ago than can be taken back.
    """
    instance = rights.seen(tx, actor, Instance, instance_id, "instance")
    rows = tx.scalars(
        select(Session)
        .options(*_LIGHT)
        .where(
            Session.instance_id == instance.id,
            may(actor, Session, Role.OWNER),
            Session.deleted_at == deleted_at,
        )
    ).all()
    if not rows:
        raise NotFound("None of your sessions of this instance was deleted at that moment.")
    trail.record_all(tx, actor, [unbury(tx, row, "session") for row in rows])
    return Count(count=len(rows))


def _bury(row: Session, at: datetime) -> trail.Entry:
    row.deleted_at = at
    was = {"name": row.name, "state": row.state}
    return trail.Entry("deleted", "session", row.id, row.owner, before=was)
