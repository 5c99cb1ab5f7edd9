"""The query parameters that every list has."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from ..records import MAX_PAGE
from ..store.lists import Whose


class ListQuery(BaseModel):
    """`sort` is a column, with a leading minus for descending; each list names its own."""

    q: Annotated[str, StringConstraints(max_length=500)] = Field(
        "", description="searched in names, descriptions, notes, tags and ids"
    )
    tag: list[str] = Field([], description="all of these")
    sort: Annotated[str, StringConstraints(max_length=64)] = ""
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(50, ge=1, le=MAX_PAGE)
    whose: Whose = Field("all", description="one's own, or what others share")
    deleted: bool = Field(False, description="the deleted ones as well")


class ObjectListQuery(ListQuery):
    """The list of a kind that can be starred."""

    starred: bool | None = Field(None, description="true: only the starred ones; false: no starred")


class FolderListQuery(ObjectListQuery):
    """The list of a kind that has folders."""

    folder: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, description="what lies in this folder; `top`: in none"
    )
    below: bool = Field(False, description="what lies in folders inside it as well")
