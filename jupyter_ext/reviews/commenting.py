"""Comments on a review, on one cell or on all of it; open until resolved."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import func, select

from ..access import trail
from ..access.identity import Actor
from ..access.rights import is_id
from ..access.roles import Role
from ..errors import InvalidInput, NotFound, TooMany
from ..store.base import utcnow
from ..store.database import Database
from . import reading
from .model import Review, ReviewComment
from .reading import KIND, overlay_of, visible
from .records import CommentCreate, CommentRecord, CommentUpdate, Overlay

MOST = 2_000  # of one review


class Commenting:
    """What is said about a review beside its text."""

    def __init__(
        self, database: Database, cells: Callable[[Review, Overlay], Collection[str]]
    ) -> None:
        """`cells` gives the ids of all cells of a review."""
        self._database = database
        self._cells = cells

    def add(self, actor: Actor, review_id: str, request: CommentCreate) -> CommentRecord:
        """Say something.

        Raises:
            NotFound: there is no such review.
            InvalidInput: it has no such cell.
        """
        if request.cell_id is not None:
            with self._database.read() as tx:
                row, _ = visible(tx, actor, review_id)
                overlay = overlay_of(tx, row)
            if request.cell_id not in self._cells(row, overlay):
                raise InvalidInput(
                    f"There is no cell {request.cell_id} in this review.", field="cell_id"
                )
        with self._database.write() as tx:
            row, session = visible(tx, actor, review_id)
            said = select(func.count()).where(ReviewComment.review_id == row.id)
            if (tx.scalar(said) or 0) >= MOST:
                raise TooMany(f"A review has at most {MOST} comments.")
            comment = ReviewComment(
                review_id=row.id,
                cell_id=request.cell_id,
                revision=row.revision,
                text=request.text,
                author=actor.id,
                author_name=actor.name,
                author_proven=actor.proven,
            )
            tx.add(comment)
            tx.flush()
            trail.record(
                tx,
                actor,
                "commented",
                KIND,
                row.id,
                owner=session.owner,
                after={"comment": comment.id, "cell": request.cell_id, "text": request.text},
            )
            return reading.comment(comment)

    def update(
        self, actor: Actor, review_id: str, comment_id: str, request: CommentUpdate
    ) -> CommentRecord:
        """Resolve a comment, or open it again: who wrote it or the review, and editors.

        Raises:
            NotFound: there is no such review, or no such comment on it.
            NotAllowed: the actor is none of these.
        """
        with self._database.write() as tx:
            row, session = visible(tx, actor, review_id)
            comment = tx.get(ReviewComment, comment_id) if is_id(comment_id) else None
            if comment is None or comment.review_id != row.id:
                raise NotFound(f"This review has no comment {comment_id[:64]!r}.")
            if actor.id not in (comment.author, row.author):
                visible(tx, actor, review_id, Role.EDITOR)
            if request.resolved != (comment.resolved_at is not None):
                comment.resolved_at = utcnow() if request.resolved else None
                comment.resolved_by = actor.name if request.resolved else None
                trail.record(
                    tx,
                    actor,
                    "resolved" if request.resolved else "reopened",
                    KIND,
                    row.id,
                    owner=session.owner,
                    after={"comment": comment.id},
                )
            return reading.comment(comment)
