"""Artifacts and versions: made, listed, deleted; contents kept once and as long as needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from jupyter_ext.access import trail
from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.model import Artifact, Blob
from jupyter_ext.artifacts.records import (
    ArtifactCreate,
    ArtifactUpdate,
    ArtifactVersionRecord,
    FromServerFile,
)
from jupyter_ext.engine.runner import outputs
from jupyter_ext.errors import Conflict, Gone, InvalidInput, NotFound
from jupyter_ext.web.lists import FolderListQuery, ListQuery

if TYPE_CHECKING:
    from jupyter_ext.services import Services

Keep = Callable[..., ArtifactVersionRecord]


@pytest.fixture
def keep(services: Services, actor: Actor, tmp_path: Path) -> Keep:
    """Write a file and make it a version."""

    def keep(name: str, data: bytes | dict[str, bytes], **more: str) -> ArtifactVersionRecord:
        path = tmp_path / "files" / name
        if isinstance(data, dict):
            for member, content in data.items():
                (path / member).parent.mkdir(parents=True, exist_ok=True)
                (path / member).write_bytes(content)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        request = FromServerFile(path=name, **more)
        return services.artifacts.version_from_path(actor, request, path)

    return keep


def blobs_of(services: Services) -> int:
    with services.database.read() as tx:
        return tx.scalar(select(func.count()).select_from(Blob)) or 0


def test_a_file_becomes_the_first_version_of_a_new_artifact(
    services: Services, actor: Actor, keep: Keep
) -> None:
    made = keep("rows.csv", b"a,b\n1,2\n")
    assert (made.number, made.artifact.name, made.media_type) == (1, "rows.csv", "text/csv")
    artifact = services.artifacts.get(actor, made.artifact.id)
    assert artifact.version_count == 1
    assert artifact.newest == made
    content = services.artifacts.content(actor, made.id)
    assert services.blobs.read(content.sha256) == b"a,b\n1,2\n"


def test_later_versions_count_up_and_are_listed_newest_first(
    services: Services, actor: Actor, keep: Keep
) -> None:
    first = keep("rows.csv", b"1")
    keep("rows.csv", b"2", artifact_id=first.artifact.id, version_name="cleaned")
    third = keep("rows.csv", b"3", artifact_id=first.artifact.id)
    listed = services.artifacts.versions(actor, first.artifact.id, ListQuery())
    assert [one.number for one in listed.items] == [3, 2, 1]
    assert len({one.name for one in listed.items}) == 3, "even within one second"
    found = services.artifacts.versions(actor, first.artifact.id, ListQuery(q="CLEAN"))
    assert [one.number for one in found.items] == [2]
    found = services.artifacts.versions(actor, first.artifact.id, ListQuery(q=third.id[:13]))
    assert [one.number for one in found.items] == [3]


def test_a_versions_name_is_unique_within_its_artifact(
    services: Services, actor: Actor, keep: Keep
) -> None:
    first = keep("rows.csv", b"1", version_name="march")
    with pytest.raises(Conflict) as refused:
        keep("rows.csv", b"2", artifact_id=first.artifact.id, version_name="march")
    assert refused.value.field == "version_name"
    assert services.artifacts.get(actor, first.artifact.id).version_count == 1
    assert keep("other.csv", b"3", version_name="march").name == "march"


def test_the_same_content_is_stored_once_and_removed_with_its_last_use(
    services: Services, actor: Actor, keep: Keep
) -> None:
    one, two = keep("a.txt", b"same"), keep("b.txt", b"same")
    assert one.sha256 == two.sha256
    assert blobs_of(services) == 1
    services.artifacts.delete_version(actor, one.id)
    assert services.blobs.exists(one.sha256)
    services.artifacts.delete_version(actor, two.id)
    assert not services.blobs.exists(one.sha256)
    assert blobs_of(services) == 0


def test_a_content_inside_a_folder_keeps_it_too(
    services: Services, actor: Actor, keep: Keep
) -> None:
    folder = keep("model", {"weights.bin": b"w", "deep/er/config.json": b"{}"})
    file = keep("w.bin", b"w")
    services.artifacts.delete_version(actor, file.id)
    assert services.blobs.exists(file.sha256)
    services.artifacts.delete_version(actor, folder.id)
    assert not services.blobs.exists(file.sha256)


def test_a_deleted_version_stays_listed_and_is_gone(
    services: Services, actor: Actor, keep: Keep
) -> None:
    first = keep("rows.csv", b"1")
    second = keep("rows.csv", b"2", artifact_id=first.artifact.id)
    services.artifacts.delete_version(actor, second.id)
    listed = services.artifacts.versions(actor, first.artifact.id, ListQuery()).items
    assert [(one.number, one.deleted_at is not None) for one in listed] == [(2, True), (1, False)]
    artifact = services.artifacts.get(actor, first.artifact.id)
    assert artifact.version_count == 1
    assert artifact.newest is not None
    assert artifact.newest.id == first.id
    with pytest.raises(Gone):
        services.artifacts.content(actor, second.id)
    with pytest.raises(Gone):
        services.artifacts.delete_version(actor, second.id)
    third = keep("rows.csv", b"3", artifact_id=first.artifact.id)
    assert third.number == 3, "a number is never used again"


def test_a_folder_is_a_version_with_members(services: Services, actor: Actor, keep: Keep) -> None:
    made = keep(
        "data.parquet",
        {"p=1/x.parquet": b"one", "p=2/é.parquet": b"two", ".ipynb_checkpoints/x": b"no"},
    )
    assert (made.kind, made.member_count, made.size) == ("folder", 2, 6)
    detail = services.artifacts.version(actor, made.id)
    assert detail.members is not None
    assert [one.path for one in detail.members] == ["p=1/x.parquet", "p=2/é.parquet"]
    members = [one.model_dump() for one in detail.members]
    assert made.sha256 == outputs.hash_of_members(members)
    one = services.artifacts.content(actor, made.id, "p=2/é.parquet")
    assert (one.filename, services.blobs.read(one.sha256)) == ("é.parquet", b"two")
    with pytest.raises(NotFound):
        services.artifacts.content(actor, made.id, "../x")


@pytest.mark.parametrize("kind", ["link", "folder link", "fifo"])
def test_what_isnt_a_regular_file_is_refused_by_name(
    services: Services, actor: Actor, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "files" / "folder"
    folder.mkdir(parents=True)
    (folder / "fine.txt").write_text("fine")
    if kind == "fifo":
        os.mkfifo(folder / "odd")
    else:
        (folder / "odd").symlink_to("/etc/passwd" if kind == "link" else "/etc")
    request = FromServerFile(path="folder")
    with pytest.raises(InvalidInput, match="odd") as refused:
        services.artifacts.version_from_path(actor, request, folder)
    assert refused.value.field == "path"
    assert services.artifacts.list(actor, FolderListQuery()).total == 0
    with pytest.raises(InvalidInput):
        services.artifacts.version_from_path(actor, request, folder / "odd")


def test_others_see_nothing_of_it(
    services: Services, actor: Actor, stranger: Actor, keep: Keep
) -> None:
    made = keep("rows.csv", b"1")
    assert services.artifacts.list(stranger, FolderListQuery()).total == 0
    for call in (
        lambda: services.artifacts.get(stranger, made.artifact.id),
        lambda: services.artifacts.update(stranger, made.artifact.id, ArtifactUpdate(name="x")),
        lambda: services.artifacts.delete(stranger, made.artifact.id),
        lambda: services.artifacts.dependents(stranger, made.artifact.id),
        lambda: services.artifacts.versions(stranger, made.artifact.id, ListQuery()),
        lambda: services.artifacts.version(stranger, made.id),
        lambda: services.artifacts.content(stranger, made.id),
        lambda: services.artifacts.delete_version(stranger, made.id),
    ):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(InvalidInput) as refused:
        services.artifacts.version_from_path(
            stranger, FromServerFile(path="x", artifact_id=made.artifact.id), Path("/dev/null")
        )
    assert refused.value.field == "artifact_id"


def test_lists_sort_by_versions_and_size(services: Services, actor: Actor, keep: Keep) -> None:
    small, large = keep("small.txt", b"x"), keep("large.txt", b"x" * 100)
    keep("small.txt", b"y", artifact_id=small.artifact.id)
    services.artifacts.create(actor, ArtifactCreate(name="none yet"))

    def names(**query: str) -> list[str]:
        return [one.name for one in services.artifacts.list(actor, FolderListQuery(**query)).items]

    assert names(sort="-versions") == ["small.txt", "large.txt", "none yet"]
    assert names(sort="-size") == ["large.txt", "small.txt", "none yet"]
    assert names(sort="size") == ["small.txt", "large.txt", "none yet"]
    assert large.artifact.name in names(q="ARGE")


def test_editing_is_kept_in_the_trail(services: Services, actor: Actor) -> None:
    made = services.artifacts.create(actor, ArtifactCreate(name="rows", tags=["raw"]))
    services.artifacts.update(actor, made.id, ArtifactUpdate(description="of March"))
    services.artifacts.delete(actor, made.id)
    with pytest.raises(Gone):
        services.artifacts.update(actor, made.id, ArtifactUpdate(name="again"))
    assert services.artifacts.get(actor, made.id).deleted_at is not None
    assert services.artifacts.list(actor, FolderListQuery()).total == 0
    assert services.artifacts.list(actor, FolderListQuery(deleted=True)).total == 1
    with services.database.read() as tx:
        assert list(trail.verify(tx)) == []


def test_a_content_that_vanished_is_said_to_be_gone(
    services: Services, actor: Actor, keep: Keep
) -> None:
    made = keep("rows.csv", b"1")
    services.blobs.quarantine(made.sha256)
    with pytest.raises(Gone, match="again"):
        services.artifacts.content(actor, made.id)


@pytest.mark.parametrize("name", ["CON", "e\u0301.txt", "🦊.csv", "-rf", "x" * 200])
def test_odd_names_are_kept(services: Services, actor: Actor, keep: Keep, name: str) -> None:
    made = keep(name, b"x")
    assert services.blobs.read(services.artifacts.content(actor, made.id).sha256) == b"x"


@pytest.mark.parametrize("name", ["\u202egnp.exe", "a\nb"])
def test_hostile_names_are_refused(services: Services, actor: Actor, keep: Keep, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep(name, b"x")
    assert refused.value.field == "path"
    assert services.artifacts.list(actor, FolderListQuery()).total == 0


def test_a_name_that_isnt_text_inside_a_folder_is_refused(
    services: Services, actor: Actor, keep: Keep
) -> None:
    with pytest.raises(InvalidInput, match="isn't valid text"):
        keep("folder", {"fine.txt": b"x", "b\udcff.txt": b"y"})
    assert blobs_of(services) == 0


def test_nothing_is_left_of_a_version_that_couldnt_be_made(
    services: Services, actor: Actor, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr("jupyter_ext.artifacts.service.add_to_target", broken)
    with pytest.raises(RuntimeError):
        keep("rows.csv", b"precious")
    store = Path(services.settings.data_dir) / "blobs"
    assert [path for path in store.rglob("*") if path.is_file()] == []
    with services.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Artifact)) == 0
