"""One review as one file that can be checked without a server: what is in it, and how it is made.

manifest.json     what the bundle is, and the sha256 of every other file
base.ipynb        the notebook that the session left, byte by byte
overlays/N.json   the text of revision N in canonical form
reviewed.ipynb    the notebook with the newest revision on it
report.html       the report with the review on it
review.json       state, revisions, decisions and comments
session.json      what was snapshot when the session was submitted
provenance.json   what the run found out about itself
audit.jsonl       the rows of the trail of the session and the review, the last one of the export
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.identity import Actor
from ..access.model import AuditRow
from ..errors import Conflict
from ..sessions.reports import ReportWish, SessionReports
from ..sessions.seen import manifest_for, provenance_for
from ..store.archives import as_json, sha256, write_beside, zip_chunks
from ..store.base import utcnow
from ..store.blobs import Blobs
from ..store.database import Database
from .model import Review, ReviewRevision
from .reading import KIND, visible
from .service import ReviewService

FORMAT = "jupyter-ext-review"
VERSION = 1
MANIFEST = "manifest.json"
AUDIT = "audit.jsonl"
_OF_THE_READER = {"proof", "may_approve", "four_eyes", "role"}  # not of the review


class ReviewExport:
    """Makes bundles; each is a row of the trail, which the bundle ends with."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        reviews: ReviewService,
        reports: SessionReports,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._reviews = reviews
        self._reports = reports

    def export(self, actor: Actor, review_id: str, target: Path) -> None:
        """Write the bundle of a review.

        Raises:
            NotFound: there is no such review.
            Conflict: the stored notebook isn't the one that was reviewed, or the review was saved
                or decided on meanwhile.
            OSError: `target` can't be written.
        """
        detail = self._reviews.get(actor, review_id)
        if not detail.proof.whole:
            raise Conflict(f"{detail.proof.problem} It isn't exported.")
        found = self._reviews.composed(actor, review_id)
        report = self._reports.report(actor, detail.session_id, ReportWish(review=review_id))
        with self._database.read() as tx:
            manifest, _ = manifest_for(tx, actor, found.session)
            provenance = provenance_for(tx, actor, found.session)
        shown = detail.model_dump(mode="json", exclude=_OF_THE_READER)
        files = {
            "base.ipynb": self._blobs.read(found.row.base_sha256),
            "reviewed.ipynb": as_json(found.notebook),
            "report.html": report.path.read_bytes(),
            "review.json": as_json(shown),
            "session.json": as_json(manifest),
            "provenance.json": as_json(provenance),
        }
        with self._database.read() as tx:
            files |= dict(_overlays(tx, found.row))
        sums = {name: sha256(data) for name, data in sorted(files.items())}
        with self._database.write() as tx:
            row, session = visible(tx, actor, review_id)
            if row.updated_at != detail.updated_at:
                raise Conflict("The review was changed while it was exported. Export it again.")
            trail.record(
                tx,
                actor,
                "exported",
                KIND,
                row.id,
                owner=session.owner,
                after={
                    "revision": detail.revision,
                    "base_sha256": row.base_sha256,
                    "protected_sha256": row.protected_sha256,
                    "overlay_sha256": detail.overlay_sha256,
                    "files": sums,
                },
            )
            files[AUDIT] = b"".join(_rows(tx, row))
        files[MANIFEST] = as_json(
            {
                "format": FORMAT,
                "version": VERSION,
                "made_at": utcnow().isoformat(),
                "made_by": {"id": actor.id, "name": actor.name, "proven": actor.proven},
                "review": review_id,
                "session": detail.session_id,
                "files": {**sums, AUDIT: sha256(files[AUDIT])},
            }
        )
        parts = ((name, [data]) for name, data in sorted(files.items()))
        write_beside(target, zip_chunks(parts, level=6))


def _overlays(tx: Tx, row: Review) -> Iterable[tuple[str, bytes]]:
    for one in tx.scalars(select(ReviewRevision).where(ReviewRevision.review_id == row.id)):
        yield f"overlays/{one.number}.json", one.overlay_text.encode()


def _rows(tx: Tx, row: Review) -> Iterable[bytes]:
    rows = tx.scalars(
        select(AuditRow)
        .where(or_(AuditRow.object_id == row.id, AuditRow.object_id == row.session_id))
        .order_by(AuditRow.seq)
    )
    for one in rows:
        yield json.dumps(trail.exported(one), ensure_ascii=True, sort_keys=True).encode() + b"\n"
