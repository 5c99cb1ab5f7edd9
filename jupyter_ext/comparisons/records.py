"""What the comparison service gives.

All `cells` have one entry for each of the compared sessions, in the order of `sessions`. A `group`
is the place of the first session that has the same: two sessions are alike where their groups are.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from ..records import ParameterType, Record, Ref, VersionRef
from ..sessions.records import MetricValue, ResultRecord
from ..sessions.states import State
from ..specifications.records import CellChange

GROUP = "the place of the first session that has the same"
DIFFERS = "not the same in all that can have it: those deleted, not over yet, or hidden don't count"
HIDDEN = "it isn't shared with the reader, who isn't told what it is"


class ComparedSession(Record):
    """One of the sessions; of a deleted one nothing but this is there."""

    id: str
    name: str
    number: int
    deleted: bool
    owner: str
    state: State
    reason: str | None = Field(None, description="at most 500 characters of it")
    cached_from: Ref | None = None
    instance: Ref
    specification: Ref
    specification_version: int
    body_sha256: str
    code_group: int = Field(description=f"of body, signature and accompanying files: {GROUP}")
    runtime: str
    cells_total: int | None = None
    cells_done: int | None = None
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration: float | None = Field(None, description="seconds")


class ComparedValue(Record):
    """A parameter's value as text."""

    type: ParameterType
    text: str | None = Field(description="JSON but for texts; None: it has no value")
    cut: bool = Field(False, description="the text is only the beginning")
    is_default: bool
    group: int = Field(description=GROUP)


class ComparedParameter(Record):
    """A row of parameters of one alias; None: the code declares none of it."""

    alias: str
    differs: bool = Field(description=DIFFERS)
    cells: list[ComparedValue | None]


class ComparedVersion(Record):
    """What an input had; `version` None is *Not configured*, but where it is hidden."""

    version: VersionRef | None = None
    hidden: bool = Field(False, description=HIDDEN)
    group: int | None = Field(None, description=f"by content: {GROUP}")


class ComparedInput(Record):
    """A row of inputs of one alias; None: the code declares none of it."""

    alias: str
    differs: bool = Field(description=DIFFERS)
    cells: list[ComparedVersion | None]


class Course(Record):
    """Values of a metric over its steps, evenly thinned out."""

    steps: list[int]
    values: list[float]


class ComparedMetric(Record):
    """A row of last values of one metric, and how they were come to."""

    name: str
    differs: bool = Field(description=DIFFERS)
    cells: list[MetricValue | None]
    courses: list[Course | None] = Field(
        [], description="where one logged several values; only of the first metrics"
    )


class ComparedFile(Record):
    """What a session wrote for an output; no filename: nothing."""

    version: VersionRef | None = None
    hidden: bool = Field(False, description=HIDDEN)
    partial: bool = Field(False, description="it didn't succeed: kept on the session only")
    kind: Literal["file", "folder"] | None = None
    filename: str | None = None
    size: int | None = Field(None, description="bytes")
    group: int | None = Field(None, description=f"by content: {GROUP}")


class ComparedOutput(Record):
    """A row of outputs of one alias; None: the code declares none of it."""

    alias: str
    differs: bool = Field(description=DIFFERS)
    cells: list[ComparedFile | None]


class ComparedLogged(ResultRecord):
    """A logged result."""

    group: int | None = Field(None, description=f"by content: {GROUP}")


class ComparedResult(Record):
    """A row of logged results of one name; of several of that name the first with the first, …"""

    name: str
    differs: bool = Field(description=DIFFERS)
    cells: list[ComparedLogged | None]


class ComparedVersionOf(Record):
    """A row of what the sessions ran with: an interpreter, a package."""

    kind: Literal["interpreter", "kernel", "system", "package"]
    name: str
    differs: bool
    cells: list[str | None] = Field(description="None: it wasn't there, or isn't known")


class ComparedEnvironments(Record):
    """What the sessions ran with; packages only where they differ."""

    known: list[bool] = Field(description="of each session, whether it is known")
    rows: list[ComparedVersionOf]
    same: int = Field(ge=0, description="packages that are the same in all that are known")
    more: int = Field(0, ge=0, description="differing packages that are left out")


class Comparison(Record):
    """Sessions side by side: references and summaries, never whole outputs."""

    sessions: list[ComparedSession]
    inputs: list[ComparedInput]
    parameters: list[ComparedParameter]
    metrics: list[ComparedMetric]
    more_metrics: int = Field(0, ge=0, description="metrics that are left out")
    more_courses: int = Field(0, ge=0, description="metrics whose courses are left out")
    outputs: list[ComparedOutput]
    results: list[ComparedResult]
    more_results: int = Field(0, ge=0, description="logged results that are left out")
    environments: ComparedEnvironments


class CodeDifference(Record):
    """The code of two sessions, cell by cell (a script line by line)."""

    known: bool
    reason: str | None = Field(None, description="why nothing can be said")
    cells: list[CellChange] = []
    signature: list[str] = Field([], description="one sentence per difference")
    files: list[str] = Field([], description="one sentence per difference")
