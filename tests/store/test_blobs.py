"""Contents by their hash, on the local disk and on another fsspec file system."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_ext.errors import Gone, StoreUnavailable
from jupyter_ext.store.blobs import Blobs, hash_file

HELLO = hashlib.sha256(b"hello").hexdigest()


@pytest.fixture(params=["file", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    url = {"file": (tmp_path / "blobs").as_uri(), "memory": f"memory://{tmp_path.name}"}
    return Blobs(url[request.param], tmp_path / "scratch")


def test_what_was_stored_is_read_back_by_its_hash(blobs: Blobs) -> None:
    assert blobs.put([b"hel", b"lo"]) == (HELLO, 5)
    assert blobs.exists(HELLO)
    assert blobs.read(HELLO) == b"hello"
    assert blobs.local_path(HELLO).read_bytes() == b"hello"
    assert blobs.verify(HELLO)


def test_a_stream_that_breaks_off_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"hel"
        raise OSError("the client went away")

    with pytest.raises(OSError, match="went away"):
        blobs.put(broken())
    assert not blobs.exists(hashlib.sha256(b"hel").hexdigest())
    assert [path for path in (tmp_path / "scratch").rglob("*") if path.is_file()] == []


def test_a_finished_file_is_taken_over_once(blobs: Blobs, tmp_path: Path) -> None:
    for name in ("one", "two"):
        path = tmp_path / name
        path.write_bytes(b"hello")
        blobs.adopt(path, hash_file(path)[0])
        assert not path.exists()
    assert blobs.read(HELLO) == b"hello"


def test_what_was_deleted_is_gone_and_says_so(blobs: Blobs) -> None:
    blobs.put_bytes(b"hello")
    blobs.delete(HELLO)
    blobs.delete(HELLO)
    with pytest.raises(Gone, match="no longer in the store"):
        blobs.read(HELLO)


def test_a_local_content_cannot_be_written_by_its_user(tmp_path: Path) -> None:
    blobs = Blobs((tmp_path / "blobs").as_uri(), tmp_path / "scratch")
    blobs.put_bytes(b"hello")
    assert os.stat(blobs.local_path(HELLO)).st_mode & 0o222 == 0


def test_a_content_that_was_changed_is_noticed_and_set_aside(tmp_path: Path) -> None:
    blobs = Blobs((tmp_path / "blobs").as_uri(), tmp_path / "scratch")
    blobs.put_bytes(b"hello")
    path = blobs.local_path(HELLO)
    path.chmod(0o644)
    path.write_bytes(b"jello")
    assert not blobs.verify(HELLO)
    blobs.quarantine(HELLO)
    assert not blobs.exists(HELLO)
    # and the true content can come again
    assert blobs.put_bytes(b"hello") == HELLO
    assert blobs.verify(HELLO)


def test_a_local_copy_that_a_run_changed_is_not_given_to_the_next(tmp_path: Path) -> None:
    # given: what is stored elsewhere, and a large input that a run wrote to through its link
    blobs = Blobs(f"memory://{tmp_path.name}", tmp_path / "scratch")
    blobs.put_bytes(b"hello")
    copy = blobs.local_path(HELLO)
    copy.chmod(0o644)
    copy.write_bytes(b"jello")

    # when: it is looked at after the run
    whole = blobs.verify(HELLO)

    # then
    assert whole  # what is stored was out of reach
    assert blobs.local_path(HELLO).read_bytes() == b"hello"


def test_the_local_copy_of_what_was_deleted_goes_too(tmp_path: Path) -> None:
    blobs = Blobs(f"memory://{tmp_path.name}", tmp_path / "scratch")
    for remove in (blobs.delete, blobs.quarantine):
        blobs.put_bytes(b"hello")
        blobs.local_path(HELLO)
        remove(HELLO)
        with pytest.raises(Gone, match="no longer in the store"):
            blobs.local_path(HELLO)


def test_an_unknown_kind_of_url_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="nonsense"):
        Blobs("nonsense://x", tmp_path)
