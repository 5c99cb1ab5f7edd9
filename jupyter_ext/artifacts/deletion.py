"""What deleting versions does to others: sessions become stale, contents are given back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session as Tx
from sqlalchemy.orm import load_only

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
    _refuse_while_used(tx, actor, versions)
    contents: set[str] = set()
    told = []
    for version in versions:
        contents |= _contents(version)
        version.deleted_at = at
        version.kept_until = at + UNDO if kept else None
        artifact = tx.get_one(Artifact, version.artifact_id)
        artifact.updated_at = utcnow()
        was = {"version_id": version.id, "number": version.number, "name": version.name}
        told.append(
            trail.Entry("version_deleted", "artifact", artifact.id, artifact.owner, before=was)
        )
    trail.record_all(tx, actor, told)
    for used in _users(versions):
        _turn(tx, actor, Session.id.in_(used), stale=True)
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
    lost = (
        select(SessionInput.session_id)
        .join(ArtifactVersion, ArtifactVersion.id == SessionInput.artifact_version_id)
        .where(ArtifactVersion.deleted_at.is_not(None))
    )
    for used in _users(versions):
        _turn(tx, actor, Session.id.in_(used), Session.id.not_in(lost), stale=False)


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
    if version.kind != "folder":
        return {version.sha256}
    return {one["sha256"] for one in version.members or ()}


def _refuse_while_used(tx: Tx, actor: Actor, versions: Sequence[ArtifactVersion]) -> None:
    wanted = {version.id for version in versions}
    bound = select(SessionInput.session_id).where(
        SessionInput.artifact_id.in_({version.artifact_id for version in versions})
    )
    active = tx.execute(
        select(Session.id, Session.manifest_text).where(
            Session.state.not_in(TERMINAL), Session.id.in_(bound)
        )
    )
    for session_id, manifest in active:
        # older versions are laid out too, so the whole snapshot counts
        if any(one in manifest for one in wanted):
            known = tx.scalar(
                select(Session.name).where(Session.id == session_id, may(actor, Session))
            )
            who = "A session of somebody else" if known is None else f"Session {known}"
            raise Conflict(
                f"{who} uses this and isn't over. Wait for its end or kill it, then delete.",
                details={"session": session_id} if known is not None else None,
            )


def _users(versions: Sequence[ArtifactVersion]) -> Iterator[Select[Any]]:
    """The sessions that some of the versions were chosen for."""
    ids = [version.id for version in versions]
    for start in range(0, len(ids), _BATCH):
        yield select(SessionInput.session_id).where(
            SessionInput.artifact_version_id.in_(ids[start : start + _BATCH])
        )


def _turn(tx: Tx, actor: Actor, *which: ColumnElement[bool], stale: bool) -> None:
    """Mark those sessions that aren't so yet."""
    rows = tx.scalars(
        select(Session)
        .options(load_only(Session.owner))
        .where(Session.stale.is_(not stale), *which)
    ).all()
    for row in rows:
        row.stale = stale
    action = "became_stale" if stale else "became_robust"
    told = [trail.Entry(action, "session", row.id, row.owner) for row in rows]
    trail.record_all(tx, actor, told)


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
