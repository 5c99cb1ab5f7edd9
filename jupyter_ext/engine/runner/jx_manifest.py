"""The manifest that the code of a notebook reads: `.jx/manifest.json` in its workspace.

It is the attempt's manifest without what is none of the code's business (places in the blob store,
runtime, limits), and with paths relative to the folder above `.jx`. Written down for readers in any
language in docs/manifest.md; read in Python by `jx`.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FORMAT = 1
VERSION_FACTS = (
    "id",
    "number",
    "name",
    "filename",
    "media_type",
    "size",
    "sha256",
    "kind",
    "created_at",
    "session_id",
)


def build(
    manifest: Mapping[str, Any],
    paths: Mapping[str, str],
    version_paths: Mapping[str, Mapping[int, str]],
) -> dict[str, Any]:
    """What `.jx/manifest.json` holds.

    `manifest` is the attempt's; `paths` says for each configured alias where its chosen version is
    in the workspace (a file, or the folder of a folder version), `version_paths` the same for older
    versions by number. All are relative to the workspace, or absolute.
    """
    return {
        "format": FORMAT,
        "execution_id": manifest.get("execution_id"),
        "attempt": manifest.get("attempt"),
        "session": manifest.get("session"),
        "inputs": [
            _input(one, paths.get(one["alias"]), version_paths.get(one["alias"], {}))
            for one in manifest.get("inputs", [])
        ],
        "parameters": [
            {key: one.get(key) for key in ("alias", "type", "value", "default", "description")}
            for one in manifest.get("parameters", [])
        ],
        "outputs": [
            {
                "alias": one["alias"],
                "description": one.get("description", ""),
                "required": bool(one.get("required", True)),
                "artifact": one.get("artifact"),
                "path": f"outputs/{one['alias']}",
            }
            for one in manifest.get("outputs", [])
        ],
    }


def write(workspace: Path, content: Mapping[str, Any]) -> Path:
    """Write `content` as the workspace's `.jx/manifest.json`, whole or not at all; its path."""
    folder = workspace / ".jx"
    folder.mkdir(exist_ok=True)
    path = folder / "manifest.json"
    beside = folder / "manifest.json.part"
    with beside.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=1, allow_nan=False)
    os.replace(beside, path)
    return path


def _input(one: Mapping[str, Any], path: str | None, older: Mapping[int, str]) -> dict[str, Any]:
    configured = bool(one.get("configured")) and one.get("version") is not None
    chosen = one.get("version") if configured else None
    versions = [
        _version(
            version,
            path if chosen and version["id"] == chosen["id"] else older.get(version["number"]),
        )
        for version in (one.get("versions", []) if configured else [])
    ]
    return {
        "alias": one["alias"],
        "description": one.get("description", ""),
        "required": bool(one.get("required", False)),
        "configured": configured,
        "artifact": one.get("artifact") if configured else None,
        "path": path if configured else None,
        "version": _version(chosen, path) if chosen else None,
        "versions": [version for version in versions if version["path"] is not None],
    }


def _version(version: Mapping[str, Any], path: str | None) -> dict[str, Any]:
    return {key: version.get(key) for key in VERSION_FACTS} | {"path": path}
