"""HTTP: a session handed over."""

from __future__ import annotations

from pydantic import Field

from ..records import Request
from ..web.base import ApiHandler
from ..web.downloads import send_archive
from ..web.operation import operation


class HandOverRequest(Request):
    """What goes into the archive."""

    data: bool = Field(True, description="the inputs too; else their hashes only")


class HandOverHandler(ApiHandler):
    """Leaves a row in the trail, so it isn't a GET."""

    @operation(
        "handOverSession",
        "An archive of it that runs without jupyter-ext",
        body=HandOverRequest,
        media="application/zip",
    )
    async def post(self, session_id: str) -> None:
        made = await self.moving(
            self.services.hand_over.make, self.actor, session_id, data=self.body.data
        )
        await send_archive(self, made)


ROUTES = [("/sessions/{session_id}/hand-over", HandOverHandler)]
