"""Reviews of sessions: opened, edited by overlays, compared. Deciding on them is next door."""

from __future__ import annotations

import builtins
import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.identity import Actor
from ..access.roles import Role, role_of
from ..errors import Conflict, Gone
from ..sessions.model import Session
from ..sessions.seen import seen_session
from ..sessions.states import State
from ..store.base import utcnow
from ..store.blobs import Blobs
from ..store.database import Database
from . import overlays, reading
from .commenting import Commenting
from .kept import Kept
from .model import Review, ReviewRevision
from .notebooks import BaseFacts, FactsOfBases, protected_sha256, read_base
from .reading import KIND, overlay_of, visible
from .records import (
    HistoryEntry,
    Overlay,
    Proof,
    ReviewDetail,
    ReviewDiff,
    ReviewedCell,
    ReviewRecord,
    ReviewRevisionDetail,
    ReviewTexts,
    SignatureRecord,
)
from .signing import Signing, void
from .states import ReviewState

MOST_KEPT = 256  # protected hashes


@dataclass(frozen=True)
class Composed:
    """A notebook with a review on it, and what is known of the review."""

    row: Review
    session: Session
    notebook: dict[str, Any]
    overlay: Overlay
    facts: BaseFacts

    @property
    def cells(self) -> list[ReviewedCell]:
        return overlays.reviewed_cells(self.overlay, self.facts)


class ReviewService:
    """Everything about reviews; the session's notebook is only ever read."""

    def __init__(self, database: Database, blobs: Blobs, *, four_eyes: bool = False) -> None:
        self._database = database
        self._blobs = blobs
        self._four_eyes = four_eyes
        self._facts = FactsOfBases()
        self._protected = Kept[str](MOST_KEPT)
        self.signing = Signing(database, self.proof, four_eyes=four_eyes)
        self.commenting = Commenting(database, self._cells)

    # --- reading ----------------------------------------------------------------------------

    def list(self, actor: Actor, session_id: str) -> builtins.list[ReviewRecord]:
        """The reviews of a session, newest first."""
        with self._database.read() as tx:
            session = seen_session(tx, actor, session_id)
            rows = tx.scalars(
                select(Review).where(Review.session_id == session.id).order_by(Review.number.desc())
            ).all()
            return reading.records(tx, rows, session)

    def get(self, actor: Actor, review_id: str) -> ReviewDetail:
        """One review with its proof looked at anew."""
        with self._database.read() as tx:
            row, session = visible(tx, actor, review_id)
            role = role_of(tx, actor, session)
            [record] = reading.records(tx, [row], session)
            overlay = overlay_of(tx, row)
            revisions = reading.revisions(tx, row)
            signatures = reading.signatures(tx, row)
            comments = reading.comments(tx, row)
        proof = self.proof(row, overlay)
        cells = []
        if proof.found_base_sha256 == row.base_sha256:
            cells = overlays.reviewed_cells(overlay, self._base_facts(row))
        return ReviewDetail(
            **record.model_dump(),
            proof=proof,
            four_eyes=self._four_eyes,
            role=role,
            may_approve=role.covers(Role.EDITOR)
            and not (self._four_eyes and actor.id == session.owner),
            cells=cells,
            revisions=revisions,
            signatures=signatures,
            comments=comments,
        )

    def summary(self, actor: Actor, review_id: str) -> ReviewRecord:
        """One review, without a look at its notebook."""
        with self._database.read() as tx:
            row, session = visible(tx, actor, review_id)
            return reading.records(tx, [row], session)[0]

    def texts(self, actor: Actor, review_id: str) -> ReviewTexts:
        """The base's own text, for an editor."""
        with self._database.read() as tx:
            row, _ = visible(tx, actor, review_id)
        facts = self._base_facts(row)
        return ReviewTexts(
            base_sha256=row.base_sha256,
            revision=row.revision,
            texts={cell.id: cell.source for cell in facts.cells if cell.is_text},
        )

    def revision(self, actor: Actor, review_id: str, number: int) -> ReviewRevisionDetail:
        """One revision with its overlay."""
        with self._database.read() as tx:
            row, _ = visible(tx, actor, review_id)
            found = reading.revision_row(tx, row, number)
            return ReviewRevisionDetail(
                **reading.revision(found).model_dump(),
                overlay=overlays.parsed(found.overlay_text, number),
            )

    def diff(self, actor: Actor, review_id: str, left: int, right: int | None) -> ReviewDiff:
        """Two revisions cell by cell; 0 is the base, the newest is the default on the right."""
        with self._database.read() as tx:
            row, _ = visible(tx, actor, review_id)
            sides = [overlay_of(tx, row, number) for number in (left, right)]
        return ReviewDiff(
            left=sides[0].revision,
            right=sides[1].revision,
            cells=overlays.differences(sides[0], sides[1], self._base_facts(row)),
        )

    def history(self, actor: Actor, review_id: str) -> builtins.list[HistoryEntry]:
        """What was done with it."""
        with self._database.read() as tx:
            return reading.history(tx, visible(tx, actor, review_id)[0])

    def composed(self, actor: Actor, review_id: str, number: int | None = None) -> Composed:
        """The notebook with a revision of the review on it.

        Raises:
            NotFound: there is no such review or revision.
            Conflict: the stored notebook isn't the one that was reviewed.
        """
        with self._database.read() as tx:
            row, session = visible(tx, actor, review_id)
            overlay = overlay_of(tx, row, number)
        data = self._blobs.read(row.base_sha256)
        facts = self._facts.of(data)
        _refuse_other(row, facts)
        notebook = overlays.composed(read_base(data), overlay, facts)
        return Composed(row, session, notebook, overlay, facts)

    def facts(self, found: Composed) -> builtins.list[tuple[str, str]]:
        """What a report says of the review on it: its state, and who stands for that revision."""
        with self._database.read() as tx:
            signed = reading.signatures(tx, found.row)
        state = found.row.state.lower().replace("_", " ")
        lines = [
            ("Review", f"{found.row.number}, revision {found.overlay.revision}: {state}"),
            ("Review by", found.row.author_name),
        ]
        lines += [
            (
                (one.meaning or "sent back").capitalize(),
                f"{one.words} {_who(one)}, {one.at:%Y-%m-%d %H:%M:%S} UTC",
            )
            for one in signed
            if one.voided_at is None and one.revision == found.overlay.revision
        ]
        text = overlays.canonical(found.overlay)
        return [*lines, ("Review sha256", overlays.sha256_of(text))]

    def proof(self, row: Review, overlay: Overlay) -> Proof:
        """Look at the stored notebook again: its bytes, and what is locked with the overlay on."""
        found = Proof(
            whole=False, base_sha256=row.base_sha256, protected_sha256=row.protected_sha256
        )
        try:
            data = self._blobs.read(row.base_sha256)
        except Gone:
            found.problem = "The session's notebook is no longer in the store."
            return found
        found.found_base_sha256 = hashlib.sha256(data).hexdigest()
        if found.found_base_sha256 != row.base_sha256:
            found.problem = "The session's notebook was changed after the review began."
            return found
        found.found_protected_sha256 = self._found_protected(data, overlay)
        if found.found_protected_sha256 != row.protected_sha256:
            found.problem = "Something that no review may change isn't as it was."
            return found
        found.whole = True
        return found

    def _found_protected(self, data: bytes, overlay: Overlay) -> str:
        """The protected hash with an overlay on; it follows from the two, so it is kept."""
        facts = self._facts.of(data)

        def found() -> str:
            notebook = overlays.composed(read_base(data), overlay, facts)
            return protected_sha256(notebook, {one.id for one in overlay.inserted})

        text = overlays.sha256_of(overlays.canonical(overlay))
        return self._protected.of(f"{facts.sha256} {text}", found)

    # --- changing ---------------------------------------------------------------------------

    def create(self, actor: Actor, session_id: str) -> ReviewDetail:
        """Open a review of a session that is over, on the notebook that it left.

        Raises:
            NotFound: there is no such session.
            Conflict: it isn't over, or left no notebook.
        """
        with self._database.read() as tx:
            session = seen_session(tx, actor, session_id, Role.EDITOR)
        if session.notebook_sha256 is None:
            raise Conflict(
                "The session left no notebook, so there is nothing to review."
                if State(session.state).is_terminal
                else "The session isn't over yet. Review it when it is."
            )
        facts = self._facts.of(self._blobs.read(session.notebook_sha256))
        if facts.sha256 != session.notebook_sha256:
            raise Conflict("The session's notebook was changed in the store; it can't be reviewed.")
        with self._database.write() as tx:
            session = seen_session(tx, actor, session_id, Role.EDITOR)
            number = tx.scalar(
                select(func.max(Review.number)).where(Review.session_id == session.id)
            )
            row = Review(
                session_id=session.id,
                number=(number or 0) + 1,
                author=actor.id,
                author_name=actor.name,
                author_proven=actor.proven,
                base_sha256=facts.sha256,
                protected_sha256=facts.protected_sha256,
                revision=0,
            )
            tx.add(row)
            tx.flush()
            kept = _keep(tx, actor, row, overlays.empty(facts.sha256))
            trail.record(
                tx,
                actor,
                "created",
                KIND,
                row.id,
                owner=session.owner,
                after={
                    "session": session.id,
                    "number": row.number,
                    "base_sha256": row.base_sha256,
                    "protected_sha256": row.protected_sha256,
                    "overlay_sha256": kept.overlay_sha256,
                },
            )
        return self.get(actor, row.id)

    def save(self, actor: Actor, review_id: str, overlay: Overlay) -> ReviewRecord:
        """Keep an overlay as the next revision; one that changes nothing isn't a revision.

        Raises:
            NotFound: there is no such review.
            InvalidInput, TooLarge: the overlay isn't one of this review; the field says why.
            Conflict: it was made from an older revision; the details have both texts. Or the
                review is superseded.
        """
        with self._database.read() as tx:
            row, _ = visible(tx, actor, review_id, Role.EDITOR)
        facts = self._base_facts(row)
        wanted = overlays.checked(overlay, facts)
        with self._database.write() as tx:
            row, session = visible(tx, actor, review_id, Role.EDITOR)
            if row.state == ReviewState.SUPERSEDED:
                raise Conflict("Another review was approved since; this one can't be changed.")
            current = overlay_of(tx, row)
            if overlays.canonical(current) != overlays.canonical(wanted):
                if overlay.revision != row.revision:
                    raise _stale(row, current, wanted, facts)
                self._append(tx, actor, row, session, wanted)
            [record] = reading.records(tx, [row], session)
        return record

    def _append(
        self, tx: Tx, actor: Actor, row: Review, session: Session, overlay: Overlay
    ) -> None:
        before = {"revision": row.revision, "state": row.state}
        row.revision += 1
        row.state = ReviewState.DRAFT.value
        row.updated_at = utcnow()
        kept = _keep(tx, actor, row, overlay)
        voided = void(tx, row, f"edited in revision {row.revision}")
        trail.record(
            tx,
            actor,
            "saved",
            KIND,
            row.id,
            owner=session.owner,
            before=before,
            after={
                "revision": row.revision,
                "overlay_sha256": kept.overlay_sha256,
                **({"voided_signatures": voided} if voided else {}),
            },
        )

    def _cells(self, row: Review, overlay: Overlay) -> set[str]:
        return {cell for cell, _ in overlays.placed(overlay, self._base_facts(row))}

    def _base_facts(self, row: Review) -> BaseFacts:
        facts = self._facts.of(self._blobs.read(row.base_sha256))
        _refuse_other(row, facts)
        return facts


def _who(signature: SignatureRecord) -> str:
    """The name that was typed; where it isn't that of the user who is known, with who that is."""
    signer = signature.signer
    own = signature.name == signer.name or not signer.proven
    return signature.name if own else f"{signature.name} (user {signer.id})"


def _keep(tx: Tx, actor: Actor, row: Review, overlay: Overlay) -> ReviewRevision:
    text = overlays.canonical(overlay)
    kept = ReviewRevision(
        review_id=row.id,
        number=row.revision,
        overlay_text=text,
        overlay_sha256=overlays.sha256_of(text),
        author=actor.id,
        author_name=actor.name,
        author_proven=actor.proven,
    )
    tx.add(kept)
    tx.flush()
    return kept


def _refuse_other(row: Review, facts: BaseFacts) -> None:
    if facts.sha256 != row.base_sha256:
        raise Conflict(
            "The session's notebook was changed after the review began. The review's page says "
            "what was found.",
            details={"base_sha256": row.base_sha256, "found_base_sha256": facts.sha256},
        )


def _stale(row: Review, theirs: Overlay, yours: Overlay, facts: BaseFacts) -> Conflict:
    return Conflict(
        f"The review was saved elsewhere as revision {row.revision} since you opened revision "
        f"{yours.revision}. Compare the texts, then save again or take the newer ones.",
        field="revision",
        details={
            "revision": row.revision,
            "cells": overlays.conflicts(theirs, yours, facts),
        },
    )
