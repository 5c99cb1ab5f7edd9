"""Tables: specifications and their versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..objects.model import Described
from ..store.base import Base, Id, utcnow


class Specification(Described, Base):
    """A signature plus a body. A draft until `registered_at`; then the signature is frozen."""

    __tablename__ = "specifications"
    __table_args__ = (Index("ix_specifications_owner", "owner", "updated_at"),)

    id: Mapped[Id]
    owner: Mapped[str] = mapped_column(String(255))
    body_kind: Mapped[str] = mapped_column(String(16), default="notebook")  # notebook | script
    path: Mapped[str] = mapped_column(String(1024), default="")  # below the server's root
    location: Mapped[str] = mapped_column(String(4096), default="")  # absolute, of a local file
    signature: Mapped[dict[str, Any]]
    folder_id: Mapped[str | None] = mapped_column(ForeignKey("folders.id"), index=True)
    ad_hoc: Mapped[bool] = mapped_column(default=False)
    newest_version: Mapped[int] = mapped_column(default=0)  # 0: none committed
    registered_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
    deleted_at: Mapped[datetime | None]


class SpecificationVersion(Base):
    """One committed body with the files it needs, numbered 1, 2, …"""

    __tablename__ = "specification_versions"
    __table_args__ = (UniqueConstraint("specification_id", "number"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(ForeignKey("specifications.id"))
    number: Mapped[int]
    comment: Mapped[str] = mapped_column(default="")
    filename: Mapped[str] = mapped_column(String(255))
    path: Mapped[str] = mapped_column(String(1024), default="")
    body_sha256: Mapped[str] = mapped_column(String(64))
    body_size: Mapped[int] = mapped_column(BigInteger)  # bytes
    signature: Mapped[dict[str, Any]]
    files: Mapped[list[Any]] = mapped_column(default=list)  # [{path, sha256, size}]
    kernelspec: Mapped[str | None] = mapped_column(String(255))
    language: Mapped[str | None] = mapped_column(String(64))
    git: Mapped[dict[str, Any] | None]  # {commit, branch, dirty}
    origin: Mapped[dict[str, Any] | None]  # of an imported one: what its bundle says of it
    creator: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
