"""What the workflow service gives."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ..access.standing import Standing
from ..records import JsonValue, Record, Ref, VersionRef
from ..sessions.records import SessionRecord, WorkflowRef
from ..sessions.states import State


class Varied(Record):
    """Which parameters and inputs aren't the same in all sessions of a launch, by alias."""

    parameters: list[str] = []
    inputs: list[str] = []


class WorkflowSummary(Standing):
    """The sessions that one launch started, as one; the role is the greatest on them."""

    id: str
    name: str
    instance: Ref
    specification: Ref
    specification_version: int
    sessions: int = Field(description="how many it started; the deleted ones too")
    states: dict[State, int] = Field(description="how many of those that are there have each state")
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = Field(None, description="once all are over")


class WorkflowRecord(WorkflowSummary):
    """A launch with how far all its sessions are, what differs between them, and its reruns."""

    cells_done: int
    cells_total: int | None = Field(None, description="of all sessions; None: not known yet")
    varied: Varied
    rerun_of: WorkflowRef | None = Field(
        None, description="the workflow whose sessions these run again"
    )
    reruns: list[WorkflowRef] = Field(
        [], description="the workflows that run sessions of this one again, newest first"
    )


class WorkflowSession(SessionRecord):
    """A session of a workflow, with what it has where others have something else."""

    varied_parameters: dict[str, JsonValue]
    varied_inputs: dict[str, VersionRef]
