"""HTTP: replays started, looked at, ended."""

from __future__ import annotations

from ..web.base import ApiHandler
from ..web.operation import operation
from .live import SETTING, LiveReplays
from .records import ReplayRecord


class _ReplayHandler(ApiHandler):
    @property
    def live(self) -> LiveReplays:
        found: LiveReplays = self.settings[SETTING]
        return found


class SessionReplaysHandler(_ReplayHandler):
    """Its notebook is on the drive `Replay:`; nothing that it does is kept."""

    @operation(
        "replaySession",
        "Start a kernel that has what the session had",
        action="execute",
        returns=ReplayRecord,
        status=201,
    )
    async def post(self, session_id: str) -> ReplayRecord:
        replays = self.services.replays
        prepared = await self.moving(replays.prepare, self.actor, session_id)
        replay = await self.live.start(self.actor, prepared)
        await self.writing(replays.record, self.actor, session_id)
        return replay


class ReplayHandler(_ReplayHandler):
    @operation("getReplay", "A replay that goes on", returns=ReplayRecord)
    async def get(self, replay_id: str) -> ReplayRecord:
        return self.live.get(self.actor, replay_id)

    @operation("endReplay", "End its kernel and remove its workspace", action="execute")
    async def delete(self, replay_id: str) -> None:
        await self.live.end(self.actor, replay_id)


class ShownHandler(_ReplayHandler):
    """It is kept beside the workspace, and goes with it."""

    @operation(
        "showReplay",
        "Say what its tab shows, to be exported or printed",
        action="execute",
        takes="application/x-ipynb+json",
    )
    async def put(self, replay_id: str) -> None:
        await self.live.show(self.actor, replay_id, self.request.body)


ROUTES = [
    ("/sessions/{session_id}/replays", SessionReplaysHandler),
    ("/replays/{replay_id}", ReplayHandler),
    ("/replays/{replay_id}/shown", ShownHandler),
]
