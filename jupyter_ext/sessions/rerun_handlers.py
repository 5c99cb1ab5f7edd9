"""HTTP: sessions run again."""

from __future__ import annotations

from pydantic import BaseModel, Field

from ..web.base import ApiHandler
from ..web.operation import operation
from .handlers import KEY, idempotency_key
from .records import EnvironmentDiff, RerunPlan, RerunRequest, SessionDetail


class RerunHandler(ApiHandler):
    """GET starts nothing: it says what POST would take."""

    @operation("planRerun", "What a rerun would start with", returns=RerunPlan)
    async def get(self, session_id: str) -> RerunPlan:
        return await self.reading(self.services.reruns.plan, self.actor, session_id)

    @operation(
        "rerunSession",
        "A new session with the same data and values and the newest code",
        action="execute",
        body=RerunRequest,
        returns=SessionDetail,
        status=201,
        headers=KEY,
    )
    async def post(self, session_id: str) -> SessionDetail:
        session = await self.writing(
            self.services.reruns.rerun, self.actor, session_id, self.body, idempotency_key(self)
        )
        self.services.dispatcher.wake()
        return session


class EnvironmentQuery(BaseModel):
    runtime_id: str | None = Field(
        None, description="of a rerun; default: the session's own, as a replay has it"
    )


class EnvironmentHandler(ApiHandler):
    """Asks the kernel's interpreter, which takes a moment when something was installed."""

    @operation(
        "compareEnvironment",
        "What is installed otherwise than when it ran",
        query=EnvironmentQuery,
        returns=EnvironmentDiff,
    )
    async def get(self, session_id: str) -> EnvironmentDiff:
        return await self.reading(
            self.services.reruns.environment, self.actor, session_id, self.query.runtime_id
        )


ROUTES = [
    ("/sessions/{session_id}/rerun", RerunHandler),
    ("/sessions/{session_id}/environment", EnvironmentHandler),
]
