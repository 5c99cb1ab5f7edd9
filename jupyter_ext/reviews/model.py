"""Tables: reviews, their revisions, signatures and comments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..store.base import Base, Id, utcnow
from .states import ReviewState


class Review(Base):
    """Edited text over one session's executed notebook, which is named by its hash."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[Id]
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    number: Mapped[int]  # within its session
    author: Mapped[str] = mapped_column(String(255))
    author_name: Mapped[str] = mapped_column(String(255))
    author_proven: Mapped[bool]
    state: Mapped[str] = mapped_column(String(20), default=ReviewState.DRAFT.value)
    base_sha256: Mapped[str] = mapped_column(String(64))  # of the stored bytes
    protected_sha256: Mapped[str] = mapped_column(String(64))  # of what no overlay may change
    revision: Mapped[int] = mapped_column(default=0)  # the newest; 0 is the base itself
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)


class ReviewRevision(Base):
    """One saved overlay; never changed."""

    __tablename__ = "review_revisions"

    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    overlay_text: Mapped[str] = mapped_column(Text)  # canonical JSON
    overlay_sha256: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(255))
    author_name: Mapped[str] = mapped_column(String(255))
    author_proven: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=utcnow)


class ReviewSignature(Base):
    """A decision on one revision, with everything that was decided on; voided, never removed."""

    __tablename__ = "review_signatures"
    __table_args__ = (Index("ix_review_signatures_review", "review_id", "at"),)

    id: Mapped[Id]
    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"))
    decision: Mapped[str] = mapped_column(String(20))  # approved | changes_requested
    meaning: Mapped[str | None] = mapped_column(String(20))  # reviewed | approved | responsible
    name: Mapped[str] = mapped_column(String(255))  # as written by who signed
    note: Mapped[str] = mapped_column(Text, default="")
    signer: Mapped[str] = mapped_column(String(255))
    signer_name: Mapped[str] = mapped_column(String(255))
    signer_proven: Mapped[bool]
    revision: Mapped[int]
    overlay_sha256: Mapped[str] = mapped_column(String(64))
    base_sha256: Mapped[str] = mapped_column(String(64))
    protected_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    voided_at: Mapped[datetime | None]
    voided_why: Mapped[str | None] = mapped_column(String(255))


class ReviewComment(Base):
    """A remark on a cell or, without one, on the whole review."""

    __tablename__ = "review_comments"
    __table_args__ = (Index("ix_review_comments_review", "review_id", "at"),)

    id: Mapped[Id]
    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"))
    cell_id: Mapped[str | None] = mapped_column(String(64))
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(255))
    author_name: Mapped[str] = mapped_column(String(255))
    author_proven: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(String(255))
