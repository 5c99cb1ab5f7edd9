"""Tables: where word is sent to, and what was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..store.base import Base, Id, utcnow


class NoticeChannel(Base):
    """Since when a channel is in use: what ended before is never told."""

    __tablename__ = "notice_channels"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=utcnow)


class Notice(Base):
    """Word of one session by one channel, whichever server sends it."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("channel", "session_id"),
        Index("ix_notices_due", "channel", "due_at"),
    )

    id: Mapped[Id]
    channel: Mapped[str] = mapped_column(String(16))
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    due_at: Mapped[datetime | None]  # of the next attempt; None: sent, or given up
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)  # of the last attempt
