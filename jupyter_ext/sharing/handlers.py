"""HTTP: sharing, reserving, and with whom."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from ..records import clean_text
from ..web.base import ApiHandler
from ..web.operation import operation
from .records import GrantRequest, People, ReserveRequest, SharingRecord


class PeopleQuery(BaseModel):
    q: Annotated[str, StringConstraints(max_length=255), AfterValidator(clean_text)] = Field(
        "", description="searched in names and ids"
    )


class SharingHandler(ApiHandler):
    @operation("getSharing", "With whom an object is shared", returns=SharingRecord)
    async def get(self, kind: str, object_id: str) -> SharingRecord:
        return await self.reading(self.services.sharing.get, self.actor, kind, object_id)

    @operation("share", "Give a user or a group a role on an object", body=GrantRequest,
               returns=SharingRecord)  # fmt: skip
    async def put(self, kind: str, object_id: str) -> SharingRecord:
        return await self.writing(
            self.services.sharing.share, self.actor, kind, object_id, self.body
        )


class GrantHandler(ApiHandler):
    @operation("unshare", "Take a role away", returns=SharingRecord)
    async def delete(self, kind: str, object_id: str, grant_id: str) -> SharingRecord:
        return await self.writing(
            self.services.sharing.unshare, self.actor, kind, object_id, grant_id
        )


class ReservationHandler(ApiHandler):
    @operation("reserve", "Let others look at an object, not change or run it",
               body=ReserveRequest, returns=SharingRecord)  # fmt: skip
    async def put(self, kind: str, object_id: str) -> SharingRecord:
        return await self.writing(
            self.services.sharing.reserve, self.actor, kind, object_id, self.body
        )

    @operation("unreserve", "End a reservation", returns=SharingRecord)
    async def delete(self, kind: str, object_id: str) -> SharingRecord:
        return await self.writing(self.services.sharing.unreserve, self.actor, kind, object_id)


class PeopleHandler(ApiHandler):
    @operation("listPeople", "With whom something can be shared", query=PeopleQuery,
               returns=People)  # fmt: skip
    async def get(self) -> People:
        return await self.reading(self.services.sharing.directory.people, self.actor, self.query.q)


ROUTES = [
    ("/sharing/{kind}/{object_id}", SharingHandler),
    ("/sharing/{kind}/{object_id}/grants/{grant_id}", GrantHandler),
    ("/sharing/{kind}/{object_id}/reservation", ReservationHandler),
    ("/people", PeopleHandler),
]
