"""How far sessions have come that aren't over: their place in the queue, their progress page."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..engine.follow import SILENT_SECONDS, read_progress
from ..engine.leases import live as live_dispatchers
from ..engine.shown import shown
from .estimates import estimates
from .model import Execution, Session
from .records import Progress, QueueStatus
from .states import ACTIVE, State

_ACTIVE = [state.value for state in ACTIVE]


def progress_of(tx: Tx, sessions: Sequence[Session], host: str) -> dict[str, Progress]:
    """The progress of those of the sessions that aren't over, by session."""
    going = [row for row in sessions if not State(row.state).is_terminal]
    if not going:
        return {}
    times = estimates(tx, [row.body_sha256 for row in going])
    executions = {
        row.session_id: row
        for row in tx.scalars(
            select(Execution).where(Execution.session_id.in_([row.id for row in going]))
        )
    }
    places = _places(tx, [row.id for row in going if row.state == State.QUEUED])
    reasons: dict[tuple[str, str | None], str] = {}
    found = {}
    for row in going:
        execution = executions[row.id]
        if row.state == State.QUEUED:
            claimer = (execution.pool, execution.only_dispatcher)
            if claimer not in reasons:
                reasons[claimer] = why_waiting(tx, *claimer, host)
            found[row.id] = Progress.model_validate(
                {
                    "phase": "queued",
                    "estimated_seconds": times.get(row.body_sha256),
                    "waiting": reasons[claimer],
                    "queue_position": places.get(row.id),
                }
            )
        else:
            found[row.id] = page_of(execution, times.get(row.body_sha256))
    return found


def page_of(execution: Execution, estimated: float | None) -> Progress:
    """What the runner's page says now, and whether it is still being written."""
    folder = Path(execution.attempt_folder or "")
    responding = True
    page = read_progress(folder)
    if page is not None:
        try:
            age = time.time() - (folder / "progress.json").stat().st_mtime
        except OSError:
            age = 0.0
        responding = age < SILENT_SECONDS
    return Progress.model_validate(shown(page, responding=responding, estimated=estimated))


def over(row: Session) -> Progress:
    """How far a session came that is over."""
    return Progress.model_validate(
        {
            "phase": "over",
            "cells_total": row.cells_total,
            "cells_done": row.cells_done,
            "started_at": row.started_at,
            "updated_at": row.ended_at,
        }
    )


def why_waiting(tx: Tx, pool: str, only: str | None, host: str) -> str:
    """What an execution of a pool waits for, in a sentence; `only` one dispatcher may claim it."""
    dispatchers = [
        row
        for row in live_dispatchers(tx, pool, host)
        if (row.id == only if only else row.kind != "cli")
    ]
    places = sum(row.capacity for row in dispatchers)
    if places == 0:
        return "Waiting for a server or worker."
    running = (
        tx.scalar(
            select(func.count())
            .select_from(Execution)
            .where(Execution.pool == pool, Execution.state.in_(_ACTIVE))
        )
        or 0
    )
    if running:
        return f"Waiting for a free place: {running} running."
    return "Starting soon."


def queue_status(tx: Tx, owner: str, pool: str, capacity: int) -> QueueStatus:
    """What runs and waits in a pool, of one user and in all."""
    counts: dict[tuple[bool, bool], int] = {}
    for state, its_owner, count in tx.execute(
        select(Execution.state, Execution.owner, func.count())
        .where(Execution.pool == pool, Execution.state.in_([State.QUEUED.value, *_ACTIVE]))
        .group_by(Execution.state, Execution.owner)
    ):
        key = (state == State.QUEUED, its_owner == owner)
        counts[key] = counts.get(key, 0) + count
    return QueueStatus(
        queued=counts.get((True, True), 0),
        running=counts.get((False, True), 0),
        queued_all=counts.get((True, True), 0) + counts.get((True, False), 0),
        running_all=counts.get((False, True), 0) + counts.get((False, False), 0),
        capacity=capacity,
    )


def _places(tx: Tx, session_ids: Sequence[str]) -> dict[str, int]:
    """The place in their pool's queue, by time of submission, from 1."""
    if not session_ids:
        return {}
    line = (
        select(
            Execution.session_id,
            func.row_number()
            .over(partition_by=Execution.pool, order_by=(Execution.created_at, Execution.id))
            .label("place"),
        )
        .where(Execution.state == State.QUEUED.value)
        .subquery()
    )
    rows = tx.execute(select(line).where(line.c.session_id.in_(session_ids)))
    return {row.session_id: row.place for row in rows}
