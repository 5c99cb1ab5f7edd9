"""Tables: instances, what their inputs and outputs are bound to, parameter revisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..objects.model import Described
from ..store.base import Base, Id, utcnow


class Instance(Described, Base):
    """A specification with its inputs chosen, its parameters set, its outputs named."""

    __tablename__ = "instances"
    __table_args__ = (
        Index("ix_instances_owner", "owner", "updated_at"),
        Index("ix_instances_specification", "specification_id"),
    )

    id: Mapped[Id]
    owner: Mapped[str] = mapped_column(String(255))
    specification_id: Mapped[str] = mapped_column(ForeignKey("specifications.id"))
    runtime_id: Mapped[str] = mapped_column(ForeignKey("runtimes.id"))
    folder_id: Mapped[str | None] = mapped_column(ForeignKey("folders.id"), index=True)
    ad_hoc: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)  # the newest parameter revision
    next_session_number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
    deleted_at: Mapped[datetime | None]


class InstanceInput(Base):
    """One input; `artifact_id` None is *Not configured*, decided for good at creation."""

    __tablename__ = "instance_inputs"

    instance_id: Mapped[str] = mapped_column(ForeignKey("instances.id"), primary_key=True)
    alias: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    artifact_id: Mapped[str | None] = mapped_column(ForeignKey("artifacts.id"), index=True)


class InstanceOutput(Base):
    """One output and the artifact that receives its versions."""

    __tablename__ = "instance_outputs"

    instance_id: Mapped[str] = mapped_column(ForeignKey("instances.id"), primary_key=True)
    alias: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    artifact_id: Mapped[str] = mapped_column(ForeignKey("artifacts.id"), index=True)


class ParameterRevision(Base):
    """The parameter values of an instance as they stood from then on."""

    __tablename__ = "parameter_revisions"
    __table_args__ = (UniqueConstraint("instance_id", "number"),)

    id: Mapped[Id]
    instance_id: Mapped[str] = mapped_column(ForeignKey("instances.id"))
    number: Mapped[int]
    values_text: Mapped[str]  # JSON text: integers beyond 2^53 survive in every database
    creator: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
