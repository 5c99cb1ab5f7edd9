"""What the replay service gives."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ..records import Record, Ref


class ReplayRecord(Record):
    """A throw-away live copy of a session's notebook with that session's data."""

    id: str
    session: Ref
    path: str = Field(description="of its notebook on the drive `Replay:`")
    kernel_id: str
    missing: list[str] = Field([], description="what of the session's data isn't there any more")
    notes: list[str] = Field([], description="what else is otherwise than in the session")
    created_at: datetime
