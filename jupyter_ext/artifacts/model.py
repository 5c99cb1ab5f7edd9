"""Tables: artifacts, their versions, stored contents and uploads under way."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..objects.model import Described
from ..store.base import Base, Id, utcnow


class Artifact(Described, Base):
    """A named container of versions; an instance's output exists before its first version."""

    __tablename__ = "artifacts"
    __table_args__ = (Index("ix_artifacts_owner", "owner", "updated_at"),)

    id: Mapped[Id]
    owner: Mapped[str] = mapped_column(String(255))
    origin: Mapped[str] = mapped_column(
        String(16), default="upload"
    )  # upload | output | run | copy
    folder_id: Mapped[str | None] = mapped_column(ForeignKey("folders.id"), index=True)
    next_number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
    deleted_at: Mapped[datetime | None]


def _member_count(context: Any) -> int | None:
    members = context.get_current_parameters().get("members")
    if isinstance(members, str):  # as the database gets it
        members = json.loads(members)
    return None if members is None else len(members)


class ArtifactVersion(Base):
    """One immutable piece of content: a file, or a folder of members.

    `members` can be 100,000 long, so it is read only when it is asked for, in the transaction.
    """

    __tablename__ = "artifact_versions"
    __table_args__ = (
        UniqueConstraint("artifact_id", "number"),
        UniqueConstraint("artifact_id", "name"),
        Index("ix_artifact_versions_sha256", "sha256"),
        Index("ix_artifact_versions_session", "session_id"),
        Index("ix_artifact_versions_kept", "kept_until"),
    )

    id: Mapped[Id]
    artifact_id: Mapped[str] = mapped_column(ForeignKey("artifacts.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(16), default="file")  # file | folder
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    members: Mapped[list[Any] | None] = mapped_column(deferred=True)  # [{path, sha256, size}]
    member_count: Mapped[int | None] = mapped_column(default=_member_count)
    creator: Mapped[str] = mapped_column(String(255))
    session_id: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    deleted_at: Mapped[datetime | None]
    kept_until: Mapped[datetime | None]  # a deleted one's content, so that it can come back


class Blob(Base):
    """One stored content, by its hash."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    quarantined_at: Mapped[datetime | None]  # its content no longer has this hash


class Upload(Base):
    """A file arriving in chunks; it becomes a version when committed, and is dropped otherwise."""

    __tablename__ = "uploads"

    id: Mapped[Id]
    owner: Mapped[str] = mapped_column(String(255))
    artifact_id: Mapped[str | None] = mapped_column(String(36))
    artifact_name: Mapped[str | None] = mapped_column(String(255))
    version_name: Mapped[str | None] = mapped_column(String(255))
    folder_id: Mapped[str | None] = mapped_column(String(36))  # of a new artifact
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str | None] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    received: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
