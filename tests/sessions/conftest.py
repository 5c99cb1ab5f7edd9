"""A bench whose sessions only wait, an instance on data, and sessions that are just rows."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.records import FromServerFile
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.services import Services
from jupyter_ext.sessions.model import Execution, Metric, Session
from jupyter_ext.sessions.records import RunRequest, SessionDetail
from jupyter_ext.sessions.states import State
from jupyter_ext.specifications.files import local_source
from jupyter_ext.specifications.records import CommitRequest, SpecificationCreate
from jupyter_ext.store.base import new_id, utcnow
from jupyter_ext.testing.scenes import Bench

SIGNATURE = {
    "inputs": [{"alias": "data", "required": True}, {"alias": "more"}],
    "parameters": [
        {"alias": "rate", "type": "float", "default": 0.5, "minimum": 0, "maximum": 1},
        {"alias": "big", "type": "integer", "default": 1},
    ],
    "outputs": [{"alias": "scores"}, {"alias": "plot", "optional": True}],
}


class Waiting(Bench):
    """A registered notebook with an instance on a file; nothing runs."""

    def __init__(
        self,
        services: Services,
        actor: Actor,
        folder: Path,
        signature: dict[str, Any] = SIGNATURE,
    ) -> None:
        super().__init__(services, actor, folder)
        self._keys = itertools.count()
        path = self.notebook("print(1)", name="registered.ipynb")
        source = local_source(path, [])
        specification = services.specifications.create(
            actor, SpecificationCreate(name="Scores", path=str(path), signature=signature), source
        ).specification
        services.specifications.commit(
            actor,
            specification.id,
            CommitRequest(path=str(path), signature=signature),
            source,
        )
        services.specifications.register(actor, specification.id)
        self.specification_id = specification.id
        self.artifact_id = self.version("first").artifact.id
        self.instance_id = self.make_instance()

    def make_instance(self, **inputs: str) -> str:
        return self.services.instances.create(
            self.actor,
            InstanceCreate(
                specification_id=self.specification_id,
                name="Scores of data",
                inputs={"data": self.artifact_id, **inputs},
            ),
        ).id

    def version(self, content: str, artifact_id: str | None = None) -> Any:
        path = self.folder / "data.csv"
        path.write_text(content)
        return self.services.artifacts.version_from_path(
            self.actor, FromServerFile(path=str(path), artifact_id=artifact_id), path
        )

    def start(self, *, key: str | None = None, **request: Any) -> SessionDetail:
        return self.services.sessions.submit(
            self.actor,
            self.instance_id,
            RunRequest(**request),
            key or f"key {next(self._keys)}",
        )

    def rows(self, count: int, state: State = State.SUCCEEDED, **values: Any) -> list[str]:
        """Many sessions as rows, copies of one that was submitted."""
        session = self.start()
        with self.services.database.write() as tx:
            row = tx.get_one(Session, session.id)
            model = {column.name: getattr(row, column.name) for column in Session.__table__.columns}
            now = utcnow()
            rows = [
                {
                    **model,
                    "id": new_id(),
                    "number": session.number * 100_000 + number,
                    "name": f"row {number:05d}",
                    "state": state.value,
                    "created_at": now - timedelta(seconds=number),
                    "started_at": now - timedelta(seconds=number),
                    "ended_at": now - timedelta(seconds=number - 10),
                    "duration": 10.0 + number,
                    **values,
                }
                for number in range(count)
            ]
            tx.execute(insert(Session), rows)
            tx.execute(
                insert(Execution),
                [
                    {
                        "id": new_id(),
                        "session_id": one["id"],
                        "owner": one["owner"],
                        "pool": self.services.dispatcher.pool,
                        "state": one["state"],
                        "attempt": 1,
                        "retries_left": 0,
                        "cpus": 1.0,
                        "created_at": now,
                    }
                    for one in rows
                ],
            )
            tx.execute(
                insert(Metric),
                [
                    {
                        "id": new_id(),
                        "session_id": one["id"],
                        "position": position,
                        "name": "auc",
                        "value": position / 10,
                        "at": now,
                    }
                    for one in rows
                    for position in range(3)
                ],
            )
        return [one["id"] for one in rows]


@pytest.fixture
def waiting(services: Services, actor: Actor, tmp_path: Path) -> Waiting:
    return Waiting(services, actor, tmp_path / "notebooks")
