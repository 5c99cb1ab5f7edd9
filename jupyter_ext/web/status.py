"""The server's own facts, its OpenAPI document, and the answer to an unknown path."""

from __future__ import annotations

from typing import Any

from tornado import web

from .. import __version__
from ..errors import NotFound, StoreUnavailable
from ..records import Record
from ..sessions.records import QueueStatus
from .base import ApiHandler
from .operation import operation


class UserRecord(Record):
    """The acting user; unproven where Jupyter can't say who it is."""

    id: str
    name: str
    proven: bool
    groups: list[str] = []


class StatusRecord(Record):
    """What this server is and what it is doing."""

    version: str
    user: UserRecord
    queue: QueueStatus


class StatusHandler(ApiHandler):
    @operation(
        "getStatus", "The server's version, the acting user, the queue", returns=StatusRecord
    )
    async def get(self) -> StatusRecord:
        actor = self.actor
        queue = await self.reading(self.services.sessions.queue_status, actor)
        user = UserRecord(
            id=actor.id, name=actor.name, proven=actor.proven, groups=list(actor.groups)
        )
        directory = self.services.sharing.directory
        if directory.is_new(actor):
            await self.writing(directory.note, actor)
        return StatusRecord(version=__version__, user=user, queue=queue)


class OpenApiHandler(ApiHandler):
    @operation("getOpenApi", "This document", returns=dict[str, Any])
    async def get(self) -> dict[str, Any]:
        from .openapi import document

        return await self.reading(document)


class UnknownHandler(ApiHandler):
    """Whatever no route matches: a JSON 404 for those who may ask at all."""

    async def prepare(self) -> None:
        await super().prepare()
        if not self.current_user:
            raise web.HTTPError(403)
        raise NotFound("There is nothing at this address of the API.")


WHY_OFF = "jupyter_ext_why_off"


class OffHandler(ApiHandler):
    """Every address of the API while the store can't be opened."""

    async def prepare(self) -> None:
        await super().prepare()
        if not self.current_user:
            raise web.HTTPError(403)
        raise StoreUnavailable(f"jupyter-ext is off. {self.settings[WHY_OFF]}")


ROUTES = [("/status", StatusHandler), ("/openapi.json", OpenApiHandler)]
