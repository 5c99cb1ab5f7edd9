"""Taking a deletion back: for an hour all is there, then the contents go."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jupyter_ext.access import editing
from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts import deletion
from jupyter_ext.artifacts.model import Artifact, ArtifactVersion
from jupyter_ext.errors import Conflict, NotFound
from tests.artifacts.test_deletion import Story

if TYPE_CHECKING:
    from jupyter_ext.services import Services


@pytest.fixture
def story(services: Services, actor: Actor, tmp_path: Path) -> Story:
    return Story(services, actor, tmp_path)


def an_hour_later(services: Services) -> None:
    """As if all that was deleted had been so an hour before."""
    with services.database.write() as tx:
        for table in (Artifact, ArtifactVersion):
            rows: Any = tx.query(table).filter(table.deleted_at.is_not(None))
            for row in rows:
                row.deleted_at -= editing.UNDO + timedelta(seconds=1)
                if isinstance(row, ArtifactVersion) and row.kept_until:
                    row.kept_until -= editing.UNDO + timedelta(seconds=1)


def test_a_deleted_artifact_comes_back_with_what_went_by_it(story: Story) -> None:
    services, actor, artifact = story.services, story.actor, story.first.artifact.id
    used, robust = story.session(story.first), story.session(story.second)
    third = story.keep(b"three", artifact)
    services.artifacts.delete_version(actor, third.id)  # by itself: that stays
    services.artifacts.delete(actor, artifact)
    assert story.is_stale(used)
    services.artifacts.sweep_deleted()

    back = services.artifacts.restore(actor, artifact)

    assert (back.deleted_at, back.version_count) == (None, 2)
    content = services.artifacts.content(actor, story.first.id)
    assert services.blobs.read(content.sha256) == b"one"
    assert not story.is_stale(used)
    assert not story.is_stale(robust)
    assert services.artifacts.version(actor, third.id).deleted_at is not None


def test_a_session_that_lacks_another_version_stays_stale(story: Story) -> None:
    used = story.session(story.first)
    story.services.artifacts.delete_version(story.actor, story.first.id)
    story.services.artifacts.delete(story.actor, story.first.artifact.id)
    story.services.artifacts.restore(story.actor, story.first.artifact.id)
    assert story.is_stale(used)


def test_after_an_hour_it_is_over_and_the_contents_go(story: Story) -> None:
    services, actor, artifact = story.services, story.actor, story.first.artifact.id
    kept = story.keep(b"one")  # the same content elsewhere
    services.artifacts.delete(actor, artifact)
    an_hour_later(services)
    with pytest.raises(Conflict, match="60 minutes"):
        services.artifacts.restore(actor, artifact)
    services.artifacts.sweep_deleted()
    assert services.blobs.exists(kept.sha256)
    assert not services.blobs.exists(story.second.sha256)
    services.artifacts.sweep_deleted()  # nothing is left to do


def test_a_version_deleted_by_itself_goes_at_once(story: Story) -> None:
    story.services.artifacts.delete_version(story.actor, story.second.id)
    assert not story.services.blobs.exists(story.second.sha256)


def test_only_what_was_deleted_comes_back_and_only_to_its_owner(
    story: Story, stranger: Actor
) -> None:
    services, actor = story.services, story.actor
    rooms: list[tuple[Any, str]] = [
        (services.artifacts, story.first.artifact.id),
        (services.instances, story.instance.id),
        (services.specifications, story.instance.specification.id),
        (services.sessions, story.session(story.first)),
    ]
    for room, object_id in rooms:
        with pytest.raises(Conflict):
            room.restore(actor, object_id)
        room.delete(actor, object_id)
        with pytest.raises(NotFound):
            room.restore(stranger, object_id)
        assert room.restore(actor, object_id).id == object_id
        assert getattr(room.get(actor, object_id), "deleted_at", None) is None


def test_the_product_tidies_up_by_itself(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    services = story.services
    services.artifacts.delete(story.actor, story.first.artifact.id)
    an_hour_later(services)
    swept = threading.Event()
    real = deletion.sweep_in

    def noted(*args: Any) -> None:
        real(*args)
        swept.set()

    monkeypatch.setattr(deletion, "sweep_in", noted)
    services.upkeep.start()
    try:
        assert swept.wait(30)
    finally:
        services.upkeep.stop()
    assert not services.blobs.exists(story.second.sha256)
