"""What a session will run, fixed at its submission: body, input versions, values, runtime.

The snapshot is the runner's manifest (`engine/runner`) without the places of contents, which are
known only where it runs, and without the members of folders, which can be many and never change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..access.identity import Actor
from ..artifacts.model import Artifact, ArtifactVersion
from ..errors import InvalidInput
from ..instances.model import InstanceOutput
from ..runtimes.model import Runtime
from ..runtimes.variables import digests
from ..specifications.model import Specification, SpecificationVersion
from ..specifications.values import meant
from .binding import BoundInput

FORMAT = 1
COPY_BYTES = 64 * 2**20  # inputs up to this many bytes in all are copied, the rest is linked


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
