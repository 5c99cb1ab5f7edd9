"""What the instance service takes and gives."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ..folders.records import Key
from ..objects.records import ObjectCreate, ObjectRecord, ObjectUpdate
from ..records import (
    Alias,
    JsonValue,
    Moment,
    Name,
    ParameterType,
    Record,
    Ref,
    Request,
)


class InstanceInputRecord(Record):
    """One input of an instance; `artifact` None is *Not configured*."""

    alias: str
    description: str
    required: bool
    configured: bool
    artifact: Ref | None = None
    version_count: int = 0


class InstanceOutputRecord(Record):
    """One output and the artifact that receives its versions."""

    alias: str
    description: str
    optional: bool
    artifact: Ref
    version_count: int = 0


class ParameterValue(Record):
    """A parameter's value beside its default."""

    alias: str
    type: ParameterType
    description: str = ""
    default: JsonValue = None
    value: JsonValue = None
    minimum: JsonValue = None
    maximum: JsonValue = None
    choices: list[JsonValue] = []


class RevisionRecord(Record):
    """The parameter values as they stood from then on."""

    number: int
    values: dict[str, JsonValue]
    creator: str
    created_at: datetime


class StateCounts(Record):
    """Sessions by state."""

    queued: int = 0
    running: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    timed_out: int = 0
    crashed: int = 0


class InstanceRecord(ObjectRecord):
    """A specification with its inputs chosen, its parameters set, its outputs named."""

    specification: Ref
    specification_version: int = Field(description="the one that a run would use: the newest")
    runtime: Ref
    folder_id: str | None = None
    ad_hoc: bool
    revision: int
    sessions: StateCounts
    last_session_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


class InstanceDetail(InstanceRecord):
    inputs: list[InstanceInputRecord]
    outputs: list[InstanceOutputRecord]
    parameters: list[ParameterValue]


class InstanceCreate(ObjectCreate):
    """A new instance of a registered specification.

    Every input of the signature is bound to an artifact or left out (*Not configured*);
    outputs not named get an artifact with the proposed name.
    """

    specification_id: str
    name: Name
    runtime_id: str | None = Field(None, description="default: the default runtime")
    inputs: dict[Alias, str | None] = Field({}, description="alias to artifact id; null: empty")
    outputs: dict[Alias, Name] = Field({}, description="alias to the name of a new artifact")
    parameters: dict[Alias, JsonValue] = Field({}, description="alias to value; default: its own")
    copied_from: Key | None = Field(
        None, description="the instance that it is a changed copy of, for the trail"
    )


class InstanceUpdate(ObjectUpdate):
    """Only the fields that are sent change. Inputs can't: that is a new instance."""

    runtime_id: str | None = None
    ad_hoc: bool | None = Field(None, description="false promotes an ad-hoc one")
    inputs: dict[str, str | None] | None = Field(None, description="always refused (409)")


class ParametersUpdate(Request):
    """Values that differ from now on; those not sent stay."""

    values: dict[str, JsonValue]


class DeleteSessions(Request):
    """Typed confirmation: the instance's name."""

    confirm: str


class DeletedSessions(Record):
    """How many sessions were deleted together, and by what they can be taken back."""

    count: int = Field(ge=0)
    deleted_at: datetime


class RestoreSessions(Request):
    """Which deletion is taken back: its moment, as the deletion gave it."""

    deleted_at: Moment
