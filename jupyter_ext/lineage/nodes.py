"""Nodes as records, by their ids; one query for each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..artifacts.model import Artifact, ArtifactVersion
from ..instances.model import Instance
from ..reviews.model import Review
from ..sessions.model import Session
from ..specifications.model import Specification, SpecificationVersion
from .records import LineageNode, NodeKind
from .relations import Ids
from .sight import TABLES, sees


def _own(table: Any, *more: Any) -> Select[Any]:
    """What an object with a page of its own has."""
    return select(
        table.id,
        table.id.label("object_id"),
        table.name,
        table.owner.label("by"),
        table.created_at,
        table.deleted_at,
        *more,
    )


def _artifacts() -> Any:
    return _own(Artifact)


def _instances() -> Any:
    return _own(Instance)


def _specifications() -> Any:
    return _own(Specification, Specification.registered_at)


def _sessions() -> Any:
    return _own(Session, Session.state, Session.cached_from, Instance.name.label("detail")).join(
        Instance, Instance.id == Session.instance_id
    )


def _specification_versions() -> Any:
    own = SpecificationVersion
    return select(
        own.id,
        own.specification_id.label("object_id"),
        Specification.name,
        own.number,
        own.comment.label("detail"),
        own.body_size.label("size"),
        own.creator.label("by"),
        own.created_at,
        Specification.deleted_at,
    ).join(Specification, Specification.id == own.specification_id)


def _artifact_versions() -> Any:
    own = ArtifactVersion
    return select(
        own.id,
        own.artifact_id.label("object_id"),
        Artifact.name,
        own.number,
        own.name.label("detail"),
        own.size,
        own.media_type,
        own.creator.label("by"),
        own.created_at,
        func.coalesce(own.deleted_at, Artifact.deleted_at).label("deleted_at"),
    ).join(Artifact, Artifact.id == own.artifact_id)


def _reviews() -> Any:
    return select(
        Review.id,
        Review.id.label("object_id"),
        Session.name,
        Review.number,
        Review.state,
        Review.author_name.label("by"),
        Review.created_at,
        Session.deleted_at,
    ).join(Session, Session.id == Review.session_id)


_QUERIES: dict[NodeKind, Callable[[], Any]] = {
    "specification": _specifications,
    "specification_version": _specification_versions,
    "artifact": _artifacts,
    "artifact_version": _artifact_versions,
    "instance": _instances,
    "session": _sessions,
    "review": _reviews,
}
_MOST_TEXT = 200  # characters of a detail


def load(tx: Tx, actor: Actor, ids: Ids) -> dict[str, LineageNode]:
    """Those of the nodes that there are and that the actor may see, by id."""
    found: dict[str, LineageNode] = {}
    for kind, wanted in ids.items():
        table = TABLES[kind]
        rows = tx.execute(_QUERIES[kind]().where(table.id.in_(wanted), sees(actor, kind, table)))
        found.update((row["id"], _node(kind, row)) for row in rows.mappings())
    return found


def _node(kind: NodeKind, row: Any) -> LineageNode:
    state = row.get("state")
    if kind == "specification":
        state = "REGISTERED" if row["registered_at"] else "DRAFT"
    return LineageNode(
        kind=kind,
        id=row["id"],
        object_id=row["object_id"],
        name=row["name"],
        number=row.get("number"),
        detail=(row.get("detail") or "")[:_MOST_TEXT],
        state=state,
        cached=row.get("cached_from") is not None,
        size=row.get("size"),
        media_type=row.get("media_type"),
        by=row["by"],
        created_at=row["created_at"],
        deleted=row["deleted_at"] is not None,
    )
