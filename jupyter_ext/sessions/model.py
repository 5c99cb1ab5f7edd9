"""Tables: sessions, the launches that started them, their executions, what they read and wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..objects.model import Described
from ..store.base import Base, Id, utcnow
from .states import State


class Workflow(Base):
    """The sessions that one launch started: one, or one for each combination of its lists."""

    __tablename__ = "workflows"
    __table_args__ = (
        UniqueConstraint("owner", "idempotency_key"),
        Index("ix_workflows_rerun_of", "rerun_of"),
    )

    id: Mapped[Id]
    instance_id: Mapped[str] = mapped_column(ForeignKey("instances.id"))
    rerun_of: Mapped[str | None] = mapped_column(ForeignKey("workflows.id"))
    name: Mapped[str] = mapped_column(String(255))
    owner: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]  # sessions that it started
    varied: Mapped[dict[str, Any]]  # {parameters: [alias], inputs: [alias]} that differ
    idempotency_key: Mapped[str] = mapped_column(String(255))
    request_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Session(Described, Base):
    """One run of an instance; kept for good."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("instance_id", "number"),
        Index("ix_sessions_owner_created", "owner", "created_at"),
        Index("ix_sessions_owner_state", "owner", "state"),
        Index("ix_sessions_specification", "specification_id"),
        Index("ix_sessions_specification_version", "specification_version_id"),
        Index("ix_sessions_code", "body_sha256", "state", "created_at"),
        Index("ix_sessions_cache", "cache_key", "created_at"),
        Index("ix_sessions_rerun_of", "rerun_of"),
        Index("ix_sessions_cached_from", "cached_from"),
        Index("ix_sessions_ended", "ended_at"),
        Index("ix_sessions_workflow", "workflow_id", "state"),
    )

    id: Mapped[Id]
    instance_id: Mapped[str] = mapped_column(ForeignKey("instances.id"))
    specification_id: Mapped[str] = mapped_column(ForeignKey("specifications.id"))
    specification_version_id: Mapped[str] = mapped_column(ForeignKey("specification_versions.id"))
    workflow_id: Mapped[str] = mapped_column(ForeignKey("workflows.id"))
    rerun_of: Mapped[str | None] = mapped_column(ForeignKey("sessions.id"))
    number: Mapped[int]  # within its instance, never used again
    archived_at: Mapped[datetime | None]
    owner: Mapped[str] = mapped_column(String(255))
    owner_proven: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default=State.QUEUED.value)
    reason: Mapped[str | None] = mapped_column(Text)
    killed_by: Mapped[str | None] = mapped_column(String(255))  # the name of who asked for its end
    kill_reason: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[dict[str, Any] | None]
    manifest_text: Mapped[str] = mapped_column(Text)  # JSON: what was snapshot at submission
    parameter_revision: Mapped[int]
    parameters_text: Mapped[str] = mapped_column(Text)  # JSON: {alias: value} as run
    changed_text: Mapped[str] = mapped_column(Text, default="{}")  # those unlike their default
    body_sha256: Mapped[str] = mapped_column(String(64))
    cache_key: Mapped[str | None] = mapped_column(String(64))  # what it computes, see cache.py
    cached_from: Mapped[str | None] = mapped_column(ForeignKey("sessions.id"))  # did the work
    notebook_sha256: Mapped[str | None] = mapped_column(String(64))  # as executed
    provenance: Mapped[dict[str, Any] | None]
    cells_total: Mapped[int | None]
    cells_done: Mapped[int | None]
    stale: Mapped[bool] = mapped_column(default=False)  # an input version was deleted
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    duration: Mapped[float | None]  # seconds, once it is over
    deleted_at: Mapped[datetime | None]

    @property
    def archived(self) -> bool:
        return self.archived_at is not None

    @archived.setter
    def archived(self, value: bool) -> None:
        self.archived_at = utcnow() if value else None


class Execution(Base):
    """One step of a session, run by one runner; `attempt` is the fencing token."""

    __tablename__ = "executions"
    __table_args__ = (
        Index("ix_executions_queue", "pool", "state", "owner", "created_at"),
        Index("ix_executions_session", "session_id"),
    )

    id: Mapped[Id]
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    owner: Mapped[str] = mapped_column(String(255))
    pool: Mapped[str] = mapped_column(String(255))  # host and OS user, or a shared pool's name
    state: Mapped[str] = mapped_column(String(16), default=State.QUEUED.value)
    attempt: Mapped[int] = mapped_column(default=0)
    retries_left: Mapped[int] = mapped_column(default=0)
    cpus: Mapped[float] = mapped_column(Float, default=1.0)
    memory: Mapped[int | None] = mapped_column(BigInteger)  # bytes
    dispatcher: Mapped[str | None] = mapped_column(String(64))  # who follows it
    host: Mapped[str | None] = mapped_column(String(255))  # where its attempt runs
    env: Mapped[
        dict[str, Any] | None
    ]  # the runtime's variables at submission; none once it is over
    only_dispatcher: Mapped[str | None] = mapped_column(String(64))  # the CLI claims only its own
    attempt_folder: Mapped[str | None] = mapped_column(String(1024))
    runner: Mapped[dict[str, Any] | None]  # {boot_id, pid, start_ticks}
    cancel_requested_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]  # every state that isn't terminal has one, QUEUED excepted
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    claimed_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class SessionInput(Base):
    """The version that an input had in a session; None is *Not configured*."""

    __tablename__ = "session_inputs"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    alias: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    artifact_id: Mapped[str | None] = mapped_column(String(36))
    artifact_version_id: Mapped[str | None] = mapped_column(
        ForeignKey("artifact_versions.id"), index=True
    )
    was_read: Mapped[bool] = mapped_column(default=False)
    changed_by_run: Mapped[bool] = mapped_column(default=False)


class SessionOutput(Base):
    """What a session wrote for an output; `partial` when it didn't succeed."""

    __tablename__ = "session_outputs"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    alias: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    artifact_id: Mapped[str] = mapped_column(String(36))
    artifact_version_id: Mapped[str | None] = mapped_column(
        ForeignKey("artifact_versions.id"), index=True
    )
    partial: Mapped[dict[str, Any] | None]  # {kind, filename, media_type, size, sha256, members}


class Metric(Base):
    """A number that a run logged."""

    __tablename__ = "metrics"
    __table_args__ = (Index("ix_metrics_session", "session_id", "position"),)

    id: Mapped[Id]
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))
    value: Mapped[float | None] = mapped_column(Float)
    special: Mapped[str | None] = mapped_column(String(16))  # NaN, Infinity, -Infinity
    step: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(default=utcnow)


class LoggedResult(Base):
    """A typed result that a run logged: a table, an image, HTML, …"""

    __tablename__ = "logged_results"
    __table_args__ = (Index("ix_logged_results_session", "session_id", "position"),)

    id: Mapped[Id]
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(32))
    media_type: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes


class SessionLog(Base):
    """A kept log file of a session: the kernel's or the runner's."""

    __tablename__ = "session_logs"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(16), primary_key=True)  # kernel | run
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes


class Dispatcher(Base):
    """A live dispatcher (server, CLI or worker) and its lease, by the database's clock."""

    __tablename__ = "dispatchers"

    id: Mapped[Id]
    pool: Mapped[str] = mapped_column(String(255), index=True)
    host: Mapped[str] = mapped_column(String(255))
    process: Mapped[dict[str, Any]]  # {boot_id, pid, start_ticks}
    kind: Mapped[str] = mapped_column(String(16))  # server | cli | worker
    capacity: Mapped[int]
    lease_until: Mapped[datetime]
    started_at: Mapped[datetime] = mapped_column(default=utcnow)
