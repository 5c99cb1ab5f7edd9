"""The rules of folders: names are unique side by side, no folder lies in itself, and one that
holds something isn't deleted.

All of it is looked at in the write transaction, of which there is one at a time on a database,
whatever the number of servers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access import rights, trail
from ..access.editing import bury, edit
from ..access.identity import Actor
from ..access.roles import Role
from ..artifacts.model import Artifact
from ..errors import Conflict, NotAllowed, TooMany
from ..instances.model import Instance
from ..records import Count
from ..specifications.model import Specification
from ..store.base import utcnow
from ..store.database import Database
from . import tree
from .model import Folder
from .records import FolderCreate, FolderKind, FolderRecord, FolderUpdate, Move

NOUN = "folder"
_TABLES: dict[str, Any] = {
    "specification": Specification,
    "instance": Instance,
    "artifact": Artifact,
}
Folders = list[FolderRecord]  # inside the class `list` is the method


class FolderService:
    """Each user's own trees, one for a kind."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def list(self, actor: Actor, kind: FolderKind) -> Folders:
        """The actor's whole tree of a kind, by name."""
        with self.database.read() as tx:
            rows = tx.scalars(
                select(Folder)
                .where(Folder.owner == actor.id, Folder.kind == kind, Folder.deleted_at.is_(None))
                .order_by(func.lower(Folder.name), Folder.name, Folder.id)
            )
            return [FolderRecord.model_validate(row) for row in rows]

    def get(self, actor: Actor, folder_id: str) -> FolderRecord:
        """One folder, a deleted one too.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        with self.database.read() as tx:
            return FolderRecord.model_validate(tree.own(tx, actor, folder_id))

    def create(self, actor: Actor, request: FolderCreate) -> FolderRecord:
        """A new, empty folder.

        Raises:
            InvalidInput: the folder that it is to lie in isn't there.
            Conflict: the name is taken there, or it would lie too deep.
            TooMany: the actor has as many folders as there may be.
        """
        with self.database.write() as tx:
            parent = tree.placed(tx, actor, request.kind, request.parent_id, "parent_id")
            _room_for_one(tx, actor, request.kind)
            shape = tree.Shape(tx, actor.id, request.kind)
            _fits(shape, None, parent, request.name, "parent_id")
            row = Folder(kind=request.kind, owner=actor.id, parent_id=parent, name=request.name)
            tx.add(row)
            tx.flush()
            trail.record(
                tx, actor, "created", NOUN, row.id, owner=row.owner,
                after={"name": row.name, "kind": row.kind, "folder": parent},
            )  # fmt: skip
            return FolderRecord.model_validate(row)

    def update(self, actor: Actor, folder_id: str, request: FolderUpdate) -> FolderRecord:
        """Rename or move it; what lies in it comes along.

        Raises:
            NotFound, Gone: there is no such folder any more.
            InvalidInput: the folder that it is to lie in isn't there.
            Conflict: the name is taken there, it would lie too deep, or in itself.
        """
        sent = request.model_dump(exclude_unset=True)
        with self.database.write() as tx:
            row = tree.live(tx, actor, folder_id)
            shape = tree.Shape(tx, actor.id, row.kind)
            if "parent_id" in sent:
                kind: Any = row.kind
                parent = tree.placed(tx, actor, kind, sent["parent_id"], "parent_id")
                moved = _move(shape, row, parent, "parent_id", sent.get("name"))
                trail.record_all(tx, actor, moved)
            if sent.get("name") not in (None, row.name):
                _name_free(shape, row.id, row.parent_id, sent["name"])
                edit(tx, actor, row, NOUN, {"name": sent["name"]})
            return FolderRecord.model_validate(row)

    def delete(self, actor: Actor, folder_id: str) -> None:
        """Delete an empty folder; what was deleted in it doesn't count.

        Raises:
            NotFound, Gone: there is no such folder any more.
            Conflict: something lies in it; the details say how much.
        """
        with self.database.write() as tx:
            row = tree.live(tx, actor, folder_id)
            folders = _count(tx, Folder, Folder.parent_id == row.id)
            table = _TABLES[row.kind]
            objects = _count(tx, table, table.folder_id == row.id)
            if folders or objects:
                held = [
                    f"{number} {noun}{'' if number == 1 else 's'}"
                    for number, noun in ((folders, NOUN), (objects, row.kind))
                    if number
                ]
                raise Conflict(
                    f"{row.name} isn't empty: it holds {' and '.join(held)}. Move or delete what "
                    "it holds first.",
                    details={"folders": folders, "objects": objects},
                )
            bury(tx, actor, row, NOUN)

    def move(self, actor: Actor, request: Move) -> Count:
        """Move objects and folders together, or none of them; how many weren't there already.

        Raises:
            NotFound, Gone: one isn't there any more.
            InvalidInput: the folder isn't there, or of another kind.
            NotAllowed: an object is somebody else's, who shares it.
            Conflict: a folder's name is taken there, or it would lie too deep, or in itself.
        """
        kind, table = request.kind, _TABLES[request.kind]
        moved: list[trail.Entry] = []
        with self.database.write() as tx:
            target = tree.placed(tx, actor, kind, request.folder_id)
            shape = tree.Shape(tx, actor.id, kind)
            held = _rows(tx, Folder, request.folders) + _rows(tx, table, request.objects)
            for one in dict.fromkeys(request.folders):
                row = tree.folder_of(tx, actor, kind, one)
                moved += _move(shape, row, target, "folder_id")
            for one in dict.fromkeys(request.objects):
                moved += _move_object(_movable(tx, actor, table, one, kind), kind, target)
            trail.record_all(tx, actor, moved)
            held.clear()
        return Count(count=len(moved))


def _rows(tx: Tx, table: Any, ids: Sequence[str]) -> list[Any]:
    """Have many rows at hand by one query: as long as they are held, none is asked for again."""
    return list(tx.scalars(select(table).where(table.id.in_([*filter(rights.is_id, ids)]))))


def _movable(tx: Tx, actor: Actor, table: Any, object_id: str, kind: str) -> Any:
    try:
        return rights.live(tx, actor, table, object_id, kind, Role.OWNER)
    except NotAllowed as error:
        raise NotAllowed(
            f"Only its owner can move this {kind}: what others share lies in folders of theirs.",
            details=error.details,
        ) from error


def _move_object(row: Any, kind: str, target: str | None) -> list[trail.Entry]:
    before = row.folder_id
    if before == target:
        return []
    row.folder_id = target
    return [trail.Entry("moved", kind, row.id, row.owner, {"folder": before}, {"folder": target})]


def _move(
    shape: tree.Shape, row: Folder, parent: str | None, field: str, name: str | None = None
) -> list[trail.Entry]:
    """Move a folder, which may get another name by it; what the trail says, if it moved."""
    if parent == row.parent_id:
        return []
    if row.id in shape.above(parent):
        raise Conflict(
            f"{row.name} can't be moved into itself or into a folder inside it. Choose another "
            "place.",
            field=field,
        )
    _fits(shape, row.id, parent, name or row.name, field)
    before = {"folder": row.parent_id}
    after = {"folder": parent}
    if name not in (None, row.name):
        before["name"], after["name"] = row.name, name
        row.name = name
    row.parent_id, row.updated_at = parent, utcnow()
    shape.place(row.id, parent, row.name)
    return [trail.Entry("moved", NOUN, row.id, row.owner, before, after)]


def _fits(
    shape: tree.Shape, folder_id: str | None, parent: str | None, name: str, field: str
) -> None:
    _name_free(shape, folder_id, parent, name)
    levels = 1 if folder_id is None else shape.height(folder_id)
    if len(shape.above(parent)) + levels > tree.MAX_DEPTH:
        raise Conflict(
            f"Folders can lie {tree.MAX_DEPTH} deep in each other, this would be deeper. Choose "
            "a place further up.",
            field=field,
        )


def _name_free(shape: tree.Shape, folder_id: str | None, parent: str | None, name: str) -> None:
    if shape.has(name, parent, but=folder_id):
        raise Conflict(
            f"There is a folder {name!r} in this place already. Choose another name.",
            field="name",
        )


def _room_for_one(tx: Tx, actor: Actor, kind: str) -> None:
    if _count(tx, Folder, Folder.owner == actor.id, Folder.kind == kind) >= tree.MAX_FOLDERS:
        raise TooMany(
            f"There are {tree.MAX_FOLDERS:,} folders of {kind}s, more can't be made. Delete those "
            "that are empty."
        )


def _count(tx: Tx, table: Any, *conditions: Any) -> int:
    counted = select(func.count()).select_from(table).where(table.deleted_at.is_(None), *conditions)
    return tx.scalar(counted) or 0
