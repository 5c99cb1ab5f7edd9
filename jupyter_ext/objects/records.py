"""What is the same in the records of specifications, instances, artifacts and sessions."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ..access.standing import Standing
from ..folders.records import Key
from ..records import Name, Request, Tags, Text
from .model import Described

STARRED = "for everybody who sees it, not for one user"


class ObjectRecord(Standing):
    """What is said of an object."""

    id: str
    name: str
    description: str
    note: str
    tags: list[str]
    starred: bool = Field(description=STARRED)


class ObjectCreate(Request):
    """What may be said of a new object, and where it goes."""

    description: Text = ""
    note: Text = ""
    tags: Tags = []
    folder_id: Key | None = None


class ObjectUpdate(Request):
    """Only the fields that are sent change."""

    name: Name | None = None
    description: Text | None = None
    note: Text | None = None
    tags: Tags | None = None
    starred: bool | None = Field(None, description=STARRED)


def said(row: Described) -> dict[str, Any]:
    """What a record has of these columns."""
    return {
        "name": row.name,
        "description": row.description,
        "note": row.note,
        "tags": row.tags,
        "starred": row.starred,
    }
