"""Names of files and versions: what is accepted, and what becomes of the rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..errors import Conflict, InvalidInput
from ..records import MAX_NAME, clean_name
from ..store.base import utcnow
from .model import Artifact, ArtifactVersion

MAX_BYTES = 255  # of a file's name, on every file system in use


def checked_filename(name: str, field: str) -> str:
    """A name that a file in a workspace can have.

    Raises:
        InvalidInput: it is a path, too long, or holds what can't be shown on one line.
    """
    try:
        cleaned = clean_name(name)
    except ValueError as error:
        raise InvalidInput(f"This can't be a file's name: {error}.", field=field) from error
    if "/" in cleaned or "\\" in cleaned or cleaned in (".", ".."):
        raise InvalidInput(
            "A file's name can't hold / or \\, nor be . or ..; give the name without its folder.",
            field=field,
        )
    if len(cleaned.encode()) > MAX_BYTES:
        raise InvalidInput(
            f"A file's name can't be longer than {MAX_BYTES} bytes; shorten it.", field=field
        )
    return cleaned


def title(filename: str) -> str:
    """The name of an artifact made from a file: the file's."""
    return filename[:MAX_NAME].strip()


def version_name(
    tx: Tx, artifact: Artifact, wanted: str | None, field: str = "version_name"
) -> str:
    """The name of a new version: the wanted one, else the time, unique within the artifact.

    Raises:
        Conflict: another version has the wanted name, perhaps a deleted one.
    """
    if wanted is not None:
        if _taken(tx, artifact, wanted):
            raise Conflict(
                f"{artifact.name} already has a version {wanted!r}. Choose another name.",
                field=field,
            )
        return wanted
    made = default_name(utcnow())
    name, copy = made, 2
    while _taken(tx, artifact, name):
        name, copy = f"{made} ({copy})", copy + 1
    return name


def default_name(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")


def _taken(tx: Tx, artifact: Artifact, name: str) -> bool:
    found = select(ArtifactVersion.id).where(
        ArtifactVersion.artifact_id == artifact.id, ArtifactVersion.name == name
    )
    return tx.scalar(found) is not None
