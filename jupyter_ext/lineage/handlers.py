"""HTTP: what an object was made from, and what was made from it. Nothing here writes."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from ..web.base import ApiHandler
from ..web.operation import operation
from .records import Lineage
from .service import MOST


class LineageQuery(BaseModel):
    """A page of each side begins at the same `offset`."""

    side: Literal["both", "upstream", "downstream"] = "both"
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(MOST, ge=1, le=MOST, description="neighbours of each side")


class LineageHandler(ApiHandler):
    @operation("getLineage", "What an object or version was made from, and what was made from it",
               query=LineageQuery, returns=Lineage)  # fmt: skip
    async def get(self, kind: str, object_id: str) -> Lineage:
        return await self.reading(
            self.services.lineage.neighbours,
            self.actor,
            kind,
            object_id,
            side=self.query.side,
            offset=self.query.offset,
            limit=self.query.limit,
        )


ROUTES = [("/lineage/{kind}/{object_id}", LineageHandler)]
