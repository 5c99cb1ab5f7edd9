"""Every statement that changes the state of a session or an execution, and nothing else.

    QUEUED → STARTING → RUNNING → SUCCEEDED | FAILED | TIMED_OUT | CRASHED
       │         └──────────┴──→ CANCELLING → CANCELLED (or whatever came first)
       └→ CANCELLED, or SUCCEEDED with the result of an earlier session

Each is one conditional UPDATE: it names the state it comes from and the attempt it speaks for,
so of two that want to change the same execution one does and the other is told that it didn't.
Terminal states never change: no statement here starts from one. A session has the state of its
execution; both are written in the same transaction, with a row of the trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.trail import record
from ..engine.runner.cell_numbers import called
from ..store.base import utcnow
from .model import Execution, Session
from .states import ACTIVE, State

ENGINE = Actor(id="jupyter-ext", name="jupyter-ext", proven=True)  # what no person did

START_GRACE = 30.0  # seconds beyond the runtime's time-out for the start of a kernel
RUN_GRACE = (
    60.0  # seconds beyond the runtime's time-out for the whole run: the runner ends it first
)
CANCEL_SECONDS = 30.0  # the runner's own ladder takes less; then the runner itself is killed
FOLLOW_SECONDS = 180.0  # a run without time-out: renewed by whoever follows it


@dataclass(frozen=True)
class Ending:
    """How an attempt ended, as far as its session's own row goes."""

    state: State
    reason: str | None = None
    error: dict[str, Any] | None = None
    started_at: datetime | None = None
    ended_at: datetime = field(default_factory=utcnow)
    cells_total: int | None = None
    cells_done: int | None = None
    notebook_sha256: str | None = None
    provenance: dict[str, Any] | None = None


def claim(
    tx: Tx,
    execution: Execution,
    *,
    dispatcher: str,
    host: str,
    folder: str,
    start_timeout: float,
) -> bool:
    """QUEUED → STARTING, by one dispatcher; raises the attempt, the fencing token."""
    now = utcnow()
    changed = _execution(
        tx,
        execution.id,
        execution.attempt,
        (State.QUEUED,),
        state=State.STARTING,
        attempt=execution.attempt + 1,
        dispatcher=dispatcher,
        host=host,
        attempt_folder=folder,
        runner=None,
        claimed_at=now,
        started_at=None,
        deadline_at=now + timedelta(seconds=start_timeout + START_GRACE),
    )
    if changed:
        _session(tx, execution, ENGINE, "starting", State.STARTING, attempt=execution.attempt + 1)
    return changed


def spawned(tx: Tx, execution_id: str, attempt: int, runner: dict[str, Any]) -> bool:
    """Keep which process runs an attempt; no change of state."""
    return _execution(tx, execution_id, attempt, ACTIVE, runner=runner)


def running(
    tx: Tx, execution_id: str, attempt: int, *, started_at: datetime, run_timeout: float | None
) -> bool:
    """STARTING → RUNNING: the kernel is up, cells are being executed."""
    execution = _of(tx, execution_id)
    seconds = FOLLOW_SECONDS if run_timeout is None else run_timeout + RUN_GRACE
    changed = _execution(
        tx,
        execution_id,
        attempt,
        (State.STARTING,),
        state=State.RUNNING,
        started_at=started_at,
        deadline_at=utcnow() + timedelta(seconds=seconds),
    )
    if changed:
        _session(tx, execution, ENGINE, "running", State.RUNNING, started_at=started_at)
    return changed


def still_followed(tx: Tx, execution_id: str, attempt: int) -> bool:
    """Renew the deadline of a run that has no time-out of its own; no change of state."""
    deadline = utcnow() + timedelta(seconds=FOLLOW_SECONDS)
    return _execution(tx, execution_id, attempt, (State.RUNNING,), deadline_at=deadline)


def adopt(tx: Tx, execution_id: str, attempt: int, *, before: str | None, dispatcher: str) -> bool:
    """Another dispatcher follows an attempt from now on; no change of state."""
    return _execution(
        tx,
        execution_id,
        attempt,
        ACTIVE,
        Execution.dispatcher.is_not_distinct_from(before),
        dispatcher=dispatcher,
    )


def release(tx: Tx, dispatcher: str) -> None:
    """What only a dispatcher that is gone would have claimed, anyone of its pool may claim."""
    tx.execute(
        update(Execution)
        .where(Execution.only_dispatcher == dispatcher, Execution.state == State.QUEUED)
        .values(only_dispatcher=None)
        .execution_options(synchronize_session=False)
    )


def cancel(tx: Tx, actor: Actor, session_id: str, reason: str) -> State | None:
    """Ask for the end of a session; give its state then, None when it was over before.

    QUEUED → CANCELLED at once; STARTING, RUNNING → CANCELLING; asking again changes nothing.
    """
    execution = tx.scalars(
        select(Execution).where(Execution.session_id == session_id).with_for_update()
    ).one()
    now = utcnow()
    said = killed(actor.name, reason)
    who = {"killed_by": actor.name, "kill_reason": reason}
    state = State(execution.state)
    if state.is_terminal:
        return None
    if state is State.CANCELLING:
        return state
    if state is State.QUEUED:
        if not _execution(
            tx,
            execution.id,
            execution.attempt,
            (state,),
            state=State.CANCELLED,
            env=None,
            cancel_requested_at=now,
            ended_at=now,
            deadline_at=None,
        ):
            return None
        _session(
            tx, execution, actor, "cancelled", State.CANCELLED, reason=said, ended_at=now, **who
        )
        return State.CANCELLED
    if not _execution(
        tx,
        execution.id,
        execution.attempt,
        (State.STARTING, State.RUNNING),
        state=State.CANCELLING,
        cancel_requested_at=now,
        deadline_at=now + timedelta(seconds=CANCEL_SECONDS),
    ):
        return None
    _session(tx, execution, actor, "cancelling", State.CANCELLING, reason=said, **who)
    return State.CANCELLING


def requeue(tx: Tx, execution_id: str, attempt: int, reason: str) -> bool:
    """A crashed attempt whose runtime asks for another: back to QUEUED, one retry fewer."""
    execution = _of(tx, execution_id)
    changed = _execution(
        tx,
        execution_id,
        attempt,
        (State.STARTING, State.RUNNING),
        Execution.retries_left > 0,
        state=State.QUEUED,
        retries_left=Execution.retries_left - 1,
        dispatcher=None,
        runner=None,
        deadline_at=None,
        started_at=None,
    )
    if changed:
        said = f"Attempt {attempt} crashed and is repeated: {reason}"
        _session(tx, execution, ENGINE, "retried", State.QUEUED, reason=said, started_at=None)
    return changed


def finish(tx: Tx, execution_id: str, attempt: int, ending: Ending) -> bool:
    """Into a terminal state, for the current attempt only."""
    return _end(tx, execution_id, attempt, ACTIVE, ending)


def reuse(tx: Tx, execution_id: str, ending: Ending) -> bool:
    """QUEUED → SUCCEEDED before any attempt: an earlier session has computed the same."""
    return _end(tx, execution_id, 0, (State.QUEUED,), ending)


def _end(
    tx: Tx,
    execution_id: str,
    attempt: int,
    states: tuple[State, ...] | frozenset[State],
    ending: Ending,
) -> bool:
    execution = _of(tx, execution_id)
    changed = _execution(
        tx,
        execution_id,
        attempt,
        states,
        state=ending.state,
        env=None,
        started_at=ending.started_at,
        ended_at=ending.ended_at,
        deadline_at=None,
    )
    if not changed:
        return False
    asked = tx.execute(
        select(Session.killed_by, Session.kill_reason).where(Session.id == execution.session_id)
    ).one()
    reason = ending.reason
    if ending.state is State.CANCELLED and asked.killed_by:
        reason = killed(asked.killed_by, asked.kill_reason, ending.error)
    started = ending.started_at
    _session(
        tx,
        execution,
        ENGINE,
        ending.state.value.lower(),
        ending.state,
        reason=reason,
        error=ending.error,
        started_at=started,
        ended_at=ending.ended_at,
        duration=max(0.0, (ending.ended_at - started).total_seconds()) if started else None,
        cells_total=ending.cells_total,
        cells_done=ending.cells_done,
        notebook_sha256=ending.notebook_sha256,
        provenance=ending.provenance,
    )
    return True


def killed(by: str, why: str, error: Mapping[str, Any] | None = None) -> str:
    """What is said of a session that somebody ended; `error` names the cell that ran."""
    place = ""
    if error is not None and error.get("cell_index") is not None:
        place = f" at {called(error.get('cell_number'))}"
    return f"Killed by {by}{place}" + (f" ({why})" if why else "")


def _of(tx: Tx, execution_id: str) -> Execution:
    return tx.scalars(select(Execution).where(Execution.id == execution_id)).one()


def _execution(
    tx: Tx,
    execution_id: str,
    current: int,
    states: tuple[State, ...] | frozenset[State],
    *conditions: Any,
    **values: Any,
) -> bool:
    result = tx.execute(
        update(Execution)
        .where(
            Execution.id == execution_id,
            Execution.attempt == current,
            Execution.state.in_([state.value for state in states]),
            *conditions,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def _session(
    tx: Tx, execution: Execution, actor: Actor, action: str, state: State, **values: Any
) -> None:
    attempt = values.pop("attempt", execution.attempt)
    tx.execute(
        update(Session)
        .where(Session.id == execution.session_id)
        .values(state=state.value, **values)
        .execution_options(synchronize_session=False)
    )
    record(
        tx,
        actor,
        action,
        "session",
        execution.session_id,
        owner=execution.owner,
        before={"state": execution.state, "attempt": execution.attempt},
        after={"state": state.value, "attempt": attempt}
        | {key: values[key] for key in ("reason", "kill_reason") if values.get(key)},
    )
