"""Who has which role on what: one's own objects, and those that others share.

An instance's role holds for its sessions, whoever ran them. What belongs to the same owner and
is needed to understand a shared instance or session can be looked at with it; nobody passes on
what is somebody else's. Where nobody proves who they are there is nothing but one's own, so
nothing else is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select
from sqlalchemy.orm import Session as Tx
from sqlalchemy.orm import aliased

from ..artifacts.model import Artifact, ArtifactVersion
from ..instances.model import Instance, InstanceInput, InstanceOutput
from ..sessions.model import Session, SessionInput, SessionOutput
from ..specifications.model import Specification
from ..store.base import Json
from ..store.lists import JsonElements, Whose
from .identity import Actor
from .model import Grant

KINDS: dict[str, Any] = {
    "artifact": Artifact,
    "specification": Specification,
    "instance": Instance,
    "session": Session,
}
FEW = 20  # principals
_KIND_OF = {table: kind for kind, table in KINDS.items()}


class Role(StrEnum):
    """What somebody may do with an object; each may what those before it may."""

    VIEWER = "viewer"
    RUNNER = "runner"
    EDITOR = "editor"
    OWNER = "owner"

    def covers(self, needed: Role) -> bool:
        """Whether it is enough where `needed` is asked for."""
        return _RANKS[self] >= _RANKS[needed]


_RANKS = {role: rank for rank, role in enumerate(Role)}


def kind_of(table: Any) -> str:
    """The word for a table's objects."""
    return _KIND_OF[table]


def may(actor: Actor, table: Any, role: Role = Role.VIEWER) -> ColumnElement[bool]:
    """The rows of a table on which the actor has at least that role, for a WHERE clause."""
    if not actor.proven:
        return _own(actor, table)
    parts = _direct(actor, table, role)
    if table is Session:
        instances = select(Instance.id).where(or_(*_direct(actor, Instance, role)))
        parts.append(Session.instance_id.in_(instances))
    elif role is Role.VIEWER:
        parts.extend(table.id.in_(ids) for ids in _needed(actor, table))
    return or_(*parts)


def may_list(actor: Actor, table: Any, whose: Whose) -> ColumnElement[bool]:
    """What a list has: all that the actor may see, only what is `mine`, or what is `shared`."""
    if whose == "mine":
        return _own(actor, table)
    seen = may(actor, table)
    return seen if whose == "all" else and_(seen, table.owner != actor.id)


def may_read(actor: Actor) -> ColumnElement[bool]:
    """The artifact versions that the actor may read, for a WHERE clause.

    All of an artifact that is shared, by itself or with an instance; of one that a shared session
    used, the versions that the session read and wrote.
    """
    whole = _own(actor, Artifact)
    if not actor.proven:
        return ArtifactVersion.artifact_id.in_(select(Artifact.id).where(whole))
    ids = select(Artifact.id).where(
        or_(
            *_direct(actor, Artifact, Role.VIEWER),
            *(Artifact.id.in_(bound) for bound in _bound(actor)),
        )
    )
    return or_(
        ArtifactVersion.artifact_id.in_(ids),
        *(ArtifactVersion.id.in_(used) for used in _used(actor, "artifact_version_id")),
    )


def roles_of(tx: Tx, actor: Actor, rows: Sequence[Any]) -> dict[str, Role]:
    """The actor's role on each of some rows of one table, all of which the actor may see."""
    roles = {row.id: Role.OWNER if row.owner == actor.id else Role.VIEWER for row in rows}
    foreign = [row for row in rows if row.owner != actor.id]
    if not foreign or not actor.proven:
        return roles
    table = type(foreign[0])
    given = _given(tx, actor, kind_of(table), [row.id for row in foreign])
    with_instance: dict[str, Role] = {}
    if table is Session:
        ids = {row.instance_id for row in foreign}
        with_instance = _given(tx, actor, "instance", ids)
        mine = select(Instance.id).where(Instance.id.in_(ids), _own(actor, Instance))
        with_instance.update(dict.fromkeys(tx.scalars(mine), Role.OWNER))
    for row in foreign:
        found = [roles[row.id], given.get(row.id, Role.VIEWER)]
        if table is Session:
            found.append(with_instance.get(row.instance_id, Role.VIEWER))
        roles[row.id] = max(found, key=_RANKS.__getitem__)
    return roles


def role_of(tx: Tx, actor: Actor, row: Any) -> Role:
    """The actor's role on a row that the actor may see."""
    return roles_of(tx, actor, [row])[row.id]


def _own(actor: Actor, table: Any) -> ColumnElement[bool]:
    own: ColumnElement[bool] = table.owner == actor.id
    return own


def _direct(actor: Actor, table: Any, role: Role) -> list[ColumnElement[bool]]:
    parts = [_own(actor, table)]
    if role is not Role.OWNER:
        parts.append(table.id.in_(_granted(actor, kind_of(table), role)))
    return parts


def _granted(actor: Actor, kind: str, role: Role = Role.VIEWER) -> Select[Any]:
    enough = [one.value for one in Role if one.covers(role)]
    return select(Grant.object_id).where(
        Grant.kind == kind, Grant.principal.in_(_principals(actor)), Grant.role.in_(enough)
    )


def _principals(actor: Actor) -> Any:
    """The actor's principals, for IN. Of somebody in many groups they are one variable: a query
    asks for them dozens of times, and no database takes as many variables as that would be."""
    if len(actor.principals) <= FEW:
        return actor.principals
    rows = JsonElements(literal([*actor.principals], Json)).table_valued("value")
    return select(rows.c.value)


def _needed(actor: Actor, table: Any) -> Iterable[Select[Any]]:
    """Ids of what is looked at together with shared instances and sessions."""
    if table is Artifact:
        return [*_bound(actor), *_used(actor, "artifact_id")]
    found = []
    instance, session = aliased(Instance), aliased(Session)
    if table is Specification:
        found.append(
            select(instance.specification_id)
            .join(Specification, Specification.id == instance.specification_id)
            .where(
                instance.id.in_(_granted(actor, "instance")),
                instance.owner == Specification.owner,
            )
        )
    found.append(
        select(table.id)
        .join(session, getattr(session, f"{kind_of(table)}_id") == table.id)
        .where(session.id.in_(_granted(actor, "session")), session.owner == table.owner)
    )
    return [one.correlate(None) for one in found]


def _bound(actor: Actor) -> list[Select[Any]]:
    """Artifacts that shared instances read and write."""
    artifact = aliased(Artifact)
    return [
        select(artifact.id)
        .join(part, part.artifact_id == artifact.id)
        .join(Instance, Instance.id == part.instance_id)
        .where(Instance.id.in_(_granted(actor, "instance")), Instance.owner == artifact.owner)
        for part in (InstanceInput, InstanceOutput)
    ]


def _used(actor: Actor, column: str) -> list[Select[Any]]:
    """Artifacts, or versions, that shared sessions read and wrote."""
    artifact, session = aliased(Artifact), aliased(Session)
    return [
        select(getattr(part, column))
        .join(artifact, artifact.id == part.artifact_id)
        .join(session, session.id == part.session_id)
        .where(
            session.id.in_(_granted(actor, "session")),
            session.owner == artifact.owner,
            part.artifact_version_id.is_not(None),
        )
        for part in (SessionInput, SessionOutput)
    ]


def _given(tx: Tx, actor: Actor, kind: str, ids: Iterable[str]) -> dict[str, Role]:
    rows = tx.execute(
        select(Grant.object_id, Grant.role).where(
            Grant.kind == kind,
            Grant.object_id.in_(set(ids)),
            Grant.principal.in_(_principals(actor)),
        )
    )
    found: dict[str, Role] = {}
    for object_id, role in rows:
        found[object_id] = max(
            found.get(object_id, Role.VIEWER), Role(role), key=_RANKS.__getitem__
        )
    return found
