"""Which objects have rows, who may read them, and what was made from each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..access.model import AuditRow
from ..access.roles import KINDS as _OWNED
from ..access.roles import may, may_read
from ..artifacts.model import Artifact, ArtifactVersion
from ..errors import NotFound
from ..folders.model import Folder
from ..instances.model import Instance
from ..reviews.model import Review
from ..runtimes.model import Runtime
from ..sessions.model import Session
from ..specifications.model import Specification, SpecificationVersion
from .records import AuditObject, Kind

RELATED: dict[str, list[Kind]] = {
    "specification": ["instance", "session", "review"],
    "instance": ["session", "review"],
    "session": ["review"],
    "workflow": ["review"],
}
_VERSIONS: tuple[tuple[Any, Any, Any, Any], ...] = (  # with their object, and when it is gone
    (Artifact, ArtifactVersion, ArtifactVersion.artifact_id, ArtifactVersion.deleted_at),
    (
        Specification,
        SpecificationVersion,
        SpecificationVersion.specification_id,
        Specification.deleted_at,
    ),
)
_BATCH = 500
_Name = tuple[str, str, str, str, Any]  # key, kind, id, name, when it was deleted


def visible(tx: Tx, actor: Actor, kind: str, object_id: str) -> None:
    """Who may see an object may read its rows; those of a deleted one too.

    Raises:
        NotFound: there is no such object, or the actor may not see it.
    """
    if kind in _OWNED:
        rights.seen(tx, actor, _OWNED[kind], object_id, kind)
        return
    found: Any = None
    if rights.is_id(object_id):
        if kind == "folder":  # nobody sees another's
            owned = Folder.owner == actor.id
            found = tx.scalar(select(Folder.id).where(Folder.id == object_id, owned))
        elif kind == "runtime":  # everybody sees and uses them
            found = tx.get(Runtime, object_id)
        elif kind == "workflow":  # its sessions' rows
            found = tx.scalar(select(Session.id).where(*_of_workflow(actor, object_id)).limit(1))
        elif kind == "review":
            found = tx.scalar(
                select(Review.id)
                .join(Session, Session.id == Review.session_id)
                .where(Review.id == object_id, may(actor, Session))
            )
    if found is None:
        noun = kind if kind in ("runtime", "review", "folder", "workflow") else "object"
        raise NotFound(f"There is no {noun} {object_id[:64]!r}.")


def scope(actor: Actor, kind: str, object_id: str, *, related: bool) -> ColumnElement[bool]:
    """The rows of an object and, where wanted, of what was made from it that the actor may see."""
    parts = [and_(AuditRow.kind == kind, AuditRow.object_id == object_id)]
    if kind == "workflow":
        ids = select(Session.id).where(*_of_workflow(actor, object_id))
        parts = [and_(AuditRow.kind == "session", AuditRow.object_id.in_(ids))]
    elif kind == "artifact" and actor.proven:
        parts = [and_(*parts, _of_readable_versions(actor, object_id))]
    if related:
        parts.extend(
            and_(AuditRow.kind == child, AuditRow.object_id.in_(ids))
            for child, ids in _made_from(actor, kind, object_id)
        )
    return or_(*parts)


def _of_workflow(actor: Actor, workflow_id: str) -> tuple[ColumnElement[bool], ...]:
    return Session.workflow_id == workflow_id, may(actor, Session)


def _of_readable_versions(actor: Actor, artifact_id: str) -> ColumnElement[bool]:
    """Rows of an artifact that say nothing of a version that the actor may not read."""
    version = func.coalesce(
        AuditRow.after["version_id"].as_string(), AuditRow.before["version_id"].as_string()
    )
    readable = select(ArtifactVersion.id).where(
        ArtifactVersion.artifact_id == artifact_id, may_read(actor)
    )
    return or_(version.is_(None), version.in_(readable))


def _made_from(actor: Actor, kind: str, object_id: str) -> list[tuple[str, Select[Any]]]:
    parent: dict[str, Any] = {
        "specification": Session.specification_id,
        "instance": Session.instance_id,
        "session": Session.id,
        "workflow": Session.workflow_id,
    }
    if kind not in parent:
        return []
    of_sessions = (parent[kind] == object_id, may(actor, Session))
    reviews = select(Review.id).join(Session, Session.id == Review.session_id).where(*of_sessions)
    made: list[tuple[str, Select[Any]]] = [("review", reviews)]
    if kind in ("specification", "instance"):
        made.append(("session", select(Session.id).where(*of_sessions)))
    if kind == "specification":
        instances = select(Instance.id).where(
            Instance.specification_id == object_id, may(actor, Instance)
        )
        made.append(("instance", instances))
    return made


def named(tx: Tx, actor: Actor, ids: set[str]) -> dict[str, AuditObject]:
    """Those of the ids that are objects which the actor may see; of a version, its object."""
    wanted = sorted(one for one in ids if rights.is_id(one))
    found: dict[str, AuditObject] = {}
    for start in range(0, len(wanted), _BATCH):
        for key, kind, object_id, name, deleted_at in _names(
            tx, actor, wanted[start : start + _BATCH]
        ):
            found[key] = AuditObject(
                kind=cast("Kind", kind), id=object_id, name=name, deleted=deleted_at is not None
            )
    return found


def _names(tx: Tx, actor: Actor, ids: Sequence[str]) -> list[_Name]:
    found: list[_Name] = []
    for kind, table in _OWNED.items():
        rows = tx.execute(
            select(table.id, table.name, table.deleted_at).where(
                table.id.in_(ids), may(actor, table)
            )
        )
        found.extend((one.id, kind, one.id, one.name, one.deleted_at) for one in rows)
    folders = select(Folder.id, Folder.name, Folder.deleted_at).where(
        Folder.id.in_(ids), Folder.owner == actor.id
    )
    found.extend(
        (one.id, "folder", one.id, one.name, one.deleted_at) for one in tx.execute(folders)
    )
    runtimes = select(Runtime.id, Runtime.name, Runtime.deleted_at).where(Runtime.id.in_(ids))
    found.extend(
        (one.id, "runtime", one.id, one.name, one.deleted_at) for one in tx.execute(runtimes)
    )
    reviews = tx.execute(
        select(Review.id, Review.number, Session.name, Session.deleted_at)
        .join(Session, Session.id == Review.session_id)
        .where(Review.id.in_(ids), may(actor, Session))
    )
    found.extend(
        (one.id, "review", one.id, f"Review {one.number} of {one.name}", one.deleted_at)
        for one in reviews
    )
    for parent, version, of, gone in _VERSIONS:
        rows = tx.execute(
            select(version.id, parent.id, parent.name, version.number, gone)
            .join(parent, parent.id == of)
            .where(
                version.id.in_(ids), may_read(actor) if parent is Artifact else may(actor, parent)
            )
        )
        kind = parent.__name__.lower()
        found.extend(
            (key, kind, object_id, f"{name} v{number}", deleted_at)
            for key, object_id, name, number, deleted_at in rows
        )
    return found
