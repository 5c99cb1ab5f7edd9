"""The rules of artifacts and their versions."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.editing import edit, restore
from ..access.identity import Actor
from ..access.rights import check_role, is_id, live, seen
from ..access.roles import Role, may, may_read
from ..errors import Gone, NotFound
from ..folders import tree
from ..folders.records import FolderKind
from ..objects.listing import matching
from ..objects.records import said
from ..records import Dependent, Page
from ..sessions.model import Session
from ..store import lists
from ..store.base import utcnow
from ..store.blobs import Blobs, Content
from ..store.database import Database
from .contents import sweep
from .copying import copied
from .deletion import delete_versions, dependents_of, restore_versions, sweep_deleted
from .folders import read_into
from .media_types import by_name
from .model import Artifact, ArtifactVersion
from .records import (
    ArtifactCopy,
    ArtifactCreate,
    ArtifactRecord,
    ArtifactUpdate,
    ArtifactVersionDetail,
    ArtifactVersionRecord,
    FromServerFile,
)
from .versions import NewContent, Target, add_to_target, check_target
from .views import artifact_records, newest_size, version_count, version_detail, version_records

NOUN: FolderKind = "artifact"


class ArtifactService:
    """Named containers of immutable versions."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self.database = database
        self.blobs = blobs

    def list(self, actor: Actor, query: lists.ObjectQuery) -> Page[ArtifactRecord]:
        """The artifacts that the actor may see.

        Raises:
            NotFound, Gone: there is no such folder.
        """
        statement = select(Artifact).where(*matching(actor, Artifact, query))
        columns = {
            "name": func.lower(Artifact.name),
            "created_at": Artifact.created_at,
            "updated_at": Artifact.updated_at,
            "versions": version_count(actor),
            "size": newest_size(actor),
        }
        order = lists.ordering(query.sort, columns, "-updated_at", Artifact.id)
        with self.database.read() as tx:
            statement = statement.where(*tree.within(tx, actor, NOUN, Artifact, query))
            rows, total = lists.fetch(tx, statement, query, order)
            items = artifact_records(tx, actor, rows)
        return Page[ArtifactRecord](items=items, total=total, offset=query.offset)

    def create(self, actor: Actor, request: ArtifactCreate) -> ArtifactRecord:
        """A new artifact without versions.

        Raises:
            InvalidInput: the folder isn't there.
        """
        with self.database.write() as tx:
            tree.placed(tx, actor, NOUN, request.folder_id)
            row = Artifact(owner=actor.id, **request.model_dump())
            tx.add(row)
            tx.flush()
            trail.record(tx, actor, "created", NOUN, row.id, owner=row.owner, after=said(row))
            return artifact_records(tx, actor, [row])[0]

    def get(self, actor: Actor, artifact_id: str) -> ArtifactRecord:
        """One artifact, a deleted one too.

        Raises:
            NotFound: there is none, or the actor may not see it.
        """
        with self.database.read() as tx:
            return artifact_records(tx, actor, [seen(tx, actor, Artifact, artifact_id, NOUN)])[0]

    def update(self, actor: Actor, artifact_id: str, request: ArtifactUpdate) -> ArtifactRecord:
        """Change the fields that were sent.

        Raises:
            NotFound, Gone: it isn't there any more, or never was.
        """
        with self.database.write() as tx:
            row = live(tx, actor, Artifact, artifact_id, NOUN)
            edit(tx, actor, row, NOUN, request.model_dump(exclude_unset=True))
            return artifact_records(tx, actor, [row])[0]

    def delete(self, actor: Actor, artifact_id: str) -> None:
        """Delete it with all its versions; what depends on it stays, sessions become stale.

        The contents stay until it can't be restored any more.

        Raises:
            NotFound, Gone: it isn't there any more, or never was.
            Conflict: a session that isn't over uses it.
        """
        with self.database.write() as tx:
            row = live(tx, actor, Artifact, artifact_id, NOUN, Role.OWNER)
            versions = tx.scalars(
                select(ArtifactVersion).where(
                    ArtifactVersion.artifact_id == row.id, ArtifactVersion.deleted_at.is_(None)
                )
            ).all()
            row.deleted_at = utcnow()
            delete_versions(tx, actor, versions, row.deleted_at, kept=True)
            trail.record(tx, actor, "deleted", NOUN, row.id, owner=row.owner, before=said(row))

    def restore(self, actor: Actor, artifact_id: str) -> ArtifactRecord:
        """Take a deletion back, with the versions that went by it.

        Raises:
            NotFound: there is none, or it is somebody else's.
            Conflict: it isn't deleted, or that was longer ago than can be taken back.
        """
        with self.database.write() as tx:
            gone = seen(tx, actor, Artifact, artifact_id, NOUN).deleted_at
            row = restore(tx, actor, Artifact, artifact_id, NOUN)
            restore_versions(tx, actor, row, gone)
            return artifact_records(tx, actor, [row])[0]

    def copy(self, actor: Actor, artifact_id: str, request: ArtifactCopy) -> ArtifactRecord:
        """A new artifact with the versions that aren't deleted; their contents are shared.

        Raises:
            NotFound, Gone: it isn't there any more, or never was.
            InvalidInput: the folder isn't there.
            Conflict: the content of a version was damaged.
        """
        with self.database.write() as tx:
            row = live(tx, actor, Artifact, artifact_id, NOUN, Role.VIEWER)
            return artifact_records(tx, actor, [copied(tx, self.blobs, actor, row, request)])[0]

    def sweep_deleted(self) -> None:
        """Remove the contents of artifacts whose deletion can't be taken back any more."""
        sweep_deleted(self.database, self.blobs)

    def dependents(self, actor: Actor, artifact_id: str) -> Page[Dependent]:
        """The instances and sessions that use it, newest first; at most 500 of each are listed.

        Raises:
            NotFound: there is none, or the actor may not see it.
        """
        with self.database.read() as tx:
            return dependents_of(tx, actor, seen(tx, actor, Artifact, artifact_id, NOUN))

    def versions(
        self, actor: Actor, artifact_id: str, query: lists.Query
    ) -> Page[ArtifactVersionRecord]:
        """Its versions, the deleted ones too; searched by name, id, time and session.

        Raises:
            NotFound: there is none, or the actor may not see it.
        """
        wanted = lists.search(
            query.q,
            ArtifactVersion.name,
            ArtifactVersion.id,
            ArtifactVersion.filename,
            ArtifactVersion.created_at,
            *(
                select(column)
                .where(Session.id == ArtifactVersion.session_id, may(actor, Session))
                .correlate(ArtifactVersion)
                .scalar_subquery()
                for column in (Session.id, Session.name)
            ),
        )
        columns = {
            "number": ArtifactVersion.number,
            "name": func.lower(ArtifactVersion.name),
            "created_at": ArtifactVersion.created_at,
            "size": ArtifactVersion.size,
        }
        order = lists.ordering(query.sort, columns, "-number", ArtifactVersion.id)
        with self.database.read() as tx:
            artifact = seen(tx, actor, Artifact, artifact_id, NOUN)
            statement = select(ArtifactVersion).where(
                ArtifactVersion.artifact_id == artifact.id, may_read(actor), *wanted
            )
            rows, total = lists.fetch(tx, statement, query, order)
            items = version_records(tx, actor, rows)
        return Page[ArtifactVersionRecord](items=items, total=total, offset=query.offset)

    def version(self, actor: Actor, version_id: str) -> ArtifactVersionDetail:
        """One version, a deleted one too.

        Raises:
            NotFound: there is none, or the actor may not read it.
        """
        with self.database.read() as tx:
            return version_detail(tx, actor, readable_version(tx, actor, version_id))

    def delete_version(self, actor: Actor, version_id: str) -> None:
        """Delete a version; it stays listed as deleted, sessions that used it become stale.

        Raises:
            NotFound, Gone: it isn't there any more, or never was.
            Conflict: a session that isn't over uses it.
        """
        with self.database.write() as tx:
            row = readable_version(tx, actor, version_id)
            if row.deleted_at is not None:
                raise Gone("This version was deleted.")
            artifact = tx.get_one(Artifact, row.artifact_id)
            check_role(tx, actor, artifact, NOUN, Role.OWNER)
            contents = delete_versions(tx, actor, [row], utcnow())
        sweep(self.database, self.blobs, contents)

    def content(self, actor: Actor, version_id: str, member: str | None = None) -> Content:
        """What a download of a version, or of one file of a folder version, sends.

        Raises:
            NotFound: no such version, or no such file in it.
            Gone: it was deleted, or its content was damaged.
        """
        with self.database.read() as tx:
            row = readable_version(tx, actor, version_id)
            if row.deleted_at is not None:
                raise Gone("This version was deleted; it is listed, its content is gone.")
            content = _content(row, member)
        hashes = {one[1] for one in content.members or ()} or {content.sha256}
        if not all(self.blobs.exists(sha256) for sha256 in hashes):
            raise Gone(
                "The content of this version is no longer in the store: it was damaged by a "
                "run and set aside. Upload it again as a new version."
            )
        return content

    def version_from_path(
        self, actor: Actor, request: FromServerFile, path: Path
    ) -> ArtifactVersionRecord:
        """A version from a file or folder of this machine; links are never followed.

        Raises:
            InvalidInput, Conflict, TooLarge: it can't be kept; nothing was changed.
        """
        target = Target(
            request.artifact_id, request.artifact_name, request.version_name, request.folder_id
        )
        with self.database.read() as tx:
            check_target(tx, actor, target)
        content = read_into(self.blobs, path, path.name)
        return self._added(actor, target, content)

    def version_from_content(
        self, actor: Actor, target: Target, content: NewContent
    ) -> ArtifactVersionRecord:
        """A version of content that was just put into the store; swept again when it fails.

        Raises:
            InvalidInput, Conflict: the target can't take it; nothing was changed.
        """
        return self._added(actor, target, content)

    def _added(self, actor: Actor, target: Target, content: NewContent) -> ArtifactVersionRecord:
        try:
            with self.database.write() as tx:
                row = add_to_target(tx, self.blobs, actor, target, content)
                return version_records(tx, actor, [row])[0]
        except BaseException:
            sweep(self.database, self.blobs, {sha256 for sha256, _ in content.contents()})
            raise


def readable_version(tx: Tx, actor: Actor, version_id: str) -> ArtifactVersion:
    """A version that the actor may read, a deleted one too.

    Raises:
        NotFound: there is none, or the actor may not read it.
    """
    row = None
    if is_id(version_id):
        wanted = select(ArtifactVersion).where(ArtifactVersion.id == version_id, may_read(actor))
        row = tx.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound(f"There is no version {version_id[:64]!r}.")
    return row


def _content(row: ArtifactVersion, member: str | None) -> Content:
    members = row.members or []
    if member is None:
        listed = tuple((one["path"], one["sha256"], one["size"]) for one in members)
        return Content(
            filename=row.filename,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            members=listed if row.kind == "folder" else None,
        )
    for one in members:
        if one["path"] == member:
            name = member.rsplit("/", 1)[-1]
            return Content(name, by_name(name), one["size"], one["sha256"])
    raise NotFound("There is no such file in this version.", field="member")
