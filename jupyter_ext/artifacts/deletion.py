"""What deleting versions does to others: sessions become stale, contents are given back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.identity import Actor
from ..access.roles import may
from ..errors import Conflict
from ..instances.model import Instance, InstanceInput, InstanceOutput
from ..records import Dependent
from ..sessions.model import Session, SessionInput, SessionOutput
from ..sessions.states import TERMINAL
from ..store.base import utcnow
from .model import Artifact, ArtifactVersion

MOST_SESSIONS = 1000  # that are listed as dependents, newest first
_BATCH = 500


def delete_versions(tx: Tx, actor: Actor, versions: Sequence[ArtifactVersion]) -> set[str]:
    """Mark versions as deleted and the sessions that used them as stale.

    Returns the hashes of their contents, to be swept after the transaction.

    Raises:
        Conflict: a session that isn't over uses one; the details name it.
    """
    ids = [version.id for version in versions]
    _refuse_while_used(tx, actor, ids)
    contents: set[str] = set()
    for version in versions:
        contents.update(one["sha256"] for one in version.members or ())
        if version.kind == "file":
            contents.add(version.sha256)
        version.deleted_at = utcnow()
        artifact = tx.get_one(Artifact, version.artifact_id)
        artifact.updated_at = utcnow()
        trail.record(
            tx,
            actor,
            "version_deleted",
            "artifact",
            artifact.id,
            owner=artifact.owner,
            before={"version_id": version.id, "number": version.number, "name": version.name},
        )
    for start in range(0, len(ids), _BATCH):
        _mark_stale(tx, actor, ids[start : start + _BATCH])
    return contents


def _refuse_while_used(tx: Tx, actor: Actor, ids: Sequence[str]) -> None:
    active = tx.scalars(select(Session).where(Session.state.not_in(TERMINAL)))
    wanted = set(ids)
    for session in active:
        # older versions are laid out too, so the whole snapshot counts
        if any(one in session.manifest_text for one in wanted):
            known = tx.scalar(
                select(Session.name).where(Session.id == session.id, may(actor, Session))
            )
            who = "A session of somebody else" if known is None else f"Session {known}"
            raise Conflict(
                f"{who} uses this and isn't over. Wait for its end or kill it, then delete.",
                details={"session": session.id} if known is not None else None,
            )


def _mark_stale(tx: Tx, actor: Actor, ids: Sequence[str]) -> None:
    used = select(SessionInput.session_id).where(SessionInput.artifact_version_id.in_(ids))
    sessions = tx.scalars(select(Session).where(Session.id.in_(used), Session.stale.is_(False)))
    for session in sessions.all():
        session.stale = True
        trail.record(tx, actor, "became_stale", "session", session.id, owner=session.owner)


def dependents_of(tx: Tx, actor: Actor, artifact: Artifact) -> list[Dependent]:
    """The instances bound to an artifact, then the sessions that read or wrote it.

    Those that the actor may see.
    """
    bound = select(InstanceInput.instance_id).where(InstanceInput.artifact_id == artifact.id)
    written = select(InstanceOutput.instance_id).where(InstanceOutput.artifact_id == artifact.id)
    instances = tx.scalars(
        select(Instance)
        .where(
            or_(Instance.id.in_(bound), Instance.id.in_(written)),
            Instance.deleted_at.is_(None),
            may(actor, Instance),
        )
        .order_by(Instance.name, Instance.id)
    )
    read = select(SessionInput.session_id).where(SessionInput.artifact_id == artifact.id)
    wrote = select(SessionOutput.session_id).where(
        SessionOutput.artifact_id == artifact.id, SessionOutput.artifact_version_id.is_not(None)
    )
    sessions = tx.scalars(
        select(Session)
        .where(
            or_(Session.id.in_(read), Session.id.in_(wrote)),
            Session.deleted_at.is_(None),
            may(actor, Session),
        )
        .order_by(Session.created_at.desc(), Session.id)
        .limit(MOST_SESSIONS)
    )
    return [
        *(Dependent(kind="instance", id=row.id, name=row.name) for row in instances),
        *(Dependent(kind="session", id=row.id, name=row.name) for row in sessions),
    ]
