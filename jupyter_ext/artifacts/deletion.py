"""What deleting versions does to others: sessions become stale, contents are given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.editing import UNDO
from ..access.identity import Actor
from ..access.roles import may
from ..errors import Conflict
from ..instances.depending import dependents
from ..instances.model import Instance, InstanceInput, InstanceOutput
from ..records import Dependent, Page
from ..sessions.model import Session, SessionInput, SessionOutput
from ..sessions.states import TERMINAL
from ..store.base import utcnow
from ..store.blobs import Blobs
from ..store.database import Database
from .contents import sweep_in
from .model import Artifact, ArtifactVersion

_BATCH = 500


def delete_versions(
    tx: Tx,
    actor: Actor,
    versions: Sequence[ArtifactVersion],
    at: datetime,
    *,
    kept: bool = False,
) -> set[str]:
    """Mark versions as deleted and the sessions that used them as stale.

    Returns the hashes of their contents, to be swept after the transaction; with `kept` they
    stay as long as the deletion can be taken back.

    Raises:
        Conflict: a session that isn't over uses one; the details name it.
    """
    ids = [version.id for version in versions]
    _refuse_while_used(tx, actor, ids)
    contents: set[str] = set()
    for version in versions:
        contents |= _contents(version)
        version.deleted_at = at
        version.kept_until = at + UNDO if kept else None
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


def restore_versions(tx: Tx, actor: Actor, artifact: Artifact, gone: datetime | None) -> None:
    """Bring those back that went with their artifact; sessions that have all again are robust."""
    versions = tx.scalars(
        select(ArtifactVersion).where(
            ArtifactVersion.artifact_id == artifact.id,
            ArtifactVersion.deleted_at == gone,
            ArtifactVersion.kept_until.is_not(None),
        )
    ).all()
    for version in versions:
        version.deleted_at = version.kept_until = None
    artifact.updated_at = utcnow()
    tx.flush()
    ids = [version.id for version in versions]
    for start in range(0, len(ids), _BATCH):
        _mark_robust(tx, actor, ids[start : start + _BATCH])


def sweep_deleted(database: Database, blobs: Blobs) -> None:
    """Remove the contents that were kept for a while after a deletion, when that is over."""
    over = ArtifactVersion.kept_until < utcnow()
    with database.read() as tx:
        if tx.scalar(select(ArtifactVersion.id).where(over).limit(1)) is None:
            return
    contents: set[str] = set()
    with database.write() as tx:
        for version in tx.scalars(select(ArtifactVersion).where(over)):
            contents.update(_contents(version))
            version.kept_until = None
        tx.flush()
        sweep_in(tx, blobs, contents)


def _contents(version: ArtifactVersion) -> set[str]:
    members = {one["sha256"] for one in version.members or ()}
    return members if version.kind == "folder" else {version.sha256}


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


def _mark_robust(tx: Tx, actor: Actor, ids: Sequence[str]) -> None:
    used = select(SessionInput.session_id).where(SessionInput.artifact_version_id.in_(ids))
    lost = (
        select(SessionInput.session_id)
        .join(ArtifactVersion, ArtifactVersion.id == SessionInput.artifact_version_id)
        .where(ArtifactVersion.deleted_at.is_not(None))
    )
    sessions = tx.scalars(
        select(Session).where(
            Session.id.in_(used), Session.id.not_in(lost), Session.stale.is_(True)
        )
    )
    for session in sessions.all():
        session.stale = False
        trail.record(tx, actor, "became_robust", "session", session.id, owner=session.owner)


def dependents_of(tx: Tx, actor: Actor, artifact: Artifact) -> Page[Dependent]:
    """The instances bound to an artifact, then the sessions that read or wrote it.

    Those that the actor may see.
    """
    bound = select(InstanceInput.instance_id).where(InstanceInput.artifact_id == artifact.id)
    written = select(InstanceOutput.instance_id).where(InstanceOutput.artifact_id == artifact.id)
    read = select(SessionInput.session_id).where(SessionInput.artifact_id == artifact.id)
    wrote = select(SessionOutput.session_id).where(
        SessionOutput.artifact_id == artifact.id, SessionOutput.artifact_version_id.is_not(None)
    )
    return dependents(
        tx,
        actor,
        instances=or_(Instance.id.in_(bound), Instance.id.in_(written)),
        sessions=or_(Session.id.in_(read), Session.id.in_(wrote)),
    )
