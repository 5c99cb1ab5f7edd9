"""Two instances in a row: what the first one's session writes is the second one's input."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.engine.outputs import new_version
from jupyter_ext.engine.result import Produced
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.lineage.records import Lineage
from jupyter_ext.lineage.service import LineageService
from jupyter_ext.services import Services
from jupyter_ext.sessions.model import Session, SessionOutput
from jupyter_ext.sessions.states import State
from tests.sessions.conftest import Waiting


class Chain(Waiting):
    """Data, scored by a session, whose scores a session of another instance used; nothing ran."""

    def __init__(self, services: Services, actor: Actor, folder: Path) -> None:
        super().__init__(services, actor, folder)
        self.lineage: LineageService = services.lineage
        self.data = self.version("more", self.artifact_id).id
        self.scorer = self.start()
        self.scores = self.wrote(self.scorer.id)
        scores = services.artifacts.version(actor, self.scores)
        self.user_instance_id = services.instances.create(
            actor,
            InstanceCreate(
                specification_id=self.specification_id,
                name="Scores of scores",
                inputs={"data": scores.artifact.id, "more": scores.artifact.id},
            ),
        ).id
        self.instance_id = self.user_instance_id
        self.user = self.start()

    def wrote(self, session_id: str) -> str:
        """End a session with a version of its output `scores`; give the version's id."""
        blobs = self.services.blobs
        content = session_id.encode()
        produced = Produced(
            alias="scores", kind="file", filename="scores.csv", media_type="text/csv",
            size=len(content), sha256=blobs.put_bytes(content), members=None,
        )  # fmt: skip
        with self.services.database.write() as tx:
            session = tx.get_one(Session, session_id)
            session.state = State.SUCCEEDED.value
            output = tx.get_one(SessionOutput, (session_id, "scores"))
            output.artifact_version_id = new_version(
                tx, blobs, session, output.artifact_id, produced
            )
            assert output.artifact_version_id
            return output.artifact_version_id

    def around(self, kind: str, node_id: str, **query: object) -> Lineage:
        return self.lineage.neighbours(self.actor, kind, node_id, **query)  # type: ignore[arg-type]

    def named(self, found: Lineage) -> set[tuple[str, str, str]]:
        """The links in words: what, how, to what."""
        names = {
            one.id: f"{one.name} v{one.number}" if one.kind.endswith("_version") else one.name
            for one in (found.node, *found.neighbours)
        }
        return {(names[one.source], one.kind, names[one.target]) for one in found.links}


@pytest.fixture
def chain(services: Services, actor: Actor, tmp_path: Path) -> Chain:
    return Chain(services, actor, tmp_path / "notebooks")
