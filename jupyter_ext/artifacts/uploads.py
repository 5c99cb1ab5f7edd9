"""Uploads in chunks: resumed from what was received, safe against chunks sent twice."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.rights import is_id
from ..errors import Conflict, InvalidInput, NotFound, StoreUnavailable, TooLarge
from ..folders.model import Folder
from ..platforms.locks import FileLock
from ..store.base import utcnow
from ..store.blobs import Blobs, hash_file
from ..store.database import Database
from .contents import storing, sweep
from .media_types import HEAD, is_media_type, media_type
from .model import Upload
from .names import checked_filename
from .records import ArtifactVersionRecord, UploadCreate, UploadRecord
from .versions import NewContent, Target, add_to_target, check_target
from .views import version_records

CHUNK_SIZE = 8 * 2**20  # bytes; the largest chunk
KEPT = timedelta(days=7)  # of an upload that nobody continues


class UploadBusy(StoreUnavailable):
    """Another request is writing to this upload; its turn comes when that is over."""


class _ContentLost(Exception):
    """Bytes that were received aren't on the disk any more."""


class UploadService:
    """Files arriving in chunks, in a folder of their own until they are committed."""

    def __init__(self, database: Database, blobs: Blobs, folder: Path) -> None:
        self.database = database
        self.blobs = blobs
        self.folder = folder

    def create(self, actor: Actor, request: UploadCreate) -> UploadRecord:
        """Begin an upload; those that nobody continued for a week are dropped.

        Raises:
            InvalidInput: the name, media type or artifact can't be taken.
            Conflict: the version's name is taken.
        """
        filename = checked_filename(request.filename, "filename")
        if request.media_type and not is_media_type(request.media_type):
            raise InvalidInput("This isn't a media type, such as text/csv.", field="media_type")
        self._drop_stale()
        with self.database.write() as tx:
            check_target(tx, actor, _target(request))
            row = Upload(owner=actor.id, **request.model_dump() | {"filename": filename})
            tx.add(row)
            tx.flush()
            return _record(row)

    def get(self, actor: Actor, upload_id: str) -> UploadRecord:
        """How far it has come.

        Raises:
            NotFound: there is none: committed, dropped, or somebody else's.
        """
        return _record(self._row(actor, upload_id))

    def append(self, actor: Actor, upload_id: str, offset: int, chunk: bytes) -> UploadRecord:
        """Take the bytes from `offset` on; on disk before this returns.

        Raises:
            NotFound: there is no such upload.
            Conflict: another offset is due; the details say how much was received.
            TooLarge, InvalidInput: the chunk is too large, or longer than the rest.
            UploadBusy: another request is at it.
        """
        if len(chunk) > CHUNK_SIZE:
            raise TooLarge(f"A chunk has at most {CHUNK_SIZE:,} bytes; send smaller ones.")
        with self._alone(actor, upload_id) as row:
            if offset != row.received:
                raise Conflict(
                    f"{row.received:,} bytes were received; go on from there.",
                    field="offset",
                    details={"received": row.received},
                )
            if offset + len(chunk) > row.size:
                raise InvalidInput(
                    f"That is more than the {row.size:,} bytes that were announced.",
                    field="offset",
                )
            with storing():
                self._write(row.id, offset, chunk)
            with self.database.write() as tx:
                tx.execute(
                    update(Upload)
                    .where(Upload.id == row.id)
                    .values(received=offset + len(chunk), updated_at=utcnow())
                )
                return _record(tx.get_one(Upload, row.id))

    def commit(
        self, actor: Actor, upload_id: str, sha256: str | None = None
    ) -> ArtifactVersionRecord:
        """Make it a version; of an artifact at the top if its folder was deleted since.

        Raises:
            NotFound: there is no such upload.
            Conflict: bytes are missing, or the version's name is taken.
            InvalidInput: the hash differs; the upload is dropped.
            StoreUnavailable: the database can't be written; the upload stays.
            UploadBusy: another request is at it.
        """
        with self._alone(actor, upload_id) as row:
            with storing():
                self._complete(row)
                found, size = hash_file(self._path(row.id))
            if size != row.size or (sha256 is not None and found != sha256):
                self._drop([row.id])
                raise InvalidInput(
                    "The content arrived damaged: its hash differs. Nothing was kept; upload it "
                    "again.",
                    field="sha256",
                    details={"sha256": found},
                )
            with self._path(row.id).open("rb") as file:
                head = file.read(HEAD)
            # a database that can't be written now is found out before the file is moved away
            with self.database.write() as tx:
                check_target(tx, actor, _target_now(tx, row))
            content = NewContent(
                row.filename, media_type(row.filename, head, row.media_type), size, found
            )
            return self._make(actor, row, content)

    @contextlib.contextmanager
    def taken(self, actor: Actor, upload_id: str) -> Iterator[tuple[Path, str]]:
        """The whole file, and its name, for something that isn't a version; dropped at the end.

        Raises:
            NotFound: there is no such upload.
            Conflict: bytes are missing.
            UploadBusy: another request is at it.
        """
        with self._alone(actor, upload_id) as row:
            with storing():
                self._complete(row)
            try:
                yield self._path(row.id), row.filename
            finally:
                self._drop([row.id])

    def abandon(self, actor: Actor, upload_id: str) -> None:
        """Drop an upload.

        Raises:
            NotFound: there is no such upload.
            UploadBusy: another request is at it.
        """
        with self._alone(actor, upload_id) as row:
            self._drop([row.id])

    def _complete(self, row: Upload) -> None:
        if row.received != row.size:
            raise Conflict(
                f"{row.received:,} of {row.size:,} bytes were received; send the rest first.",
                details={"received": row.received},
            )
        self._write(row.id, row.received, b"")  # a file of no bytes was never written

    def _make(self, actor: Actor, row: Upload, content: NewContent) -> ArtifactVersionRecord:
        try:
            with storing():
                self.blobs.adopt(self._path(row.id), content.sha256)
            with self.database.write() as tx:
                target = _target_now(tx, row)
                version = add_to_target(tx, self.blobs, actor, target, content)
                tx.execute(delete(Upload).where(Upload.id == row.id))
                made = version_records(tx, actor, [version])[0]
        except BaseException:
            self._drop([row.id])
            sweep(self.database, self.blobs, [content.sha256])
            raise
        self._lock_path(row.id).unlink(missing_ok=True)
        return made

    @contextlib.contextmanager
    def _alone(self, actor: Actor, upload_id: str) -> Iterator[Upload]:
        """The upload as it is now, while no other thread or process writes to it."""
        self._row(actor, upload_id)
        lock = FileLock(self._lock_path(upload_id))
        if not lock.try_acquire():  # who waits here would hold a thread that others need
            raise UploadBusy("Another request is writing to this upload; try again.")
        try:
            yield self._row(actor, upload_id)
        except _ContentLost as error:
            self._drop([upload_id])
            raise Conflict(
                "What was received of this upload is lost. Begin a new one.",
                details={"received": 0},
            ) from error
        finally:
            lock.release()

    def _row(self, actor: Actor, upload_id: str) -> Upload:
        with self.database.read() as tx:
            row = tx.get(Upload, upload_id) if is_id(upload_id) else None
            if row is None or row.owner != actor.id:
                raise NotFound(
                    "There is no such upload: it was committed or dropped. Begin a new one."
                )
            return row

    def _write(self, upload_id: str, offset: int, chunk: bytes) -> None:
        handle = os.open(self._path(upload_id), os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            if os.fstat(handle).st_size < offset:
                raise _ContentLost  # never fill up with zeros
            file.truncate(offset)  # bytes of a chunk that was cut off count for nothing
            file.seek(offset)
            file.write(chunk)
            file.flush()
            os.fsync(file.fileno())

    def _path(self, upload_id: str) -> Path:
        return self.folder / upload_id

    def _lock_path(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.lock"

    def _drop(self, ids: list[str]) -> None:
        with self.database.write() as tx:
            tx.execute(delete(Upload).where(Upload.id.in_(ids)))
        for upload_id in ids:
            self._path(upload_id).unlink(missing_ok=True)
            self._lock_path(upload_id).unlink(missing_ok=True)

    def _drop_stale(self) -> None:
        with self.database.read() as tx:
            old = tx.scalars(select(Upload.id).where(Upload.updated_at < utcnow() - KEPT)).all()
        if old:
            self._drop(list(old))


def _target(of: UploadCreate | Upload) -> Target:
    return Target(of.artifact_id, of.artifact_name, of.version_name, of.folder_id)


def _target_now(tx: Tx, row: Upload) -> Target:
    target = _target(row)
    folder = tx.get(Folder, row.folder_id) if row.folder_id else None
    if folder is not None and folder.deleted_at is not None:
        return replace(target, folder_id=None)
    return target


def _record(row: Upload) -> UploadRecord:
    return UploadRecord(
        id=row.id,
        filename=row.filename,
        size=row.size,
        received=row.received,
        chunk_size=CHUNK_SIZE,
        created_at=row.created_at,
    )
