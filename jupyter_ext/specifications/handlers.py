"""HTTP: specifications, their versions, proposals from a notebook's code."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from ..artifacts.handlers import OneUploadHandler
from ..records import Dependent, Page
from ..web.base import ApiHandler
from ..web.downloads import send_archive, send_blob
from ..web.lists import FolderListQuery, ListQuery
from ..web.operation import operation
from ..web.serverfiles import read_source, resolve, root_of, write_new
from .open_with_data import start_kernel
from .records import (
    CommitRequest,
    CommitResult,
    ExportRequest,
    ImportRequest,
    ImportResult,
    OpenedWithData,
    OpenWithData,
    Proposal,
    ProposalRequest,
    SignatureCheck,
    SignatureReport,
    SpecificationCopy,
    SpecificationCreate,
    SpecificationRecord,
    SpecificationUpdate,
    SpecificationVersionRecord,
    VersionDiff,
)


class SpecificationQuery(FolderListQuery):
    status: Literal["all", "registered", "draft"] = "all"
    ad_hoc: bool = Field(False, description="the ad-hoc ones as well")


class SpecificationsHandler(ApiHandler):
    """Sort by: name, created_at, updated_at, version."""

    @operation(
        "listSpecifications",
        "Specifications",
        query=SpecificationQuery,
        returns=Page[SpecificationRecord],
    )
    async def get(self) -> Page[SpecificationRecord]:
        return await self.reading(self.services.specifications.list, self.actor, self.query)

    @operation(
        "createSpecification",
        "A new draft",
        body=SpecificationCreate,
        returns=SpecificationRecord,
        status=201,
    )
    async def post(self) -> SpecificationRecord:
        source = await read_source(self, self.body.path) if self.body.path else None
        plan = await self.writing(
            self.services.specifications.create, self.actor, self.body, source
        )
        if plan.starter is None:
            return plan.specification
        try:
            path = await write_new(
                self, self.body.starter_folder or "", plan.starter_name, plan.starter
            )
        except Exception:  # nothing is half made: a draft whose notebook can't be written goes
            await self.writing(
                self.services.specifications.delete, self.actor, plan.specification.id
            )
            raise
        location = str(await self.reading(resolve, self, path)) if root_of(self) else ""
        return await self.writing(
            self.services.specifications.set_path, self.actor, plan.specification.id, path, location
        )


class SpecificationHandler(ApiHandler):
    @operation("getSpecification", "One specification", returns=SpecificationRecord)
    async def get(self, specification_id: str) -> SpecificationRecord:
        return await self.reading(self.services.specifications.get, self.actor, specification_id)

    @operation(
        "updateSpecification", "Edit it", body=SpecificationUpdate, returns=SpecificationRecord
    )
    async def patch(self, specification_id: str) -> SpecificationRecord:
        return await self.writing(
            self.services.specifications.update, self.actor, specification_id, self.body
        )

    @operation("deleteSpecification", "Delete it; instances and sessions stay")
    async def delete(self, specification_id: str) -> None:
        await self.writing(self.services.specifications.delete, self.actor, specification_id)


class RegisterHandler(ApiHandler):
    @operation("registerSpecification", "Mark as registered", returns=SpecificationRecord)
    async def post(self, specification_id: str) -> SpecificationRecord:
        return await self.writing(
            self.services.specifications.register, self.actor, specification_id
        )


class CopyHandler(ApiHandler):
    @operation(
        "copySpecification",
        "A new draft with the newest version's body",
        body=SpecificationCopy,
        returns=SpecificationRecord,
        status=201,
    )
    async def post(self, specification_id: str) -> SpecificationRecord:
        return await self.writing(
            self.services.specifications.copy, self.actor, specification_id, self.body
        )


class RestoreHandler(ApiHandler):
    @operation(
        "restoreSpecification",
        "Take its deletion back, within the hour",
        returns=SpecificationRecord,
    )
    async def post(self, specification_id: str) -> SpecificationRecord:
        return await self.writing(
            self.services.specifications.restore, self.actor, specification_id
        )


class DependentsHandler(ApiHandler):
    @operation("listSpecificationDependents", "What uses it", returns=Page[Dependent])
    async def get(self, specification_id: str) -> Page[Dependent]:
        return await self.reading(
            self.services.specifications.dependents, self.actor, specification_id
        )


class VersionsHandler(ApiHandler):
    """Newest first."""

    @operation(
        "listSpecificationVersions",
        "Its versions",
        query=ListQuery,
        returns=Page[SpecificationVersionRecord],
    )
    async def get(self, specification_id: str) -> Page[SpecificationVersionRecord]:
        return await self.reading(
            self.services.specifications.versions, self.actor, specification_id, self.query
        )

    @operation(
        "commitVersion",
        "Commit the last saved state of a file",
        body=CommitRequest,
        returns=CommitResult,
        status=201,
    )
    async def post(self, specification_id: str) -> CommitResult:
        source = await read_source(self, self.body.path, self.body.files, git=True)
        return await self.writing(
            self.services.specifications.commit, self.actor, specification_id, self.body, source
        )


class VersionHandler(ApiHandler):
    @operation("getSpecificationVersion", "One version", returns=SpecificationVersionRecord)
    async def get(self, specification_id: str, number: str) -> SpecificationVersionRecord:
        return await self.reading(
            self.services.specifications.version, self.actor, specification_id, number
        )


class BodyHandler(ApiHandler):
    @operation("downloadBody", "The committed file", media="application/octet-stream")
    async def get(self, specification_id: str, number: str) -> None:
        content = await self.reading(
            self.services.specifications.body, self.actor, specification_id, number
        )
        await send_blob(self, content)


class DiffQuery(BaseModel):
    left: int = Field(ge=1, le=2**31)
    right: int = Field(ge=1, le=2**31)


class DiffHandler(ApiHandler):
    @operation("compareVersions", "Two versions compared", query=DiffQuery, returns=VersionDiff)
    async def get(self, specification_id: str) -> VersionDiff:
        return await self.reading(
            self.services.specifications.diff,
            self.actor,
            specification_id,
            self.query.left,
            self.query.right,
        )


class ExportHandler(ApiHandler):
    """Leaves a row in the trail, so it isn't a GET."""

    @operation(
        "exportSpecification",
        "Versions of it as one bundle",
        body=ExportRequest,
        media="application/zip",
    )
    async def post(self, specification_id: str) -> None:
        bundle = await self.moving(
            self.services.bundle_export.export,
            self.actor,
            specification_id,
            self.body.versions,
        )
        await send_archive(self, bundle)


class ImportsHandler(OneUploadHandler):
    @operation(
        "importSpecification",
        "A new specification, or further versions of one, from an uploaded bundle",
        body=ImportRequest,
        returns=ImportResult,
        status=201,
    )
    async def post(self) -> ImportResult:
        return await self.in_turn(self.services.bundle_import.from_upload, self.actor, self.body)


class ProposalHandler(ApiHandler):
    """Reads a saved file; never runs it."""

    @operation(
        "proposeSignature",
        "What a notebook's code says of its signature",
        action="read",
        body=ProposalRequest,
        returns=Proposal,
    )
    async def post(self) -> Proposal:
        source = await read_source(self, self.body.path)
        return await self.reading(self.services.specifications.propose, self.actor, source)


class CheckHandler(ApiHandler):
    @operation(
        "checkSignature",
        "Problems of a signature, each at its field",
        action="read",
        body=SignatureCheck,
        returns=SignatureReport,
    )
    async def post(self) -> SignatureReport:
        source = await read_source(self, self.body.path) if self.body.path else None
        return await self.reading(self.services.specifications.check, self.body.signature, source)


class OpenWithDataHandler(ApiHandler):
    @operation(
        "openWithData",
        "Start a kernel that has the chosen data",
        action="execute",
        body=OpenWithData,
        returns=OpenedWithData,
        status=201,
    )
    async def post(self) -> OpenedWithData:
        source = await read_source(self, self.body.path)
        prepared = await self.reading(
            self.services.specifications.prepare_data, self.actor, self.body, source
        )
        return await start_kernel(self, prepared)


ROUTES = [
    ("/specifications", SpecificationsHandler),
    ("/specifications/{specification_id}", SpecificationHandler),
    ("/specifications/{specification_id}/register", RegisterHandler),
    ("/specifications/{specification_id}/copy", CopyHandler),
    ("/specifications/{specification_id}/restore", RestoreHandler),
    ("/specifications/{specification_id}/dependents", DependentsHandler),
    ("/specifications/{specification_id}/versions", VersionsHandler),
    ("/specifications/{specification_id}/versions/{number}", VersionHandler),
    ("/specifications/{specification_id}/versions/{number}/body", BodyHandler),
    ("/specifications/{specification_id}/diff", DiffHandler),
    ("/specifications/{specification_id}/export", ExportHandler),
    ("/specification-imports", ImportsHandler),
    ("/signatures/propose", ProposalHandler),
    ("/signatures/check", CheckHandler),
    ("/open-with-data", OpenWithDataHandler),
]
