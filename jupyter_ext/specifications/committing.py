"""Committing a body: what binds, what asks, what is the same as before.

A body is *staged* first (read, its contents stored), outside any transaction; the rows are
written afterwards, in the caller's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Tx

from ..access import rights, trail
from ..access.identity import Actor
from ..errors import Conflict, InvalidInput
from ..store.base import utcnow
from ..store.blobs import Blobs
from . import views
from .bodies import Body, read_body
from .diffs import signature_differences
from .model import Specification, SpecificationVersion
from .signature import normalised, problems
from .source import Source


@dataclass(frozen=True)
class Staged:
    """A body whose contents are stored, ready to become a version."""

    source: Source
    body: Body
    sha256: str
    files: list[dict[str, Any]]  # [{path, sha256, size}], by path


def stage(blobs: Blobs, source: Source) -> Staged:
    """Read a body and store its contents.

    Raises:
        InvalidInput: it can't be run.
    """
    body = read_body(source)
    files = [
        {"path": one.path, "sha256": blobs.put_bytes(one.data), "size": len(one.data)}
        for one in sorted(source.members, key=lambda member: member.path)
    ]
    return Staged(source, body, blobs.put_bytes(source.data), files)


def checked(signature: dict[str, Any]) -> dict[str, Any]:
    """The signature in its normal form.

    Raises:
        InvalidInput: the first problem's field, all of them in the details.
    """
    found = problems(signature)
    if found:
        raise InvalidInput(
            f"{found[0].field}: {found[0].message}",
            field=f"signature.{found[0].field}",
            details={"problems": [{"field": p.field, "message": p.message} for p in found]},
        )
    return normalised(signature)


def commit(
    tx: Tx,
    actor: Actor,
    row: Specification,
    staged: Staged,
    *,
    signature: dict[str, Any] | None = None,
    comment: str = "",
    resolution: str | None = None,
) -> tuple[SpecificationVersion, bool]:
    """Write the version; give it, and whether it is a new one.

    Raises:
        InvalidInput: the signature has a problem, or the body is of the other kind.
        Conflict: the registered signature differs, or the file is another one than before,
            and `resolution` doesn't say what to do.
    """
    if staged.body.kind != row.body_kind:
        raise InvalidInput(
            f"This specification's body is a {row.body_kind}, {staged.source.filename} is a "
            f"{staged.body.kind}.",
            field="path",
        )
    binding = _binding(row, staged, signature, resolution)
    _same_file(row, staged.source, resolution)
    path = _path(row, staged.source)
    newest = views.version_row(tx, row.id, row.newest_version)
    if newest is not None and _same(newest, staged, binding):
        if path != row.path:
            stands_at(tx, actor, row, path, staged.source.location)
        return newest, False
    version = SpecificationVersion(
        specification_id=row.id,
        number=row.newest_version + 1,
        comment=comment,
        filename=staged.source.filename,
        path=path,
        body_sha256=staged.sha256,
        body_size=len(staged.source.data),
        signature=binding,
        files=staged.files,
        kernelspec=staged.body.kernelspec,
        language=staged.body.code.language,
        git=staged.source.git,
        creator=actor.id,
    )
    tx.add(version)
    row.newest_version = version.number
    row.path, row.location = path, staged.source.location
    row.signature = binding
    row.updated_at = utcnow()
    tx.flush()
    trail.record(
        tx,
        actor,
        "version_committed",
        "specification",
        row.id,
        owner=row.owner,
        after={
            "version": version.number,
            "body_sha256": version.body_sha256,
            "files": [one["path"] for one in staged.files],
            "comment": comment,
        },
    )
    return version, True


def stands_at(tx: Tx, actor: Actor, row: Specification, path: str, location: str) -> None:
    """Say where the body of a specification stands, nothing else having changed."""
    before, row.path, row.location = row.path, path, location
    trail.record(
        tx, actor, "updated", "specification", row.id, owner=row.owner,
        before={"path": before}, after={"path": path},
    )  # fmt: skip


def for_running(tx: Tx, actor: Actor, staged: Staged) -> Specification:
    """The specification that *Run as session* commits to.

    The one that the notebook's metadata names, when the actor may change it; else the ad-hoc one of
    that file; else a new ad-hoc one. It is not flushed with a version: `commit` does that.
    """
    named = staged.body.specification_id
    if named is not None:
        row = rights.changeable(tx, actor, tx.get(Specification, named))
        if row is not None:
            return row
    row = tx.scalars(
        select(Specification)
        .where(
            Specification.owner == actor.id,
            _of_file(staged.source),
            Specification.body_kind == staged.body.kind,
            Specification.ad_hoc.is_(True),
            Specification.deleted_at.is_(None),
        )
        .order_by(Specification.created_at.desc())
        .limit(1)
    ).first()
    return row or make_draft(
        tx,
        actor,
        name=staged.source.filename.rsplit(".", 1)[0][:200] or staged.source.filename[:200],
        kind=staged.body.kind,
        path=staged.source.path,
        location=staged.source.location,
        signature=normalised({}),
        ad_hoc=True,
    )


def make_draft(
    tx: Tx,
    actor: Actor,
    *,
    name: str,
    kind: str,
    path: str,
    signature: dict[str, Any],
    location: str = "",
    description: str = "",
    note: str = "",
    tags: list[str] | None = None,
    ad_hoc: bool = False,
    folder_id: str | None = None,
    copied_from: str | None = None,
) -> Specification:
    """Write a draft without versions; what `copied_from` names is for the trail."""
    row = Specification(
        name=name,
        description=description,
        note=note,
        tags=tags or [],
        owner=actor.id,
        body_kind=kind,
        path=path,
        location=location,
        signature=signature,
        ad_hoc=ad_hoc,
        folder_id=folder_id,
    )
    tx.add(row)
    tx.flush()
    trail.record(
        tx,
        actor,
        "created",
        "specification",
        row.id,
        owner=row.owner,
        after={
            "name": name,
            "path": path,
            "signature": signature,
            "ad_hoc": ad_hoc,
            **({"copied_from": copied_from} if copied_from else {}),
        },
    )
    return row


def _binding(
    row: Specification, staged: Staged, signature: dict[str, Any] | None, resolution: str | None
) -> dict[str, Any]:
    if row.registered_at is None:
        return checked(signature if signature is not None else staged.body.signature)
    proposed = signature if signature is not None else staged.body.declared
    if proposed is not None and resolution != "keep_registered":
        differences = signature_differences(row.signature, normalised(proposed))
        if differences:
            raise Conflict(
                "The notebook's signature differs from the registered one, which is frozen. "
                "Commit with the registered signature, or make a new specification.",
                field="signature",
                details={
                    "reason": "signature_differs",
                    "differences": differences,
                    "options": ["keep_registered", "new_specification"],
                },
            )
    return row.signature


def _of_file(source: Source) -> ColumnElement[bool]:
    """The specifications of a file, by whatever path it was named."""
    if not source.location:
        return Specification.path == source.path
    return Specification.location == source.location


def _path(row: Specification, source: Source) -> str:
    """The path to keep: one below a server's root tells more than the command line's absolute."""
    known = row.path and source.location and row.location == source.location
    return row.path if known and Path(source.path).is_absolute() else source.path


def _same_file(row: Specification, source: Source, resolution: str | None) -> None:
    path = source.path
    other = row.path and not source.is_at(row.path, row.location)
    if row.newest_version and other and resolution is None:
        raise Conflict(
            f"The versions so far came from {row.path}, this is {path}. Go on with this file, "
            "or make a new specification.",
            field="path",
            details={
                "reason": "path_differs",
                "before": row.path,
                "now": path,
                "options": ["accept_path", "new_specification"],
            },
        )


def _same(newest: SpecificationVersion, staged: Staged, binding: dict[str, Any]) -> bool:
    return (
        newest.body_sha256 == staged.sha256
        and newest.files == staged.files
        and newest.filename == staged.source.filename
        and json.dumps(newest.signature, sort_keys=True) == json.dumps(binding, sort_keys=True)
    )
