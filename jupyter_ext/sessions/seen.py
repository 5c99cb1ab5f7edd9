"""A session that the acting user may see, and what was snapshot with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..access.roles import Role, may_read
from ..artifacts.model import ArtifactVersion
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


def readable_of(tx: Tx, actor: Actor, version_ids: Iterable[str]) -> set[str]:
    """Those of some artifact versions that the actor may read."""
    wanted = set(version_ids)
    if not wanted:
        return wanted
    return set(
        tx.scalars(
            select(ArtifactVersion.id).where(ArtifactVersion.id.in_(wanted), may_read(actor))
        )
    )


def manifest_for(tx: Tx, actor: Actor, row: Session) -> tuple[dict[str, Any], set[str]]:
    """What was snapshot at submission, and which chosen versions of it aren't the actor's to have.

    Who ran it has all that it had. Others have what they may read: earlier versions that they may
    not aren't named.
    """
    manifest = manifest_of(row)
    if row.owner == actor.id:
        return manifest, set()
    inputs = [one for one in manifest["inputs"] if one["version"] is not None]
    had = {version["id"] for one in inputs for version in one["versions"]}
    readable = readable_of(tx, actor, had)
    for one in inputs:
        one["versions"] = [
            version
            for version in one["versions"]
            if version["id"] in readable or version["id"] == one["version"]["id"]
        ]
    return manifest, {one["version"]["id"] for one in inputs} - readable


def provenance_for(tx: Tx, actor: Actor, row: Session) -> dict[str, Any] | None:
    """What a run found out about itself.

    Who ran it has all of it. Others aren't told which versions they may not read it read, nor
    which session that they may not see it took its result from.
    """
    if not row.provenance or row.owner == actor.id:
        return row.provenance
    found = {**row.provenance}
    if "reads" in found:
        had = {str(one.get("version_id")) for one in found["reads"]}  # as its code told it
        readable = readable_of(tx, actor, filter(rights.is_id, had))
        found["reads"] = [one for one in found["reads"] if str(one.get("version_id")) in readable]
    if source_of(tx, actor, row) is None:
        found.pop("cached_from", None)
    return found


def source_of(tx: Tx, actor: Actor, row: Session) -> Session | None:
    """The session whose result a session took, if the actor may see it."""
    source = tx.get(Session, row.cached_from) if row.cached_from else None
    return source if source is not None and rights.can_see(tx, actor, source) else None
