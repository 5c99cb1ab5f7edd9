"""Adding a version to an artifact: the one place where numbers and names are given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.identity import Actor
from ..access.rights import named
from ..access.roles import Role
from ..folders.tree import placed
from ..store.base import utcnow
from ..store.blobs import Blobs
from .contents import keep
from .model import Artifact, ArtifactVersion
from .names import title, version_name


@dataclass(frozen=True)
class NewContent:
    """Content that is in the store already and becomes a version.

    `members` is None for a file, else [{path, sha256, size}] of a folder.
    """

    filename: str
    media_type: str
    size: int  # bytes
    sha256: str
    members: list[dict[str, Any]] | None = None

    @property
    def kind(self) -> str:
        return "file" if self.members is None else "folder"

    def contents(self) -> Iterator[tuple[str, int]]:
        """(sha256, size) of what it takes in the store."""
        if self.members is None:
            yield self.sha256, self.size
        else:
            yield from ((one["sha256"], one["size"]) for one in self.members)


@dataclass(frozen=True)
class Target:
    """Where a new version goes: into an artifact, else into a new one."""

    artifact_id: str | None = None
    artifact_name: str | None = None
    version_name: str | None = None
    folder_id: str | None = None  # of a new one


def check_target(tx: Tx, actor: Actor, target: Target) -> None:
    """Refuse a target before any content is moved for it.

    Raises:
        InvalidInput: the artifact or the folder isn't there, with the field.
        Conflict: the version's name is taken.
    """
    if target.artifact_id is not None:
        artifact = _target(tx, actor, target.artifact_id)
        if target.version_name is not None:
            version_name(tx, artifact, target.version_name)
    else:
        placed(tx, actor, "artifact", target.folder_id)


def _target(tx: Tx, actor: Actor, artifact_id: str) -> Artifact:
    return named(tx, actor, Artifact, artifact_id, "artifact", "artifact_id", Role.EDITOR)


def add_to_target(
    tx: Tx, blobs: Blobs, actor: Actor, target: Target, content: NewContent
) -> ArtifactVersion:
    """The new version, in the artifact or in a new one.

    Raises:
        InvalidInput, Conflict: as `check_target`.
    """
    if target.artifact_id is not None:
        artifact = _target(tx, actor, target.artifact_id)
    else:
        artifact = Artifact(
            name=target.artifact_name or title(content.filename),
            owner=actor.id,
            folder_id=placed(tx, actor, "artifact", target.folder_id),
        )
        tx.add(artifact)
        tx.flush()
        trail.record(
            tx,
            actor,
            "created",
            "artifact",
            artifact.id,
            owner=artifact.owner,
            after={"name": artifact.name},
        )
    return add(tx, blobs, actor, artifact, content, name=target.version_name)


def add(
    tx: Tx,
    blobs: Blobs,
    actor: Actor,
    artifact: Artifact,
    content: NewContent,
    *,
    name: str | None = None,
    session_id: str | None = None,
) -> ArtifactVersion:
    """A new version of an artifact; `session_id` is the session that wrote it.

    Raises:
        Conflict: the name is taken.
        StoreUnavailable: a content isn't in the store.
    """
    # numbers are given one after the other, whoever else is writing
    tx.refresh(artifact, with_for_update=True)
    keep(tx, blobs, content.contents())
    version = ArtifactVersion(
        artifact_id=artifact.id,
        number=artifact.next_number,
        name=version_name(tx, artifact, name),
        kind=content.kind,
        filename=content.filename,
        media_type=content.media_type,
        size=content.size,
        sha256=content.sha256,
        members=content.members,
        creator=actor.id,
        session_id=session_id,
    )
    artifact.next_number += 1
    artifact.updated_at = utcnow()
    tx.add(version)
    tx.flush()
    trail.record(
        tx,
        actor,
        "version_added",
        "artifact",
        artifact.id,
        owner=artifact.owner,
        after={
            "version_id": version.id,
            "number": version.number,
            "name": version.name,
            "sha256": version.sha256,
            "session_id": session_id,
        },
    )
    return version
