"""HTTP: the audit trail of an object. Nothing here writes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from ..records import MAX_PAGE, Moment, Page, clean_text
from ..web.base import ApiHandler
from ..web.operation import operation
from .records import AuditChoices, AuditDetail, AuditEntry

_Word = Annotated[str, StringConstraints(max_length=255), AfterValidator(clean_text)]


class AuditQuery(BaseModel):
    """Sort by `at` or, the newest first, `-at`."""

    q: Annotated[str, StringConstraints(max_length=500)] = Field(
        "", description="searched in users, actions, ids and all that changed"
    )
    action: list[_Word] = Field([], description="one of these")
    user: list[_Word] = Field([], description="one of these")
    since: Moment | None = Field(None, description="then or later")
    until: Moment | None = Field(None, description="earlier than that")
    related: bool = Field(False, description="also of what was made from it, see `choices`")
    sort: Annotated[str, StringConstraints(max_length=64)] = ""
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(50, ge=1, le=MAX_PAGE)


class ChoicesQuery(BaseModel):
    related: bool = Field(False, description="also of what was made from it")


class AuditHandler(ApiHandler):
    @operation("listAudit", "The audit trail of an object", query=AuditQuery,
               returns=Page[AuditEntry])  # fmt: skip
    async def get(self, kind: str, object_id: str) -> Page[AuditEntry]:
        return await self.reading(self.services.audit.list, self.actor, kind, object_id, self.query)


class AuditChoicesHandler(ApiHandler):
    @operation("listAuditChoices", "What an object's audit trail can be filtered by",
               query=ChoicesQuery, returns=AuditChoices)  # fmt: skip
    async def get(self, kind: str, object_id: str) -> AuditChoices:
        return await self.reading(
            self.services.audit.choices, self.actor, kind, object_id, related=self.query.related
        )


class AuditRowHandler(ApiHandler):
    @operation("getAuditRow", "One row of an object's audit trail, with all that it says",
               returns=AuditDetail)  # fmt: skip
    async def get(self, kind: str, object_id: str, seq: str) -> AuditDetail:
        return await self.reading(self.services.audit.get, self.actor, kind, object_id, seq)


ROUTES = [
    ("/audit/{kind}/{object_id}", AuditHandler),
    ("/audit/{kind}/{object_id}/choices", AuditChoicesHandler),
    ("/audit/{kind}/{object_id}/rows/{seq}", AuditRowHandler),
]
