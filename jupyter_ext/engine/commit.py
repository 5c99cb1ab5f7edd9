"""Making an attempt's end final: its files into the store, its facts into the database.

Files first, then one transaction that speaks for the attempt. If the attempt is no longer the
current one nothing of it is accepted.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import math
import mimetypes
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session as Tx

from ..artifacts.contents import keep
from ..artifacts.model import Blob
from ..errors import Gone
from ..sessions.model import (
    Execution,
    LoggedResult,
    Metric,
    Session,
    SessionInput,
    SessionLog,
    SessionOutput,
)
from ..sessions.states import State
from ..sessions.transitions import Ending, finish, requeue
from ..store.base import new_id, utcnow
from ..store.blobs import Blobs, hash_file
from ..store.database import Database
from .hydrate import folder_members
from .left_behind import create
from .outputs import new_version
from .result import Produced, Result

LOGS = {"kernel": "kernel.log", "run": "runner.log"}  # as they are kept, as the runner names them
JOURNAL = "journal"  # kept like a log, but compressed


@dataclass(frozen=True)
class Attempt:
    """Which attempt a result is of."""

    execution_id: str
    attempt: int
    session_id: str
    folder: Path
    changed: set[str] = field(default_factory=set, compare=False)
    """Inputs that the code is known to have written to, also when keeping is tried again."""


def commit(database: Database, blobs: Blobs, attempt: Attempt, result: Result) -> State | None:
    """Keep what an attempt left; give the state that it has now.

    None: it wasn't the current attempt any more, or it was over already; nothing was kept.
    """
    with database.read() as tx:
        execution = tx.get_one(Execution, attempt.execution_id)
        session = tx.get_one(Session, attempt.session_id)
        outputs = {row.alias for row in _outputs(tx, session.id)}
    if execution.attempt != attempt.attempt or State(execution.state).is_terminal:
        return None
    manifest = json.loads(session.manifest_text)
    result = _looked_at(database, blobs, attempt, manifest, result)
    asked = execution.state == State.CANCELLING
    if asked and result.state is State.CRASHED:
        result = result.ended_as(State.CANCELLED, None)  # what the asking led to
    if result.state is State.CRASHED and execution.retries_left > 0:
        with database.write() as tx:
            if requeue(tx, execution.id, attempt.attempt, result.reason or "unknown"):
                _write_inputs(tx, session.id, result)
                return State.QUEUED
    kept = _keep_files(blobs, attempt, result, outputs)
    result = _judged(result, manifest, kept)
    with database.write() as tx:
        if not finish(tx, execution.id, attempt.attempt, _ending(session, result, kept)):
            return None
        keep(tx, blobs, kept.contents)
        _write_outputs(tx, blobs, session, result, kept)
        _write_inputs(tx, session.id, result)
        _write_records(tx, session.id, result, kept)
    return result.state


@dataclass
class _Kept:
    """What of an attempt's files is in the store."""

    contents: list[tuple[str, int]]
    notebook: str | None
    outputs: dict[str, Produced]
    results: list[dict[str, Any]]
    logs: list[tuple[str, str, int]]


def _keep_files(blobs: Blobs, attempt: Attempt, result: Result, aliases: set[str]) -> _Kept:
    outgoing = attempt.folder / "outgoing"
    kept = _Kept([], None, {}, [], [])

    def take(sha256: str, size: int) -> bool:
        path = outgoing / sha256
        if path.is_file() and not path.is_symlink() and not outgoing.is_symlink():
            if hash_file(path) != (sha256, size):
                return False  # the code of the run lay something else there
            blobs.adopt(path, sha256)
        elif not blobs.exists(sha256):
            return False
        kept.contents.append((sha256, size))
        return True

    if result.notebook and take(*result.notebook):
        kept.notebook = result.notebook[0]
    for output in result.outputs:
        if output.alias in aliases and all(take(*content) for content in output.contents()):
            kept.outputs[output.alias] = output
    for one in result.results:
        found = _kept_result(blobs, one)
        if take(found["sha256"], found["size"]):
            kept.results.append(found)
    kept.logs = _keep_logs(blobs, attempt.folder)
    kept.contents.extend((sha256, size) for _, sha256, size in kept.logs)
    return kept


def _kept_result(blobs: Blobs, raw: dict[str, Any]) -> dict[str, Any]:
    kind = str(raw.get("kind", ""))[:32]
    named = {"name": str(raw.get("name", ""))[:255], "kind": kind}
    if isinstance(raw.get("data"), str):
        data = raw["data"].encode("utf-8", "replace")
        media_type = raw["media_type"] or "text/plain"
        return named | {
            "sha256": blobs.put_bytes(data),
            "size": len(data),
            "media_type": media_type,
        }
    guessed = mimetypes.guess_type(named["name"])[0] or "application/octet-stream"
    return named | {
        "sha256": raw["sha256"],
        "size": raw["size"],
        "media_type": raw["media_type"] or guessed,
    }


def _keep_logs(blobs: Blobs, folder: Path) -> list[tuple[str, str, int]]:
    found = []
    for name, filename in LOGS.items():
        path = folder / filename
        if path.is_file() and not path.is_symlink():
            found.append((name, *_adopt_copy(blobs, path, folder / f".{filename}.kept")))
    journal = folder / "journal.jsonl"
    if journal.is_file() and not journal.is_symlink():
        packed = folder / ".journal.gz"
        with (
            journal.open("rb") as plain,
            create(packed) as file,
            gzip.open(file, "wb", compresslevel=5) as target,
        ):
            shutil.copyfileobj(plain, target, 2**20)
        sha256, size = hash_file(packed)
        blobs.adopt(packed, sha256)
        found.append((JOURNAL, sha256, size))
    return found


def _adopt_copy(blobs: Blobs, path: Path, copy: Path) -> tuple[str, int]:
    # a copy: the runner may still hold the file open
    shutil.copyfile(path, copy)
    sha256, size = hash_file(copy)
    blobs.adopt(copy, sha256)
    return sha256, size


def _judged(result: Result, manifest: dict[str, Any], kept: _Kept) -> Result:
    """Success needs every output that isn't optional, in the store."""
    if result.state is not State.SUCCEEDED:
        return result
    missing = [
        output["alias"]
        for output in manifest["outputs"]
        if output["required"] and output["alias"] not in kept.outputs
    ]
    if not missing:
        return result
    said = "; ".join(f"output {alias} was not written" for alias in missing)
    return result.ended_as(State.FAILED, said)


def _ending(session: Session, result: Result, kept: _Kept) -> Ending:
    return Ending(
        state=result.state,
        reason=result.reason,
        error=result.error,
        started_at=result.started_at,
        ended_at=result.ended_at or utcnow(),
        cells_total=result.cells_total,
        cells_done=result.cells_done,
        notebook_sha256=kept.notebook,
        provenance=(session.provenance or {}) | result.provenance | {"reads": list(result.reads)},
    )


def _outputs(tx: Tx, session_id: str) -> list[SessionOutput]:
    return list(
        tx.scalars(
            select(SessionOutput)
            .where(SessionOutput.session_id == session_id)
            .order_by(SessionOutput.position)
        )
    )


def _write_outputs(tx: Tx, blobs: Blobs, session: Session, result: Result, kept: _Kept) -> None:
    for row in _outputs(tx, session.id):
        output = kept.outputs.get(row.alias)
        if output is None:
            continue
        if result.state is State.SUCCEEDED:
            row.artifact_version_id = new_version(tx, blobs, session, row.artifact_id, output)
        if row.artifact_version_id is None:
            row.partial = output.partial()


def _write_inputs(tx: Tx, session_id: str, result: Result) -> None:
    read = {str(one.get("alias")) for one in result.reads}
    for row in tx.scalars(select(SessionInput).where(SessionInput.session_id == session_id)):
        row.was_read = row.alias in read
        # by an earlier attempt, too
        row.changed_by_run = row.changed_by_run or row.alias in result.changed_inputs


def _write_records(tx: Tx, session_id: str, result: Result, kept: _Kept) -> None:
    metrics = [
        {
            "id": new_id(),
            "session_id": session_id,
            "position": position,
            "name": one.name,
            "value": one.value,
            "special": one.special,
            "step": one.step,
            "at": one.at,
        }
        for position, one in enumerate(result.metrics)
    ]
    if metrics:
        tx.execute(insert(Metric), metrics)
    tx.add_all(
        LoggedResult(session_id=session_id, position=position, **one)
        for position, one in enumerate(kept.results)
    )
    tx.add_all(
        SessionLog(session_id=session_id, name=name, sha256=sha256, size=size)
        for name, sha256, size in kept.logs
    )


def _looked_at(
    database: Database, blobs: Blobs, attempt: Attempt, manifest: dict[str, Any], result: Result
) -> Result:
    """Set aside what the code has written to through its links: it is no longer given out.

    A runner that was killed says nothing of that, and none does of accompanying files.
    """
    try:
        since = (attempt.folder / "manifest.json").stat().st_mtime
    except OSError:  # nothing was laid out, so nothing was written to
        since = math.inf
    versions = [version for one in manifest["inputs"] for version in one["versions"]]
    members = folder_members(database, versions)
    attempt.changed.update(result.changed_inputs)
    hashes = {one["sha256"] for one in manifest["files"] if blobs.was_changed(one["sha256"], since)}
    for one in manifest["inputs"]:
        its = {
            content["sha256"]
            for version in one["versions"]
            for content in (
                members.get(version["id"], []) if version["kind"] == "folder" else [version]
            )
        }
        harmed = {sha256 for sha256 in its if blobs.was_changed(sha256, since)}
        if harmed:
            attempt.changed.add(one["alias"])
        hashes |= its if one["alias"] in result.changed_inputs else harmed
    for sha256 in sorted(hashes):
        with contextlib.suppress(FileNotFoundError, Gone):  # another run's end has set it aside
            if not blobs.verify(sha256):
                blobs.quarantine(sha256)
                with database.write() as tx:
                    tx.execute(
                        update(Blob).where(Blob.sha256 == sha256).values(quarantined_at=utcnow())
                    )
    return replace(result, changed_inputs=tuple(sorted(attempt.changed)))
