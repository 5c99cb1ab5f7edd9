"""HTTP: runtimes."""

from __future__ import annotations

from ..records import Page
from ..web.base import ApiHandler
from ..web.lists import ListQuery
from ..web.operation import operation
from .records import RuntimeCreate, RuntimeRecord, RuntimeUpdate


class RuntimesHandler(ApiHandler):
    """The default runtime first, then by name."""

    @operation("listRuntimes", "Runtimes", query=ListQuery, returns=Page[RuntimeRecord])
    async def get(self) -> Page[RuntimeRecord]:
        return await self.reading(self.services.runtimes.list, self.actor, self.query)

    @operation(
        "createRuntime", "A new runtime", body=RuntimeCreate, returns=RuntimeRecord, status=201
    )
    async def post(self) -> RuntimeRecord:
        return await self.writing(self.services.runtimes.create, self.actor, self.body)


class RuntimeHandler(ApiHandler):
    @operation("getRuntime", "One runtime", returns=RuntimeRecord)
    async def get(self, runtime_id: str) -> RuntimeRecord:
        return await self.reading(self.services.runtimes.get, self.actor, runtime_id)

    @operation("updateRuntime", "Change it from now on", body=RuntimeUpdate, returns=RuntimeRecord)
    async def put(self, runtime_id: str) -> RuntimeRecord:
        return await self.writing(self.services.runtimes.update, self.actor, runtime_id, self.body)

    @operation("deleteRuntime", "Delete it; refused while an instance has it")
    async def delete(self, runtime_id: str) -> None:
        await self.writing(self.services.runtimes.delete, self.actor, runtime_id)


ROUTES = [("/runtimes", RuntimesHandler), ("/runtimes/{runtime_id}", RuntimeHandler)]
