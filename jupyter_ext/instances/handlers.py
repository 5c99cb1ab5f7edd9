"""HTTP: instances and their parameter revisions."""

from __future__ import annotations

from pydantic import Field

from ..records import Count, Dependent, Page
from ..web.base import ApiHandler
from ..web.lists import FolderListQuery, ListQuery
from ..web.operation import operation
from .records import (
    DeletedSessions,
    DeleteSessions,
    InstanceCreate,
    InstanceDetail,
    InstanceRecord,
    InstanceUpdate,
    ParametersUpdate,
    RestoreSessions,
    RevisionRecord,
)


class InstanceQuery(FolderListQuery):
    specification_id: str | None = None
    ad_hoc: bool = Field(False, description="the ad-hoc ones as well")


class InstancesHandler(ApiHandler):
    """Sort by: name, created_at, updated_at, last_session_at."""

    @operation("listInstances", "Instances", query=InstanceQuery, returns=Page[InstanceRecord])
    async def get(self) -> Page[InstanceRecord]:
        return await self.reading(self.services.instances.list, self.actor, self.query)

    @operation(
        "createInstance", "A new instance", body=InstanceCreate, returns=InstanceDetail, status=201
    )
    async def post(self) -> InstanceDetail:
        return await self.writing(self.services.instances.create, self.actor, self.body)


class InstanceHandler(ApiHandler):
    @operation("getInstance", "One instance", returns=InstanceDetail)
    async def get(self, instance_id: str) -> InstanceDetail:
        return await self.reading(self.services.instances.get, self.actor, instance_id)

    @operation("updateInstance", "Edit it", body=InstanceUpdate, returns=InstanceDetail)
    async def patch(self, instance_id: str) -> InstanceDetail:
        return await self.writing(
            self.services.instances.update, self.actor, instance_id, self.body
        )

    @operation("deleteInstance", "Delete it; its sessions stay")
    async def delete(self, instance_id: str) -> None:
        await self.writing(self.services.instances.delete, self.actor, instance_id)


class RestoreHandler(ApiHandler):
    @operation("restoreInstance", "Take its deletion back, within the hour", returns=InstanceDetail)
    async def post(self, instance_id: str) -> InstanceDetail:
        return await self.writing(self.services.instances.restore, self.actor, instance_id)


class DependentsHandler(ApiHandler):
    @operation("listInstanceDependents", "What uses it", returns=Page[Dependent])
    async def get(self, instance_id: str) -> Page[Dependent]:
        return await self.reading(self.services.instances.dependents, self.actor, instance_id)


class RevisionsHandler(ApiHandler):
    """Newest first."""

    @operation(
        "listParameterRevisions",
        "Parameter values over time",
        query=ListQuery,
        returns=Page[RevisionRecord],
    )
    async def get(self, instance_id: str) -> Page[RevisionRecord]:
        return await self.reading(
            self.services.instances.revisions, self.actor, instance_id, self.query
        )

    @operation(
        "changeParameters",
        "Keep a new parameter revision",
        body=ParametersUpdate,
        returns=InstanceDetail,
        status=201,
    )
    async def post(self, instance_id: str) -> InstanceDetail:
        return await self.writing(
            self.services.instances.change_parameters, self.actor, instance_id, self.body
        )


class StopPendingHandler(ApiHandler):
    @operation("stopPending", "Cancel its queued sessions", action="execute", returns=Count)
    async def post(self, instance_id: str) -> Count:
        # in many small transactions: other writes needn't wait for the last
        return await self.moving(self.services.sessions.stop_pending, self.actor, instance_id)


class DeleteSessionsHandler(ApiHandler):
    @operation("deleteAllSessions", "Delete all its sessions", body=DeleteSessions,
               returns=DeletedSessions)  # fmt: skip
    async def post(self, instance_id: str) -> DeletedSessions:
        return await self.writing(
            self.services.sessions.delete_all, self.actor, instance_id, self.body.confirm
        )


class RestoreSessionsHandler(ApiHandler):
    @operation("restoreSessions", "Take back those that were deleted together, within the hour",
               body=RestoreSessions, returns=Count)  # fmt: skip
    async def post(self, instance_id: str) -> Count:
        return await self.writing(
            self.services.sessions.restore_all, self.actor, instance_id, self.body.deleted_at
        )


ROUTES = [
    ("/instances", InstancesHandler),
    ("/instances/{instance_id}", InstanceHandler),
    ("/instances/{instance_id}/restore", RestoreHandler),
    ("/instances/{instance_id}/dependents", DependentsHandler),
    ("/instances/{instance_id}/parameters", RevisionsHandler),
    ("/instances/{instance_id}/stop-pending", StopPendingHandler),
    ("/instances/{instance_id}/delete-sessions", DeleteSessionsHandler),
    ("/instances/{instance_id}/restore-sessions", RestoreSessionsHandler),
]
