"""HTTP: folders, and what is moved between them."""

from __future__ import annotations

from pydantic import BaseModel

from ..records import Count
from ..web.base import ApiHandler
from ..web.operation import operation
from .records import FolderCreate, FolderKind, FolderRecord, FolderUpdate, Move


class FolderQuery(BaseModel):
    kind: FolderKind


class FoldersHandler(ApiHandler):
    """The whole tree of a kind, by name."""

    @operation("listFolders", "Folders", query=FolderQuery, returns=list[FolderRecord])
    async def get(self) -> list[FolderRecord]:
        return await self.reading(self.services.folders.list, self.actor, self.query.kind)

    @operation("createFolder", "A new folder", body=FolderCreate, returns=FolderRecord, status=201)
    async def post(self) -> FolderRecord:
        return await self.writing(self.services.folders.create, self.actor, self.body)


class FolderHandler(ApiHandler):
    @operation("getFolder", "One folder", returns=FolderRecord)
    async def get(self, folder_id: str) -> FolderRecord:
        return await self.reading(self.services.folders.get, self.actor, folder_id)

    @operation("updateFolder", "Rename or move it", body=FolderUpdate, returns=FolderRecord)
    async def patch(self, folder_id: str) -> FolderRecord:
        return await self.writing(self.services.folders.update, self.actor, folder_id, self.body)

    @operation("deleteFolder", "Delete it when it is empty")
    async def delete(self, folder_id: str) -> None:
        await self.writing(self.services.folders.delete, self.actor, folder_id)


class MovesHandler(ApiHandler):
    @operation("move", "Move objects and folders into a folder", body=Move, returns=Count)
    async def post(self) -> Count:
        return await self.writing(self.services.folders.move, self.actor, self.body)


ROUTES = [
    ("/folders", FoldersHandler),
    ("/folders/{folder_id}", FolderHandler),
    ("/moves", MovesHandler),
]
