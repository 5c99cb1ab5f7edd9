"""Reusing a result: what would run was run before, so the session takes what that one left.

Opt-in, and only for runs in an isolated folder: there everything that was declared is all there
is. The same is the same by content: code and accompanying files, the chosen input versions (and
the file names under which the code finds them), typed values, the output artifacts, kernelspec,
environment variables. Installed packages, the network and the time of day are not looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..artifacts.contents import all_stored
from ..artifacts.model import Artifact, ArtifactVersion
from ..store.base import new_id, utcnow
from ..store.blobs import Blobs
from . import transitions
from .model import Execution, LoggedResult, Metric, Session, SessionInput, SessionLog, SessionOutput
from .states import State

MOST = 20  # earlier sessions that are looked at, newest first: what one left may be gone


def key_of(manifest: Mapping[str, Any]) -> str | None:
    """What a run of this snapshot computes, as a hash; None where that isn't known."""
    runtime = manifest["runtime"]
    if runtime["working_folder"] != "isolated":
        return None
    facts = {
        "body": [manifest["body"]["kind"], manifest["body"]["sha256"]],
        "files": sorted([one["path"], one["sha256"]] for one in manifest["files"]),
        "inputs": {one["alias"]: _content(one["version"]) for one in manifest["inputs"]},
        "parameters": {one["alias"]: [one["type"], one["value"]] for one in manifest["parameters"]},
        "outputs": {
            one["alias"]: [one["artifact"]["id"], one["required"]] for one in manifest["outputs"]
        },
        "runtime": [runtime["kernelspec"], runtime["env"]],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _content(version: Mapping[str, Any] | None) -> list[Any] | None:
    keys = ("sha256", "kind", "filename", "media_type")
    return [version[key] for key in keys] if version else None


def find(
    tx: Tx, blobs: Blobs, actor: Actor, key: str | None, manifest: Mapping[str, Any]
) -> Session | None:
    """The newest of the actor's sessions that ran the same with success and is still whole."""
    if key is None:
        return None
    rows = tx.scalars(
        select(Session)
        .where(
            Session.owner == actor.id,
            Session.cache_key == key,
            Session.state == State.SUCCEEDED.value,
            Session.cached_from.is_(None),
            Session.deleted_at.is_(None),
        )
        .order_by(Session.created_at.desc(), Session.id)
        .limit(MOST)
    )
    return next(
        (row for row in rows if _read_the_same(row, manifest) and _is_whole(tx, blobs, row)), None
    )


def _read_the_same(row: Session, manifest: Mapping[str, Any]) -> bool:
    """Whether what it read of earlier versions is what it would find now."""
    then = {one["alias"]: one for one in json.loads(row.manifest_text)["inputs"]}
    now = {one["alias"]: one for one in manifest["inputs"]}
    chosen = {alias: one["version"]["id"] for alias, one in then.items() if one["version"]}
    others = {
        alias
        for alias, version_id in _reads(row)
        if alias in chosen and version_id != chosen[alias]
    }
    return all(
        [_content(one) for one in then[alias]["versions"]]
        == [_content(one) for one in now[alias]["versions"]]
        for alias in others
    )


def _reads(row: Session) -> Iterator[tuple[str, str]]:
    for read in (row.provenance or {}).get("reads", []):  # as the code of the run told it
        yield str(read.get("alias")), str(read.get("version_id"))


def _is_whole(tx: Tx, blobs: Blobs, row: Session) -> bool:
    """Whether all that it left is still there, and its inputs weren't changed by it."""
    changed = select(SessionInput.alias).where(
        SessionInput.session_id == row.id, SessionInput.changed_by_run
    )
    if tx.scalars(changed).first() is not None:
        return False
    contents = {row.notebook_sha256} if row.notebook_sha256 else set()
    for output in tx.scalars(select(SessionOutput).where(SessionOutput.session_id == row.id)):
        if output.partial is not None:
            return False  # its artifact was gone when it ended
        if output.artifact_version_id is None:
            continue  # optional, and not written
        version = tx.get_one(ArtifactVersion, output.artifact_version_id)
        artifact = tx.get_one(Artifact, version.artifact_id)
        if version.deleted_at is not None or artifact.deleted_at is not None:
            return False
        if version.kind == "folder":
            contents.update(one["sha256"] for one in version.members or ())
        else:
            contents.add(version.sha256)
    for kept in (LoggedResult, SessionLog):
        contents.update(tx.scalars(select(kept.sha256).where(kept.session_id == row.id)))
    return all_stored(tx, blobs, contents)


def reuse(tx: Tx, session: Session, execution: Execution, source: Session) -> None:
    """End a session that waits with what an earlier one left; no artifact gets a new version."""
    now = utcnow()
    left = {one.alias: one.artifact_version_id for one in _of(tx, SessionOutput, source)}
    for output in _of(tx, SessionOutput, session):
        output.artifact_version_id = left[output.alias]
    read = {one.alias for one in _of(tx, SessionInput, source) if one.was_read}
    for bound in _of(tx, SessionInput, session):
        bound.was_read = bound.alias in read
    for table in (Metric, LoggedResult, SessionLog):
        tx.add_all(_copies(tx, table, source, session))
    transitions.reuse(
        tx,
        execution.id,
        transitions.Ending(
            state=State.SUCCEEDED,
            started_at=now,
            ended_at=now,
            cells_total=source.cells_total,
            cells_done=source.cells_done,
            notebook_sha256=source.notebook_sha256,
            provenance={
                **(source.provenance or {}),
                **(session.provenance or {}),
                "cached_from": {"session_id": source.id, "name": source.name},
            },
        ),
    )


def _of(tx: Tx, table: Any, session: Session) -> list[Any]:
    return list(tx.scalars(select(table).where(table.session_id == session.id)))


def _copies(tx: Tx, table: Any, source: Session, session: Session) -> Iterator[Any]:
    names = [column.key for column in inspect(table).column_attrs]
    for row in _of(tx, table, source):
        values = {name: getattr(row, name) for name in names} | {"session_id": session.id}
        yield table(**(values | {"id": new_id()} if "id" in names else values))
