"""One session with everything that it ran with and left."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.roles import may
from ..artifacts.model import Artifact, ArtifactVersion
from ..engine.commit import JOURNAL
from ..instances.records import ParameterValue
from ..records import Ref, VersionRef
from ..specifications.model import SpecificationVersion
from . import listing
from .model import (
    Execution,
    LoggedResult,
    Metric,
    Session,
    SessionInput,
    SessionLog,
    SessionOutput,
)
from .records import (
    ExecutionRecord,
    LogRecord,
    MetricRecord,
    ResultRecord,
    RunError,
    SessionDetail,
    SessionInputRecord,
    SessionOutputRecord,
)
from .seen import manifest_of, provenance_for
from .states import State

MOST_RERUNS = 100  # newest first
MOST_METRICS = 10_000  # of the log; the last value of each is always there


def detail(tx: Tx, actor: Actor, row: Session, host: str, *, pdf_available: bool) -> SessionDetail:
    """The whole record of a session."""
    [facts] = listing.facts_of(tx, actor, [row], host)
    manifest = manifest_of(row)
    return SessionDetail(
        **facts,
        error=RunError.model_validate(row.error) if row.error else None,
        inputs=_inputs(tx, row, manifest),
        outputs=_outputs(tx, row, manifest),
        parameters=_parameters(tx, row, manifest),
        metric_log=_metrics(tx, row),
        results=[
            ResultRecord.model_validate(one)
            for one in tx.scalars(
                select(LoggedResult)
                .where(LoggedResult.session_id == row.id)
                .order_by(LoggedResult.position)
            )
        ],
        executions=[
            ExecutionRecord(
                id=one.id,
                state=State(one.state),
                attempt=one.attempt,
                pool=one.pool,
                created_at=one.created_at,
                started_at=one.started_at,
                ended_at=one.ended_at,
            )
            for one in tx.scalars(
                select(Execution)
                .where(Execution.session_id == row.id)
                .order_by(Execution.created_at, Execution.id)
            )
        ],
        logs=[
            LogRecord(name=one.name, size=one.size)
            for one in tx.scalars(
                select(SessionLog)
                .where(SessionLog.session_id == row.id, SessionLog.name != JOURNAL)
                .order_by(SessionLog.name)
            )
        ],
        runtime=manifest["runtime"],
        provenance=provenance_for(tx, actor, row),
        has_report=row.notebook_sha256 is not None,
        pdf_available=pdf_available,
        rerun_of=_first(_refs(tx, actor, Session.id == row.rerun_of)) if row.rerun_of else None,
        reruns=_refs(tx, actor, Session.rerun_of == row.id, Session.deleted_at.is_(None)),
    )


def _first(refs: list[Ref]) -> Ref | None:
    return refs[0] if refs else None


def _refs(tx: Tx, actor: Actor, *conditions: ColumnElement[bool]) -> list[Ref]:
    rows = tx.execute(
        select(Session.id, Session.name, Session.deleted_at)
        .where(may(actor, Session), *conditions)
        .order_by(Session.created_at.desc(), Session.id)
        .limit(MOST_RERUNS)
    )
    return [Ref(id=one.id, name=one.name, deleted=one.deleted_at is not None) for one in rows]


def _inputs(tx: Tx, row: Session, manifest: dict[str, Any]) -> list[SessionInputRecord]:
    declared = {one["alias"]: one for one in manifest["inputs"]}
    if not declared:
        return []
    bound = tx.scalars(
        select(SessionInput)
        .where(SessionInput.session_id == row.id)
        .order_by(SessionInput.position)
    ).all()
    versions = version_refs(tx, [one.artifact_version_id for one in bound])
    return [
        SessionInputRecord(
            alias=one.alias,
            description=declared.get(one.alias, {}).get("description", ""),
            configured=one.artifact_version_id is not None,
            version=versions.get(one.artifact_version_id or ""),
            sha256=(declared.get(one.alias, {}).get("version") or {}).get("sha256"),
            was_read=one.was_read,
            changed_by_run=one.changed_by_run,
        )
        for one in bound
    ]


def _outputs(tx: Tx, row: Session, manifest: dict[str, Any]) -> list[SessionOutputRecord]:
    declared = {one["alias"]: one for one in manifest["outputs"]}
    if not declared:
        return []
    bound = tx.scalars(
        select(SessionOutput)
        .where(SessionOutput.session_id == row.id)
        .order_by(SessionOutput.position)
    ).all()
    versions = version_refs(tx, [one.artifact_version_id for one in bound])
    written = {
        one.id: one
        for one in tx.execute(
            select(ArtifactVersion.id, ArtifactVersion.filename, ArtifactVersion.size).where(
                ArtifactVersion.id.in_([one.artifact_version_id for one in bound])
            )
        )
    }
    artifacts = {
        one.id: one
        for one in tx.scalars(
            select(Artifact).where(Artifact.id.in_([one.artifact_id for one in bound]))
        )
    }
    found = []
    for one in bound:
        facts = declared.get(one.alias, {})
        artifact = artifacts[one.artifact_id]
        version = written.get(one.artifact_version_id or "")
        partial = one.partial or {}
        found.append(
            SessionOutputRecord(
                alias=one.alias,
                description=facts.get("description", ""),
                optional=not facts.get("required", True),
                artifact=Ref(
                    id=artifact.id, name=artifact.name, deleted=artifact.deleted_at is not None
                ),
                version=versions.get(one.artifact_version_id or ""),
                partial=one.partial is not None,
                filename=version.filename if version else partial.get("filename"),
                size=version.size if version else partial.get("size"),
            )
        )
    return found


def version_refs(tx: Tx, ids: list[str | None]) -> dict[str, VersionRef]:
    """Links to artifact versions, by their ids."""
    if not any(ids):
        return {}
    rows = tx.execute(
        select(
            ArtifactVersion.id,
            ArtifactVersion.number,
            ArtifactVersion.name,
            ArtifactVersion.deleted_at,
            Artifact.id,
            Artifact.name,
            Artifact.deleted_at,
        )
        .join(Artifact, Artifact.id == ArtifactVersion.artifact_id)
        .where(ArtifactVersion.id.in_([one for one in ids if one]))
    )
    return {
        version_id: VersionRef(
            artifact=Ref(id=artifact_id, name=artifact_name, deleted=artifact_gone is not None),
            id=version_id,
            number=number,
            name=name,
            deleted=gone is not None,
        )
        for version_id, number, name, gone, artifact_id, artifact_name, artifact_gone in rows
    }


def _parameters(tx: Tx, row: Session, manifest: dict[str, Any]) -> list[ParameterValue]:
    signature = tx.scalar(
        select(SpecificationVersion.signature).where(
            SpecificationVersion.id == row.specification_version_id
        )
    )
    declared = {one["alias"]: one for one in (signature or {}).get("parameters", [])}
    values = json.loads(row.parameters_text)
    return [
        ParameterValue(
            alias=one["alias"],
            type=one["type"],
            description=one.get("description", ""),
            default=one.get("default"),
            value=values.get(one["alias"]),
            minimum=declared.get(one["alias"], {}).get("minimum"),
            maximum=declared.get(one["alias"], {}).get("maximum"),
            choices=declared.get(one["alias"], {}).get("choices") or [],
        )
        for one in manifest["parameters"]
    ]


def _metrics(tx: Tx, row: Session) -> list[MetricRecord]:
    rows = tx.scalars(
        select(Metric)
        .where(Metric.session_id == row.id)
        .order_by(Metric.position)
        .limit(MOST_METRICS)
    )
    return [
        MetricRecord(
            name=one.name,
            value=listing.metric_value(one.special, one.value),
            step=one.step,
            at=one.at,
        )
        for one in rows
    ]
