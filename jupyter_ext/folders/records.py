"""What the folder service takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..records import Name, Record, Request

FolderKind = Literal["specification", "instance", "artifact"]
Key = Annotated[str, StringConstraints(max_length=64)]  # an object's id, looked up as it is sent


class FolderRecord(Record):
    """A place for objects of one kind, in its owner's own tree."""

    id: str
    kind: FolderKind
    name: str
    parent_id: str | None = Field(None, description="null: at the top")
    owner: str
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


class FolderCreate(Request):
    """A new folder; its name is its own among those beside it."""

    kind: FolderKind
    name: Name
    parent_id: Key | None = Field(None, description="null: at the top")


class FolderUpdate(Request):
    """Only the fields that are sent change; `parent_id` null moves it to the top."""

    name: Name | None = None
    parent_id: Key | None = None


class Move(Request):
    """Objects and folders of one kind, moved together or not at all."""

    kind: FolderKind
    objects: Annotated[list[Key], Field(max_length=1000)] = Field([], description="ids")
    folders: Annotated[list[Key], Field(max_length=1000)] = Field([], description="ids")
    folder_id: Key | None = Field(None, description="where to; null: to the top")
