"""A fresh workspace with exactly what a session had: its versions, its values, its files."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..artifacts.contents import storing
from ..artifacts.model import ArtifactVersion
from ..engine.hydrate import folder_members, input_versions
from ..engine.runner import jx_manifest
from ..engine.runner.attempt import Attempt
from ..engine.runner.kernel_env import kernel_env
from ..engine.runner.workspace import lay_out, safe_name
from ..errors import Gone
from ..records import Ref
from ..runtimes.model import Runtime
from ..runtimes.variables import digests
from ..sessions.seen import manifest_for
from ..specifications import live_folders
from ..store.blobs import Blobs
from ..store.database import Database
from .notebook import kernel_of, notebook_of, session_to_replay

ROOM = "replays"


@dataclass(frozen=True)
class Prepared:
    """A folder with a session's data laid out, and how to start the kernel in it."""

    folder: Path
    session: Ref
    filename: str
    kernel_name: str
    cwd: str
    env: dict[str, str]
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.folder.name


def prepare(
    database: Database, blobs: Blobs, data_dir: Path, actor: Actor, session_id: str
) -> Prepared:
    """Lay out what the session had. What was deleted since, or isn't shared, is left out and named.

    Raises:
        NotFound: there is no such session.
        Conflict: it isn't over.
        Gone: its code is no longer in the store.
    """
    with database.read() as tx:
        row = session_to_replay(tx, actor, session_id)
        manifest, withheld = manifest_for(tx, actor, row)
        deleted = _deleted(tx, manifest)
        variables, notes = _variables(tx, manifest["runtime"])
        session = Ref(id=row.id, name=row.name)
    nb = notebook_of(row, blobs)
    missing: list[str] = []
    manifest["body"]["blob"] = str(blobs.local_path(manifest["body"]["sha256"]))
    manifest["files"] = _files(manifest["files"], blobs, missing)
    lost = _only_what_is_there(manifest, database, blobs, deleted, withheld, missing)
    runtime = manifest["runtime"]
    with storing():
        folder = live_folders.make(data_dir, ROOM)
        try:
            manifest["execution_id"], manifest["attempt"] = folder.name, 0
            (folder / "manifest.json").write_text(json.dumps(manifest))
            made = lay_out(Attempt(folder))
            live_folders.note_links(
                folder, (live_folders.Link(link.sha256, link.looked) for link in made.links)
            )
            _name_lost(made.folder, lost)
        except BaseException:
            live_folders.remove(blobs, folder)
            raise
    return Prepared(
        folder=folder,
        session=session,
        filename=file_name(session.name),
        kernel_name=kernel_of(manifest, nb),
        cwd=str(made.folder),
        env=kernel_env(os.environ, variables, made.folder),
        missing=missing,
        notes=_notes(runtime) + notes,
    )


def file_name(session_name: str) -> str:
    """The name of the notebook in a tab; no separators, nothing that a path gives a meaning."""
    kept = "".join(
        "-" if char in '/\\:*?"<>|%#' or ord(char) < 32 else char for char in session_name
    )
    return f"{safe_name(kept)[:120].strip('. ') or 'session'}.ipynb"


def _deleted(tx: Tx, manifest: Mapping[str, Any]) -> set[str]:
    ids = {version["id"] for version in input_versions(manifest)}
    return set(
        tx.scalars(
            select(ArtifactVersion.id).where(
                ArtifactVersion.id.in_(ids), ArtifactVersion.deleted_at.is_not(None)
            )
        )
    )


def _only_what_is_there(
    manifest: dict[str, Any],
    database: Database,
    blobs: Blobs,
    deleted: set[str],
    withheld: set[str],
    missing: list[str],
) -> dict[str, Any]:
    """Place every content of the inputs; give the chosen versions that are gone, by alias."""
    members = folder_members(database, input_versions(manifest))
    lost: dict[str, Any] = {}
    for one in manifest["inputs"]:
        chosen = one["version"]
        if chosen is None:
            continue
        there = []
        for version in one["versions"]:
            folder = version["kind"] == "folder"
            version["members"] = copy.deepcopy(members.get(version["id"])) if folder else None
            contents = version["members"] if folder else [version]
            if version["id"] not in deleted | withheld and _placed(contents or [], blobs):
                there.append(version)
        artifact, alias = one["artifact"]["name"], one["alias"]
        earlier = len(one["versions"]) - len(there)
        one["versions"] = there
        one["version"] = next((v for v in there if v["id"] == chosen["id"]), None)
        if one["version"] is None:
            earlier -= 1
            lost[alias] = {"artifact": one["artifact"], "version": chosen}
            why = "isn't shared with you" if chosen["id"] in withheld else "was deleted"
            missing.append(f"Input {alias}: version {chosen['number']} of {artifact} {why}.")
        if earlier:
            what = "1 earlier version" if earlier == 1 else f"{earlier} earlier versions"
            missing.append(f"Input {alias}: without {what} of {artifact}, deleted since.")
    return lost


def _placed(contents: Iterable[dict[str, Any]], blobs: Blobs) -> bool:
    try:
        for content in contents:
            content["blob"] = str(blobs.local_path(content["sha256"]))
    except Gone:
        return False
    return True


def _files(files: list[dict[str, Any]], blobs: Blobs, missing: list[str]) -> list[dict[str, Any]]:
    there = []
    for one in files:
        if _placed([one], blobs):
            there.append(one)
        else:
            missing.append(f"The accompanying file {one['path']} is no longer in the store.")
    return there


def _name_lost(workspace: Path, lost: Mapping[str, Mapping[str, Any]]) -> None:
    """An input whose version is gone isn't one that was left empty: reading it says so."""
    if not lost:
        return
    content = json.loads((workspace / ".jx" / "manifest.json").read_bytes())
    for one in content["inputs"]:
        if one["alias"] in lost:
            chosen = lost[one["alias"]]["version"]
            path = f"inputs/{safe_name(one['alias'])}/{safe_name(chosen['filename'])}"
            facts = {key: chosen.get(key) for key in jx_manifest.VERSION_FACTS} | {"path": path}
            artifact = lost[one["alias"]]["artifact"]
            one.update(configured=True, artifact=artifact, path=path, version=facts, versions=[])
    jx_manifest.write(workspace, content)


def _variables(tx: Tx, had: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """The runtime's variables, and a sentence for those that are others now.

    The session kept digests of the values only.
    """
    row = tx.get(Runtime, had["id"])
    variables: dict[str, str] = {**row.env} if row is not None and row.deleted_at is None else {}
    now = digests(variables, row.env_salt) if row is not None else {}
    changed = sorted(
        name for name in {**had["env"], **now} if had["env"].get(name) != now.get(name)
    )
    if not changed:
        return variables, []
    names = ", ".join(changed)
    return variables, [f"Environment variables that are others than in the session: {names}."]


def _notes(runtime: Mapping[str, Any]) -> list[str]:
    if runtime["working_folder"] != "notebook":
        return []
    return [
        "The session ran in its notebook's folder. The replay has a folder of its own: files that "
        "were read there without being declared aren't in it."
    ]
