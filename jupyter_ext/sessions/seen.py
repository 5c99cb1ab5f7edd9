"""A session that the acting user may see, and what was snapshot with it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..access.roles import Role
from ..errors import NotFound
from .model import Session


def seen_session(tx: Tx, actor: Actor, session_id: str, role: Role = Role.VIEWER) -> Session:
    """The session of that id, for doing what needs a role.

    Raises:
        NotFound: there is none, the actor may not see it, or it was deleted.
        NotAllowed: the actor's role isn't enough.
    """
    row = rights.seen(tx, actor, Session, session_id, "session")
    if row.deleted_at is not None:
        raise NotFound(f"There is no session {session_id[:64]!r}.")
    rights.check_role(tx, actor, row, "session", role)
    return row


def manifest_of(row: Session) -> dict[str, Any]:
    """What was snapshot at submission."""
    manifest: dict[str, Any] = json.loads(row.manifest_text)
    return manifest
