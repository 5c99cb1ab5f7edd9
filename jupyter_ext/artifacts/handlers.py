"""HTTP: artifacts, their versions, uploads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, Field
from tornado import web

from ..records import Dependent, Page
from ..web.base import ApiHandler
from ..web.downloads import send_blob, send_folder, send_preview_page
from ..web.lists import FolderListQuery, ListQuery
from ..web.operation import operation
from ..web.serverfiles import resolve
from .records import (
    ArtifactCopy,
    ArtifactCreate,
    ArtifactRecord,
    ArtifactUpdate,
    ArtifactVersionDetail,
    ArtifactVersionRecord,
    FromServerFile,
    Preview,
    UploadCommit,
    UploadCreate,
    UploadRecord,
)
from .uploads import CHUNK_SIZE, UploadBusy

T = TypeVar("T")
TURN_SECONDS = 60.0  # waited for other requests to the same upload
TURN_PAUSE = 0.1


class ArtifactsHandler(ApiHandler):
    """Sort by: name, created_at, updated_at, versions, size."""

    @operation("listArtifacts", "Artifacts", query=FolderListQuery, returns=Page[ArtifactRecord])
    async def get(self) -> Page[ArtifactRecord]:
        return await self.reading(self.services.artifacts.list, self.actor, self.query)

    @operation(
        "createArtifact",
        "A new artifact without versions",
        body=ArtifactCreate,
        returns=ArtifactRecord,
        status=201,
    )
    async def post(self) -> ArtifactRecord:
        return await self.writing(self.services.artifacts.create, self.actor, self.body)


class ArtifactHandler(ApiHandler):
    @operation("getArtifact", "One artifact", returns=ArtifactRecord)
    async def get(self, artifact_id: str) -> ArtifactRecord:
        return await self.reading(self.services.artifacts.get, self.actor, artifact_id)

    @operation("updateArtifact", "Edit it", body=ArtifactUpdate, returns=ArtifactRecord)
    async def patch(self, artifact_id: str) -> ArtifactRecord:
        return await self.writing(
            self.services.artifacts.update, self.actor, artifact_id, self.body
        )

    @operation("deleteArtifact", "Delete it and its versions; dependents stay, marked stale")
    async def delete(self, artifact_id: str) -> None:
        await self.writing(self.services.artifacts.delete, self.actor, artifact_id)


class ArtifactCopyHandler(ApiHandler):
    @operation(
        "copyArtifact",
        "A new artifact with the same contents",
        body=ArtifactCopy,
        returns=ArtifactRecord,
        status=201,
    )
    async def post(self, artifact_id: str) -> ArtifactRecord:
        return await self.writing(self.services.artifacts.copy, self.actor, artifact_id, self.body)


class ArtifactRestoreHandler(ApiHandler):
    @operation("restoreArtifact", "Take its deletion back, within the hour", returns=ArtifactRecord)
    async def post(self, artifact_id: str) -> ArtifactRecord:
        return await self.writing(self.services.artifacts.restore, self.actor, artifact_id)


class ArtifactDependentsHandler(ApiHandler):
    @operation("listArtifactDependents", "What uses it", returns=Page[Dependent])
    async def get(self, artifact_id: str) -> Page[Dependent]:
        return await self.reading(self.services.artifacts.dependents, self.actor, artifact_id)


class ArtifactVersionsHandler(ApiHandler):
    """Newest first; deleted ones are listed as deleted."""

    @operation(
        "listArtifactVersions",
        "Its versions",
        query=ListQuery,
        returns=Page[ArtifactVersionRecord],
    )
    async def get(self, artifact_id: str) -> Page[ArtifactVersionRecord]:
        return await self.reading(
            self.services.artifacts.versions, self.actor, artifact_id, self.query
        )


class ArtifactVersionHandler(ApiHandler):
    @operation("getArtifactVersion", "One version", returns=ArtifactVersionDetail)
    async def get(self, version_id: str) -> ArtifactVersionDetail:
        return await self.reading(self.services.artifacts.version, self.actor, version_id)

    @operation("deleteArtifactVersion", "Delete it; sessions that used it become stale")
    async def delete(self, version_id: str) -> None:
        await self.writing(self.services.artifacts.delete_version, self.actor, version_id)


class MemberQuery(BaseModel):
    member: str | None = Field(None, max_length=1024, description="a file of a folder version")


class ContentHandler(ApiHandler):
    """A file as an attachment; a folder as one zip."""

    @operation(
        "downloadArtifactVersion",
        "Its content",
        query=MemberQuery,
        media="application/octet-stream",
    )
    async def get(self, version_id: str) -> None:
        content = await self.reading(
            self.services.artifacts.content, self.actor, version_id, self.query.member
        )
        if content.members is not None:
            await send_folder(self, content)
        else:
            await send_blob(self, content)


class PreviewHandler(ApiHandler):
    @operation("previewArtifactVersion", "What can be shown of it", returns=Preview)
    async def get(self, version_id: str) -> Preview:
        return await self.moving(self.services.previews.preview, self.actor, version_id)


class PreviewPageHandler(ApiHandler):
    """HTML and notebooks as a caged page, images as they are."""

    @operation("previewPage", "The page behind a preview's url", media="text/html")
    async def get(self, version_id: str) -> None:
        page = await self.moving(self.services.previews.page, self.actor, version_id)
        await send_preview_page(self, page)


class FromServerFileHandler(ApiHandler):
    @operation(
        "createVersionFromServerFile",
        "A version from a file or folder below the server's root",
        body=FromServerFile,
        returns=ArtifactVersionRecord,
        status=201,
    )
    async def post(self) -> ArtifactVersionRecord:
        source = await self.reading(resolve, self, self.body.path)
        return await self.moving(
            self.services.artifacts.version_from_path, self.actor, self.body, source
        )


class UploadsHandler(ApiHandler):
    @operation(
        "createUpload", "Begin an upload", body=UploadCreate, returns=UploadRecord, status=201
    )
    async def post(self) -> UploadRecord:
        return await self.writing(self.services.uploads.create, self.actor, self.body)


class OffsetQuery(BaseModel):
    offset: int = Field(ge=0, le=2**53, description="bytes received so far")


class OneUploadHandler(ApiHandler):
    """What is asked of one upload is done in turn; waiting for it takes no thread."""

    async def in_turn(self, call: Callable[..., T], *args: Any) -> T:
        until = time.monotonic() + TURN_SECONDS
        while True:
            try:
                return await self.moving(call, *args)
            except UploadBusy:
                if time.monotonic() >= until:
                    raise
            await asyncio.sleep(TURN_PAUSE)


@web.stream_request_body  # bytes are bytes, whatever media type a client says they have
class UploadHandler(OneUploadHandler):
    """Of a chunk only as much is held as may be accepted, and one byte to tell that it's more."""

    async def prepare(self) -> None:
        await super().prepare()
        self.chunk = bytearray()

    def data_received(self, chunk: bytes) -> None:
        self.chunk += chunk[: CHUNK_SIZE + 1 - len(self.chunk)]

    @operation("getUpload", "How far it has come", returns=UploadRecord)
    async def get(self, upload_id: str) -> UploadRecord:
        return await self.reading(self.services.uploads.get, self.actor, upload_id)

    @operation(
        "sendUploadChunk",
        "The bytes from an offset on",
        query=OffsetQuery,
        takes="application/octet-stream",
        returns=UploadRecord,
    )
    async def put(self, upload_id: str) -> UploadRecord:
        return await self.in_turn(
            self.services.uploads.append,
            self.actor,
            upload_id,
            self.query.offset,
            bytes(self.chunk),
        )

    @operation("abandonUpload", "Drop it")
    async def delete(self, upload_id: str) -> None:
        await self.in_turn(self.services.uploads.abandon, self.actor, upload_id)


class UploadCommitHandler(OneUploadHandler):
    @operation(
        "commitUpload",
        "Make it a version",
        body=UploadCommit,
        returns=ArtifactVersionRecord,
        status=201,
    )
    async def post(self, upload_id: str) -> ArtifactVersionRecord:
        return await self.in_turn(
            self.services.uploads.commit, self.actor, upload_id, self.body.sha256
        )


ROUTES = [
    ("/artifacts", ArtifactsHandler),
    ("/artifacts/{artifact_id}", ArtifactHandler),
    ("/artifacts/{artifact_id}/copy", ArtifactCopyHandler),
    ("/artifacts/{artifact_id}/restore", ArtifactRestoreHandler),
    ("/artifacts/{artifact_id}/dependents", ArtifactDependentsHandler),
    ("/artifacts/{artifact_id}/versions", ArtifactVersionsHandler),
    ("/artifact-versions/{version_id}", ArtifactVersionHandler),
    ("/artifact-versions/{version_id}/content", ContentHandler),
    ("/artifact-versions/{version_id}/preview", PreviewHandler),
    ("/artifact-versions/{version_id}/page", PreviewPageHandler),
    ("/artifact-files", FromServerFileHandler),
    ("/uploads", UploadsHandler),
    ("/uploads/{upload_id}", UploadHandler),
    ("/uploads/{upload_id}/commit", UploadCommitHandler),
]
