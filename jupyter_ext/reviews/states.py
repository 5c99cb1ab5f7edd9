"""The states of a review and what each lets happen."""

from __future__ import annotations

from enum import StrEnum


class ReviewState(StrEnum):
    """DRAFT → SUBMITTED → APPROVED or CHANGES_REQUESTED; an edit leads back to DRAFT."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"  # waits for a decision on one revision
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    APPROVED = "APPROVED"  # signed for one revision; an edit voids it
    SUPERSEDED = "SUPERSEDED"  # another review of the session was approved later; for reading only


SUBMITTABLE = {ReviewState.DRAFT, ReviewState.CHANGES_REQUESTED}
