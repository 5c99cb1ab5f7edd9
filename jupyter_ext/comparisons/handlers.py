"""HTTP: sessions side by side. Nothing here writes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from ..web.base import ApiHandler
from ..web.operation import operation
from .records import CodeDifference, Comparison

SessionId = Annotated[str, StringConstraints(max_length=64)]


class ComparisonQuery(BaseModel):
    session: list[SessionId] = Field([], description="ids, 2 to 10, each once")


class ComparisonHandler(ApiHandler):
    @operation(
        "compareSessions",
        "Sessions side by side: data, values, metrics, outputs, environments",
        query=ComparisonQuery,
        returns=Comparison,
    )
    async def get(self) -> Comparison:
        return await self.reading(self.services.comparisons.compare, self.actor, self.query.session)


class CodeQuery(BaseModel):
    left: SessionId = Field(description="the id of a session")
    right: SessionId = Field(description="the id of another")


class CodeHandler(ApiHandler):
    @operation(
        "compareCode", "The code of two sessions, cell by cell",
        query=CodeQuery, returns=CodeDifference,
    )  # fmt: skip
    async def get(self) -> CodeDifference:
        return await self.reading(
            self.services.comparisons.code, self.actor, self.query.left, self.query.right
        )


ROUTES = [
    ("/comparisons", ComparisonHandler),
    ("/comparisons/code", CodeHandler),
]
