"""The states of a session and of its executions (reliability: terminal states never change)."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    QUEUED = "QUEUED"  # waits for free capacity in its pool
    STARTING = "STARTING"  # claimed; its process and kernel come up
    RUNNING = "RUNNING"  # cells are being executed
    CANCELLING = "CANCELLING"  # a user asked for its end
    SUCCEEDED = "SUCCEEDED"  # ran to the end and wrote every output that isn't optional
    FAILED = "FAILED"  # the notebook's fault: a cell raised, an output is missing
    CANCELLED = "CANCELLED"  # ended by a user
    TIMED_OUT = "TIMED_OUT"  # a time-out of its runtime passed
    CRASHED = "CRASHED"  # the machine's fault: killed, out of memory, lost

    @property
    def is_terminal(self) -> bool:
        return self in TERMINAL


TERMINAL = frozenset(
    {State.SUCCEEDED, State.FAILED, State.CANCELLED, State.TIMED_OUT, State.CRASHED}
)
ACTIVE = frozenset({State.STARTING, State.RUNNING, State.CANCELLING})
