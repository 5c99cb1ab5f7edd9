"""HTTP: the sessions of one launch, as one."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from ..records import MAX_PAGE, Page
from ..sessions.handlers import KEY, idempotency_key
from ..sessions.records import CancelRequest
from ..sessions.states import State
from ..web.base import ApiHandler
from ..web.operation import operation
from .records import WorkflowRecord, WorkflowSession, WorkflowSummary


class WorkflowQuery(BaseModel):
    q: Annotated[str, StringConstraints(max_length=500)] = Field(
        "", description="searched in names, those of their instances, and ids"
    )
    active: bool | None = Field(None, description="true: only those that are not over")
    single: bool = Field(False, description="the launches of one session as well")
    sort: Annotated[str, StringConstraints(max_length=64)] = Field(
        "", description="name or created_at; with a leading minus for descending"
    )
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(50, ge=1, le=MAX_PAGE)


class WorkflowsHandler(ApiHandler):
    """Those of which one may see a session, newest first."""

    @operation(
        "listWorkflows",
        "Launches of several sessions",
        query=WorkflowQuery,
        returns=Page[WorkflowSummary],
    )
    async def get(self) -> Page[WorkflowSummary]:
        return await self.reading(self.services.workflows.list, self.actor, self.query)


class WorkflowHandler(ApiHandler):
    @operation("getWorkflow", "The sessions of one launch, as one", returns=WorkflowRecord)
    async def get(self, workflow_id: str) -> WorkflowRecord:
        return await self.reading(self.services.workflows.get, self.actor, workflow_id)


class WorkflowSessionQuery(BaseModel):
    q: Annotated[str, StringConstraints(max_length=500)] = Field(
        "", description="searched in names and ids"
    )
    state: list[State] = []
    sort: Annotated[str, StringConstraints(max_length=80)] = Field(
        "",
        description="number (the order of the launch), name, state, started_at, duration, or "
        "parameters.<alias> of one that differs; with a leading minus for descending",
    )
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(50, ge=1, le=MAX_PAGE)


class WorkflowSessionsHandler(ApiHandler):
    """Each with the parameters and inputs that aren't the same in all."""

    @operation(
        "listWorkflowSessions",
        "The sessions of one launch",
        query=WorkflowSessionQuery,
        returns=Page[WorkflowSession],
    )
    async def get(self, workflow_id: str) -> Page[WorkflowSession]:
        return await self.reading(
            self.services.workflows.sessions, self.actor, workflow_id, self.query
        )


class CancelWorkflowHandler(ApiHandler):
    @operation(
        "cancelWorkflow",
        "End all of its sessions that aren't over",
        action="execute",
        body=CancelRequest,
        returns=WorkflowRecord,
    )
    async def post(self, workflow_id: str) -> WorkflowRecord:
        # in many small transactions: other writes needn't wait for the last
        workflow = await self.moving(
            self.services.workflows.cancel, self.actor, workflow_id, self.body.reason
        )
        self.services.dispatcher.wake()
        return workflow


class RerunFailedHandler(ApiHandler):
    @operation(
        "rerunFailed",
        "Run those that failed, crashed, timed out or were killed again, as a workflow",
        action="execute",
        returns=WorkflowRecord,
        status=201,
        headers=KEY,
    )
    async def post(self, workflow_id: str) -> WorkflowRecord:
        workflow = await self.writing(
            self.services.workflows.rerun_failed, self.actor, workflow_id, idempotency_key(self)
        )
        self.services.dispatcher.wake()
        return workflow


ROUTES = [
    ("/workflows", WorkflowsHandler),
    ("/workflows/{workflow_id}", WorkflowHandler),
    ("/workflows/{workflow_id}/sessions", WorkflowSessionsHandler),
    ("/workflows/{workflow_id}/cancel", CancelWorkflowHandler),
    ("/workflows/{workflow_id}/rerun-failed", RerunFailedHandler),
]
