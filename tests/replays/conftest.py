"""A server whose sessions run, and a bench for them with a registered specification."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.access.identity import os_actor
from jupyter_ext.artifacts.records import FromServerFile
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.services import Services
from jupyter_ext.sessions.records import RunRequest, SessionDetail
from jupyter_ext.specifications.files import local_source
from jupyter_ext.specifications.records import CommitRequest, SpecificationCreate
from jupyter_ext.testing.scenes import Bench

SIGNATURE = {
    "inputs": [{"alias": "rows", "required": True}, {"alias": "more"}],
    "parameters": [{"alias": "rate", "type": "float", "default": 0.5}],
    "outputs": [{"alias": "scores", "optional": True}],
}


@pytest.fixture
def grace() -> float:
    """Seconds; these tests ask kernels in a way that is no connection."""
    return 600.0


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any], grace: float) -> dict[str, Any]:
    """Sessions run."""
    jp_server_config["JupyterExt"] |= {"capacity": 1, "replay_grace": grace}
    return jp_server_config


class ReplayBench(Bench):
    """Runs sessions of a notebook on data, in this server."""

    def __init__(self, services: Services, folder: Path, fetch: Any) -> None:
        super().__init__(services, os_actor(), folder)
        self._fetch = fetch

    @property
    def folders(self) -> list[Path]:
        """The workspaces of replays that there are."""
        return sorted((self.services.settings.data_dir / "replays").glob("*"))

    def version(self, text: str, artifact_id: str | None = None) -> Any:
        path = self.folder / "rows.csv"
        path.write_text(text)
        return self.services.artifacts.version_from_path(
            self.actor, FromServerFile(path=str(path), artifact_id=artifact_id), path
        )

    def session(self, *cells: str, parameters: Any = None, files: tuple[str, ...] = ()) -> Any:
        """A session of a registered notebook with two versions of its input, at its end."""
        path = self.notebook(*cells)
        source = local_source(path, list(files))
        specifications = self.services.specifications
        made = specifications.create(
            self.actor,
            SpecificationCreate(name="Scores", path=str(path), signature=SIGNATURE),
            source,
        ).specification
        specifications.commit(
            self.actor,
            made.id,
            CommitRequest(path=str(path), signature=SIGNATURE, files=list(files)),
            source,
        )
        specifications.register(self.actor, made.id)
        first = self.version("first")
        self.version("second", first.artifact.id)
        instance = self.services.instances.create(
            self.actor,
            InstanceCreate(
                specification_id=made.id, name="Scores", inputs={"rows": first.artifact.id}
            ),
        )
        session = self.services.sessions.submit(
            self.actor, instance.id, RunRequest(parameters=parameters or {}), uuid.uuid4().hex
        )
        self.services.dispatcher.wake()
        return self.ended(session)

    def ended(self, session: SessionDetail) -> SessionDetail:
        return self.wait(session.id, "SUCCEEDED", "FAILED", "CANCELLED", "CRASHED")

    async def ask(self, method: str, *path: str, body: Any = None, **options: Any) -> Any:
        """One request below the API; JSON in and out."""
        data = None if method in ("GET", "DELETE") else json.dumps(body if body is not None else {})
        answer = await self._fetch("jupyter-ext", "api", *path, method=method, body=data, **options)
        return json.loads(answer.body) if answer.body else None

    async def replay(self, session: SessionDetail) -> Any:
        return await self.ask("POST", "sessions", session.id, "replays")


@pytest.fixture
def bench(
    jp_serverapp: Any, jp_fetch: Any, tmp_path: Path, kernels: Any, python_path_of_tests: None
) -> ReplayBench:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    return ReplayBench(jp_serverapp.web_app.settings["jupyter_ext"], folder, jp_fetch)
