"""Reviews as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.model import AuditRow
from ..access.rights import is_id
from ..access.roles import Role
from ..errors import NotFound
from ..sessions.model import Session
from ..sessions.seen import seen_session
from .model import Review, ReviewComment, ReviewRevision, ReviewSignature
from .overlays import parsed
from .records import (
    CommentRecord,
    HistoryEntry,
    Meaning,
    Overlay,
    Person,
    ReviewRecord,
    ReviewRevisionRecord,
    SignatureRecord,
)
from .states import ReviewState

KIND = "review"


def visible(
    tx: Tx, actor: Actor, review_id: str, role: Role = Role.VIEWER
) -> tuple[Review, Session]:
    """A review and its session: who may see the session sees its reviews.

    Raises:
        NotFound: there is no such review, or the actor may not see its session.
        NotAllowed: the actor's role on the session isn't enough.
    """
    row = tx.get(Review, review_id) if is_id(review_id) else None
    if row is not None:
        try:
            return row, seen_session(tx, actor, row.session_id, role)
        except NotFound:
            pass  # the session's id is nothing that was asked for
    raise NotFound(f"There is no review {review_id[:64]!r}.")


def overlay_of(tx: Tx, row: Review, number: int | None = None) -> Overlay:
    """The overlay of a revision, by default the newest."""
    revision = revision_row(tx, row, row.revision if number is None else number)
    return parsed(revision.overlay_text, revision.number)


def revision_row(tx: Tx, row: Review, number: int) -> ReviewRevision:
    """One revision.

    Raises:
        NotFound: the review has none of that number.
    """
    found = tx.get(ReviewRevision, (row.id, number)) if 0 <= number <= row.revision else None
    if found is None:
        raise NotFound(f"This review has no revision {number}.")
    return found


def records(tx: Tx, rows: Sequence[Review], session: Session) -> list[ReviewRecord]:
    """Reviews of one session."""
    ids = [row.id for row in rows]
    opened = dict(
        tx.execute(
            select(ReviewComment.review_id, func.count())
            .where(ReviewComment.review_id.in_(ids), ReviewComment.resolved_at.is_(None))
            .group_by(ReviewComment.review_id)
        ).all()
    )
    hashes = dict(
        tx.execute(
            select(ReviewRevision.review_id, ReviewRevision.overlay_sha256)
            .join(Review, Review.id == ReviewRevision.review_id)
            .where(Review.id.in_(ids), ReviewRevision.number == Review.revision)
        ).all()
    )
    return [ReviewRecord(**facts(row, session, opened, hashes)) for row in rows]


def facts(
    row: Review, session: Session, opened: Mapping[str, int], hashes: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "id": row.id,
        "session_id": session.id,
        "session_name": session.name,
        "number": row.number,
        "name": f"Review {row.number} of {session.name}",
        "state": ReviewState(row.state),
        "author": Person(id=row.author, name=row.author_name, proven=row.author_proven),
        "revision": row.revision,
        "base_sha256": row.base_sha256,
        "protected_sha256": row.protected_sha256,
        "overlay_sha256": hashes[row.id],
        "open_comments": opened.get(row.id, 0),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def revisions(tx: Tx, row: Review) -> list[ReviewRevisionRecord]:
    """All revisions, newest first."""
    rows = tx.scalars(
        select(ReviewRevision)
        .where(ReviewRevision.review_id == row.id)
        .order_by(ReviewRevision.number.desc())
    )
    return [revision(one) for one in rows]


def revision(row: ReviewRevision) -> ReviewRevisionRecord:
    overlay = parsed(row.overlay_text, row.number)
    return ReviewRevisionRecord(
        number=row.number,
        overlay_sha256=row.overlay_sha256,
        author=Person(id=row.author, name=row.author_name, proven=row.author_proven),
        at=row.at,
        edited=len(overlay.edited),
        inserted=len(overlay.inserted),
        struck=len(overlay.struck),
    )


def signatures(tx: Tx, row: Review) -> list[SignatureRecord]:
    """All decisions, newest first, the voided ones too."""
    rows = tx.scalars(
        select(ReviewSignature)
        .where(ReviewSignature.review_id == row.id)
        .order_by(ReviewSignature.at.desc())
    )
    return [
        SignatureRecord(
            id=one.id,
            decision=cast("Literal['approved', 'changes_requested']", one.decision),
            meaning=cast("Meaning | None", one.meaning),
            words="signed by" if one.signer_proven else "acknowledged by",
            name=one.name,
            note=one.note,
            signer=Person(id=one.signer, name=one.signer_name, proven=one.signer_proven),
            revision=one.revision,
            overlay_sha256=one.overlay_sha256,
            base_sha256=one.base_sha256,
            protected_sha256=one.protected_sha256,
            at=one.at,
            voided_at=one.voided_at,
            voided_why=one.voided_why,
        )
        for one in rows
    ]


def comments(tx: Tx, row: Review) -> list[CommentRecord]:
    """All comments in the order of their making."""
    rows = tx.scalars(
        select(ReviewComment).where(ReviewComment.review_id == row.id).order_by(ReviewComment.at)
    )
    return [comment(one) for one in rows]


def comment(row: ReviewComment) -> CommentRecord:
    return CommentRecord(
        id=row.id,
        cell_id=row.cell_id,
        revision=row.revision,
        text=row.text,
        author=Person(id=row.author, name=row.author_name, proven=row.author_proven),
        at=row.at,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
    )


def history(tx: Tx, row: Review) -> list[HistoryEntry]:
    """What was done with the review, oldest first."""
    rows = tx.scalars(
        select(AuditRow)
        .where(AuditRow.kind == KIND, AuditRow.object_id == row.id)
        .order_by(AuditRow.seq)
    )
    return [HistoryEntry.model_validate(one) for one in rows]
