"""Where folders lie in each other: what is below one, what is above, how deep a tree is."""

from __future__ import annotations

from collections import defaultdict
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


class Shape:
    """Where all of somebody's folders of a kind lie, kept up as they are moved."""

    def __init__(self, tx: Tx, owner: str, kind: str) -> None:
        self._places: dict[str, tuple[str | None, str]] = {}  # parent and name
        self._inside: dict[str | None, dict[str, str]] = defaultdict(dict)  # name to id
        rows = select(Folder.id, Folder.parent_id, Folder.name).where(
            Folder.owner == owner, Folder.kind == kind, Folder.deleted_at.is_(None)
        )
        for folder_id, parent, name in tx.execute(rows):
            self.place(folder_id, parent, name)

    def place(self, folder_id: str, parent: str | None, name: str) -> None:
        """Note where a folder lies from now on."""
        if folder_id in self._places:
            before, called = self._places[folder_id]
            del self._inside[before][called]
        self._places[folder_id] = (parent, name)
        self._inside[parent][name] = folder_id

    def above(self, folder_id: str | None) -> list[str]:
        """The folder and those that it lies in, up to the top."""
        found = []
        while folder_id is not None:
            found.append(folder_id)
            folder_id = self._places[folder_id][0]
        return found

    def height(self, folder_id: str) -> int:
        """How many levels there are from the folder down: 1 for one without folders."""
        return 1 + max((self.height(one) for one in self._inside[folder_id].values()), default=0)

    def has(self, name: str, parent: str | None, *, but: str | None) -> bool:
        """Whether a folder in that place has the name, another than `but`."""
        return self._inside[parent].get(name) not in (None, but)
