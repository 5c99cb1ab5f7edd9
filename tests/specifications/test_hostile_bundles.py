"""Bundles made to harm, or broken: refused whole, what is wrong is named, nothing is left."""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.errors import InvalidInput
from jupyter_ext.services import Services
from jupyter_ext.specifications import bundle as bundles
from jupyter_ext.specifications.model import Specification, SpecificationVersion

from .bundles import (
    elsewhere,
    exported,
    files_of,
    left,
    notebook,
    packed,
    specification,
    with_body,
    with_manifest,
)
from .hostile_archives import ARCHIVES, Make
from .hostile_manifests import MANIFESTS, TEXTS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OTHER = Actor(id="test:bob", name="Bob", proven=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A bundle as another installation exports it."""
    folder = tmp_path_factory.mktemp("whole")
    ada = Actor(id="test:ada", name="Ada", proven=True)
    with elsewhere(folder / "data") as services:
        made = specification(services, ada)
        return exported(services, ada, made.id, folder / "score.zip").read_bytes()


@pytest.fixture
def path(tmp_path: Path, whole: bytes) -> Path:
    found = tmp_path / "score.zip"
    found.write_bytes(whole)
    return found


def counts(services: Services) -> list[int | None]:
    with services.database.read() as tx:
        tables = (Specification, SpecificationVersion, AuditRow)
        return [tx.scalar(select(func.count()).select_from(one)) for one in tables]


def refused(services: Services, path: Path) -> str:
    """What the import of it says; nothing of it is left behind."""
    before = (counts(services), left(services.settings.data_dir))
    with pytest.raises(InvalidInput) as error:
        services.bundle_import.from_file(OTHER, path, name="score.zip")
    assert (counts(services), left(services.settings.data_dir)) == before
    assert error.value.field == "bundle"
    assert len(error.value.message) < 500
    return error.value.message


@pytest.mark.parametrize(
    ("make", "said"), [one[1:] for one in ARCHIVES], ids=[one[0] for one in ARCHIVES]
)
def test_an_archive_with_anything_wrong_is_refused(
    services: Services, path: Path, make: Make, said: str
) -> None:
    make(path)
    message = refused(services, path)
    assert re.search(said, message), message


@pytest.mark.parametrize(("change", "said"), MANIFESTS)
def test_a_manifest_with_anything_wrong_is_refused(
    services: Services, path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    message = refused(services, with_manifest(path, change))
    assert re.search(said, message), message


@pytest.mark.parametrize(("text", "said"), TEXTS, ids=range(len(TEXTS)))
def test_a_manifest_that_is_no_manifest_is_refused(
    services: Services, path: Path, text: bytes, said: str
) -> None:
    message = refused(services, packed(path, files_of(path) | {"manifest.json": text}))
    assert said in message, message


BODIES = [
    (b"not JSON", "versions\\[0\\].body"),
    (b'{"nbformat": 4, "cells": 7}', "versions\\[0\\].body"),
    (notebook()[:-20], "versions\\[0\\].body"),
    (notebook(kernelspec={"name": "x" * 300, "display_name": "x"}), "kernel is too long"),
]


@pytest.mark.parametrize(("data", "said"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_could_not_be_committed_is_refused(
    services: Services, path: Path, data: bytes, said: str
) -> None:
    message = refused(services, with_body(path, data))
    assert re.search(said, message), message


def test_a_million_files_are_refused_before_they_are_read(services: Services, path: Path) -> None:
    """The list alone has 50 MB; it says of itself that it has one file."""
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02")
    line = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *(0,) * 6, *(0,) * 3, 1, *(0,) * 4, 0, 0) + b"x"
    )
    lines = line * 1_000_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(lines), at, 0)
    path.write_bytes(data[:at] + lines + tail)
    del lines

    tracemalloc.start()
    try:
        message = refused(services, path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert "lists too many files" in message
    assert peak < 16 * 2**20


def test_too_many_files_are_refused(services: Services, path: Path) -> None:
    more = {f"contents/{number}": b"" for number in range(bundles.LIMITS.files)}
    assert "lists too many files" in refused(services, packed(path, files_of(path) | more))


def test_more_bytes_than_a_bundle_may_have_are_refused(
    services: Services, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_ext.specifications import importing

    small = bundles.Limits(files=20_000, size=1000, ratio=200)
    monkeypatch.setattr(importing, "LIMITS", small)
    assert "too large: " in refused(services, path)


def test_a_bomb_in_an_accompanying_file_is_only_a_file(services: Services, path: Path) -> None:
    """Nothing unpacks what a version brings along."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", b"0" * 2**26)
    data = inner.getvalue()
    sha256 = bundles.entry(hashlib.sha256(data).hexdigest())

    def change(manifest: dict[str, Any]) -> None:
        manifest["versions"][0]["files"].append(
            {"path": "bomb.zip", "sha256": sha256.removeprefix("contents/"), "size": len(data)}
        )

    packed(path, files_of(with_manifest(path, change)) | {sha256: data})
    done = services.bundle_import.from_file(OTHER, path, name="score.zip")
    assert any(one["path"] == "bomb.zip" for one in done.versions[0].files)


@pytest.mark.parametrize("kind", ["folder", "pipe", "missing"])
def test_what_is_no_file_is_refused_at_once(services: Services, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "thing.zip"
    if kind == "folder":
        target.mkdir()
    elif kind == "pipe":
        os.mkfifo(target)
    before = time.monotonic()
    assert "score.zip" in refused(services, target)
    assert time.monotonic() - before < 30


def test_a_disk_that_fills_up_leaves_nothing(
    services: Services, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last content can't be stored: those before it are taken back."""
    from jupyter_ext.errors import StoreUnavailable

    put, count = services.blobs.put, 0

    def failing(chunks: Any) -> Any:
        nonlocal count
        count += 1
        if count == 4:
            raise OSError(28, "No space left on device")
        return put(chunks)

    monkeypatch.setattr(services.blobs, "put", failing)
    before = (counts(services), left(services.settings.data_dir))
    with pytest.raises(StoreUnavailable, match="disk is full"):
        services.bundle_import.from_file(OTHER, path, name="score.zip")
    assert (counts(services), left(services.settings.data_dir)) == before
