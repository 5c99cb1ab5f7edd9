"""Tables: who may do what, who is known, the audit trail, the sequence of changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..store.base import Base, Id, utcnow

_Sequence = BigInteger().with_variant(Integer(), "sqlite")


class AuditRow(Base):
    """One change of one object; never updated, never deleted, each row hashes the one before."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_object", "kind", "object_id", "seq"),)

    seq: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    actor: Mapped[str] = mapped_column(String(255))
    actor_proven: Mapped[bool]
    action: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(36))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Change(Base):
    """One entry of the sequence that live views follow; old entries are pruned."""

    __tablename__ = "changes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(32))
    owner: Mapped[str] = mapped_column(String(255))
    data: Mapped[dict[str, Any] | None]


class Grant(Base):
    """An object shared with a user or a group, in a role."""

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("kind", "object_id", "principal"),
        Index("ix_grants_principal", "principal", "kind", "object_id"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(36))
    principal: Mapped[str] = mapped_column(String(255))  # a user's id, or group:<name>
    role: Mapped[str] = mapped_column(String(16))
    granted_by: Mapped[str] = mapped_column(String(255))
    granted_at: Mapped[datetime] = mapped_column(default=utcnow)


class Reservation(Base):
    """An object that only one user or group may change and run for now."""

    __tablename__ = "reservations"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    object_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    holder: Mapped[str] = mapped_column(String(255))  # a principal, as in a grant
    label: Mapped[str] = mapped_column(String(200), default="")
    reserved_by: Mapped[str] = mapped_column(String(255))
    reserved_by_name: Mapped[str] = mapped_column(String(255))
    reserved_at: Mapped[datetime] = mapped_column(default=utcnow)


class KnownUser(Base):
    """Somebody whom an identity provider vouched for here; offered when an object is shared."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    groups: Mapped[list[Any]]
    seen_at: Mapped[datetime] = mapped_column(default=utcnow)
