"""The acting user's session, and what was snapshot with it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.rights import is_id
from ..errors import NotFound
from .model import Session


def own_session(tx: Tx, actor: Actor, session_id: str) -> Session:
    """The actor's session.

    Raises:
        NotFound: there is none of that id, it is somebody else's, or it was deleted.
    """
    row = tx.get(Session, session_id) if is_id(session_id) else None
    if row is None or row.owner != actor.id or row.deleted_at is not None:
        raise NotFound(f"There is no session {session_id[:64]!r}.")
    return row


def manifest_of(row: Session) -> dict[str, Any]:
    """What was snapshot at submission."""
    manifest: dict[str, Any] = json.loads(row.manifest_text)
    return manifest
