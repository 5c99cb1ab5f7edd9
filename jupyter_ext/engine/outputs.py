"""What a successful session wrote becomes the newest version of its output artifacts."""

from __future__ import annotations

from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..artifacts.model import Artifact
from ..artifacts.versions import NewContent, add
from ..sessions.model import Session
from ..store.blobs import Blobs
from .result import Produced


def new_version(
    tx: Tx, blobs: Blobs, session: Session, artifact_id: str, output: Produced
) -> str | None:
    """The version that a session wrote of an output's artifact; None if that was deleted.

    Raises:
        StoreUnavailable: a content isn't in the store.
    """
    artifact = tx.get(Artifact, artifact_id)
    if artifact is None or artifact.deleted_at is not None:
        return None
    content = NewContent(
        filename=output.filename,
        media_type=output.media_type,
        size=output.size,
        sha256=output.sha256,
        members=output.members,
    )
    author = Actor(session.owner, session.owner, session.owner_proven)
    return add(tx, blobs, author, artifact, content, session_id=session.id).id
