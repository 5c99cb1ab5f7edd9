"""A copy of an artifact: versions of its own, with the contents of the other's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx
from sqlalchemy.orm import undefer

from ..access import trail
from ..access.identity import Actor
from ..access.roles import may_read
from ..errors import Conflict
from ..folders.tree import placed
from ..store.blobs import Blobs
from .contents import all_stored
from .model import Artifact, ArtifactVersion
from .records import ArtifactCopy


def copied(tx: Tx, blobs: Blobs, actor: Actor, of: Artifact, request: ArtifactCopy) -> Artifact:
    """Write the copy; its versions are numbered anew and name those that they are of.

    Raises:
        InvalidInput: the folder isn't there.
        Conflict: the content of a version was damaged.
    """
    placed(tx, actor, "artifact", request.folder_id)
    versions = tx.scalars(
        select(ArtifactVersion)
        .where(
            ArtifactVersion.artifact_id == of.id,
            ArtifactVersion.deleted_at.is_(None),
            may_read(actor),
        )
        .order_by(ArtifactVersion.number)
        .options(undefer(ArtifactVersion.members))
    ).all()
    for version in versions:
        hashes = [one["sha256"] for one in version.members or ()] or [version.sha256]
        if not all_stored(tx, blobs, hashes):
            raise Conflict(
                f"The content of version {version.number} was damaged by a run and set aside. "
                "Delete that version, then copy the artifact."
            )
    row = Artifact(
        owner=actor.id, origin="copy", next_number=len(versions) + 1, **request.model_dump()
    )
    tx.add(row)
    tx.flush()
    made = [_copy(row, actor, number, one) for number, one in enumerate(versions, 1)]
    tx.add_all(made)
    tx.flush()
    # a row for each version: who may read some of them is told of those
    trail.record_all(tx, actor, list(_told(row, of, zip(made, versions, strict=True))))
    return row


def _told(
    row: Artifact, of: Artifact, copies: Iterable[tuple[ArtifactVersion, ArtifactVersion]]
) -> Iterator[trail.Entry]:
    yield trail.Entry(
        "created", "artifact", row.id, row.owner, after={"name": row.name, "copied_from": of.id}
    )
    for version, original in copies:
        yield trail.Entry(
            "version_added",
            "artifact",
            row.id,
            row.owner,
            after={
                "version_id": version.id,
                "number": version.number,
                "name": version.name,
                "sha256": version.sha256,
                "copied_from": original.id,
            },
        )


def _copy(row: Artifact, actor: Actor, number: int, of: ArtifactVersion) -> ArtifactVersion:
    return ArtifactVersion(
        artifact_id=row.id,
        number=number,
        name=of.name,
        kind=of.kind,
        filename=of.filename,
        media_type=of.media_type,
        size=of.size,
        sha256=of.sha256,
        members=of.members,
        creator=actor.id,
        session_id=of.session_id,
    )
