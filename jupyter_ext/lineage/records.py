"""What the lineage service gives."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from ..records import Record

NodeKind = Literal[
    "specification",
    "specification_version",
    "artifact",
    "artifact_version",
    "instance",
    "session",
    "review",
]
LinkKind = Literal[
    "instance", "code", "input", "run", "rerun", "reused", "output", "review", "version"
]
Side = Literal["upstream", "downstream"]


class LineageNode(Record):
    """An object or a version of one; a deleted one is a tombstone."""

    kind: NodeKind
    id: str
    object_id: str = Field(description="of the object whose page shows it")
    name: str = Field(description="of a version or a review: the name of what it belongs to")
    number: int | None = Field(None, description="of a version or a review")
    detail: str = Field("", description="a version's own name or comment, a session's instance")
    state: str | None = Field(
        None, description="of a session or a review; `DRAFT` or `REGISTERED` of a specification"
    )
    cached: bool = Field(False, description="a session that took an earlier one's result")
    size: int | None = Field(None, description="bytes")
    media_type: str | None = None
    by: str
    created_at: datetime
    deleted: bool
    upstream: int = Field(0, ge=0, description="links to what it was made from")
    downstream: int = Field(0, ge=0, description="links to what was made from it")


class LineageLink(Record):
    """`target` was made from `source`, or belongs to it; both are ids of nodes."""

    kind: LinkKind
    source: str
    target: str
    aliases: list[str] = Field([], description="of the inputs or outputs that it stands for")


class Lineage(Record):
    """A node with neighbours, and all links among these."""

    node: LineageNode
    neighbours: list[LineageNode]
    links: list[LineageLink]
    next_upstream: int | None = Field(None, description="`offset` of the next ones; null: none")
    next_downstream: int | None = Field(None, description="`offset` of the next ones; null: none")
