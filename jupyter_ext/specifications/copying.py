"""A copy of a specification: a draft of its own with the newest version's body and files."""

from __future__ import annotations

from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.identity import Actor
from ..folders.tree import placed
from . import committing, views
from .model import Specification, SpecificationVersion
from .records import SpecificationCopy


def copied(tx: Tx, actor: Actor, of: Specification, request: SpecificationCopy) -> Specification:
    """Write the copy. Its body stands nowhere yet: it is committed from any file.

    Raises:
        InvalidInput: the folder isn't there.
    """
    newest = views.version_row(tx, of.id, of.newest_version)
    row = committing.make_draft(
        tx,
        actor,
        name=request.name,
        kind=of.body_kind,
        path="",
        signature=newest.signature if newest else of.signature,
        description=request.description,
        note=request.note,
        tags=request.tags,
        folder_id=placed(tx, actor, "specification", request.folder_id),
        copied_from=of.id,
    )
    if newest is None:
        return row
    version = SpecificationVersion(
        specification_id=row.id,
        number=1,
        comment=newest.comment,
        filename=newest.filename,
        body_sha256=newest.body_sha256,
        body_size=newest.body_size,
        signature=newest.signature,
        files=newest.files,
        kernelspec=newest.kernelspec,
        language=newest.language,
        git=newest.git,
        origin=newest.origin,
        creator=actor.id,
    )
    tx.add(version)
    row.newest_version = version.number
    tx.flush()
    trail.record(
        tx, actor, "version_committed", "specification", row.id, owner=row.owner,
        after={
            "version": version.number,
            "copied_from": newest.id,
            "body_sha256": version.body_sha256,
            "files": [one["path"] for one in version.files],
            "comment": version.comment,
        },
    )  # fmt: skip
    return row
