"""From the manifest that was snapshot at submission to the one that a runner reads.

The snapshot names contents by hash and folders by version. Where the contents lie is known only
when and where an attempt starts.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from ..artifacts.model import ArtifactVersion
from ..store.blobs import Blobs
from ..store.database import Database


def runner_manifest(
    snapshot: Mapping[str, Any],
    execution_id: str,
    attempt: int,
    database: Database,
    blobs: Blobs,
) -> dict[str, Any]:
    """The attempt's manifest, with a local path for every content.

    Raises:
        Gone: a content is no longer in the store.
    """
    manifest = copy.deepcopy(dict(snapshot))
    manifest["execution_id"] = execution_id
    manifest["attempt"] = attempt
    versions = list(input_versions(manifest))
    members = folder_members(database, versions)
    for version in versions:
        if version["kind"] == "folder":
            version["members"] = copy.deepcopy(members[version["id"]])
        else:
            version["members"] = None
    contents = [manifest["body"], *manifest["files"]]
    for version in versions:
        contents.extend([version] if version["members"] is None else version["members"])
    for content in contents:
        content["blob"] = str(blobs.local_path(content["sha256"]))
    return manifest


def input_versions(manifest: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Every version of every input, the chosen one among them once more."""
    for one in manifest["inputs"]:
        yield from one["versions"]
        if one["version"] is not None:
            yield one["version"]


def folder_members(
    database: Database, versions: Iterable[Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """The members of those of the versions that are folders, by version."""
    ids = {version["id"] for version in versions if version["kind"] == "folder"}
    if not ids:
        return {}
    with database.read() as tx:
        return {
            version_id: members or []
            for version_id, members in tx.execute(
                select(ArtifactVersion.id, ArtifactVersion.members).where(
                    ArtifactVersion.id.in_(ids)
                )
            )
        }
