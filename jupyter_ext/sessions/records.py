"""What the session service takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from ..artifacts.records import ArtifactVersionRecord
from ..instances.records import ParameterValue
from ..objects.records import ObjectRecord, ObjectUpdate
from ..records import (
    JsonValue,
    Name,
    Record,
    Ref,
    RelativePath,
    Request,
    VersionRef,
    clean_text,
)
from ..runtimes.records import Seconds
from .states import State

MOST_LISTS = 700  # as many as a signature has inputs and parameters

# JSON has no word for these three; a metric may well be one of them
MetricValue = float | Literal["NaN", "Infinity", "-Infinity"]

KillReason = Annotated[
    str, StringConstraints(max_length=500, strip_whitespace=True), AfterValidator(clean_text)
]

CELL_NUMBER = "from 1 among all cells of the user's notebook; null: the parameters cell"

UseCache = Annotated[
    bool | None,
    Field(
        description="take the result of an earlier session of the same code, data, values and "
        "runtime; default: the runtime's; not in the notebook's folder"
    ),
]


class Lists(Request):
    """Several values for one launch: each is combined with each of the other lists."""

    parameters: dict[str, list[JsonValue]] = Field({}, description="alias to values")
    inputs: dict[str, list[str]] = Field({}, description="alias to version ids")
    zipped: list[str] = Field(
        [],
        max_length=MOST_LISTS,
        description="aliases whose lists go in step with each other: first with first, …",
    )


SeveralValues = Annotated[
    Lists | None,
    Field(
        description="starts a session for each combination; what stands here isn't among the "
        "single inputs and parameters. The answer is the first of the sessions"
    ),
]


class RunRequest(Request):
    """Run an instance. Values given here count for what this starts only."""

    inputs: dict[str, str] = Field(
        {}, description="alias to version id; default: the newest version of its artifact"
    )
    parameters: dict[str, JsonValue] = {}
    lists: SeveralValues = None
    runtime_id: str | None = None
    name: Name | None = Field(None, description="default: the time of execution")
    run_timeout: Seconds | None = Field(None, description="seconds; default: the runtime's")
    use_cache: UseCache = None


class RerunRequest(RunRequest):
    """Run a session's instance again; what is left out is as the session had it."""

    inputs: dict[str, str] = Field(
        {}, description="alias to version id; default: the version that the session had"
    )
    parameters: dict[str, JsonValue] = Field({}, description="default: the session's values")
    runtime_id: str | None = Field(None, description="default: the session's, if it is still there")


class RunFileRequest(Request):
    """Run a saved notebook or script as a session, making what is missing (ad hoc)."""

    path: RelativePath
    inputs: dict[str, str] = Field({}, description="alias to version id")
    parameters: dict[str, JsonValue] = {}
    lists: SeveralValues = None
    runtime_id: str | None = None
    name: Name | None = None
    run_timeout: Seconds | None = Field(None, description="seconds; default: the runtime's")
    use_cache: UseCache = None


class CellProgress(Record):
    """The cell being executed."""

    index: int
    number: int | None = Field(None, description=CELL_NUMBER)
    id: str
    head: str
    started_at: datetime


class Progress(Record):
    """How far a session has come, at most a fifth of a second old."""

    phase: str
    cells_total: int | None = None
    cells_done: int | None = None
    cell: CellProgress | None = None
    newest_output: str = ""
    started_at: datetime | None = None
    updated_at: datetime | None = None
    estimated_seconds: float | None = Field(
        None, description="of the whole run, from earlier sessions of the same code"
    )
    responding: bool = True
    waiting: str | None = Field(None, description="why it is still queued")
    queue_position: int | None = None


class RunError(Record):
    """The failing cell and its traceback."""

    cell_index: int | None = None
    cell_number: int | None = Field(None, description=CELL_NUMBER)
    cell_id: str | None = None
    ename: str = ""
    evalue: str = ""
    traceback: list[str] = []


class WorkflowRef(Ref):
    """A link to the sessions that one launch started."""

    sessions: int = Field(description="how many it started")


class SessionRecord(ObjectRecord):
    """One run of an instance."""

    number: int
    workflow: WorkflowRef
    archived: bool
    stale: bool = Field(description="an input version was deleted: it can't be reproduced")
    ad_hoc: bool
    owner_proven: bool
    state: State
    reason: str | None = None
    killed_by: str | None = Field(None, description="who asked for its end")
    kill_reason: str = Field("", description="why, as they said")
    cached_from: Ref | None = Field(
        None, description="the session that did the work; this one took its result and didn't run"
    )
    instance: Ref
    specification: Ref
    specification_version: int
    body_sha256: str
    parameter_revision: int
    cells_total: int | None = None
    cells_done: int | None = None
    progress: Progress | None = Field(None, description="only while it is not over")
    metrics: dict[str, MetricValue] = Field({}, description="the last value of each")
    changed_parameters: dict[str, JsonValue] = Field({}, description="those unlike their default")
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration: float | None = Field(None, description="seconds")


class ResultRecord(Record):
    """A typed result that a run logged."""

    id: str
    name: str
    kind: str
    media_type: str
    size: int = Field(description="bytes")


class MetricRecord(Record):
    name: str
    value: MetricValue
    step: int | None = None
    at: datetime


class SessionInputRecord(Record):
    """An input as it was in this session; `version` None is *Not configured*."""

    alias: str
    description: str = ""
    configured: bool
    version: VersionRef | None = None
    sha256: str | None = None
    was_read: bool = False
    changed_by_run: bool = False


class SessionOutputRecord(Record):
    """What the session wrote for an output."""

    alias: str
    description: str = ""
    optional: bool = False
    artifact: Ref
    version: VersionRef | None = None
    partial: bool = Field(False, description="kept on the session only, never the newest version")
    filename: str | None = None
    size: int | None = Field(None, description="bytes")


class ExecutionRecord(Record):
    """One step of a session."""

    id: str
    state: State
    attempt: int
    pool: str
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None


class LogRecord(Record):
    name: str
    size: int = Field(description="bytes")


class SessionDetail(SessionRecord):
    error: RunError | None = None
    inputs: list[SessionInputRecord]
    outputs: list[SessionOutputRecord]
    parameters: list[ParameterValue]
    metric_log: list[MetricRecord]
    results: list[ResultRecord]
    executions: list[ExecutionRecord]
    logs: list[LogRecord]
    runtime: dict[str, Any]
    provenance: dict[str, Any] | None = None
    has_report: bool
    pdf_available: bool = False
    rerun_of: Ref | None = Field(None, description="the session that this one runs again")
    reruns: list[Ref] = Field([], description="the sessions that run this one again, newest first")


class RerunInput(Record):
    """An input that a rerun needs a version for."""

    alias: str
    description: str = ""
    artifact: Ref
    version: ArtifactVersionRecord | None = Field(
        None, description="what the session had; None where it can't be taken any more"
    )
    missing: str | None = Field(None, description="why there is no version")


class RerunPlan(Record):
    """What a rerun of a session starts with; everything can be changed."""

    session: Ref
    instance: Ref
    specification: Ref
    session_version: int = Field(description="of the specification, that the session ran")
    version: int = Field(description="of the specification, the newest: it will run")
    body_sha256: str
    runtime: Ref
    inputs: list[RerunInput]
    parameters: list[ParameterValue] = Field(description="with the values that will be taken")
    notes: list[str] = Field([], description="what can't be as it was")


class EnvironmentChange(Record):
    """An interpreter or a package whose version differs; None: it isn't there."""

    name: str
    before: str | None = None
    after: str | None = None


class EnvironmentDiff(Record):
    """What a session ran with, and what the same would run with now."""

    known: bool
    reason: str | None = Field(None, description="why nothing can be said")
    changes: list[EnvironmentChange] = []


class SessionUpdate(ObjectUpdate):
    """Only the fields that are sent change."""

    archived: bool | None = None


class CancelRequest(Request):
    reason: KillReason = Field("", description="kept with the session and in the audit trail")


class JournalPage(Record):
    """Events of a run from a byte offset on; ask again from `next`."""

    events: list[dict[str, Any]]
    next: int = Field(description="bytes")
    done: bool


class LogPage(Record):
    """Text of a log from a byte offset on; ask again from `next`."""

    text: str
    start: int = Field(description="bytes")
    next: int = Field(description="bytes")
    size: int = Field(description="bytes")
    done: bool


class QueueStatus(Record):
    """What runs and waits, of the acting user and in all."""

    queued: int
    running: int
    queued_all: int
    running_all: int
    capacity: int
