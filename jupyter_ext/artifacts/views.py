"""Artifacts and versions as records: a page of them in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.roles import may, may_read
from ..access.standing import standing
from ..folders.tree import shown
from ..objects.records import said
from ..records import Ref
from ..sessions.model import Session, SessionInput
from .model import Artifact, ArtifactVersion
from .records import ArtifactRecord, ArtifactVersionDetail, ArtifactVersionRecord, Member

MOST_USERS = 500  # sessions that a version's page lists


def version_count(actor: Actor) -> Any:
    """A column of a query over artifacts: versions for the actor to read that aren't deleted."""
    return (
        select(func.count())
        .select_from(ArtifactVersion)
        .where(*_there(actor))
        .correlate(Artifact)
        .scalar_subquery()
    )


def newest_size(actor: Actor) -> Any:
    """A column of a query over artifacts: the size of the newest of these versions, in bytes."""
    return (
        select(ArtifactVersion.size)
        .where(*_there(actor))
        .order_by(ArtifactVersion.number.desc())
        .limit(1)
        .correlate(Artifact)
        .scalar_subquery()
    )


def _there(actor: Actor) -> list[ColumnElement[bool]]:
    found = [ArtifactVersion.artifact_id == Artifact.id, ArtifactVersion.deleted_at.is_(None)]
    # who proves nothing lists only what is theirs, with all versions
    return [*found, may_read(actor)] if actor.proven else found


def artifact_records(tx: Tx, actor: Actor, rows: Sequence[Artifact]) -> list[ArtifactRecord]:
    """The records of a page of artifacts."""
    ids = [row.id for row in rows]
    counted = (
        select(
            ArtifactVersion.artifact_id,
            func.count().label("live"),
            func.max(ArtifactVersion.number).label("number"),
        )
        .where(
            ArtifactVersion.artifact_id.in_(ids),
            ArtifactVersion.deleted_at.is_(None),
            may_read(actor),
        )
        .group_by(ArtifactVersion.artifact_id)
    ).subquery()
    found = tx.execute(
        select(ArtifactVersion, counted.c.live).join(
            counted,
            (counted.c.artifact_id == ArtifactVersion.artifact_id)
            & (counted.c.number == ArtifactVersion.number),
        )
    ).all()
    access = standing(tx, actor, rows)
    counts = {version.artifact_id: live for version, live in found}
    newest = {
        record.artifact.id: record
        for record in version_records(tx, actor, [row[0] for row in found])
    }
    return [
        ArtifactRecord(
            id=row.id,
            **said(row),
            **access[row.id],
            origin=row.origin,
            folder_id=shown(actor, row),
            version_count=counts.get(row.id, 0),
            newest=newest.get(row.id),
            created_at=row.created_at,
            updated_at=row.updated_at,
            deleted_at=row.deleted_at,
        )
        for row in rows
    ]


def version_records(
    tx: Tx, actor: Actor, rows: Sequence[ArtifactVersion]
) -> list[ArtifactVersionRecord]:
    """The records of a page of versions."""
    artifacts = {
        row.id: row
        for row in tx.scalars(
            select(Artifact).where(Artifact.id.in_({r.artifact_id for r in rows}))
        )
    }
    sessions = session_refs(tx, actor, (row.session_id for row in rows))
    return [
        ArtifactVersionRecord(
            id=row.id,
            artifact=artifact_ref(artifacts[row.artifact_id]),
            number=row.number,
            name=row.name,
            kind=row.kind,
            filename=row.filename,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            member_count=row.member_count,
            creator=row.creator,
            session=sessions.get(row.session_id or ""),
            created_at=row.created_at,
            deleted_at=row.deleted_at,
        )
        for row in rows
    ]


def version_detail(tx: Tx, actor: Actor, row: ArtifactVersion) -> ArtifactVersionDetail:
    """A version with its members and the sessions that used it, newest first."""
    users = tx.scalars(
        select(Session)
        .join(SessionInput, SessionInput.session_id == Session.id)
        .where(SessionInput.artifact_version_id == row.id, may(actor, Session))
        .order_by(Session.created_at.desc(), Session.id)
        .limit(MOST_USERS)
    ).unique()
    return ArtifactVersionDetail(
        **version_records(tx, actor, [row])[0].model_dump(),
        members=None if row.members is None else [Member(**one) for one in row.members],
        used_by=[session_ref(user) for user in users],
    )


def session_refs(tx: Tx, actor: Actor, ids: Iterable[str | None]) -> dict[str, Ref]:
    """Links to sessions that the actor may see, by id."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    rows = tx.scalars(select(Session).where(Session.id.in_(wanted), may(actor, Session)))
    return {row.id: session_ref(row) for row in rows}


def session_ref(row: Session) -> Ref:
    return Ref(id=row.id, name=row.name, deleted=row.deleted_at is not None)


def artifact_ref(row: Artifact) -> Ref:
    return Ref(id=row.id, name=row.name, deleted=row.deleted_at is not None)
