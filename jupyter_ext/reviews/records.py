"""What the review service takes and gives. An overlay is all that it takes of a notebook."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from ..access.roles import Role
from ..records import Name, Record, Request, clean_text
from ..specifications.records import CellChange
from .states import ReviewState

MOST_CELLS = 5_000  # of each kind in one overlay
LONGEST_SOURCE = 200_000  # characters of one cell
LARGEST_OVERLAY = 4 * 2**20  # bytes of all its texts

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
CellId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Source = Annotated[
    str, StringConstraints(max_length=LONGEST_SOURCE, strict=True), AfterValidator(clean_text)
]
RevisionNumber = Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)]
Meaning = Literal["reviewed", "approved", "responsible"]
Remark = Annotated[
    str, StringConstraints(min_length=1, max_length=10_000), AfterValidator(clean_text)
]


class Inserted(Request):
    """A new cell of text, behind the cell `after`; first of all without one."""

    after: CellId | None = None
    id: CellId
    source: Source


class Overlay(Request):
    """Text laid over a notebook: what of its text is edited, inserted and struck out."""

    base_sha256: Sha256
    revision: RevisionNumber = Field(description="the one that this was made from")
    edited: dict[CellId, Source] = Field({}, max_length=MOST_CELLS)
    inserted: list[Inserted] = Field([], max_length=MOST_CELLS)
    struck: list[CellId] = Field([], max_length=MOST_CELLS)


class OnRevision(Request):
    """What is decided is decided on one revision; on an older one it is refused."""

    revision: RevisionNumber


class Approval(OnRevision):
    name: Name = Field(description="who signs, as they write it")
    meaning: Meaning
    note: Annotated[str, StringConstraints(max_length=10_000), AfterValidator(clean_text)] = ""


class ChangeRequest(OnRevision):
    name: Name
    note: Remark = Field(description="what has to be changed")


class CommentCreate(Request):
    cell_id: CellId | None = Field(None, description="none: on the whole review")
    text: Remark


class CommentUpdate(Request):
    resolved: bool


class Person(Record):
    """Who did it; `proven` where an identity provider vouches for the name."""

    id: str
    name: str
    proven: bool


class Proof(Record):
    """What was found when the stored notebook was looked at again."""

    whole: bool
    problem: str | None = Field(None, description="what doesn't hold")
    base_sha256: str
    found_base_sha256: str | None = None
    protected_sha256: str
    found_protected_sha256: str | None = Field(
        None, description="of the stored notebook with the newest overlay"
    )


class ReviewRecord(Record):
    """One review of a session."""

    id: str
    session_id: str
    session_name: str
    number: int
    name: str
    state: ReviewState
    author: Person
    revision: int
    base_sha256: str
    protected_sha256: str
    overlay_sha256: str
    open_comments: int
    created_at: datetime
    updated_at: datetime


class ReviewRevisionRecord(Record):
    number: int
    overlay_sha256: str
    author: Person
    at: datetime
    edited: int
    inserted: int
    struck: int


class SignatureRecord(Record):
    """A decision; *acknowledged by* where nobody vouches for who it was."""

    id: str
    decision: Literal["approved", "changes_requested"]
    meaning: Meaning | None = None
    words: Literal["signed by", "acknowledged by"]
    name: str
    note: str
    signer: Person
    revision: int
    overlay_sha256: str
    base_sha256: str
    protected_sha256: str
    at: datetime
    voided_at: datetime | None = None
    voided_why: str | None = None


class CommentRecord(Record):
    id: str
    cell_id: str | None = None
    revision: int
    text: str
    author: Person
    at: datetime
    resolved_at: datetime | None = None
    resolved_by: str | None = None


class ReviewedCell(Record):
    """A cell of the notebook with the overlay on it."""

    id: str
    number: int | None = Field(
        None, description="in the user's notebook; null: the parameters cell, or new text"
    )
    cell_type: str
    mark: Literal["edited", "inserted", "struck"] | None = None
    head: str = Field(description="its first line")


class ReviewDetail(ReviewRecord):
    proof: Proof
    four_eyes: bool = Field(description="who ran the session can't approve")
    may_approve: bool
    role: Role = Field(description="the acting user's on the session; an editor may write")
    cells: list[ReviewedCell]
    revisions: list[ReviewRevisionRecord]
    signatures: list[SignatureRecord]
    comments: list[CommentRecord]


class ReviewTexts(Record):
    """What an editor needs to make an overlay: the base's own text by cell."""

    base_sha256: str
    revision: int
    texts: dict[str, str]


class ReviewRevisionDetail(ReviewRevisionRecord):
    overlay: Overlay


class ReviewDiff(Record):
    left: int
    right: int
    cells: list[CellChange]


class HistoryEntry(Record):
    """A row of the audit trail."""

    seq: int
    at: datetime
    actor: str
    actor_proven: bool
    action: str
    after: dict[str, Any] | None = None


class ContentsModel(Record):
    """A file as Jupyter's contents API gives it; for reading only."""

    name: str
    path: str
    type: Literal["notebook"] = "notebook"
    writable: bool
    created: datetime
    last_modified: datetime
    mimetype: None = None
    format: Literal["json"] | None = None
    content: dict[str, Any] | None = None
    size: int | None = None
    hash: str
    hash_algorithm: Literal["sha256"] = "sha256"
