"""Instances as records: a page of them in a fixed number of queries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.roles import may, may_read
from ..access.standing import standing
from ..artifacts.model import Artifact, ArtifactVersion
from ..folders.tree import shown
from ..objects.records import said
from ..records import Ref
from ..runtimes.model import Runtime
from ..sessions.model import Session
from ..sessions.states import ACTIVE, State
from ..specifications.model import Specification, SpecificationVersion
from .model import Instance, InstanceInput, InstanceOutput, ParameterRevision
from .records import (
    InstanceDetail,
    InstanceInputRecord,
    InstanceOutputRecord,
    InstanceRecord,
    ParameterValue,
    RevisionRecord,
    StateCounts,
)

_COUNTED = {State.QUEUED: "queued", **dict.fromkeys(ACTIVE, "running")} | {
    State.SUCCEEDED: "succeeded",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
    State.TIMED_OUT: "timed_out",
    State.CRASHED: "crashed",
}


def values_of(revision: ParameterRevision) -> dict[str, Any]:
    """The parameter values that a revision keeps."""
    values: dict[str, Any] = json.loads(revision.values_text)
    return values


def newest_revision(tx: Tx, row: Instance) -> ParameterRevision:
    """The revision that a run uses now."""
    return tx.scalars(
        select(ParameterRevision).where(
            ParameterRevision.instance_id == row.id, ParameterRevision.number == row.revision
        )
    ).one()


def signature_of(tx: Tx, specification: Specification) -> dict[str, Any]:
    """The signature that binds: frozen once registered, else that of the newest version."""
    if specification.registered_at is None and specification.newest_version:
        newest = tx.scalar(
            select(SpecificationVersion.signature).where(
                SpecificationVersion.specification_id == specification.id,
                SpecificationVersion.number == specification.newest_version,
            )
        )
        if newest is not None:
            return newest
    return specification.signature


def records(tx: Tx, actor: Actor, rows: Sequence[Instance]) -> list[InstanceRecord]:
    """The records of several instances, in their order."""
    return [InstanceRecord(**facts) for facts in _facts(tx, actor, rows)]


def detail(tx: Tx, actor: Actor, row: Instance) -> InstanceDetail:
    """One instance with its inputs, outputs and parameters in the signature's order."""
    [facts] = _facts(tx, actor, [row])
    specification = tx.get_one(Specification, row.specification_id)
    signature = signature_of(tx, specification)
    return InstanceDetail(
        **facts,
        inputs=_inputs(tx, actor, row, signature),
        outputs=_outputs(tx, actor, row, signature),
        parameters=parameter_values(signature, values_of(newest_revision(tx, row))),
    )


def parameter_values(signature: dict[str, Any], values: dict[str, Any]) -> list[ParameterValue]:
    """Each declared parameter with its value, the default where none is kept."""
    return [
        ParameterValue(
            alias=declared["alias"],
            type=declared["type"],
            description=declared.get("description", ""),
            default=declared.get("default"),
            value=values.get(declared["alias"], declared.get("default")),
            minimum=declared.get("minimum"),
            maximum=declared.get("maximum"),
            choices=declared.get("choices") or [],
        )
        for declared in signature["parameters"]
    ]


def revision_record(row: ParameterRevision) -> RevisionRecord:
    return RevisionRecord(
        number=row.number, values=values_of(row), creator=row.creator, created_at=row.created_at
    )


def artifact_refs(tx: Tx, actor: Actor, ids: Sequence[str]) -> dict[str, tuple[Ref, int]]:
    """Links to artifacts and how many versions each has for the actor, without the deleted ones."""
    counts: dict[str, int] = dict(
        tx.execute(
            select(ArtifactVersion.artifact_id, func.count())
            .where(
                ArtifactVersion.artifact_id.in_(ids),
                ArtifactVersion.deleted_at.is_(None),
                may_read(actor),
            )
            .group_by(ArtifactVersion.artifact_id)
        ).all()
    )
    rows = tx.scalars(select(Artifact).where(Artifact.id.in_(ids)))
    return {row.id: (_ref(row), counts.get(row.id, 0)) for row in rows}


def _ref(row: Any) -> Ref:
    return Ref(id=row.id, name=row.name, deleted=row.deleted_at is not None)


def _inputs(
    tx: Tx, actor: Actor, row: Instance, signature: dict[str, Any]
) -> list[InstanceInputRecord]:
    bound = tx.scalars(
        select(InstanceInput)
        .where(InstanceInput.instance_id == row.id)
        .order_by(InstanceInput.position)
    ).all()
    declared = {one["alias"]: one for one in signature["inputs"]}
    refs = artifact_refs(tx, actor, [one.artifact_id for one in bound if one.artifact_id])
    found = []
    for one in bound:
        facts = declared.get(one.alias, {})
        ref, count = refs[one.artifact_id] if one.artifact_id else (None, 0)
        found.append(
            InstanceInputRecord(
                alias=one.alias,
                description=facts.get("description", ""),
                required=bool(facts.get("required")),
                configured=ref is not None,
                artifact=ref,
                version_count=count,
            )
        )
    return found


def _outputs(
    tx: Tx, actor: Actor, row: Instance, signature: dict[str, Any]
) -> list[InstanceOutputRecord]:
    bound = tx.scalars(
        select(InstanceOutput)
        .where(InstanceOutput.instance_id == row.id)
        .order_by(InstanceOutput.position)
    ).all()
    declared = {one["alias"]: one for one in signature["outputs"]}
    refs = artifact_refs(tx, actor, [one.artifact_id for one in bound])
    found = []
    for one in bound:
        facts = declared.get(one.alias, {})
        ref, count = refs[one.artifact_id]
        found.append(
            InstanceOutputRecord(
                alias=one.alias,
                description=facts.get("description", ""),
                optional=bool(facts.get("optional")),
                artifact=ref,
                version_count=count,
            )
        )
    return found


def _facts(tx: Tx, actor: Actor, rows: Sequence[Instance]) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    specifications = {
        one.id: one
        for one in tx.scalars(
            select(Specification).where(
                Specification.id.in_({row.specification_id for row in rows})
            )
        )
    }
    runtimes = {
        one.id: one
        for one in tx.scalars(select(Runtime).where(Runtime.id.in_({r.runtime_id for r in rows})))
    }
    counts: dict[str, dict[str, int]] = {instance_id: {} for instance_id in ids}
    latest: dict[str, Any] = {}
    for instance_id, state, number, last in tx.execute(
        select(Session.instance_id, Session.state, func.count(), func.max(Session.created_at))
        .where(Session.instance_id.in_(ids), Session.deleted_at.is_(None), may(actor, Session))
        .group_by(Session.instance_id, Session.state)
    ):
        name = _COUNTED[State(state)]
        counts[instance_id][name] = counts[instance_id].get(name, 0) + number
        latest[instance_id] = max(last, latest.get(instance_id, last))
    access = standing(tx, actor, rows)
    return [
        {
            "id": row.id,
            **said(row),
            **access[row.id],
            "specification": _ref(specifications[row.specification_id]),
            "specification_version": specifications[row.specification_id].newest_version,
            "runtime": _ref(runtimes[row.runtime_id]),
            "folder_id": shown(actor, row),
            "ad_hoc": row.ad_hoc,
            "revision": row.revision,
            "sessions": StateCounts(**counts[row.id]),
            "last_session_at": latest.get(row.id),
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "deleted_at": row.deleted_at,
        }
        for row in rows
    ]
