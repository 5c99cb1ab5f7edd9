"""Ada has an instance on data, with a session; Ben is known here, and so is Cy, a validator."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.services import Services
from jupyter_ext.sharing.records import GrantRequest, SharingRecord
from tests.objects.kinds import QUERIES, UPDATES, service_of
from tests.sessions.conftest import Waiting

BEN = Actor(id="test:ben", name="Ben", proven=True)
CY = Actor(id="test:cy", name="Cy", proven=True, groups=("validators",))


class Team:
    """Who shares what with whom."""

    def __init__(self, waiting: Waiting) -> None:
        self.waiting = waiting
        self.services = waiting.services
        self.ada = waiting.actor
        self.session_id = waiting.start().id
        self.ids = {
            "artifact": waiting.artifact_id,
            "specification": waiting.specification_id,
            "instance": waiting.instance_id,
            "session": self.session_id,
        }
        for actor in (self.ada, BEN, CY):
            self.services.sharing.directory.note(actor)

    def share(
        self,
        kind: str,
        role: Literal["viewer", "runner", "editor"] = "viewer",
        *,
        by: Actor | None = None,
        object_id: str | None = None,
        **who: str,
    ) -> SharingRecord:
        return self.services.sharing.share(
            by or self.ada,
            kind,
            object_id or self.ids[kind],
            GrantRequest(role=role, **(who or {"user": BEN.id})),
        )

    def bens_instance(self) -> str:
        """An instance of Ben's own, of which nothing is Ada's but the data and the code; its id."""
        self.share("specification", "runner")
        self.share("artifact")
        wish = InstanceCreate(
            specification_id=self.ids["specification"],
            name="Ben's",
            inputs={"data": self.ids["artifact"]},
        )
        return self.services.instances.create(BEN, wish).id

    def withdraw(self, kind: str) -> None:
        for grant in self.services.sharing.get(self.ada, kind, self.ids[kind]).grants:
            self.services.sharing.unshare(self.ada, kind, self.ids[kind], grant.id)

    def get(self, actor: Actor, kind: str) -> Any:
        return service_of(self.services, kind).get(actor, self.ids[kind])

    def update(self, actor: Actor, kind: str, **changes: Any) -> Any:
        wish = UPDATES[kind](**changes)
        return service_of(self.services, kind).update(actor, self.ids[kind], wish)

    def list(self, actor: Actor, kind: str, **query: Any) -> list[str]:
        page = service_of(self.services, kind).list(actor, QUERIES[kind](**query))
        return [one.id for one in page.items]


@pytest.fixture
def team(services: Services, actor: Actor, tmp_path: Path) -> Team:
    return Team(Waiting(services, actor, tmp_path / "notebooks"))
