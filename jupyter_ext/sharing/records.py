"""What sharing takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from ..access.roles import Role
from ..access.standing import Standing
from ..records import Record, Ref, Request, clean_name, clean_text

_Who = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(clean_text)]
_Group = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(clean_text)]
SharedRole = Literal["viewer", "runner", "editor"]


class GrantRequest(Request):
    """A role for one user or one group; who has one already gets the new one."""

    user: _Who | None = Field(None, description="a user's id")
    group: _Group | None = Field(None, description="a group's name")
    role: SharedRole

    @model_validator(mode="after")
    def _one(self) -> GrantRequest:
        if (self.user is None) == (self.group is None):
            raise ValueError("name either a user or a group")
        return self


class GrantRecord(Record):
    """One user or group with whom an object is shared."""

    id: str
    user: str | None = None
    group: str | None = None
    name: str = Field(description="as it is shown")
    role: Role
    by: str
    at: datetime


class NeededRef(Ref):
    """Something that an object depends on."""

    kind: Literal["artifact", "specification", "instance"]
    owner: str
    owner_name: str = Field(description="as it is shown")


class SharingRecord(Standing):
    """With whom an object is shared, and what is looked at together with it."""

    name: str = Field(description="the object's")
    can_share: bool
    why_not: str = Field("", description="what would be needed, where nothing can be shared")
    roles: list[SharedRole] = Field(description="those that can be given")
    grants: list[GrantRecord]
    with_it: list[NeededRef] = Field(description="shared for viewing with it; told to its owner")
    not_with_it: list[NeededRef] = Field(
        description="somebody else's, only they can share it; told to its owner"
    )


class KnownUserRecord(Record):
    """Somebody who has used this product here."""

    id: str
    name: str


class People(Record):
    """With whom something can be shared."""

    users: list[KnownUserRecord]
    groups: list[str]


def _label(value: str) -> str:
    return clean_name(value) if value.strip() else ""


class ReserveRequest(Request):
    """For oneself, or for a group."""

    label: Annotated[str, StringConstraints(max_length=200), AfterValidator(_label)] = ""
    group: _Group | None = None
