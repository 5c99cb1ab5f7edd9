"""Uploads: in chunks, resumed, checked by hash, safe against chunks sent twice."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.model import Upload
from jupyter_ext.artifacts.records import UploadCreate
from jupyter_ext.artifacts.uploads import CHUNK_SIZE, UploadBusy, UploadService
from jupyter_ext.errors import Conflict, InvalidInput, NotFound, StoreUnavailable, TooLarge
from jupyter_ext.folders.records import FolderCreate
from jupyter_ext.store.base import utcnow
from jupyter_ext.store.database import Database
from jupyter_ext.web.lists import FolderListQuery

if TYPE_CHECKING:
    from jupyter_ext.services import Services

DATA = bytes(range(256)) * 40


def begin(services: Services, actor: Actor, size: int = len(DATA), **more: Any) -> str:
    request = UploadCreate(filename=more.pop("filename", "rows.bin"), size=size, **more)
    return services.uploads.create(actor, request).id


def left_over(services: Services) -> list[str]:
    return [path.name for path in (services.settings.data_dir / "uploads").iterdir()]


def test_a_file_arrives_in_chunks_and_becomes_a_version(services: Services, actor: Actor) -> None:
    upload = begin(services, actor)
    for offset in range(0, len(DATA), 3000):
        record = services.uploads.append(actor, upload, offset, DATA[offset : offset + 3000])
    assert record.received == len(DATA)
    made = services.uploads.commit(actor, upload, hashlib.sha256(DATA).hexdigest())
    assert (made.artifact.name, made.number, made.size) == ("rows.bin", 1, len(DATA))
    assert services.blobs.read(made.sha256) == DATA
    assert left_over(services) == []
    with pytest.raises(NotFound):
        services.uploads.get(actor, upload)


def test_an_interrupted_upload_goes_on_where_it_stopped(services: Services, actor: Actor) -> None:
    upload = begin(services, actor)
    services.uploads.append(actor, upload, 0, DATA[:5000])
    with pytest.raises(Conflict) as refused:
        services.uploads.append(actor, upload, 7000, DATA[7000:])
    assert refused.value.details == {"received": 5000}
    with pytest.raises(Conflict):
        services.uploads.commit(actor, upload)
    received = services.uploads.get(actor, upload).received
    services.uploads.append(actor, upload, received, DATA[received:])
    assert services.blobs.read(services.uploads.commit(actor, upload).sha256) == DATA


def test_one_offset_sent_ten_times_at_once_is_taken_once(services: Services, actor: Actor) -> None:
    upload = begin(services, actor)
    refused: list[Conflict | UploadBusy] = []
    ready = threading.Barrier(10)

    def send(number: int) -> None:
        ready.wait()
        try:
            services.uploads.append(actor, upload, 0, bytes([number]) * (4000 + number))
        except (Conflict, UploadBusy) as error:
            refused.append(error)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 9
    received = services.uploads.get(actor, upload).received
    winner = received - 4000
    services.uploads.append(actor, upload, received, DATA[received:])
    stored = services.blobs.read(services.uploads.commit(actor, upload).sha256)
    assert stored == bytes([winner]) * received + DATA[received:]


def test_an_empty_file_is_a_file(services: Services, actor: Actor) -> None:
    made = services.uploads.commit(actor, begin(services, actor, 0, filename="empty.csv"))
    assert (made.size, made.media_type) == (0, "text/csv")


def test_a_new_version_of_an_artifact(services: Services, actor: Actor, stranger: Actor) -> None:
    first = services.uploads.commit(actor, begin(services, actor, 0))
    upload = begin(services, actor, 0, artifact_id=first.artifact.id, version_name="two")
    second = services.uploads.commit(actor, upload)
    assert (second.number, second.name, second.artifact.id) == (2, "two", first.artifact.id)
    for who, wanted, field in (
        (stranger, {"artifact_id": first.artifact.id}, "artifact_id"),
        (actor, {"artifact_id": "nonsense\x00"}, "artifact_id"),
    ):
        with pytest.raises(InvalidInput) as refused:
            begin(services, who, 0, **wanted)
        assert refused.value.field == field
    with pytest.raises(Conflict):
        begin(services, actor, 0, artifact_id=first.artifact.id, version_name="two")


def test_a_damaged_upload_is_refused_and_nothing_kept(services: Services, actor: Actor) -> None:
    upload = begin(services, actor)
    services.uploads.append(actor, upload, 0, DATA)
    with pytest.raises(InvalidInput) as refused:
        services.uploads.commit(actor, upload, "0" * 64)
    assert refused.value.field == "sha256"
    assert left_over(services) == []
    assert services.artifacts.list(actor, FolderListQuery()).total == 0
    with pytest.raises(NotFound):
        services.uploads.get(actor, upload)


def test_bytes_lost_from_the_disk_are_never_made_up(services: Services, actor: Actor) -> None:
    upload = begin(services, actor)
    services.uploads.append(actor, upload, 0, DATA)
    (services.settings.data_dir / "uploads" / upload).write_bytes(b"short")
    with pytest.raises(Conflict, match="lost"):
        services.uploads.commit(actor, upload)
    assert services.artifacts.list(actor, FolderListQuery()).total == 0


def test_too_much_is_refused(services: Services, actor: Actor) -> None:
    upload = begin(services, actor, 10)
    with pytest.raises(TooLarge):
        services.uploads.append(actor, upload, 0, b"x" * (CHUNK_SIZE + 1))
    with pytest.raises(InvalidInput):
        services.uploads.append(actor, upload, 0, b"x" * 11)
    assert services.uploads.get(actor, upload).received == 0


def test_only_its_owner_reaches_an_upload(
    services: Services, actor: Actor, stranger: Actor
) -> None:
    upload = begin(services, actor)
    for call in (
        lambda: services.uploads.get(stranger, upload),
        lambda: services.uploads.append(stranger, upload, 0, b"x"),
        lambda: services.uploads.commit(stranger, upload),
        lambda: services.uploads.abandon(stranger, upload),
        lambda: services.uploads.get(stranger, "../../etc/passwd"),
    ):
        with pytest.raises(NotFound):
            call()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_uploaded_outlives_a_database_that_is_busy(
    services: Services, actor: Actor
) -> None:
    upload = begin(services, actor)
    services.uploads.append(actor, upload, 0, DATA)
    busy = Database(services.database.url, busy_seconds=0.1)  # type: ignore[arg-type]
    uploads = UploadService(busy, services.blobs, services.uploads.folder)
    somebody = sqlite3.connect(services.database.path or "", isolation_level=None)
    try:
        somebody.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            uploads.commit(actor, upload)
    finally:
        somebody.close()
        busy.close()

    assert services.blobs.read(services.uploads.commit(actor, upload).sha256) == DATA


def test_what_is_uploaded_into_a_folder_that_goes_lies_at_the_top(
    services: Services, actor: Actor
) -> None:
    folder = services.folders.create(actor, FolderCreate(kind="artifact", name="Raw"))
    upload = begin(services, actor, folder_id=folder.id)
    services.uploads.append(actor, upload, 0, DATA)
    services.folders.delete(actor, folder.id)

    made = services.uploads.commit(actor, upload)

    assert services.artifacts.get(actor, made.artifact.id).folder_id is None
    with pytest.raises(InvalidInput) as refused:  # it isn't there any more: said at the start
        begin(services, actor, folder_id=folder.id)
    assert refused.value.field == "folder_id"


def test_an_abandoned_upload_leaves_nothing(services: Services, actor: Actor) -> None:
    upload = begin(services, actor)
    services.uploads.append(actor, upload, 0, DATA)
    services.uploads.abandon(actor, upload)
    assert left_over(services) == []


def test_an_upload_that_nobody_continues_is_dropped_after_a_week(
    services: Services, actor: Actor
) -> None:
    old, young = begin(services, actor), begin(services, actor)
    services.uploads.append(actor, old, 0, DATA)
    with services.database.write() as tx:
        tx.execute(
            update(Upload)
            .where(Upload.id == old)
            .values(updated_at=utcnow() - timedelta(days=7, minutes=1))
        )
    begin(services, actor)
    with pytest.raises(NotFound):
        services.uploads.get(actor, old)
    assert services.uploads.get(actor, young).received == 0
    assert left_over(services) == []


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("../../etc/passwd", False),
        ("/etc/passwd", False),
        ("..", False),
        ("a\\b.csv", False),
        ("é" * 150, False),
        ("CON", True),
        ("🦊🦊.csv", True),
        ("Ångström.csv", True),
        ("A\u030angstro\u0308m.csv", True),
    ],
)
def test_hostile_names_are_taken_safely_or_refused_at_their_field(
    services: Services, actor: Actor, name: str, accepted: bool
) -> None:
    if not accepted:
        with pytest.raises(InvalidInput) as refused:
            begin(services, actor, 1, filename=name)
        assert refused.value.field == "filename"
        return
    upload = begin(services, actor, 1, filename=name)
    services.uploads.append(actor, upload, 0, b"x")
    assert set(left_over(services)) <= {upload, f"{upload}.lock"}
    made = services.uploads.commit(actor, upload)
    assert made.filename in {name, "Ångström.csv"}


def test_the_media_type_is_told_by_name_and_content(services: Services, actor: Actor) -> None:
    def kept(filename: str, data: bytes, media_type: str | None = None) -> str:
        upload = begin(services, actor, len(data), filename=filename, media_type=media_type)
        services.uploads.append(actor, upload, 0, data)
        return services.uploads.commit(actor, upload).media_type

    png = b"\x89PNG\r\n\x1a\n...."
    assert kept("rows.csv", b"a,b", "application/vnd.ms-excel") == "text/csv"
    assert kept("plot.dat", png) == "image/png"
    assert kept("plot.png", b"<script>alert(1)</script>", "image/png") == "text/plain"
    assert kept("notes", "ünï\n".encode()) == "text/plain"
    assert kept("x.bin", b"\x00\x01") == "application/octet-stream"
    assert kept("c.json", b"{}", "application/vnd.vegalite.v5+json") == (
        "application/vnd.vegalite.v5+json"
    )
    with pytest.raises(InvalidInput) as refused:
        begin(services, actor, 1, media_type="text/html\r\nX-Evil: 1")
    assert refused.value.field == "media_type"


def test_the_folder_holds_no_names_of_users(services: Services, actor: Actor) -> None:
    upload = begin(services, actor, 4, filename="secret plan.csv")
    services.uploads.append(actor, upload, 0, b"abcd")
    assert all(Path(name).stem == upload for name in left_over(services))
