"""Specifications and versions as records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.roles import may
from ..access.standing import standing
from ..folders.tree import shown
from ..instances.model import Instance
from ..objects.records import said
from ..sessions.model import Session
from .model import Specification, SpecificationVersion
from .records import Signature, SpecificationRecord, SpecificationVersionRecord


def records(tx: Tx, actor: Actor, rows: Sequence[Specification]) -> list[SpecificationRecord]:
    """The records of several specifications, in their order, in a fixed number of queries."""
    ids = [row.id for row in rows]
    instances = _counts(tx, actor, Instance, ids, Instance.ad_hoc.is_(False))
    sessions = _counts(tx, actor, Session, ids)
    access = standing(tx, actor, rows)
    return [
        SpecificationRecord(
            id=row.id,
            **said(row),
            **access[row.id],
            body_kind="script" if row.body_kind == "script" else "notebook",
            path=row.path,
            signature=Signature.model_validate(row.signature),
            folder_id=shown(actor, row),
            ad_hoc=row.ad_hoc,
            newest_version=row.newest_version,
            registered_at=row.registered_at,
            instance_count=instances.get(row.id, 0),
            session_count=sessions.get(row.id, 0),
            created_at=row.created_at,
            updated_at=row.updated_at,
            deleted_at=row.deleted_at,
        )
        for row in rows
    ]


def record(tx: Tx, actor: Actor, row: Specification) -> SpecificationRecord:
    return records(tx, actor, [row])[0]


def version_record(row: SpecificationVersion) -> SpecificationVersionRecord:
    return SpecificationVersionRecord.model_validate(row)


def version_row(tx: Tx, specification_id: str, number: int) -> SpecificationVersion | None:
    return tx.scalars(
        select(SpecificationVersion).where(
            SpecificationVersion.specification_id == specification_id,
            SpecificationVersion.number == number,
        )
    ).first()


def _counts(tx: Tx, actor: Actor, table: Any, ids: list[str], *more: Any) -> dict[str, int]:
    found = tx.execute(
        select(table.specification_id, func.count())
        .where(
            table.specification_id.in_(ids), table.deleted_at.is_(None), may(actor, table), *more
        )
        .group_by(table.specification_id)
    )
    return dict(found.all())
