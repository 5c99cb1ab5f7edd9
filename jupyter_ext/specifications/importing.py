"""Taking a bundle from elsewhere: looked at whole, then all of it or nothing.

Every byte is read and compared before the first one is stored. What the bundle says of people
and times is kept with the versions as what it says; here they are the versions of who imports.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import rights, trail
from ..access.identity import Actor
from ..access.roles import Role
from ..artifacts.contents import storing, sweep
from ..artifacts.uploads import UploadService
from ..errors import Conflict, InvalidInput, StoreUnavailable
from ..folders.tree import placed
from ..store.archives import Archive, opened, sha256
from ..store.base import utcnow
from ..store.blobs import Blobs
from ..store.database import Database
from . import committing, views
from .bodies import kind_of, read_body
from .bundle import (
    LIMITS,
    MANIFEST,
    MOST_BODY,
    MOST_MANIFEST,
    NOUN,
    BundleVersion,
    Manifest,
    entry,
    parsed,
)
from .diffs import signature_differences
from .model import Specification, SpecificationVersion
from .records import ImportRequest, ImportResult, VersionOrigin
from .source import Source

MOST_NAME = 64  # characters of a kernel's or a language's name


@dataclass(frozen=True)
class _Facts:
    """What is kept of a body that was read."""

    kernelspec: str | None
    language: str


@dataclass(frozen=True)
class _Checked:
    """A bundle that holds, with what its bodies are."""

    manifest: Manifest
    sha256: str  # of the manifest
    bodies: dict[tuple[str, str], _Facts]  # by (filename, sha256)


class BundleImport:
    """Makes specifications and versions of bundles; each is a row of the trail."""

    def __init__(self, database: Database, blobs: Blobs, uploads: UploadService) -> None:
        self._database = database
        self._blobs = blobs
        self._uploads = uploads

    def from_upload(self, actor: Actor, request: ImportRequest) -> ImportResult:
        """Import what was uploaded; the upload is gone afterwards, whatever came of it.

        Raises:
            NotFound: there is no such upload.
            Conflict: bytes of it are missing; else as `from_file`.
        """
        with self._uploads.taken(actor, request.upload_id) as (path, name):
            return self.from_file(
                actor,
                path,
                name=name,
                title=request.name,
                into=request.into,
                folder=request.folder_id,
            )

    def from_file(
        self,
        actor: Actor,
        path: Path,
        *,
        name: str,
        title: str | None = None,
        into: str | None = None,
        folder: str | None = None,
    ) -> ImportResult:
        """Import a local file that is called `name`.

        As a new draft in `folder`, called `title` or as it was; or as further versions of `into`,
        without those that are there already.

        Raises:
            InvalidInput: it isn't a bundle, or there is anything in it that can't be; or there is
                no specification `into`, or no such folder.
            NotAllowed: that one isn't the actor's to change.
            Conflict: that one has another kind of body, or another signature, which is frozen.
        """
        with opened(path, LIMITS, name=name, noun=NOUN) as archive:
            found = _checked(archive)
            if into is not None:
                with self._database.read() as tx:
                    _fits(_target(tx, actor, into), found.manifest)
            new = [one for one in found.manifest.contents() if not self._blobs.exists(one)]
            try:
                with storing():
                    self._store(archive, new)
                with self._database.write() as tx:
                    return self._written(tx, actor, found, title, into, folder)
            except BaseException:
                sweep(self._database, self._blobs, new)
                raise

    def _store(self, archive: Archive, contents: Iterable[str]) -> None:
        for one in contents:
            if self._blobs.put(archive.chunks(entry(one)))[0] != one:
                raise archive.bad("it was changed while it was imported")

    def _written(
        self,
        tx: Tx,
        actor: Actor,
        found: _Checked,
        title: str | None,
        into: str | None,
        folder: str | None,
    ) -> ImportResult:
        given = found.manifest
        if not all(self._blobs.exists(one) for one in given.contents()):
            raise StoreUnavailable(
                "The same content was being deleted elsewhere. Nothing was changed; try again."
            )
        if into is None:
            row = committing.make_draft(
                tx,
                actor,
                name=title or given.specification.name,
                kind=given.specification.body_kind,
                path="",
                signature=given.versions[-1].signature,
                description=given.specification.description,
                note=given.specification.note,
                tags=list(given.specification.tags),
                folder_id=placed(tx, actor, "specification", folder),
            )
        else:
            row = _target(tx, actor, into)
            _fits(row, given)
        made = _append(tx, actor, row, found)
        trail.record(
            tx, actor, "imported", "specification", row.id, owner=row.owner,
            after={
                "manifest_sha256": found.sha256,
                "from": {"id": given.specification.id, "name": given.specification.name},
                "versions": [
                    {
                        "version": one.number,
                        "was": (one.origin or {})["number"],
                        "body_sha256": one.body_sha256,
                        "files": [file["path"] for file in one.files],
                    }
                    for one in made
                ],
            },
        )  # fmt: skip
        return ImportResult(
            specification=views.record(tx, actor, row),
            versions=[views.version_record(one) for one in made],
            known=len(given.versions) - len(made),
        )


def _checked(archive: Archive) -> _Checked:
    """The whole archive against its manifest; nothing is stored."""
    data = archive.read(MANIFEST, MOST_MANIFEST)
    try:
        manifest = parsed(data)
    except InvalidInput as error:
        raise archive.bad(error.message.rstrip(".")) from error
    contents, known_as = manifest.contents(), manifest.known_as()
    expected = {entry(one): one for one in contents}
    for name in archive.sizes:
        if name != MANIFEST and name not in expected:
            raise archive.bad(f"{name} isn't part of it")
    for name, one in expected.items():
        if name not in archive.sizes:
            raise archive.bad(f"{known_as[one]} is missing")
        if archive.sizes[name] != contents[one]:
            raise archive.bad(f"{known_as[one]} hasn't the size that the manifest says")
    for name, one in expected.items():
        digest = hashlib.sha256()
        for chunk in archive.chunks(name, known_as[one]):
            digest.update(chunk)
        if digest.hexdigest() != one:
            raise archive.bad(f"{known_as[one]} hasn't the content that the manifest says")
    bodies: dict[tuple[str, str], _Facts] = {}
    for index, version in enumerate(manifest.versions):
        key = (version.filename, version.body.sha256)
        if key not in bodies:
            bodies[key] = _body(archive, manifest, version, f"versions[{index}]")
    return _Checked(manifest, sha256(data), bodies)


def _body(archive: Archive, manifest: Manifest, version: BundleVersion, place: str) -> _Facts:
    try:
        if kind_of(version.filename) != manifest.specification.body_kind:
            raise InvalidInput(f"it isn't a {manifest.specification.body_kind}")
        data = archive.read(entry(version.body.sha256), MOST_BODY)
        body = read_body(Source(path="", filename=version.filename, data=data))
        if max(len(body.kernelspec or ""), len(body.code.language)) > MOST_NAME:
            raise InvalidInput("the name of its kernel is too long")
    except InvalidInput as error:
        raise archive.bad(f"{place}.body: {error.message.rstrip('.')}") from error
    return _Facts(body.kernelspec, body.code.language)


def _target(tx: Tx, actor: Actor, into: str) -> Specification:
    return rights.named(tx, actor, Specification, into, "specification", "into", Role.EDITOR)


def _fits(row: Specification, given: Manifest) -> None:
    """Whether the versions can be further ones of a specification."""
    if row.body_kind != given.specification.body_kind:
        raise Conflict(
            f"{row.name} is of {row.body_kind}s, the bundle is of "
            f"{given.specification.body_kind}s. Import it as a new specification.",
            field="into",
        )
    if row.registered_at is None:
        return
    for version in given.versions:
        differences = signature_differences(row.signature, version.signature)
        if differences:
            raise Conflict(
                f"The signature of {row.name} is frozen, and that of version {version.number} in "
                "the bundle is another one. Import it as a new specification.",
                field="into",
                details={"reason": "signature_differs", "differences": differences},
            )


def _append(
    tx: Tx, actor: Actor, row: Specification, found: _Checked
) -> list[SpecificationVersion]:
    """Number the versions on, from the first one that isn't there yet."""
    there = {
        _sameness(one.filename, one.body_sha256, one.files, one.signature)
        for one in tx.scalars(
            select(SpecificationVersion).where(SpecificationVersion.specification_id == row.id)
        )
    }
    versions = [_version(row, found, given) for given in found.manifest.versions]
    made = list(
        itertools.dropwhile(
            lambda one: _sameness(one.filename, one.body_sha256, one.files, one.signature) in there,
            versions,
        )
    )
    for one in made:
        row.newest_version += 1
        one.number, one.creator = row.newest_version, actor.id
    if made:
        row.signature = made[-1].signature
        row.updated_at = utcnow()
    tx.add_all(made)
    tx.flush()
    return made


def _version(row: Specification, found: _Checked, given: BundleVersion) -> SpecificationVersion:
    """The row of a version that has no number yet."""
    facts = found.bodies[given.filename, given.body.sha256]
    registered = row.registered_at is not None  # then it is the same but for its descriptions
    return SpecificationVersion(
        specification_id=row.id,
        comment=given.comment,
        filename=given.filename,
        body_sha256=given.body.sha256,
        body_size=given.body.size,
        signature=row.signature if registered else committing.checked(given.signature),
        files=[
            {"path": one.path, "sha256": one.sha256, "size": one.size}
            for one in sorted(given.files, key=lambda one: one.path)
        ],
        kernelspec=facts.kernelspec,
        language=facts.language,
        origin=_origin(found, given),
    )


def _origin(found: _Checked, given: BundleVersion) -> dict[str, Any]:
    """Who and when, as the bundle says: information, not a fact of this installation."""
    of = found.manifest.specification
    return VersionOrigin(
        bundle=found.sha256,
        specification_id=of.id,
        specification=of.name,
        owner=of.owner,
        registered_at=of.registered_at,
        number=given.number,
        creator=given.creator,
        created_at=given.created_at,
        git=given.git.model_dump() if given.git else None,
    ).model_dump(mode="json")


def _sameness(
    filename: str, body: str, files: list[dict[str, Any]], signature: dict[str, Any]
) -> str:
    """Equal for versions that a commit would take for the same."""
    return json.dumps([filename, body, files, signature], sort_keys=True)
