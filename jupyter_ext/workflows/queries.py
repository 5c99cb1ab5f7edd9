"""What lists of workflows, and of the sessions of one, are asked for."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from ..records import MAX_PAGE
from ..sessions.states import State


class WorkflowQuery(BaseModel):
    q: Annotated[str, StringConstraints(max_length=500)] = Field(
        "", description="searched in names, those of their instances, and ids"
    )
    active: bool | None = Field(None, description="true: only those that are not over")
    single: bool = Field(False, description="the launches of one session as well")
    sort: Annotated[str, StringConstraints(max_length=64)] = Field(
        "", description="name or created_at; with a leading minus for descending"
    )
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(50, ge=1, le=MAX_PAGE)


class WorkflowSessionQuery(BaseModel):
    q: Annotated[str, StringConstraints(max_length=500)] = Field(
        "", description="searched in names and ids"
    )
    state: list[State] = []
    sort: Annotated[str, StringConstraints(max_length=80)] = Field(
        "",
        description="number (the order of the launch), name, state, started_at, duration, or "
        "parameters.<alias> of one that differs; with a leading minus for descending",
    )
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(50, ge=1, le=MAX_PAGE)
