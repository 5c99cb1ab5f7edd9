"""Deleting what sessions used: not while they run; afterwards they are stale, others robust."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from sqlalchemy import event

from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.records import ArtifactVersionRecord, FromServerFile
from jupyter_ext.errors import Conflict, InvalidInput
from jupyter_ext.instances import depending
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.sessions.records import RunRequest
from jupyter_ext.specifications.records import CommitRequest, SpecificationCreate
from jupyter_ext.specifications.source import Source
from jupyter_ext.store.lists import First

if TYPE_CHECKING:
    from jupyter_ext.services import Services

SIGNATURE = {"inputs": [{"alias": "ds1"}], "parameters": [], "outputs": [{"alias": "scores"}]}


class Story:
    """An instance on an artifact with two versions; its sessions only wait."""

    def __init__(self, services: Services, actor: Actor, folder: Path) -> None:
        self.services, self.actor, self.folder = services, actor, folder
        self.first = self.keep(b"one")
        self.second = self.keep(b"two", self.first.artifact.id)
        notebook = nbformat.v4.new_notebook(metadata={"jupyter-ext": {"signature": SIGNATURE}})
        source = Source("a.ipynb", "a.ipynb", nbformat.writes(notebook).encode(), folder)
        rooms = services.specifications
        made = rooms.create(actor, SpecificationCreate(path="a.ipynb"), source).specification
        rooms.commit(actor, made.id, CommitRequest(path="a.ipynb"), source)
        rooms.register(actor, made.id)
        self.instance = services.instances.create(
            actor,
            InstanceCreate(
                specification_id=made.id, name="i", inputs={"ds1": self.first.artifact.id}
            ),
        )

    def keep(self, data: bytes, artifact_id: str | None = None) -> ArtifactVersionRecord:
        (self.folder / "rows.csv").write_bytes(data)
        request = FromServerFile(path="rows.csv", artifact_id=artifact_id)
        return self.services.artifacts.version_from_path(
            self.actor, request, self.folder / "rows.csv"
        )

    def session(self, version: ArtifactVersionRecord, *, over: bool = True) -> str:
        request = RunRequest(inputs={"ds1": version.id})
        sessions = self.services.sessions
        made = sessions.submit(self.actor, self.instance.id, request, uuid.uuid4().hex)
        if over:
            sessions.cancel(self.actor, made.id, "")
        return made.id

    def is_stale(self, session_id: str) -> bool:
        return self.services.sessions.get(self.actor, session_id).stale


@pytest.fixture
def story(services: Services, actor: Actor, tmp_path: Path) -> Story:
    return Story(services, actor, tmp_path)


def test_sessions_that_used_a_deleted_version_are_stale_others_robust(story: Story) -> None:
    one, two = story.session(story.first), story.session(story.second)
    story.services.artifacts.delete_version(story.actor, story.first.id)
    assert story.is_stale(one)
    assert not story.is_stale(two)
    detail = story.services.artifacts.version(story.actor, story.first.id)
    assert [used.id for used in detail.used_by] == [one]


@pytest.mark.parametrize("deleted", ["chosen", "earlier", "artifact"])
def test_what_a_session_needs_stays_until_it_is_over(story: Story, deleted: str) -> None:
    waiting = story.session(story.second, over=False)
    artifacts = story.services.artifacts

    def delete() -> None:
        if deleted == "artifact":
            artifacts.delete(story.actor, story.first.artifact.id)
        else:
            version = story.second if deleted == "chosen" else story.first
            artifacts.delete_version(story.actor, version.id)

    with pytest.raises(Conflict) as refused:
        delete()
    assert refused.value.details == {"session": waiting}
    assert artifacts.get(story.actor, story.first.artifact.id).version_count == 2
    story.services.sessions.cancel(story.actor, waiting, "")
    delete()


def test_a_deleted_version_cant_be_picked(story: Story) -> None:
    story.services.artifacts.delete_version(story.actor, story.second.id)
    with pytest.raises(InvalidInput) as refused:
        story.session(story.second)
    assert refused.value.field == "inputs.ds1"


def test_deleting_an_artifact_lists_its_dependents_and_takes_none_along(story: Story) -> None:
    used = story.session(story.first)
    artifact = story.first.artifact.id
    dependents = story.services.artifacts.dependents(story.actor, artifact)
    assert dependents.total == 2
    assert [(one.kind, one.id) for one in dependents.items] == [
        ("instance", story.instance.id),
        ("session", used),
    ]
    story.services.artifacts.delete(story.actor, artifact)
    assert story.is_stale(used)
    instance = story.services.instances.get(story.actor, story.instance.id)
    assert instance.inputs[0].artifact is not None
    assert instance.inputs[0].artifact.deleted


def test_an_output_artifact_lists_the_instance_that_writes_it(story: Story) -> None:
    output = story.instance.outputs[0].artifact
    record = story.services.artifacts.get(story.actor, output.id)
    assert (record.origin, record.version_count, record.newest) == ("output", 0, None)
    dependents = story.services.artifacts.dependents(story.actor, output.id)
    assert [one.kind for one in dependents.items] == ["instance"]


def test_all_that_depends_is_counted_the_newest_is_listed(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depending, "MOST", First(limit=2))
    sessions = [story.session(story.first) for _ in range(4)]
    services, actor, instance = story.services, story.actor, story.instance
    gone = sessions.pop()
    services.sessions.delete(actor, gone)
    newest = sessions[:-3:-1]
    for found, expected, total in (
        (services.instances.dependents(actor, instance.id), newest, 3),
        (
            services.specifications.dependents(actor, instance.specification.id),
            [instance.id, *newest],
            4,
        ),
        (
            services.artifacts.dependents(actor, story.first.artifact.id),
            [instance.id, *newest],
            4,
        ),
    ):
        assert ([one.id for one in found.items], found.total) == (expected, total)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_however_many_used_it_deleting_takes_the_same_number_of_statements(story: Story) -> None:
    statements: list[str] = []
    engine = story.services.database._writer
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    taken = []
    for version, count in ((story.first, 2), (story.second, 20)):
        used = [story.session(version) for _ in range(count)]
        statements.clear()
        story.services.artifacts.delete_version(story.actor, version.id)
        taken.append(len(statements))
        assert all(map(story.is_stale, used))
    assert taken[0] == taken[1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_however_many_versions_deleting_and_restoring_take_the_same_number_of_statements(
    story: Story,
) -> None:
    statements: list[str] = []
    engine = story.services.database._writer
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    artifact = story.first.artifact.id
    taken = []
    for count in (1, 20):
        for number in range(count):
            story.keep(f"{count} {number}".encode(), artifact)
        statements.clear()
        story.services.artifacts.delete(story.actor, artifact)
        story.services.artifacts.restore(story.actor, artifact)
        taken.append(len(statements))
    assert taken[0] == taken[1]
