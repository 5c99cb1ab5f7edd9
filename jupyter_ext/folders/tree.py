"""Where folders lie in each other: what is below one, what is above, how deep a tree is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..errors import Gone, InvalidInput, NotFound
from .model import Folder
from .records import FolderKind

TOP = "top"  # what lies in no folder
MAX_DEPTH = 20  # folders in each other
MAX_FOLDERS = 5_000  # of one user and kind


def own(tx: Tx, actor: Actor, folder_id: str) -> Folder:
    """The actor's folder of that id, a deleted one too; nobody sees another's.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = tx.get(Folder, folder_id) if rights.is_id(folder_id) else None
    if row is None or row.owner != actor.id:
        raise NotFound(f"There is no folder {folder_id[:64]!r}.")
    return row


def live(tx: Tx, actor: Actor, folder_id: str) -> Folder:
    """The actor's folder of that id, for changing it.

    Raises:
        NotFound: there is none, or it is somebody else's.
        Gone: it was deleted.
    """
    row = own(tx, actor, folder_id)
    if row.deleted_at is not None:
        raise Gone("This folder was deleted.")
    return row


def folder_of(tx: Tx, actor: Actor, kind: str, folder_id: str) -> Folder:
    """The actor's folder of that id and kind.

    Raises:
        NotFound: there is none, or it is somebody else's.
        Gone: it was deleted.
    """
    row = live(tx, actor, folder_id)
    if row.kind != kind:
        raise NotFound(f"There is no folder of {kind}s {folder_id[:64]!r}.")
    return row


def placed(
    tx: Tx, actor: Actor, kind: FolderKind, folder_id: str | None, field: str = "folder_id"
) -> str | None:
    """The folder that a request names in `field`; None is the top.

    Raises:
        InvalidInput: there is none, it is somebody else's, of another kind, or was deleted.
    """
    if folder_id is None:
        return None
    try:
        row = live(tx, actor, folder_id)
    except (NotFound, Gone) as error:
        raise InvalidInput(f"{error.message} Choose another one.", field=field) from error
    if row.kind != kind:
        raise InvalidInput(
            f"{row.name} is a folder of {row.kind}s. Choose one of {kind}s.", field=field
        )
    return row.id


def shown(actor: Actor, row: Any) -> str | None:
    """The folder of an object as its owner sees it; in others' trees it lies nowhere."""
    folder_id: str | None = row.folder_id
    return folder_id if row.owner == actor.id else None


def within(
    tx: Tx, actor: Actor, kind: FolderKind, table: Any, query: Any
) -> list[ColumnElement[bool]]:
    """What to add to WHERE for the folder that a list is asked for, if it is.

    Raises:
        NotFound, Gone: there is no such folder.
    """
    wanted: str | None = getattr(query, "folder", None)
    if wanted is None:
        return []
    if wanted == TOP:
        # somebody else's lies in a folder of theirs
        loose = or_(table.folder_id.is_(None), table.owner != actor.id)
        return [] if query.below else [loose]
    row = folder_of(tx, actor, kind, wanted)
    if not query.below:
        return [table.folder_id == row.id]
    below = select(Folder.id).where(Folder.id == row.id).cte("below", recursive=True)
    below = below.union(
        select(Folder.id).where(Folder.parent_id == below.c.id, Folder.deleted_at.is_(None))
    )
    return [table.folder_id.in_(select(below.c.id))]


def above(tx: Tx, folder_id: str | None) -> Iterator[str]:
    """The folder and those that it lies in, up to the top."""
    while folder_id is not None:
        yield folder_id
        folder_id = tx.scalar(select(Folder.parent_id).where(Folder.id == folder_id))


def height(tx: Tx, row: Folder) -> int:
    """How many levels there are from the folder down: 1 for one without folders."""
    levels, found = 0, [row.id]
    while found and levels <= MAX_DEPTH:
        levels += 1
        inside = Folder.parent_id.in_(found)
        found = list(tx.scalars(select(Folder.id).where(inside, Folder.deleted_at.is_(None))))
    return levels
