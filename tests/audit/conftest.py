"""Objects of every kind with rows of the trail; nothing ran for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.audit.handlers import AuditQuery
from jupyter_ext.audit.records import AuditDetail, AuditEntry
from jupyter_ext.runtimes.records import RuntimeCreate
from jupyter_ext.services import Services
from tests.reviews.conftest import Desk


class Archive:
    """A user's objects: by kind, the id of one; and how their rows are asked for."""

    def __init__(self, services: Services, actor: Actor, folder: Path) -> None:
        self.services = services
        self.actor = actor
        self.desk = Desk(services, actor, folder)
        session = services.sessions.get(actor, self.desk.session_id)
        runtime = services.runtimes.create(
            actor, RuntimeCreate(name="mine", env={"TOKEN": "secret-value"})
        )
        self.ids = {
            "session": session.id,
            "instance": session.instance.id,
            "specification": session.specification.id,
            "review": self.desk.open().id,
            "runtime": runtime.id,
        }

    def rows(self, kind: str, actor: Actor | None = None, **query: object) -> list[AuditEntry]:
        found = self.services.audit.list(
            actor or self.actor, kind, self.ids[kind], AuditQuery.model_validate(query)
        )
        return found.items

    def row(self, kind: str, seq: int) -> AuditDetail:
        return self.services.audit.get(self.actor, kind, self.ids[kind], str(seq))


@pytest.fixture
def archive(services: Services, actor: Actor, tmp_path: Path) -> Archive:
    return Archive(services, actor, tmp_path / "notebooks")
