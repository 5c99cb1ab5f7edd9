"""What a session will run, fixed at its submission: body, input versions, values, runtime.

The snapshot is the runner's manifest (`engine/runner`) without the places of contents, which are
known only where it runs, and without the members of folders, which can be many and never change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..access.roles import may_read
from ..artifacts.model import Artifact, ArtifactVersion
from ..errors import InvalidInput
from ..instances.model import Instance, InstanceInput, InstanceOutput
from ..runtimes.model import Runtime
from ..runtimes.variables import digests
from ..specifications.model import Specification, SpecificationVersion
from ..specifications.values import meant

FORMAT = 1
COPY_BYTES = 64 * 2**20  # inputs up to this many bytes in all are copied, the rest is linked


@dataclass(frozen=True)
class BoundInput:
    """An input with the version that was chosen and all earlier ones, or empty."""

    alias: str
    position: int
    facts: Mapping[str, Any]  # of the signature
    artifact: Artifact | None = None
    versions: tuple[ArtifactVersion, ...] = ()  # older first, ending with the chosen one

    @property
    def chosen(self) -> ArtifactVersion | None:
        return self.versions[-1] if self.versions else None


def bind_inputs(
    tx: Tx,
    actor: Actor,
    instance: Instance,
    signature: Mapping[str, Any],
    wanted: Mapping[str, str],
) -> list[BoundInput]:
    """A version for each configured input: the wanted one, else the newest.

    Raises:
        InvalidInput: a version is missing, deleted, of another artifact, for an input that is
            empty or that doesn't exist; the field is `inputs.<alias>`.
    """
    rows = tx.scalars(
        select(InstanceInput)
        .where(InstanceInput.instance_id == instance.id)
        .order_by(InstanceInput.position)
    ).all()
    aliases = [row.alias for row in rows]
    for alias in wanted:
        if alias not in aliases:
            raise InvalidInput(
                f"There is no input {alias[:64]!r}; there are: {', '.join(aliases) or 'none'}.",
                field=f"inputs.{alias}",
            )
    facts = {one["alias"]: one for one in signature["inputs"]}
    return [_bind(tx, actor, row, facts.get(row.alias, {}), wanted.get(row.alias)) for row in rows]


def _bind(
    tx: Tx, actor: Actor, row: InstanceInput, facts: Mapping[str, Any], wanted: str | None
) -> BoundInput:
    field = f"inputs.{row.alias}"
    if row.artifact_id is None:
        if wanted is not None:
            raise InvalidInput(
                f"The input {row.alias} was left empty in this instance, for good. Leave it out, "
                "or make another instance.",
                field=field,
            )
        return BoundInput(row.alias, row.position, facts)
    artifact = tx.get_one(Artifact, row.artifact_id)
    rights.refuse_unshared(tx, actor, artifact, "artifact")
    versions = [
        version
        for version in tx.scalars(
            select(ArtifactVersion)
            .where(ArtifactVersion.artifact_id == artifact.id, may_read(actor))
            .order_by(ArtifactVersion.number)
        )
        if version.deleted_at is None or version.id == wanted
    ]
    if wanted is None:
        if not versions:
            raise InvalidInput(
                f"{artifact.name} has no version yet that the input {row.alias} could take. "
                "Upload one first.",
                field=field,
            )
        return BoundInput(row.alias, row.position, facts, artifact, tuple(versions))
    chosen = next((version for version in versions if version.id == wanted), None)
    if chosen is None:
        problem = (
            f"That version is of another artifact; the input {row.alias} takes one of"
            if rights.can_read(tx, actor, wanted)
            else f"There is no such version for the input {row.alias}; choose one of"
        )
        raise InvalidInput(f"{problem} {artifact.name}.", field=field)
    if chosen.deleted_at is not None:
        raise InvalidInput(
            f"Version {chosen.number} of {artifact.name} was deleted. Choose another one.",
            field=field,
        )
    earlier = tuple(version for version in versions if version.number <= chosen.number)
    return BoundInput(row.alias, row.position, facts, artifact, earlier)


def bind_outputs(tx: Tx, instance: Instance) -> list[tuple[InstanceOutput, Artifact]]:
    """The artifact of each output, in their order."""
    rows = tx.execute(
        select(InstanceOutput, Artifact)
        .join(Artifact, Artifact.id == InstanceOutput.artifact_id)
        .where(InstanceOutput.instance_id == instance.id)
        .order_by(InstanceOutput.position)
    ).all()
    return [(row, artifact) for row, artifact in rows]


def notebook_folder(
    runtime: Runtime,
    specification: Specification,
    version: SpecificationVersion,
    folder: Path | None,
    root: Path | None,
) -> Path | None:
    """Where the notebook stands, for a runtime that runs it there: the `folder` that was named,
    else the one that the version came from, relative to the server's `root`.

    Raises:
        InvalidInput: that folder isn't known or isn't there.
    """
    if runtime.working_folder != "notebook":
        return None
    if folder is None and specification.location and version.path == specification.path:
        folder = Path(specification.location).parent
    if folder is None and version.path:
        path = Path(version.path)
        if path.is_absolute():
            folder = path.parent
        elif root is not None:
            folder = (root / path).parent
    if folder is None or not folder.is_dir():
        raise InvalidInput(
            f"The runtime {runtime.name!r} runs in the notebook's folder, which isn't there. "
            "Choose a runtime with an isolated folder.",
            field="runtime_id",
        )
    return folder


def provenance(
    actor: Actor, version: SpecificationVersion, inputs: Sequence[BoundInput]
) -> dict[str, Any]:
    """What is known of a session's origin before it runs."""
    return {
        "user": {"id": actor.id, "name": actor.name, "proven": actor.proven},
        "body_sha256": version.body_sha256,
        "specification_version": {"id": version.id, "number": version.number},
        "git": version.git,
        "inputs": {
            one.alias: {"version_id": one.chosen.id, "sha256": one.chosen.sha256}
            for one in inputs
            if one.chosen is not None
        },
    }


def manifest(
    *,
    session: Mapping[str, Any],
    specification: Specification,
    version: SpecificationVersion,
    inputs: Sequence[BoundInput],
    outputs: Sequence[tuple[InstanceOutput, Artifact]],
    values: Mapping[str, Any],
    runtime: Runtime,
    folder: Path | None,
    run_timeout: float | None,
) -> dict[str, Any]:
    """The snapshot; `folder` is where the notebook stands, None where that isn't known."""
    signature = version.signature
    declared = {one["alias"]: one for one in signature["outputs"]}
    return {
        "format": FORMAT,
        "session": dict(session),
        "body": {
            "kind": specification.body_kind,
            "filename": version.filename,
            "sha256": version.body_sha256,
        },
        "files": [
            {"path": one["path"], "sha256": one["sha256"], "size": one["size"]}
            for one in version.files
        ],
        "inputs": [_input(one) for one in inputs],
        "parameters": [
            {
                "alias": one["alias"],
                "type": one["type"],
                "value": values[one["alias"]],
                "default": meant(one["type"], one.get("default")),
                "description": one.get("description", ""),
            }
            for one in signature["parameters"]
        ],
        "outputs": [
            {
                "alias": row.alias,
                "description": declared.get(row.alias, {}).get("description", ""),
                "required": not declared.get(row.alias, {}).get("optional", False),
                "artifact": {"id": artifact.id, "name": artifact.name},
            }
            for row, artifact in outputs
        ],
        "runtime": {
            "id": runtime.id,
            "name": runtime.name,
            "kernelspec": runtime.kernelspec,
            "env": digests(runtime.env, runtime.env_salt),
            "working_folder": runtime.working_folder,
            "notebook_folder": str(folder) if folder else None,
            "timeouts": {
                "start": runtime.start_timeout,
                "cell": runtime.cell_timeout,
                "run": run_timeout,
            },
            "nice": 0,
            "memory_limit": runtime.memory,
            "cpus": runtime.cpus,
            "retries": runtime.retries,
        },
        "limits": {"copy_bytes": COPY_BYTES},
    }


def _input(bound: BoundInput) -> dict[str, Any]:
    versions = [_version(version) for version in bound.versions]
    return {
        "alias": bound.alias,
        "description": bound.facts.get("description", ""),
        "required": bool(bound.facts.get("required")),
        "configured": bound.artifact is not None,
        "artifact": {"id": bound.artifact.id, "name": bound.artifact.name}
        if bound.artifact
        else None,
        "version": versions[-1] if versions else None,
        "versions": versions,
    }


def _version(row: ArtifactVersion) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "name": row.name,
        "filename": row.filename,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "kind": row.kind,
        "created_at": row.created_at.isoformat(),
        "session_id": row.session_id,
    }
