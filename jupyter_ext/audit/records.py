"""What the audit service gives."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from ..records import Record

Kind = Literal["artifact", "specification", "instance", "session", "review", "runtime", "folder"]


class AuditObject(Record):
    """An object that a row is about or names; `name` is null where the user may not see it."""

    kind: Kind
    id: str
    name: str | None = None
    deleted: bool = False


class AuditValue(Record):
    """A value as text: exact, whatever it was."""

    type: Literal["text", "number", "yes", "no", "none"]
    text: str = ""
    object: AuditObject | None = Field(None, description="whose id the value is")
    cut: bool = Field(False, description="the text goes on; one row alone has all of it")


class AuditChange(Record):
    """One field that a row says something of; nested ones by their path."""

    path: list[str]
    before: AuditValue | None = Field(None, description="null: the row says nothing of it")
    after: AuditValue | None = Field(None, description="null: the row says nothing of it")


class AuditEntry(Record):
    """A row of the audit trail."""

    id: str = Field(description="its number as text")
    seq: int = Field(description="its number in the whole trail")
    at: datetime
    actor: str
    actor_proven: bool = Field(description="whether an identity provider vouched for the user")
    by_product: bool = Field(description="done by jupyter-ext itself, for nobody")
    action: str
    object: AuditObject
    changes: list[AuditChange] = Field(description="in lists only the first ones")
    change_count: int = Field(ge=0)


class AuditDetail(AuditEntry):
    """A row with all that it says."""

    previous_hash: str
    hash: str
    whole: bool = Field(description="whether it still has the hash that it was written with")


class AuditChoice(Record):
    """A value that rows can be filtered by, and how many have it."""

    value: str
    count: int = Field(ge=0)


class AuditChoices(Record):
    """What the rows of an object can be filtered by."""

    actions: list[AuditChoice]
    users: list[AuditChoice]
    related: list[Kind] = Field(description="kinds of objects made from it, whose rows can be had")
