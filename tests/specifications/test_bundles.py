"""A specification goes to another installation and is the same there; nothing is half made."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jupyter_ext.access import trail
from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.artifacts.records import UploadCreate
from jupyter_ext.errors import Conflict, Gone, InvalidInput, NotFound
from jupyter_ext.services import Services
from jupyter_ext.specifications.handlers import SpecificationQuery
from jupyter_ext.specifications.records import CommitRequest, ImportRequest, SpecificationCreate
from jupyter_ext.specifications.source import Source, SourceMember

from .bundles import (
    BODY,
    GIT,
    commit,
    elsewhere,
    exported,
    files_of,
    left,
    notebook,
    packed,
    specification,
    with_manifest,
)

OTHER = Actor(id="test:bob", name="Bob", proven=True)


def versions(services: Services, actor: Actor, found: Any) -> list[Any]:
    page = services.specifications.versions(actor, found.id, SpecificationQuery())
    return page.items[::-1]


def rows(services: Services, action: str) -> list[AuditRow]:
    with services.database.read() as tx:
        assert list(trail.verify(tx)) == []
        return list(tx.scalars(select(AuditRow).where(AuditRow.action == action)))


def test_it_is_the_same_in_another_installation(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    made = specification(services, actor)
    path = exported(services, actor, made.id, tmp_path / "score.zip")

    with elsewhere(tmp_path / "other") as there:
        done = there.bundle_import.from_file(OTHER, path, name="score.zip")
        got = done.specification
        before, after = versions(services, actor, made), versions(there, OTHER, got)

        # then: content, signature and files are the same, and are there
        same = ("number", "comment", "filename", "body_sha256", "body_size", "signature", "files")
        for name in (*same, "kernelspec", "language"):
            assert [getattr(one, name) for one in after] == [getattr(one, name) for one in before]
        for one in after:
            for sha256 in (one.body_sha256, *(file["sha256"] for file in one.files)):
                assert there.blobs.read(sha256) == services.blobs.read(sha256)
        assert (got.name, got.description, got.tags) == ("Score", "What it does", ["risk", "été"])
        assert (got.note, got.starred) == ("Agreed\nin Q3", False)
        assert (got.newest_version, done.known) == (3, 0)
        # and: it is a draft of who imported it, made now; what was is told as information
        assert (got.registered_at, got.owner, got.path, got.id != made.id) == (
            None,
            OTHER.id,
            "",
            True,
        )
        assert {one.creator for one in after} == {OTHER.id}
        assert all(one.created_at > made.created_at and one.git is None for one in after)
        origin = after[1].origin
        assert (origin.number, origin.creator, origin.owner) == (2, actor.id, actor.id)
        assert (origin.specification_id, origin.git) == (made.id, GIT)
        assert origin.created_at == before[1].created_at
        assert there.specifications.register(OTHER, got.id).signature == made.signature


def test_one_from_before_there_were_notes_is_taken(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    made = specification(services, actor)
    path = exported(services, actor, made.id, tmp_path / "score.zip")
    older = with_manifest(path, lambda manifest: manifest["specification"].pop("note"))

    done = services.bundle_import.from_file(actor, older, name="score.zip")

    assert (done.specification.note, done.specification.tags) == ("", ["risk", "été"])


def test_the_same_versions_are_the_same_bytes(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    made = specification(services, actor)
    one = exported(services, actor, made.id, tmp_path / "1.zip").read_bytes()
    assert exported(services, actor, made.id, tmp_path / "2.zip").read_bytes() == one

    some = b"".join(services.bundle_export.export(actor, made.id, [3, 1, 3]).chunks())
    (tmp_path / "some.zip").write_bytes(some)
    manifest = json.loads(files_of(tmp_path / "some.zip")["manifest.json"])
    assert [version["number"] for version in manifest["versions"]] == [1, 3]
    assert b"".join(services.bundle_export.export(actor, made.id, [1, 3]).chunks()) == some


def test_a_content_is_in_the_bundle_once(services: Services, actor: Actor, tmp_path: Path) -> None:
    made = specification(services, actor)
    with zipfile.ZipFile(exported(services, actor, made.id, tmp_path / "1.zip")) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 1 + 3 + 3  # manifest, three bodies, three files


def test_export_and_import_are_in_the_trail(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    made = specification(services, actor)
    path = exported(services, actor, made.id, tmp_path / "score.zip")
    done = services.bundle_import.from_file(OTHER, path, name="score.zip")

    (out,), (taken,) = rows(services, "exported"), rows(services, "imported")
    assert (out.actor, out.kind, out.object_id) == (actor.id, "specification", made.id)
    assert (taken.actor, taken.object_id) == (OTHER.id, done.specification.id)
    assert out.after
    assert taken.after
    assert out.after["versions"] == [1, 2, 3]
    assert out.after["manifest_sha256"] == taken.after["manifest_sha256"]
    assert taken.after["from"] == {"id": made.id, "name": "Score"}
    assert [(one["version"], one["was"]) for one in taken.after["versions"]] == [
        (1, 1),
        (2, 2),
        (3, 3),
    ]


def test_names_needn_t_be_unique_and_another_can_be_given(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    made = specification(services, actor)
    path = exported(services, actor, made.id, tmp_path / "score.zip")
    copy = services.bundle_import.from_file(actor, path, name="score.zip").specification
    named = services.bundle_import.from_file(actor, path, name="score.zip", title="Two")
    assert (copy.name, named.specification.name) == ("Score", "Two")
    assert len({made.id, copy.id, named.specification.id}) == 3


def test_further_versions_are_added_and_known_ones_are_not(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    made = specification(services, actor)
    path = exported(services, actor, made.id, tmp_path / "old.zip")
    with elsewhere(tmp_path / "other") as there:
        mine = there.bundle_import.from_file(OTHER, path, name="old.zip").specification
        there.specifications.register(OTHER, mine.id)
        commit(services, actor, made.id, notebook(BODY + "# new\n"))
        commit(services, actor, made.id, notebook(BODY))  # back to what it was
        newer = exported(services, actor, made.id, tmp_path / "new.zip")

        done = there.bundle_import.from_file(OTHER, newer, name="new.zip", into=mine.id)
        assert (done.known, [one.number for one in done.versions]) == (3, [4, 5])
        assert done.versions[-1].body_sha256 == versions(services, actor, made)[-1].body_sha256
        again = there.bundle_import.from_file(OTHER, newer, name="new.zip", into=mine.id)
        assert (again.known, again.versions, again.specification.newest_version) == (5, [], 5)


def test_a_frozen_signature_takes_no_versions_with_another(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    made = specification(services, actor)
    path = exported(services, actor, made.id, tmp_path / "score.zip")
    other = services.specifications.create(actor, SpecificationCreate(name="Other"), None)
    source = Source("other.ipynb", "other.ipynb", notebook("print(1)"))
    services.specifications.commit(
        actor, other.specification.id, CommitRequest(path="other.ipynb"), source
    )
    services.specifications.register(actor, other.specification.id)
    files = left(services.settings.data_dir)

    with pytest.raises(Conflict, match="signature of Other is frozen") as refused:
        services.bundle_import.from_file(actor, path, name="a.zip", into=other.specification.id)

    assert refused.value.field == "into"
    assert services.specifications.get(actor, other.specification.id).newest_version == 1
    assert (rows(services, "imported"), left(services.settings.data_dir)) == ([], files)


def test_what_is_somebody_elses_is_neither_exported_nor_added_to(
    services: Services, actor: Actor, stranger: Actor, tmp_path: Path
) -> None:
    made = specification(services, actor)
    path = exported(services, actor, made.id, tmp_path / "score.zip")
    with pytest.raises(NotFound):
        services.bundle_export.export(stranger, made.id)
    with pytest.raises(InvalidInput, match="There is no specification"):
        services.bundle_import.from_file(stranger, path, name="score.zip", into=made.id)
    services.specifications.delete(actor, made.id)
    with pytest.raises(Gone):
        services.bundle_export.export(actor, made.id)
    with pytest.raises(InvalidInput, match="was deleted"):
        services.bundle_import.from_file(actor, path, name="score.zip", into=made.id)


def test_somebody_elses_upload_is_not_there(
    services: Services, actor: Actor, stranger: Actor, tmp_path: Path
) -> None:
    made = specification(services, actor)
    data = exported(services, actor, made.id, tmp_path / "score.zip").read_bytes()
    upload = services.uploads.create(actor, UploadCreate(filename="score.zip", size=len(data)))
    services.uploads.append(actor, upload.id, 0, data)
    with pytest.raises(NotFound):
        services.bundle_import.from_upload(stranger, ImportRequest(upload_id=upload.id))
    done = services.bundle_import.from_upload(actor, ImportRequest(upload_id=upload.id))
    assert len(done.versions) == 3
    with pytest.raises(NotFound):
        services.uploads.get(actor, upload.id)


def test_what_cannot_be_exported_says_why(services: Services, actor: Actor) -> None:
    made = services.specifications.create(actor, SpecificationCreate(name="Empty"), None)
    with pytest.raises(Conflict, match="Commit a version first"):
        services.bundle_export.export(actor, made.specification.id)
    version = commit(services, actor, made.specification.id, notebook()).version
    with pytest.raises(InvalidInput, match="no version 7"):
        services.bundle_export.export(actor, made.specification.id, [7])

    twins = commit(services, actor, made.specification.id, notebook(), **{"Rules.py": b""})
    with pytest.raises(Conflict, match=r"can't be exported: .*rules.py is Rules.py on some"):
        services.bundle_export.export(actor, made.specification.id)
    assert twins.version.number == 2

    stored = services.blobs.local_path(version.body_sha256)
    stored.chmod(0o644)
    stored.write_bytes(b"changed from outside")
    with pytest.raises(Conflict, match="was changed from outside"):
        services.bundle_export.export(actor, made.specification.id, [1])
    stored.unlink()
    with pytest.raises(Conflict, match="no longer in the store"):
        services.bundle_export.export(actor, made.specification.id, [1])
    assert rows(services, "exported") == []


def test_a_bundle_may_be_packed_again(services: Services, actor: Actor, tmp_path: Path) -> None:
    made = specification(services, actor)
    files = files_of(exported(services, actor, made.id, tmp_path / "score.zip"))
    again = packed(tmp_path / "again.zip", dict(reversed(files.items())), zipfile.ZIP_DEFLATED)
    assert services.bundle_import.from_file(actor, again, name="again.zip").known == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_memory_doesn_t_grow_with_the_files(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    # given: a version with 96 MiB beside its body
    made = services.specifications.create(actor, SpecificationCreate(name="Large"), None)
    large = SourceMember("large.bin", bytes(range(256)) * (96 * 2**12))
    source = Source("a.ipynb", "a.ipynb", notebook(), members=(large,))
    services.specifications.commit(
        actor, made.specification.id, CommitRequest(path="a.ipynb"), source
    )
    del large, source

    # when
    tracemalloc.start()
    try:
        path = exported(services, actor, made.specification.id, tmp_path / "large.zip")
        with elsewhere(tmp_path / "other") as there:
            there.bundle_import.from_file(OTHER, path, name="large.zip")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    # then
    assert path.stat().st_size > 96 * 2**20
    assert peak < 32 * 2**20
