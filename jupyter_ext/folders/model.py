"""Table: folders."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ..store.base import Base, Id, utcnow

_LIVE = text("deleted_at IS NULL")
_LIVE_AT_THE_TOP = text("deleted_at IS NULL AND parent_id IS NULL")


class Folder(Base):
    """A place for objects of one kind; `parent_id` None is at the top of its owner's tree."""

    __tablename__ = "folders"
    __table_args__ = (
        Index(
            "ix_folders_parent_name",
            "parent_id",
            "name",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "ix_folders_top_name",
            "owner",
            "kind",
            "name",
            unique=True,
            sqlite_where=_LIVE_AT_THE_TOP,
            postgresql_where=_LIVE_AT_THE_TOP,
        ),
        Index("ix_folders_owner", "owner", "kind"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))  # specification | instance | artifact
    owner: Mapped[str] = mapped_column(String(255))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("folders.id"))
    name: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
    deleted_at: Mapped[datetime | None]
