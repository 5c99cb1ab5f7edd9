"""Open with data: the chosen versions and values laid out as a run would find them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx
from sqlalchemy.orm import undefer

from ..access import rights
from ..access.identity import Actor
from ..access.rights import is_id
from ..access.roles import may_read
from ..artifacts.contents import storing
from ..artifacts.model import Artifact, ArtifactVersion
from ..engine.runner.attempt import FORMAT, Attempt
from ..engine.runner.kernel_env import with_data
from ..engine.runner.workspace import lay_out
from ..errors import InvalidInput
from ..store.blobs import Blobs
from ..store.database import Database
from . import live_folders
from .bodies import Body
from .open_with_data import PreparedData
from .records import OpenWithData
from .signature import check_values
from .source import Source
from .values import ValueProblem


def prepare(
    database: Database,
    blobs: Blobs,
    data_dir: Path,
    actor: Actor,
    request: OpenWithData,
    source: Source,
    body: Body,
    signature: Mapping[str, Any],
) -> PreparedData:
    """Lay out the data; the kernel runs in the notebook's folder, as any other does.

    Raises:
        InvalidInput: not a notebook; an unknown or required input, a version that can't be
            taken, a wrong value; with the field.
        Gone: a content is no longer in the store.
    """
    if body.kind != "notebook":
        raise InvalidInput("Only a notebook can be opened with data.", field="path")
    with database.read() as tx:
        inputs = _inputs(tx, actor, signature, request.inputs)
    try:
        values = check_values(signature, request.parameters)
    except ValueProblem as problem:
        raise InvalidInput(problem.message, field=problem.field) from problem
    for version in _versions(inputs):
        _place(version, blobs)
    with storing():
        folder = live_folders.make(data_dir)
        try:
            workspace = _lay_out(folder, source, signature, inputs, values)
        except BaseException:
            live_folders.remove(blobs, folder)
            raise
    return PreparedData(
        path=source.path,
        kernel_name=body.kernelspec or "",
        cwd=str(source.folder or workspace),
        env=with_data(os.environ, workspace),
        folder=folder,
    )


def _lay_out(
    folder: Path,
    source: Source,
    signature: Mapping[str, Any],
    inputs: list[dict[str, Any]],
    values: Mapping[str, Any],
) -> Path:
    """The workspace, laid out by the same code as a run's."""
    saved = folder / "body"
    saved.write_bytes(source.data)
    manifest = {
        "format": FORMAT,
        "session": None,
        "body": {"kind": "notebook", "filename": source.filename, "blob": str(saved)},
        "files": [],
        "inputs": inputs,
        "parameters": [
            {
                "alias": one["alias"],
                "type": one["type"],
                "value": values[one["alias"]],
                "default": one.get("default"),
                "description": one.get("description", ""),
            }
            for one in signature["parameters"]
        ],
        "outputs": [
            {
                "alias": one["alias"],
                "description": one.get("description", ""),
                "required": not one.get("optional"),
                "artifact": None,
            }
            for one in signature["outputs"]
        ],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    made = lay_out(Attempt(folder))
    live_folders.note_links(
        folder, (live_folders.Link(link.sha256, link.looked) for link in made.links)
    )
    return made.folder


def _inputs(
    tx: Tx, actor: Actor, signature: Mapping[str, Any], chosen: Mapping[str, str | None]
) -> list[dict[str, Any]]:
    declared = [one["alias"] for one in signature["inputs"]]
    for alias in chosen:
        if alias not in declared:
            raise InvalidInput(
                f"The notebook has no input {alias[:64]!r}; it has "
                f"{', '.join(declared) or 'none'}.",
                field=f"inputs.{alias}",
            )
    return [_input(tx, actor, one, chosen.get(one["alias"])) for one in signature["inputs"]]


def _input(tx: Tx, actor: Actor, one: Mapping[str, Any], chosen: str | None) -> dict[str, Any]:
    field = f"inputs.{one['alias']}"
    facts = {
        "alias": one["alias"],
        "description": one.get("description", ""),
        "required": bool(one.get("required")),
    }
    if chosen is None:
        if one.get("required"):
            raise InvalidInput(
                f"The input {one['alias']} is required: choose a version.", field=field
            )
        return facts | {"configured": False, "artifact": None, "version": None, "versions": []}
    version, artifact = _chosen(tx, actor, chosen, field)
    earlier = tx.scalars(
        select(ArtifactVersion)
        .options(undefer(ArtifactVersion.members))
        .where(
            ArtifactVersion.artifact_id == artifact.id,
            ArtifactVersion.number <= version.number,
            ArtifactVersion.deleted_at.is_(None),
            may_read(actor),
        )
        .order_by(ArtifactVersion.number)
    )
    versions = [_version(row) for row in earlier]
    return facts | {
        "configured": True,
        "artifact": {"id": artifact.id, "name": artifact.name},
        "version": versions[-1],
        "versions": versions,
    }


def _chosen(tx: Tx, actor: Actor, chosen: str, field: str) -> tuple[ArtifactVersion, Artifact]:
    version = tx.get(ArtifactVersion, chosen) if is_id(chosen) else None
    artifact = (
        tx.get(Artifact, version.artifact_id if version else chosen) if is_id(chosen) else None
    )
    if artifact is None or not _may_use(tx, actor, artifact, version):
        raise InvalidInput("There is no such version. Choose another one.", field=field)
    if version is None:
        raise InvalidInput(f"Choose a version of {artifact.name}.", field=field)
    if version.deleted_at is not None:
        raise InvalidInput(
            f"Version {version.number} of {artifact.name} was deleted. Choose another one.",
            field=field,
        )
    return version, artifact


def _may_use(tx: Tx, actor: Actor, artifact: Artifact, version: ArtifactVersion | None) -> bool:
    if version is not None:
        return rights.can_read(tx, actor, version.id)
    return rights.can_see(tx, actor, artifact)


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
        "members": [dict(one) for one in row.members] if row.members is not None else None,
        "created_at": row.created_at.isoformat(),
        "session_id": row.session_id,
    }


def _versions(inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [version for one in inputs for version in one["versions"]]


def _place(version: dict[str, Any], blobs: Blobs) -> None:
    """Say where the contents lie; the chosen version is one of the listed, so once is enough."""
    for one in version["members"] if version["kind"] == "folder" else [version]:
        one["blob"] = str(blobs.local_path(one["sha256"]))
