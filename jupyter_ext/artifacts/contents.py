"""Which stored contents are in use: kept while anything refers to them, removed after.

A content is adopted into the store before the transaction that refers to it, and removed in an
exclusive one that has looked at every reference; so a row never points at nothing.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..errors import StoreUnavailable
from ..sessions.model import LoggedResult, Session, SessionLog, SessionOutput
from ..specifications.model import SpecificationVersion
from ..store.blobs import Blobs
from ..store.database import Database
from .model import ArtifactVersion, Blob

_BATCH = 500  # hashes in one statement


def keep(tx: Tx, blobs: Blobs, contents: Iterable[tuple[str, int]]) -> None:
    """Enter adopted contents (sha256, size) into the table, each once.

    Raises:
        StoreUnavailable: one was removed between its adoption and now.
    """
    wanted = dict(contents)
    for sha256 in wanted:
        if not blobs.exists(sha256):
            raise StoreUnavailable(
                "The same content was being deleted elsewhere. Nothing was changed; try again."
            )
    for batch in _batches(wanted):
        known = set(tx.scalars(select(Blob.sha256).where(Blob.sha256.in_(batch))))
        rows = [{"sha256": one, "size": wanted[one]} for one in batch if one not in known]
        if rows:
            tx.execute(insert(Blob), rows)


def all_stored(tx: Tx, blobs: Blobs, hashes: Iterable[str]) -> bool:
    """Whether every one of the contents is in the store, none set aside as changed."""
    wanted = set(hashes)
    known = 0
    for batch in _batches(wanted):
        whole = select(Blob.sha256).where(Blob.sha256.in_(batch), Blob.quarantined_at.is_(None))
        known += len(tx.scalars(whole).all())
    return known == len(wanted) and all(blobs.exists(one) for one in wanted)


def sweep(database: Database, blobs: Blobs, hashes: Iterable[str]) -> None:
    """Remove those of the contents that nothing refers to any more."""
    candidates = set(hashes)
    if not candidates:
        return
    with database.write() as tx:
        sweep_in(tx, blobs, candidates)


def sweep_in(tx: Tx, blobs: Blobs, candidates: set[str]) -> None:
    """The same, in the caller's write transaction, as its last step."""
    trail.lock_sequence(tx)  # nobody else writes a reference meanwhile
    unused = candidates - referenced(tx, candidates)
    for sha256 in unused:
        blobs.delete(sha256)
    for batch in _batches(unused):
        tx.execute(delete(Blob).where(Blob.sha256.in_(batch)))


def referenced(tx: Tx, hashes: set[str]) -> set[str]:
    """Those of the hashes that a version, a specification or a session refers to."""
    found: set[str] = set()
    for column, where in (
        (ArtifactVersion.sha256, _kept()),
        (SpecificationVersion.body_sha256, None),
        (Session.body_sha256, None),
        (Session.notebook_sha256, None),
        (LoggedResult.sha256, None),
        (SessionLog.sha256, None),
    ):
        for batch in _batches(hashes - found):
            statement = select(column).where(column.in_(batch)).distinct()
            if where is not None:
                statement = statement.where(where)
            found.update(one for one in tx.scalars(statement) if one is not None)
    if hashes - found:
        found.update(one for one in _inside(tx) if one in hashes)
    return found


def _inside(tx: Tx) -> Iterator[str]:
    """The hashes inside folders, accompanying files and partial outputs."""
    folders = select(ArtifactVersion.members).where(_kept(), ArtifactVersion.kind == "folder")
    for members in tx.scalars(folders):
        yield from _hashes(members)
    for files in tx.scalars(select(SpecificationVersion.files)):
        yield from _hashes(files)
    partials = select(SessionOutput.partial).where(SessionOutput.partial.is_not(None))
    for partial in tx.scalars(partials):
        if partial:
            yield from _hashes([partial, *(partial.get("members") or [])])


def _kept() -> ColumnElement[bool]:
    """Versions that aren't deleted, or can still come back."""
    return or_(ArtifactVersion.deleted_at.is_(None), ArtifactVersion.kept_until.is_not(None))


def _hashes(entries: list[dict[str, Any]] | None) -> Iterator[str]:
    for entry in entries or []:
        if isinstance(entry.get("sha256"), str):
            yield entry["sha256"]


def _batches(hashes: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(hashes)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


@contextmanager
def storing() -> Iterator[None]:
    """Turn a full or broken disk into an error that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreUnavailable(
                "The disk is full. Free some space, then try again; nothing was changed."
            ) from error
        raise StoreUnavailable(
            f"The content couldn't be stored: {error.strerror or error}."
        ) from error
