"""With whom an object is shared, as its owner and others are told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access.identity import GROUP, Actor
from ..access.model import Grant
from ..access.names import names_of
from ..access.roles import Role, role_of
from ..access.standing import standing
from .needed import needed_by
from .records import GrantRecord, SharedRole, SharingRecord

NEEDED = (
    "This server doesn't know who its users are: whoever has its address and token is the same "
    "user. To share, run it behind an identity provider, such as JupyterHub, or as single-user "
    "servers of a hub on one PostgreSQL database."
)
_ROLES: dict[str, list[SharedRole]] = {"artifact": ["viewer", "editor"]}
_ALL: list[SharedRole] = ["viewer", "runner", "editor"]


def roles_for(kind: str) -> list[SharedRole]:
    """The roles that can be given on an object of a kind."""
    return _ROLES.get(kind, _ALL)


def sharing_record(tx: Tx, actor: Actor, kind: str, row: Any) -> SharingRecord:
    """With whom a row is shared; what it depends on only for its owner."""
    role = role_of(tx, actor, row)
    grants = list(
        tx.scalars(
            select(Grant)
            .where(Grant.kind == kind, Grant.object_id == row.id)
            .order_by(Grant.granted_at, Grant.id)
        )
    )
    users = {one.principal for one in grants if not one.principal.startswith(GROUP)}
    names = names_of(tx, users)
    own, foreign = needed_by(tx, row)
    return SharingRecord(
        **standing(tx, actor, [row])[row.id],
        name=row.name,
        can_share=actor.proven and role is Role.OWNER and row.deleted_at is None,
        why_not="" if actor.proven else NEEDED,
        roles=roles_for(kind),
        grants=[_grant_record(one, names) for one in grants],
        with_it=own if role is Role.OWNER else [],
        not_with_it=foreign if role is Role.OWNER else [],
    )


def _grant_record(row: Grant, names: dict[str, str]) -> GrantRecord:
    is_group = row.principal.startswith(GROUP)
    plain = row.principal.removeprefix(GROUP)
    return GrantRecord(
        id=row.id,
        user=None if is_group else plain,
        group=plain if is_group else None,
        name=plain if is_group else names.get(plain, plain),
        role=Role(row.role),
        by=row.granted_by,
        at=row.granted_at,
    )
