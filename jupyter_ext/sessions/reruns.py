"""Rerun: a new session with a session's input versions and values, and the newest code.

The original stays as it is; each names the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..artifacts.model import Artifact, ArtifactVersion
from ..artifacts.views import version_records
from ..instances import views as instance_views
from ..instances.model import Instance
from ..records import Ref
from ..runtimes.model import Runtime
from ..specifications.model import Specification, SpecificationVersion
from ..specifications.signature import check_value
from ..specifications.values import ValueProblem
from ..store.database import Database
from .environments import Environments
from .launch import Launch, Wanted, live_instance, newest_version
from .model import Session, SessionInput
from .records import EnvironmentDiff, RerunInput, RerunPlan, RerunRequest, SessionDetail
from .seen import manifest_of, readable_of, seen_session
from .service import SessionService


class RerunService:
    """Sessions run again."""

    def __init__(
        self, database: Database, sessions: SessionService, environments: Environments
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._environments = environments

    def plan(self, actor: Actor, session_id: str) -> RerunPlan:
        """What a rerun would start with.

        Raises:
            NotFound: there is no such session.
            Gone: its instance was deleted.
        """
        with self._database.read() as tx:
            row = seen_session(tx, actor, session_id)
            instance = live_instance(tx, actor, row.instance_id)
            specification = tx.get_one(Specification, instance.specification_id)
            version = newest_version(tx, specification)
            ran = tx.get_one(SpecificationVersion, row.specification_version_id)
            values, notes = _carried(row, version.signature)
            kept = instance_views.values_of(instance_views.newest_revision(tx, instance))
            runtime, moved = _runtime(tx, row, instance)
            return RerunPlan(
                session=Ref(id=row.id, name=row.name),
                instance=Ref(id=instance.id, name=instance.name),
                specification=Ref(
                    id=specification.id,
                    name=specification.name,
                    deleted=specification.deleted_at is not None,
                ),
                session_version=ran.number,
                version=version.number,
                body_sha256=version.body_sha256,
                runtime=Ref(id=runtime.id, name=runtime.name),
                inputs=_inputs(tx, actor, row),
                parameters=instance_views.parameter_values(version.signature, {**kept, **values}),
                notes=notes + moved,
            )

    def environment(
        self, actor: Actor, session_id: str, runtime_id: str | None = None
    ) -> EnvironmentDiff:
        """What is installed otherwise than when the session ran.

        With a runtime: for the newest code in it, as a rerun has it; without: for the session's
        own code and runtime, as a replay has them.

        Raises:
            NotFound: there is no such session.
            InvalidInput: there is no such runtime.
        """
        with self._database.read() as tx:
            row = seen_session(tx, actor, session_id)
            manifest = manifest_of(row)
            if runtime_id is None:
                had = tx.get(Runtime, manifest["runtime"]["id"])
                kernel, env = manifest["runtime"]["kernelspec"], had.env if had else {}
                filename, sha256 = manifest["body"]["filename"], row.body_sha256
            else:
                runtime = self._sessions.runtimes.get_row(tx, actor, runtime_id)
                kernel, env = runtime.kernelspec, runtime.env
                newest = newest_version(tx, tx.get_one(Specification, row.specification_id))
                filename, sha256 = newest.filename, newest.body_sha256
        return self._environments.compare(row.provenance or {}, kernel, env, filename, sha256)

    def rerun(
        self, actor: Actor, session_id: str, request: RerunRequest, key: str
    ) -> SessionDetail:
        """Start a session that runs this one again, or several; answers at once with the first.

        Raises:
            NotFound: there is no such session.
            Gone: its instance was deleted.
            Conflict: the key was used for something else.
            InvalidInput: a version or a value can't be taken, with the field.
            TooMany: too many of the actor's sessions wait.
        """
        asked = request.model_dump(mode="json", exclude_unset=True)

        lists = request.lists
        listed = {*lists.inputs, *lists.parameters} if lists else set()

        def prepare(tx: Tx) -> Launch:
            row = seen_session(tx, actor, session_id)
            instance = live_instance(tx, actor, row.instance_id)
            version = newest_version(tx, tx.get_one(Specification, instance.specification_id))
            had = again(tx, row, instance, version.signature)
            wanted = replace(
                had,
                inputs={**_without(had.inputs, listed), **request.inputs},
                parameters={**_without(had.parameters, listed), **request.parameters},
                runtime_id=request.runtime_id or had.runtime_id,
                name=request.name,
                run_timeout=request.run_timeout,
                use_cache=request.use_cache,
                lists=lists,
            )
            return Launch(instance, [wanted])

        new = self._sessions.submission.submit(
            actor, key, {"rerun": session_id, "request": asked}, prepare
        )
        return self._sessions.get(actor, new)


def again(tx: Tx, row: Session, instance: Instance, signature: Mapping[str, Any]) -> Wanted:
    """What a session had, as far as the code with this signature takes it."""
    folder = manifest_of(row)["runtime"]["notebook_folder"]
    return Wanted(
        inputs=_versions(tx, row),
        parameters=_carried(row, signature)[0],
        runtime_id=_runtime(tx, row, instance)[0].id,
        notebook_folder=Path(folder) if folder else None,
        rerun_of=row.id,
    )


def _without(values: Mapping[str, Any], aliases: set[str]) -> dict[str, Any]:
    return {alias: value for alias, value in values.items() if alias not in aliases}


def _versions(tx: Tx, row: Session) -> dict[str, str]:
    """The version that each configured input of a session had."""
    return {
        one.alias: one.artifact_version_id
        for one in tx.scalars(select(SessionInput).where(SessionInput.session_id == row.id))
        if one.artifact_version_id is not None
    }


def _inputs(tx: Tx, actor: Actor, row: Session) -> list[RerunInput]:
    declared = {one["alias"]: one for one in manifest_of(row)["inputs"]}
    bound = tx.execute(
        select(SessionInput.alias, ArtifactVersion, Artifact)
        .join(ArtifactVersion, ArtifactVersion.id == SessionInput.artifact_version_id)
        .join(Artifact, Artifact.id == ArtifactVersion.artifact_id)
        .where(SessionInput.session_id == row.id)
        .order_by(SessionInput.position)
    ).all()
    records = version_records(tx, actor, [version for _, version, _ in bound])
    readable = readable_of(tx, actor, (version.id for _, version, _ in bound))
    found = []
    for (alias, version, artifact), record in zip(bound, records, strict=True):
        missing = _missing(version, artifact, is_readable=version.id in readable)
        found.append(
            RerunInput(
                alias=alias,
                description=declared.get(alias, {}).get("description", ""),
                artifact=record.artifact,
                version=record if missing is None else None,
                missing=missing,
            )
        )
    return found


def _missing(version: ArtifactVersion, artifact: Artifact, *, is_readable: bool) -> str | None:
    """Why a rerun can't have the version that the session had."""
    if version.deleted_at is not None:
        return f"Version {version.number} of {artifact.name} was deleted. Choose another one."
    if not is_readable:
        return (
            f"Version {version.number} of {artifact.name} isn't shared with you. Ask its owner, "
            f"{artifact.owner}, to share it."
        )
    return None


def _carried(row: Session, signature: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The session's values that the newest code still takes, and a sentence for the others."""
    had: dict[str, Any] = json.loads(row.parameters_text)
    declared = {one["alias"]: one for one in signature["parameters"]}
    values: dict[str, Any] = {}
    notes = [
        f"The newest version has no parameter {alias} any more."
        for alias in had
        if alias not in declared
    ]
    for alias, one in declared.items():
        if alias not in had:
            notes.append(f"The parameter {alias} is new in the newest version.")
            continue
        try:
            values[alias] = check_value(one, had[alias])
        except ValueProblem:
            notes.append(f"The newest version doesn't take the session's value of {alias}.")
            if one.get("default") is not None:
                values[alias] = one["default"]  # the instance's own may be as old
    return values, notes


def _runtime(tx: Tx, row: Session, instance: Instance) -> tuple[Runtime, list[str]]:
    """The runtime that the session had; the instance's where it was deleted."""
    had = manifest_of(row)["runtime"]
    runtime = tx.get(Runtime, had["id"])
    if runtime is not None and runtime.deleted_at is None:
        return runtime, []
    runtime = tx.get_one(Runtime, instance.runtime_id)
    return runtime, [f"The runtime {had['name']} was deleted; {runtime.name} takes its place."]
