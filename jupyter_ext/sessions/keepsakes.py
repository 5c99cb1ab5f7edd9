"""What a session left, to be downloaded: notebook, results, outputs, all of it as one zip."""

from __future__ import annotations

import csv
import io
import json
import mimetypes
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.rights import can_read, is_id
from ..artifacts.model import ArtifactVersion
from ..errors import Conflict, NotFound
from ..store.blobs import Blobs, Content
from ..store.spreadsheets import shielded
from .model import LoggedResult, Metric, Session, SessionOutput
from .states import State


def notebook(row: Session, blobs: Blobs) -> Content:
    """The notebook as executed.

    Raises:
        Conflict: the session isn't over.
        NotFound: it left none: it never came to it, or it ran a script.
    """
    if row.notebook_sha256 is None:
        if not State(row.state).is_terminal:
            raise Conflict("The session isn't over yet; its notebook is made at the end.")
        raise NotFound("This session left no notebook.")
    path = blobs.local_path(row.notebook_sha256)
    return Content(
        filename=f"{_file_name(row.name)}.ipynb",
        media_type="application/x-ipynb+json",
        size=path.stat().st_size,
        sha256=row.notebook_sha256,
    )


def result(tx: Tx, row: Session, result_id: str) -> Content:
    """A logged result.

    Raises:
        NotFound: the session has none of that id.
    """
    found = tx.get(LoggedResult, result_id) if is_id(result_id) else None
    if found is None or found.session_id != row.id:
        raise NotFound(f"This session has no result {result_id[:64]!r}.")
    return Content(
        filename=_result_name(found),
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
    )


def partial_output(tx: Tx, row: Session, alias: str) -> Content:
    """What a session that didn't succeed had written for an output.

    Raises:
        NotFound: nothing was, or it succeeded: then it is a version of the output's artifact.
    """
    output = tx.get(SessionOutput, (row.id, alias))
    if output is None or output.partial is None:
        raise NotFound(f"This session has no partial output {alias[:64]!r}.")
    kept = output.partial
    return Content(
        filename=kept["filename"],
        media_type=kept["media_type"],
        size=kept["size"],
        sha256=kept["sha256"],
        members=_members(kept["members"]),
    )


def run_output(tx: Tx, actor: Actor, row: Session) -> list[tuple[str, str | bytes]]:
    """Every output, result and metric: (path in the zip, hash of the content or the bytes).

    Outputs that are versions of what somebody else shares only with who ran it are left out.

    Raises:
        Conflict: the session isn't over.
    """
    if not State(row.state).is_terminal:
        raise Conflict("The session isn't over yet; download what it leaves then.")
    entries: list[tuple[str, str | bytes]] = []
    outputs = tx.scalars(
        select(SessionOutput)
        .where(SessionOutput.session_id == row.id)
        .order_by(SessionOutput.position)
    ).all()
    for output in outputs:
        content = _content_of(tx, actor, row, output)
        if content is None:
            continue
        top = "outputs" if output.partial is None else "partial-outputs"
        if content.members is None:
            entries.append((f"{top}/{output.alias}/{_file_name(content.filename)}", content.sha256))
        else:
            entries.extend(
                (f"{top}/{output.alias}/{path}", sha256) for path, sha256, _ in content.members
            )
    entries.extend(_results(tx, row))
    if row.notebook_sha256 is not None:
        entries.append(("notebook.ipynb", row.notebook_sha256))
    entries.extend(_metrics(tx, row))
    return entries


def _content_of(tx: Tx, actor: Actor, row: Session, output: SessionOutput) -> Content | None:
    if output.partial is not None:
        kept = output.partial
        return Content(
            kept["filename"],
            kept["media_type"],
            kept["size"],
            kept["sha256"],
            _members(kept["members"]),
        )
    if output.artifact_version_id is None:
        return None
    version = tx.get_one(ArtifactVersion, output.artifact_version_id)
    if version.deleted_at is not None:
        return None
    if row.owner != actor.id and not can_read(tx, actor, version.id):
        return None
    return Content(
        version.filename,
        version.media_type,
        version.size,
        version.sha256,
        _members(version.members),
    )


def _members(members: list[dict[str, object]] | None) -> tuple[tuple[str, str, int], ...] | None:
    if members is None:
        return None
    return tuple((str(m["path"]), str(m["sha256"]), int(str(m["size"]))) for m in members)


def _results(tx: Tx, row: Session) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for one in tx.scalars(
        select(LoggedResult)
        .where(LoggedResult.session_id == row.id)
        .order_by(LoggedResult.position)
    ):
        name = _result_name(one)
        if name in taken:
            path = PurePosixPath(name)
            name = f"{path.stem} {one.position}{path.suffix}"
        taken.add(name)
        yield f"results/{name}", one.sha256


def _metrics(tx: Tx, row: Session) -> Iterator[tuple[str, bytes]]:
    metrics = tx.scalars(
        select(Metric).where(Metric.session_id == row.id).order_by(Metric.position)
    ).all()
    if not metrics:
        return
    last = {one.name: one.special or one.value for one in metrics}
    yield "metrics.json", json.dumps(last, indent=1, ensure_ascii=False).encode()
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["name", "value", "step", "time"])
    for one in metrics:
        writer.writerow(
            [shielded(one.name), one.special or one.value, one.step, one.at.isoformat()]
        )
    yield "metrics.csv", table.getvalue().encode()


_SUFFIXES = {
    "table": ".csv",
    "image": ".png",
    "html": ".html",
    "markdown": ".md",
    "text": ".txt",
    "vega": ".vl.json",
    "json": ".json",
}


def _result_name(one: LoggedResult) -> str:
    name = _file_name(one.name)
    guessed = mimetypes.guess_extension(one.media_type.split(";")[0].strip())
    suffix = guessed or _SUFFIXES.get(one.kind, "")
    return name if name.lower().endswith(suffix.lower()) else name + suffix


def _file_name(name: str) -> str:
    """A name that a file can have: no separators, nothing that leaves the folder."""
    kept = re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", name).strip(". ")
    return kept[:120] or "unnamed"
