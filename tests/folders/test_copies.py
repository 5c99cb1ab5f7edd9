"""Copies: what they share, what is theirs, and what the trail says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.artifacts.records import ArtifactCopy, FromServerFile
from jupyter_ext.errors import Conflict, Gone, InvalidInput, NotFound
from jupyter_ext.folders.records import FolderCreate
from jupyter_ext.specifications.records import SpecificationCopy
from jupyter_ext.web.lists import ListQuery
from tests.specifications.test_service import Story, notebook, source


class Shelf:
    """Artifacts of one user."""

    def __init__(self, services: Any, actor: Actor, folder: Path) -> None:
        self.services, self.actor, self.folder = services, actor, folder

    def keep(self, data: bytes, artifact_id: str | None = None) -> Any:
        (self.folder / "rows.csv").write_bytes(data)
        request = FromServerFile(path="rows.csv", artifact_id=artifact_id)
        path = self.folder / "rows.csv"
        return self.services.artifacts.version_from_path(self.actor, request, path)

    def copy(self, artifact_id: str, **asked: Any) -> Any:
        request = ArtifactCopy(**{"name": "a copy", **asked})
        return self.services.artifacts.copy(self.actor, artifact_id, request)

    def versions(self, artifact_id: str) -> list[Any]:
        page = self.services.artifacts.versions(self.actor, artifact_id, ListQuery(sort="number"))
        return list(page.items)

    def read(self, version_id: str) -> bytes:
        content = self.services.artifacts.content(self.actor, version_id)
        return bytes(self.services.blobs.read(content.sha256))


@pytest.fixture
def shelf(services: Any, actor: Actor, tmp_path: Path) -> Shelf:
    return Shelf(services, actor, tmp_path)


def trail_of(services: Any, object_id: str, action: str) -> list[Any]:
    with services.database.read() as tx:
        wanted = (AuditRow.object_id == object_id, AuditRow.action == action)
        return list(tx.scalars(select(AuditRow).where(*wanted).order_by(AuditRow.seq)))


def created(services: Any, object_id: str) -> Any:
    [row] = trail_of(services, object_id, "created")
    return row


def test_a_copied_artifact_shares_its_contents(shelf: Shelf) -> None:
    first = shelf.keep(b"one")
    gone = shelf.keep(b"gone", first.artifact.id)
    second = shelf.keep(b"two", first.artifact.id)
    shelf.services.artifacts.delete_version(shelf.actor, gone.id)
    before = sum(1 for _ in (shelf.folder / "store" / "blobs").rglob("*") if _.is_file())

    copy = shelf.copy(first.artifact.id, description="mine", note="for Q3", tags=["q3"])

    assert (copy.origin, copy.description, copy.tags) == ("copy", "mine", ["q3"])
    assert (copy.note, copy.starred) == ("for Q3", False)
    versions = shelf.versions(copy.id)
    assert [(one.number, one.name, one.sha256) for one in versions] == [
        (1, first.name, first.sha256),
        (2, second.name, second.sha256),
    ]
    after = sum(1 for _ in (shelf.folder / "store" / "blobs").rglob("*") if _.is_file())
    assert after == before, "no bytes are copied"
    assert created(shelf.services, copy.id).after["copied_from"] == first.artifact.id
    added = [row.after for row in trail_of(shelf.services, copy.id, "version_added")]
    assert [one["copied_from"] for one in added] == [first.id, second.id]
    assert [one["version_id"] for one in added] == [one.id for one in versions]

    # Each lives by itself.
    third = shelf.keep(b"three", copy.id)
    assert (third.number, len(shelf.versions(first.artifact.id))) == (3, 3)
    for version in (first, second):
        shelf.services.artifacts.delete_version(shelf.actor, version.id)
    assert [shelf.read(one.id) for one in shelf.versions(copy.id)] == [b"one", b"two", b"three"]


def test_a_damaged_content_isnt_copied(shelf: Shelf) -> None:
    version = shelf.keep(b"whole")
    shelf.services.blobs.quarantine(version.sha256)
    with pytest.raises(Conflict, match="version 1"):
        shelf.copy(version.artifact.id)


def test_a_copy_of_an_artifact_without_versions_has_none(shelf: Shelf) -> None:
    version = shelf.keep(b"x")
    shelf.services.artifacts.delete_version(shelf.actor, version.id)
    assert shelf.copy(version.artifact.id).version_count == 0


def test_a_copied_specification_is_a_draft_with_the_newest_body(
    services: Any, actor: Actor
) -> None:
    story = Story(services, actor)
    made = story.registered()
    newest = notebook("import jx", "data = jx.input('data').read()", "2")
    story.commit(made, source(newest, "risk/scorecard.ipynb", ("lib.py", b"x = 1")))
    folder = services.folders.create(actor, FolderCreate(kind="specification", name="mine"))

    copy = services.specifications.copy(
        actor,
        made.id,
        SpecificationCopy(name="my scorecard", note="n", tags=["mine"], folder_id=folder.id),
    )

    original = services.specifications.get(actor, made.id)
    assert (copy.name, copy.registered_at, copy.newest_version) == ("my scorecard", None, 1)
    assert (copy.folder_id, copy.tags, copy.path) == (folder.id, ["mine"], "")
    assert (copy.note, copy.starred) == ("n", False)
    assert copy.signature == original.signature
    body = services.specifications.body(actor, copy.id, "1")
    assert services.blobs.read(body.sha256) == newest
    version = services.specifications.version(actor, copy.id, "1")
    assert [one["path"] for one in version.files] == ["lib.py"]
    assert created(services, copy.id).after["copied_from"] == made.id
    assert original.newest_version == 2
    # It goes its own way: any file can be committed to it.
    story.commit(copy, source(notebook("3"), "elsewhere.ipynb"))
    assert services.specifications.get(actor, made.id).newest_version == 2


def test_a_draft_without_versions_is_copied_too(services: Any, actor: Actor) -> None:
    story = Story(services, actor)
    made = story.draft()
    copy = services.specifications.copy(actor, made.id, SpecificationCopy(name="another"))
    assert (copy.newest_version, copy.signature) == (0, made.signature)


def test_what_isnt_there_isnt_copied(shelf: Shelf, stranger: Actor) -> None:
    version = shelf.keep(b"x")
    other = Shelf(shelf.services, stranger, shelf.folder)
    with pytest.raises(NotFound):
        other.copy(version.artifact.id)
    with pytest.raises(InvalidInput) as refused:
        shelf.copy(version.artifact.id, folder_id="00000000-0000-4000-8000-000000000000")
    assert refused.value.field == "folder_id"
    shelf.services.artifacts.delete(shelf.actor, version.artifact.id)
    with pytest.raises(Gone):
        shelf.copy(version.artifact.id)
