"""Which execution comes next: of this pool, fair between users, and within the free capacity."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.orm import Session as Tx

from ..sessions.estimates import estimates
from ..sessions.model import Execution, Session
from ..sessions.states import ACTIVE, State
from ..sessions.transitions import claim
from ..store.base import utcnow
from ..store.database import Database
from .places import Place

STARVED = timedelta(minutes=5)  # what waits longer is no longer overtaken by smaller ones


@dataclass(frozen=True)
class Capacity:
    """What may run at once in a pool and on a host."""

    executions: int
    memory: int | None = None  # bytes that runtimes declare in all


@dataclass(frozen=True)
class Claimed:
    """An attempt that this dispatcher is to start."""

    execution_id: str
    attempt: int
    session_id: str
    owner: str
    folder: Path
    manifest: dict[str, Any]  # as snapshot at submission
    env: dict[str, str] = field(repr=False)  # the runtime's variables, by value
    estimated: float | None  # seconds, from earlier sessions of the same code


class Queue:
    """The executions that wait, as one dispatcher sees them."""

    def __init__(
        self, database: Database, place: Place, capacity: Capacity, attempts: Path
    ) -> None:
        self._database = database
        self._place = place
        self._capacity = capacity
        self._attempts = attempts

    def has_work(self) -> bool:
        """Whether anything waits that this dispatcher may claim; it may not fit."""
        with self._database.read() as tx:
            return tx.scalar(select(Execution.id).where(*self._mine()).limit(1)) is not None

    def claim(self) -> Claimed | None:
        """Claim the next execution; None when nothing waits or nothing fits.

        Capacity is counted in the transaction that claims: on SQLite it excludes all others,
        on PostgreSQL a lock on the pool does.
        """
        with self._database.write() as tx:
            self._lock_pool(tx)
            execution = self._next(tx)
            if execution is None:
                return None
            session = tx.scalars(select(Session).where(Session.id == execution.session_id)).one()
            manifest = json.loads(session.manifest_text)
            attempt = execution.attempt + 1
            folder = self._attempts / execution.id / str(attempt)
            if not claim(
                tx,
                execution,
                dispatcher=self._place.id,
                host=self._place.host,
                folder=str(folder),
                start_timeout=manifest["runtime"]["timeouts"]["start"],
            ):
                return None
            estimated = estimates(tx, [session.body_sha256]).get(session.body_sha256)
            return Claimed(
                execution.id,
                attempt,
                execution.session_id,
                execution.owner,
                folder,
                manifest,
                execution.env or {},
                estimated,
            )

    def _next(self, tx: Tx) -> Execution | None:
        """The oldest execution of the user who has the fewest running.

        Within a user the order of submission holds. What doesn't fit lets other users pass,
        until it has waited so long that capacity is kept free for it. What is larger than
        everything there is runs alone.
        """
        running: dict[str, int] = {}
        cpus, memory = 0.0, 0
        for owner, count, its_cpus, its_memory in tx.execute(
            select(
                Execution.owner,
                func.count(),
                func.sum(Execution.cpus),
                func.sum(func.coalesce(Execution.memory, 0)),
            )
            .where(
                Execution.pool == self._place.pool,
                Execution.host == self._place.host,
                Execution.state.in_([state.value for state in ACTIVE]),
            )
            .group_by(Execution.owner)
        ):
            running[owner] = count
            cpus += its_cpus
            memory += int(its_memory)
        total = sum(running.values())
        if total >= self._capacity.executions:
            return None
        oldest = tx.execute(
            select(Execution.owner, func.min(Execution.created_at))
            .where(*self._mine())
            .group_by(Execution.owner)
        ).all()
        for owner, _ in sorted(oldest, key=lambda row: (running.get(row[0], 0), row[1])):
            execution = tx.scalars(
                select(Execution)
                .where(*self._mine(), Execution.owner == owner)
                .order_by(Execution.created_at, Execution.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if execution is None:
                continue
            if total == 0 or self._fits(execution, cpus, memory):
                return execution
            if utcnow() - execution.created_at > STARVED:
                return None
        return None

    def _fits(self, execution: Execution, cpus: float, memory: int) -> bool:
        if cpus + execution.cpus > self._capacity.executions:
            return False
        limit = self._capacity.memory
        return limit is None or memory + (execution.memory or 0) <= limit

    def _mine(self) -> list[ColumnElement[bool]]:
        own = Execution.only_dispatcher == self._place.id
        return [
            Execution.pool == self._place.pool,
            Execution.state == State.QUEUED.value,
            own if self._place.kind == "cli" else or_(Execution.only_dispatcher.is_(None), own),
        ]

    def _lock_pool(self, tx: Tx) -> None:
        if not self._database.is_sqlite:
            key = zlib.crc32(f"pool {self._place.pool}".encode())
            tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
