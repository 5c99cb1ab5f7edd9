"""Deciding on a review: submitted, approved, sent back. A decision is on one revision's hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.identity import Actor
from ..access.roles import Role
from ..errors import Conflict, NotAllowed
from ..sessions.model import Session
from ..store.base import utcnow
from ..store.database import Database
from .model import Review, ReviewSignature
from .reading import KIND, overlay_of, revision_row, visible
from .records import Approval, ChangeRequest, OnRevision, Overlay, Proof
from .states import SUBMITTABLE, ReviewState


@dataclass(frozen=True)
class _Deciding:
    tx: Tx
    row: Review
    session: Session
    overlay_sha256: str


class Signing:
    """The steps from draft to approved."""

    def __init__(
        self,
        database: Database,
        proof: Callable[[Review, Overlay], Proof],
        *,
        four_eyes: bool,
    ) -> None:
        self._database = database
        self._proof = proof
        self._four_eyes = four_eyes

    def submit(self, actor: Actor, review_id: str, request: OnRevision) -> None:
        """Ask for a decision.

        Raises:
            NotFound: there is no such review.
            Conflict: its state, revision or proof doesn't allow it.
        """
        with self._deciding(actor, review_id, request) as to:
            if ReviewState(to.row.state) not in SUBMITTABLE:
                raise _wrong_state(to.row, "submitted")
            _move(to, actor, ReviewState.SUBMITTED, "submitted", {})

    def approve(self, actor: Actor, review_id: str, request: Approval) -> None:
        """Sign the submitted revision; what was approved before of the session is superseded.

        Raises:
            NotAllowed: four eyes is on, and the actor ran the session.
            NotFound, Conflict: as `submit`.
        """
        with self._deciding(actor, review_id, request) as to:
            if self._four_eyes and actor.id == to.session.owner:
                raise NotAllowed(
                    "Four eyes is on: who ran the session can't approve its review. Ask somebody "
                    "else to."
                )
            if to.row.state != ReviewState.SUBMITTED:
                raise _wrong_state(to.row, "approved")
            signed = _sign(to, actor, "approved", request.name, request.note, request.meaning)
            _move(to, actor, ReviewState.APPROVED, "approved", signed)
            _supersede_others(to, actor)

    def request_changes(self, actor: Actor, review_id: str, request: ChangeRequest) -> None:
        """Send the submitted revision back. Raises as `submit`."""
        with self._deciding(actor, review_id, request) as to:
            if to.row.state != ReviewState.SUBMITTED:
                raise _wrong_state(to.row, "sent back")
            signed = _sign(to, actor, "changes_requested", request.name, request.note, None)
            _move(to, actor, ReviewState.CHANGES_REQUESTED, "changes_requested", signed)

    @contextmanager
    def _deciding(self, actor: Actor, review_id: str, request: OnRevision) -> Iterator[_Deciding]:
        with self._database.read() as tx:
            row, _ = visible(tx, actor, review_id, Role.EDITOR)
            overlay = overlay_of(tx, row)
        proof = self._proof(row, overlay)  # reads the whole notebook: not while others wait
        if not proof.whole:
            raise Conflict(
                f"{proof.problem} Nothing can be signed on it.",
                details=proof.model_dump(mode="json"),
            )
        with self._database.write() as tx:
            row, session = visible(tx, actor, review_id, Role.EDITOR)
            if request.revision != row.revision:
                raise Conflict(
                    f"The newest revision is {row.revision}, and you looked at "
                    f"{request.revision}. Look at it first.",
                    field="revision",
                    details={"revision": row.revision},
                )
            kept = revision_row(tx, row, row.revision)
            yield _Deciding(tx, row, session, kept.overlay_sha256)


def void(tx: Tx, row: Review, why: str) -> int:
    """Void what was signed of a review; how many signatures that was."""
    standing = tx.scalars(
        select(ReviewSignature).where(
            ReviewSignature.review_id == row.id, ReviewSignature.voided_at.is_(None)
        )
    ).all()
    for one in standing:
        one.voided_at = utcnow()
        one.voided_why = why
    return len(standing)


def _sign(
    to: _Deciding, actor: Actor, decision: str, name: str, note: str, meaning: str | None
) -> dict[str, Any]:
    signature = ReviewSignature(
        review_id=to.row.id,
        decision=decision,
        meaning=meaning,
        name=name,
        note=note,
        signer=actor.id,
        signer_name=actor.name,
        signer_proven=actor.proven,
        revision=to.row.revision,
        overlay_sha256=to.overlay_sha256,
        base_sha256=to.row.base_sha256,
        protected_sha256=to.row.protected_sha256,
    )
    to.tx.add(signature)
    to.tx.flush()
    return {"signature": signature.id, "name": name, "meaning": meaning, "note": note}


def _move(
    to: _Deciding, actor: Actor, state: ReviewState, action: str, more: dict[str, Any]
) -> None:
    before = to.row.state
    to.row.state = state.value
    to.row.updated_at = utcnow()
    trail.record(
        to.tx,
        actor,
        action,
        KIND,
        to.row.id,
        owner=to.session.owner,
        before={"state": before},
        after={
            "state": state.value,
            "revision": to.row.revision,
            "base_sha256": to.row.base_sha256,
            "protected_sha256": to.row.protected_sha256,
            "overlay_sha256": to.overlay_sha256,
            **more,
        },
    )


def _supersede_others(to: _Deciding, actor: Actor) -> None:
    others = to.tx.scalars(
        select(Review).where(
            Review.session_id == to.session.id,
            Review.id != to.row.id,
            Review.state == ReviewState.APPROVED.value,
        )
    ).all()
    for row in others:
        row.state = ReviewState.SUPERSEDED.value
        row.updated_at = utcnow()
        trail.record(
            to.tx,
            actor,
            "superseded",
            KIND,
            row.id,
            owner=to.session.owner,
            before={"state": ReviewState.APPROVED.value},
            after={"state": row.state, "by": to.row.id},
        )


def _wrong_state(row: Review, done: str) -> Conflict:
    words = row.state.lower().replace("_", " ")
    before = {
        "submitted": "it was already submitted or decided; edit it first",
        "approved": "it has to be submitted first",
        "sent back": "it has to be submitted first",
    }[done]
    return Conflict(
        f"The review is {words}, so it can't be {done}: {before}.", details={"state": row.state}
    )
