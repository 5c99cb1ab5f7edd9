"""The rules of specifications: drafts, versions, registration, comparison."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from ..access import rights, trail
from ..access.editing import bury, edit, restore
from ..access.identity import Actor
from ..access.roles import Role
from ..errors import Conflict, InvalidInput, NotFound
from ..folders.tree import placed
from ..records import Dependent, Page
from ..store import lists
from ..store.base import utcnow
from ..store.blobs import Blobs, Content
from ..store.database import Database
from . import committing, diffs, listing, live_data, starter, views
from .accompanying import accompanying_files
from .bodies import read_body
from .copying import copied
from .model import Specification, SpecificationVersion
from .open_with_data import PreparedData
from .proposal import hints, propose
from .records import (
    AccompanyingFile,
    CommitRequest,
    CommitResult,
    Hint,
    OpenWithData,
    Problem,
    Proposal,
    Signature,
    SignatureReport,
    SpecificationCopy,
    SpecificationCreate,
    SpecificationRecord,
    SpecificationUpdate,
    SpecificationVersionRecord,
    VersionDiff,
)
from .signature import problems
from .source import Source


@dataclass(frozen=True)
class Created:
    """A new draft, and the starter notebook that shall be written for it."""

    specification: SpecificationRecord
    starter: bytes | None = None
    starter_name: str = ""


class SpecificationService:
    """Signatures plus bodies, in versions."""

    def __init__(self, database: Database, blobs: Blobs, data_dir: Path) -> None:
        self.database = database
        self.blobs = blobs
        self.data_dir = data_dir

    def list(self, actor: Actor, query: Any) -> Page[SpecificationRecord]:
        """What the actor may see; ad-hoc and deleted specifications only when asked for."""
        with self.database.read() as tx:
            return listing.page(tx, actor, query)

    def get(self, actor: Actor, specification_id: str) -> SpecificationRecord:
        """One specification, a deleted one too.

        Raises:
            NotFound: there is none of that id.
        """
        with self.database.read() as tx:
            return views.record(
                tx, actor, rights.seen(tx, actor, Specification, specification_id, "specification")
            )

    def create(self, actor: Actor, request: SpecificationCreate, source: Source | None) -> Created:
        """A new draft, of a file or from nothing.

        Raises:
            InvalidInput: the file can't be run, the signature has a problem, the folder isn't
                there, or there is neither a file nor a name.
        """
        given = request.signature.model_dump()
        is_given = any(given.values())
        if source is not None:
            body = read_body(source)
            kind, path, location = body.kind, source.path, source.location
            signature = given if is_given else body.signature
            name = request.name or source.filename.rsplit(".", 1)[0][:200]
        elif request.name is None:
            raise InvalidInput("Give the new specification a name.", field="name")
        else:
            kind, path, location = "notebook", "", ""
            signature, name = given, request.name
        signature = committing.checked(signature)
        with self.database.write() as tx:
            row = committing.make_draft(
                tx,
                actor,
                name=name,
                kind=kind,
                path=path,
                location=location,
                signature=signature,
                description=request.description,
                note=request.note,
                tags=request.tags,
                folder_id=placed(tx, actor, "specification", request.folder_id),
            )
            made = views.record(tx, actor, row)
        if source is not None or request.starter_folder is None:
            return Created(made)
        document = starter.notebook(
            name, request.description, signature, made.id, request.kernelspec
        )
        return Created(made, document, starter.filename(name))

    def set_path(
        self, actor: Actor, specification_id: str, path: str, location: str
    ) -> SpecificationRecord:
        """Say where the starter notebook of a new draft was written."""
        with self.database.write() as tx:
            row = rights.live(tx, actor, Specification, specification_id, "specification")
            committing.stands_at(tx, actor, row, path, location)
            return views.record(tx, actor, row)

    def update(
        self, actor: Actor, specification_id: str, request: SpecificationUpdate
    ) -> SpecificationRecord:
        """Change the fields that were sent.

        Raises:
            NotFound, Gone: there is no such specification any more.
            Conflict: the signature was sent and is frozen.
            InvalidInput: the signature has a problem.
        """
        sent = request.model_dump(exclude_unset=True)
        with self.database.write() as tx:
            row = rights.live(tx, actor, Specification, specification_id, "specification")
            if sent.get("signature") is not None:
                if row.registered_at is not None:
                    raise Conflict(
                        "The signature of a registered specification is frozen. Make a new "
                        "specification to change it.",
                        field="signature",
                    )
                sent["signature"] = committing.checked(sent["signature"])
            edit(tx, actor, row, "specification", sent)
            return views.record(tx, actor, row)

    def delete(self, actor: Actor, specification_id: str) -> None:
        """Delete a specification; its instances, sessions and versions stay.

        Raises:
            NotFound, Gone: there is no such specification any more.
        """
        with self.database.write() as tx:
            row = rights.live(
                tx, actor, Specification, specification_id, "specification", Role.OWNER
            )
            bury(tx, actor, row, "specification")

    def restore(self, actor: Actor, specification_id: str) -> SpecificationRecord:
        """Take a deletion back.

        Raises:
            NotFound: there is no such specification.
            Conflict: it isn't deleted, or that was longer ago than can be taken back.
        """
        with self.database.write() as tx:
            row = restore(tx, actor, Specification, specification_id, "specification")
            return views.record(tx, actor, row)

    def copy(
        self, actor: Actor, specification_id: str, request: SpecificationCopy
    ) -> SpecificationRecord:
        """A new draft with the newest version's body, accompanying files and signature.

        Raises:
            NotFound, Gone: there is no such specification any more.
            InvalidInput: the folder isn't there.
        """
        with self.database.write() as tx:
            row = rights.live(
                tx, actor, Specification, specification_id, "specification", Role.VIEWER
            )
            return views.record(tx, actor, copied(tx, actor, row, request))

    def register(self, actor: Actor, specification_id: str) -> SpecificationRecord:
        """Mark as registered: the signature is frozen from now on. Twice is once.

        Raises:
            NotFound, Gone: there is no such specification any more.
            Conflict: nothing was committed yet.
        """
        with self.database.write() as tx:
            row = rights.live(tx, actor, Specification, specification_id, "specification")
            newest = views.version_row(tx, row.id, row.newest_version)
            if newest is None:
                raise Conflict("Commit a version first; then it can be marked as registered.")
            if row.registered_at is None:
                row.signature = newest.signature
                row.registered_at = row.updated_at = utcnow()
                row.ad_hoc = False
                trail.record(
                    tx, actor, "registered", "specification", row.id, owner=row.owner,
                    after={"version": newest.number, "signature": newest.signature},
                )  # fmt: skip
            return views.record(tx, actor, row)

    def dependents(self, actor: Actor, specification_id: str) -> Page[Dependent]:
        """Its instances and sessions, newest first; at most 500 of each are listed."""
        with self.database.read() as tx:
            row = rights.seen(tx, actor, Specification, specification_id, "specification")
            return listing.dependents(tx, actor, row)

    def versions(
        self, actor: Actor, specification_id: str, query: Any
    ) -> Page[SpecificationVersionRecord]:
        """Its versions, newest first."""
        with self.database.read() as tx:
            row = rights.seen(tx, actor, Specification, specification_id, "specification")
            statement = select(SpecificationVersion).where(
                SpecificationVersion.specification_id == row.id,
                *lists.search(query.q, SpecificationVersion.comment, SpecificationVersion.path),
            )
            order = [SpecificationVersion.number.desc()]
            rows, total = lists.fetch(tx, statement, query, order)
            return Page[SpecificationVersionRecord](
                items=[views.version_record(one) for one in rows],
                total=total,
                offset=query.offset,
            )

    def version(
        self, actor: Actor, specification_id: str, number: str
    ) -> SpecificationVersionRecord:
        """One version.

        Raises:
            NotFound: there is none of that number.
        """
        return views.version_record(self._version(actor, specification_id, number))

    def body(self, actor: Actor, specification_id: str, number: str) -> Content:
        """The committed file, for downloading."""
        row = self._version(actor, specification_id, number)
        media = "application/x-ipynb+json" if row.filename.endswith(".ipynb") else "text/plain"
        return Content(row.filename, media, row.body_size, row.body_sha256)

    def diff(self, actor: Actor, specification_id: str, left: int, right: int) -> VersionDiff:
        """Two versions compared: cells, signature, accompanying files."""
        a = self._version(actor, specification_id, str(left))
        b = self._version(actor, specification_id, str(right))
        return diffs.compare(self.blobs, a, b)

    def commit(
        self, actor: Actor, specification_id: str, request: CommitRequest, source: Source
    ) -> CommitResult:
        """Commit the last saved state of a file as the newest version.

        Raises:
            NotFound, Gone: there is no such specification any more.
            InvalidInput: the file can't be run, or the signature has a problem.
            Conflict: the registered signature differs, or the file is another one.
        """
        staged = committing.stage(self.blobs, source)
        given = request.signature.model_dump() if request.signature is not None else None
        with self.database.write() as tx:
            row = rights.live(tx, actor, Specification, specification_id, "specification")
            version, created = committing.commit(
                tx,
                actor,
                row,
                staged,
                signature=given,
                comment=request.comment,
                resolution=request.resolution,
            )
            return CommitResult(
                specification=views.record(tx, actor, row),
                version=views.version_record(version),
                created=created,
                warnings=staged.body.code.warnings,
            )

    def propose(self, actor: Actor, source: Source) -> Proposal:
        """What a saved file's own code and metadata say of its signature."""
        body = read_body(source)
        found = propose(body.code)
        declared = body.declared
        specification = None
        if body.specification_id is not None:
            with self.database.read() as tx:
                row = rights.changeable(tx, actor, tx.get(Specification, body.specification_id))
                if row is not None:
                    specification = views.record(tx, actor, row)
        return Proposal(
            path=source.path,
            body_kind="script" if body.kind == "script" else "notebook",
            specification_id=specification.id if specification else None,
            specification=specification,
            declared=_readable(declared) if declared is not None else None,
            proposed=_readable(found.signature),
            hints=[Hint(**asdict(one)) for one in hints(declared or found.signature, body.code)],
            problems=[Problem(**asdict(one)) for one in problems(declared or found.signature)],
            files=[
                AccompanyingFile(**asdict(one))
                for one in accompanying_files(body.code, source.folder, source.filename)
            ]
            if source.folder is not None
            else [],
            warnings=found.warnings,
        )

    def check(self, signature: Signature, source: Source | None) -> SignatureReport:
        """Problems of a signature, each at its field; hints where the code is given."""
        plain = signature.model_dump()
        found = hints(plain, read_body(source).code) if source is not None else []
        return SignatureReport(
            problems=[Problem(**asdict(one)) for one in problems(plain)],
            hints=[Hint(**asdict(one)) for one in found],
        )

    def prepare_data(self, actor: Actor, request: OpenWithData, source: Source) -> PreparedData:
        """Lay out the chosen versions and values for an interactive kernel.

        Raises:
            InvalidInput: an input is required and empty, a version isn't there, a value can't
                be taken; with the field.
        """
        body = read_body(source)
        signature = committing.checked(body.signature)
        return live_data.prepare(
            self.database, self.blobs, self.data_dir, actor, request, source, body, signature
        )

    def _version(self, actor: Actor, specification_id: str, number: str) -> SpecificationVersion:
        with self.database.read() as tx:
            row = rights.seen(tx, actor, Specification, specification_id, "specification")
            found = (
                views.version_row(tx, row.id, int(number))
                if number.isascii() and number.isdigit() and len(number) < 10
                else None
            )
        if found is None:
            raise NotFound(f"This specification has no version {number[:20]!r}.")
        return found


def _readable(signature: dict[str, Any]) -> Signature:
    """A signature as code or metadata have it.

    Raises:
        InvalidInput: it isn't one; the first thing that is wrong is named.
    """
    try:
        return Signature.model_validate(signature)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"The signature can't be read: {where}: {first['msg']}") from error
