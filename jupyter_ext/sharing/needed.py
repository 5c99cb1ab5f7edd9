"""What an object depends on: what of it is shared with it, and what isn't the owner's to share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Tx

from ..access.names import names_of
from ..artifacts.model import Artifact
from ..instances.model import Instance, InstanceInput, InstanceOutput
from ..sessions.model import Session, SessionInput, SessionOutput
from ..specifications.model import Specification
from .records import NeededRef


def needed_by(tx: Tx, row: Any) -> tuple[list[NeededRef], list[NeededRef]]:
    """What a row depends on: of the same owner, and of others."""
    parts: list[NeededRef] = []
    if isinstance(row, Session):
        parts += _refs(tx, "instance", Instance, Instance.id == row.instance_id)
    if isinstance(row, Session | Instance):
        parts += _refs(tx, "specification", Specification, Specification.id == row.specification_id)
        parts += _refs(tx, "artifact", Artifact, _artifacts(row))
    own = [one for one in parts if one.owner == row.owner]
    return own, [one for one in parts if one.owner != row.owner]


def _artifacts(row: Session | Instance) -> Any:
    if isinstance(row, Instance):
        return or_(
            *(
                Artifact.id.in_(select(part.artifact_id).where(part.instance_id == row.id))
                for part in (InstanceInput, InstanceOutput)
            )
        )
    return or_(
        *(
            Artifact.id.in_(
                select(part.artifact_id).where(
                    part.session_id == row.id, part.artifact_version_id.is_not(None)
                )
            )
            for part in (SessionInput, SessionOutput)
        )
    )


def _refs(tx: Tx, kind: Any, table: Any, condition: Any) -> list[NeededRef]:
    rows = tx.execute(
        select(table.id, table.name, table.owner, table.deleted_at)
        .where(condition)
        .order_by(table.name, table.id)
    ).all()
    names = names_of(tx, (one.owner for one in rows))
    return [
        NeededRef(
            kind=kind,
            id=one.id,
            name=one.name,
            owner=one.owner,
            owner_name=names.get(one.owner, one.owner),
            deleted=one.deleted_at is not None,
        )
        for one in rows
    ]
