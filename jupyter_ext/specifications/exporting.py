"""Writing a specification as a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import rights, trail
from ..access.identity import Actor
from ..access.roles import Role
from ..errors import Conflict, Gone, InvalidInput
from ..store.archives import OutgoingZip, as_json, sha256
from ..store.blobs import Blobs
from ..store.database import Database
from .bundle import FORMAT, MANIFEST, MOST_MANIFEST, MOST_VERSIONS, VERSION, entry, parsed, when
from .model import Specification, SpecificationVersion


class BundleExport:
    """Makes bundles; each is a row of the trail."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs

    def export(
        self, actor: Actor, specification_id: str, numbers: Iterable[int] = ()
    ) -> OutgoingZip:
        """The bundle of some versions, by default of all.

        Raises:
            NotFound, Gone: there is no such specification any more.
            InvalidInput: there is no version of a number.
            Conflict: nothing was committed yet, a stored content isn't what it was, or the
                bundle couldn't be imported again.
        """
        wanted = sorted(set(numbers))
        with self._database.read() as tx:
            row = rights.live(
                tx, actor, Specification, specification_id, "specification", Role.VIEWER
            )
            versions = _versions(tx, row, wanted)
        data = as_json(_manifest(row, versions))
        try:
            if len(data) > MOST_MANIFEST:
                raise InvalidInput("there are too many versions; choose fewer.")
            contents = parsed(data).contents()
        except InvalidInput as error:  # what nobody could take isn't given out
            raise Conflict(f"This can't be exported: {error.message}") from error
        for one in contents:
            self._check(one)
        with self._database.write() as tx:
            row = rights.live(
                tx, actor, Specification, specification_id, "specification", Role.VIEWER
            )
            trail.record(
                tx, actor, "exported", "specification", row.id, owner=row.owner,
                after={
                    "versions": [one.number for one in versions],
                    "manifest_sha256": sha256(data),
                },
            )  # fmt: skip
        size = len(data) + sum(contents.values())
        return OutgoingZip(_filename(row), size, self._entries(data, sorted(contents)))

    def _entries(
        self, manifest: bytes, contents: Iterable[str]
    ) -> Iterator[tuple[str, Iterable[bytes]]]:
        yield MANIFEST, [manifest]
        for one in contents:
            yield entry(one), self._blobs.chunks(one)

    def _check(self, content: str) -> None:
        try:
            whole = self._blobs.verify(content)
        except Gone as error:
            raise Conflict(f"{error.message} Nothing was exported.") from error
        if not whole:
            raise Conflict(
                f"The stored content {content[:12]} was changed from outside. Nothing was exported."
            )


def _versions(tx: Tx, row: Specification, wanted: list[int]) -> list[SpecificationVersion]:
    found = tx.scalars(
        select(SpecificationVersion)
        .where(SpecificationVersion.specification_id == row.id)
        .order_by(SpecificationVersion.number)
    ).all()
    if not found:
        raise Conflict("Commit a version first; then there is something to export.")
    known = {one.number: one for one in found}
    for number in wanted:
        if number not in known:
            raise InvalidInput(f"There is no version {number}.", field="versions")
    chosen = [known[number] for number in wanted or known]
    if len(chosen) > MOST_VERSIONS:
        raise Conflict(f"At most {MOST_VERSIONS} versions fit into a bundle; choose fewer.")
    return chosen


def _manifest(row: Specification, versions: list[SpecificationVersion]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "specification": {
            "id": row.id,
            "name": row.name,
            "description": row.description,
            "note": row.note,
            "tags": row.tags,
            "body_kind": row.body_kind,
            "owner": row.owner,
            "created_at": when(row.created_at),
            "registered_at": when(row.registered_at),
        },
        "versions": [
            {
                "number": one.number,
                "comment": one.comment,
                "filename": one.filename,
                "body": {"sha256": one.body_sha256, "size": one.body_size},
                "signature": one.signature,
                "files": [
                    {"path": file["path"], "sha256": file["sha256"], "size": file["size"]}
                    for file in one.files
                ],
                "git": one.git,
                "creator": one.creator,
                "created_at": when(one.created_at),
            }
            for one in versions
        ],
    }


def _filename(row: Specification) -> str:
    """A name that a file can have on every system."""
    kept = "".join(c if c.isalnum() or c in "._- " else "_" for c in row.name).strip(". ")
    return f"{kept[:100] or 'specification'}.zip"
