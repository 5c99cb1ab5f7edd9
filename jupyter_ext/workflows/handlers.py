"""HTTP: the sessions of one launch, as one."""

from __future__ import annotations

from ..records import Page
from ..sessions.handlers import KEY, idempotency_key
from ..sessions.records import CancelRequest
from ..web.base import ApiHandler
from ..web.operation import operation
from .queries import WorkflowQuery, WorkflowSessionQuery
from .records import WorkflowRecord, WorkflowSession, WorkflowSummary


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
