"""The report of a session: its stored notebook as a page, with what the session knows above it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..artifacts.model import Artifact, ArtifactVersion
from ..errors import Conflict, Gone, NotFound
from ..instances.model import Instance
from ..reports.facts import ReportFacts
from ..reports.service import ReportRenderer
from ..reviews.service import ReviewService
from ..specifications.model import Specification, SpecificationVersion
from ..store.blobs import Blobs
from ..store.database import Database
from .listing import last_metrics
from .model import Session, SessionInput, SessionOutput
from .seen import manifest_of, seen_session, source_of
from .states import State

_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp")


@dataclass(frozen=True)
class ReportWish:
    """What a report is to be: with code, with the notebook's own scripts, with a review on it."""

    code: bool = True
    format: Literal["html", "pdf"] = "html"
    interactive: bool = False
    review: str | None = None


@dataclass(frozen=True)
class Report:
    """A page or a document, ready to be sent."""

    path: Path
    media_type: str
    filename: str


class SessionReports:
    """Reports of sessions, whatever their end, as long as they left a notebook."""

    def __init__(
        self, database: Database, blobs: Blobs, scratch: Path, reviews: ReviewService
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._scratch = scratch
        self._reviews = reviews
        self._renderer = ReportRenderer(scratch, cache_dir=scratch / "reports")

    def report(self, actor: Actor, session_id: str, wish: ReportWish) -> Report:
        """The report with or without code, with a review on it, interactive or not, HTML or PDF.

        Raises:
            NotFound: there is no such session, or it has no such review.
            Conflict: it left no notebook, or hasn't yet.
            RenderFailed, TooLarge: it can't be made; the message says what to do instead.
        """
        with self._database.read() as tx:
            row = seen_session(tx, actor, session_id)
            if row.notebook_sha256 is None:
                raise Conflict(_why_none(row), details={"state": row.state})
            facts = _facts(tx, actor, row)
            manifest = manifest_of(row)
        options: dict[str, Any] = {
            "code": wish.code,
            "facts": facts,
            "title": str(facts["title"]),
            "images": self._images(manifest),
        }
        name = f"{facts['specification']} - {row.name}"
        with self._notebook(actor, row, wish.review, options) as notebook:
            if wish.format == "pdf":
                path = self._renderer.pdf(notebook, **options)
                return Report(path, "application/pdf", f"{name}.pdf")
            path = self._renderer.html(notebook, interactive=wish.interactive, **options)
            return Report(path, "text/html; charset=utf-8", f"{name}.html")

    @contextmanager
    def _notebook(
        self, actor: Actor, row: Session, review_id: str | None, options: dict[str, Any]
    ) -> Iterator[Path]:
        """The stored notebook, or one that is made with the review on it, which `options` say."""
        if review_id is None:
            yield self._blobs.local_path(str(row.notebook_sha256))
            return
        found = self._reviews.composed(actor, review_id)
        if found.session.id != row.id:
            raise NotFound(f"This session has no review {review_id[:64]!r}.")
        options["facts"] = {**options["facts"], "more": self._reviews.facts(found)}
        options["reviewed"] = {
            "review": {cell.id: cell.mark for cell in found.cells if cell.mark},
            "sha256": found.row.base_sha256,
        }
        with tempfile.NamedTemporaryFile("w", dir=self._scratch, suffix=".ipynb") as file:
            json.dump(found.notebook, file)
            file.flush()
            yield Path(file.name)

    def _images(self, manifest: Mapping[str, Any]) -> dict[str, Path]:
        """The pictures among the accompanying files, by the path that the notebook's text names."""
        found = {}
        for one in manifest["files"]:
            if one["path"].lower().endswith(_IMAGES):
                try:
                    found[one["path"]] = self._blobs.local_path(one["sha256"])
                except Gone:
                    continue
        return found


def _why_none(row: Session) -> str:
    if not State(row.state).is_terminal:
        return "The session isn't over yet; its report is made from the notebook that it leaves."
    if row.started_at is None:
        return "The session never ran, so there is no report."
    return "The session left no notebook, so there is no report; its logs may say more."


def _facts(tx: Tx, actor: Actor, row: Session) -> ReportFacts:
    specification = tx.get_one(Specification, row.specification_id)
    version = tx.get_one(SpecificationVersion, row.specification_version_id)
    instance = tx.get_one(Instance, row.instance_id)
    manifest = manifest_of(row)
    provenance = row.provenance or {}
    interpreter = provenance.get("interpreter") or {}
    user = provenance.get("user") or {}
    facts: ReportFacts = {
        "title": specification.name,
        "session": {"id": row.id, "name": row.name, "number": row.number},
        "state": row.state,
        "reason": row.reason,
        "specification": specification.name,
        "version": {
            "number": version.number,
            "sha256": version.body_sha256,
            "comment": version.comment,
        },
        "instance": "" if instance.ad_hoc else instance.name,
        "user": str(user.get("name") or row.owner),
        "user_proven": row.owner_proven,
        "started": row.started_at.isoformat() if row.started_at else "",
        "ended": row.ended_at.isoformat() if row.ended_at else "",
        "runtime": str(manifest["runtime"]["name"]),
        "interpreter": " ".join(
            str(interpreter.get(key) or "") for key in ("implementation", "version")
        ).strip(),
        "git": provenance.get("git") or {},
        "inputs": _inputs(tx, row, manifest),
        "parameters": _parameters(row, manifest),
        "outputs": _outputs(tx, row),
        "metrics": [
            {"name": name, "value": value}
            for name, value in last_metrics(tx, [row.id]).get(row.id, {}).items()
        ],
    }
    if row.cached_from is not None:
        source = source_of(tx, actor, row)
        of = f"session {source.name}, {source.id}" if source is not None else "an earlier session"
        facts["more"] = [("Cached", f"the result of {of}")]
    if row.duration is not None:
        facts["duration"] = row.duration
    return facts


def _inputs(tx: Tx, row: Session, manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    bound = tx.scalars(
        select(SessionInput)
        .where(SessionInput.session_id == row.id)
        .order_by(SessionInput.position)
    )
    versions = {one["alias"]: one for one in manifest["inputs"]}
    found: list[Mapping[str, Any]] = []
    for one in bound:
        kept = versions.get(one.alias, {})
        version = kept.get("version") or {}
        found.append(
            {
                "alias": one.alias,
                "configured": one.artifact_version_id is not None,
                "artifact": (kept.get("artifact") or {}).get("name"),
                "version": f"{version.get('number')} · {version.get('name')}" if version else "",
                "sha256": version.get("sha256"),
            }
        )
    return found


def _parameters(row: Session, manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    values = json.loads(row.parameters_text)
    return [
        {
            "alias": one["alias"],
            "value": values.get(one["alias"]),
            "default": one.get("default"),
        }
        for one in manifest["parameters"]
    ]


def _outputs(tx: Tx, row: Session) -> list[Mapping[str, Any]]:
    rows = tx.execute(
        select(
            SessionOutput.alias,
            Artifact.name,
            ArtifactVersion.number,
            ArtifactVersion.name,
            ArtifactVersion.sha256,
        )
        .join(Artifact, Artifact.id == SessionOutput.artifact_id)
        .outerjoin(ArtifactVersion, ArtifactVersion.id == SessionOutput.artifact_version_id)
        .where(SessionOutput.session_id == row.id)
        .order_by(SessionOutput.position)
    )
    return [
        {
            "alias": alias,
            "artifact": artifact,
            "version": f"{number} · {version}" if number else "",
            "sha256": sha256,
        }
        for alias, artifact, number, version, sha256 in rows
    ]
