"""Which nodes the actor may see. Nothing else in this room decides that."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, literal, select

from ..access.identity import Actor
from ..access.roles import may, may_read
from ..artifacts.model import Artifact, ArtifactVersion
from ..instances.model import Instance
from ..reviews.model import Review
from ..sessions.model import Session
from ..specifications.model import Specification, SpecificationVersion
from .records import NodeKind

TABLES: dict[NodeKind, Any] = {
    "specification": Specification,
    "specification_version": SpecificationVersion,
    "artifact": Artifact,
    "artifact_version": ArtifactVersion,
    "instance": Instance,
    "session": Session,
    "review": Review,
}
_PARENTS: dict[NodeKind, tuple[Any, str]] = {  # whoever sees the one sees the other
    "specification_version": (Specification, "specification_id"),
    "review": (Session, "session_id"),
}


def sees(actor: Actor, kind: NodeKind, row: Any) -> ColumnElement[bool]:
    """What to add to WHERE so that `row`, a node's table or an alias of it, is one that the actor
    may see; tombstones are."""
    table, key = _PARENTS.get(kind, (TABLES[kind], "id"))
    allowed = may_read(actor) if table is ArtifactVersion else may(actor, table)
    if row is table:
        return allowed
    found = select(literal(1)).where(table.id == getattr(row, key), allowed)
    return found.correlate(row).exists()
