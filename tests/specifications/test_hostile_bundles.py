"""Bundles made to harm, or broken: refused whole, what is wrong is named, nothing is left."""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
import struct
import time
import tracemalloc
import unicodedata
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

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OTHER = Actor(id="test:bob", name="Bob", proven=True)
Make = Callable[[Path], Any]


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


def another(name: str, **attributes: Any) -> Make:
    """One file more, of that name."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            info = zipfile.ZipInfo(name)
            info.filename = name  # zipfile cuts a name at a NUL
            for key, value in attributes.items():
                setattr(info, key, value)
            archive.writestr(info, b"x")

    return make


def patched(old: bytes, new: bytes, count: int = -1) -> Make:
    """Other bytes in the archive itself."""

    def make(path: Path) -> None:
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, count))

    return make


def swapped(old: str, new: str) -> Make:
    """Another name, both where a file begins and in the list of files."""
    assert len(old.encode()) == len(new.encode())
    return patched(old.encode(), new.encode())


def first_content(path: Path) -> str:
    return next(name for name in files_of(path) if name.startswith("contents/"))


def unlisted(path: Path) -> None:
    files = files_of(path)
    del files[first_content(path)]
    packed(path, files)


def without_manifest(path: Path) -> None:
    packed(path, {name: data for name, data in files_of(path).items() if "manifest" not in name})


def other_content(path: Path) -> None:
    files = files_of(path)
    name = first_content(path)
    packed(path, files | {name: files[name][:-1] + b"!"})


def longer_content(path: Path) -> None:
    files = files_of(path)
    name = first_content(path)
    packed(path, files | {name: files[name] + b"!"})


def encrypted(path: Path) -> None:
    """The flag in the list of files, as an archive with a password has it."""
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 0x1
    path.write_bytes(data)


def cut(share: float) -> Make:
    def make(path: Path) -> None:
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return make


def flipped(path: Path) -> None:
    """One bit of a stored content."""
    data = bytearray(path.read_bytes())
    data[data.index(b"RATE = 1")] ^= 1
    path.write_bytes(data)


def sizes(change: Callable[[int], int]) -> Make:
    """A list of files that lies about the size of the first one."""

    def make(path: Path) -> None:
        data = bytearray(path.read_bytes())
        at = data.index(b"PK\x01\x02")
        packed_size, size = struct.unpack_from("<II", data, at + 20)
        struct.pack_into("<II", data, at + 20, packed_size, change(size))
        path.write_bytes(data)

    return make


def bomb(path: Path) -> None:
    """A content that unpacks to a thousand times its size; its hash would be right."""
    with_body(path, b" " * (48 * 2**20))
    packed(path, files_of(path), zipfile.ZIP_DEFLATED)


def overlapping(path: Path) -> None:
    """Many files whose bytes are the same: a bomb of which every file by itself looks harmless."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("contents/" + "0" * 64, os.urandom(2**16) * 16)
    data = inner.getvalue()
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    line = data[at:end]
    lines = b"".join(
        line.replace(b"contents/" + b"0" * 64, b"contents/" + b"%064d" % number)
        for number in range(5000)
    )
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5000, 5000, len(lines), at, 0)
    path.write_bytes(data[:at] + lines + tail)


def nested(path: Path) -> None:
    """A zip in a zip: nothing unpacks it, and it isn't part of a bundle."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", b"0" * 2**24)
    packed(path, files_of(path) | {"inner.zip": inner.getvalue()})


NFC, NFD = (unicodedata.normalize(form, "contents/é") for form in ("NFC", "NFD"))


def twins(one: str, other: str) -> Make:
    def make(path: Path) -> None:
        another(one)(path)
        another(other)(path)

    return make


ARCHIVES: list[tuple[str, Make, str]] = [
    ("zip-slip", another("../evil.sh"), r"\.\./evil\.sh leads out"),
    ("zip-slip within", another("contents/../../evil.sh"), "leads out of its folder"),
    ("absolute", another("/etc/passwd"), "/etc/passwd is an absolute path"),
    ("drive letter", another("C:evil.dll"), "C:evil.dll is an absolute path"),
    ("backslash", another("..\\evil.sh"), "backslash"),
    ("nul", another("contents/x\x00.txt"), "NUL"),
    ("control", another("contents/\x1b[2J"), "control character"),
    ("dot", another("contents/./x"), "isn't a plain path"),
    ("empty part", another("contents//x"), "isn't a plain path"),
    ("long", another("contents/" + "x" * 300), "too long a name"),
    ("folder", another("contents/"), "is a folder"),
    ("symlink", another("link", external_attr=(stat.S_IFLNK | 0o777) << 16), "isn't a regular"),
    ("device", another("dev", external_attr=(stat.S_IFCHR | 0o666) << 16), "isn't a regular"),
    ("fifo", another("pipe", external_attr=(stat.S_IFIFO | 0o666) << 16), "isn't a regular"),
    (
        "hard link",
        another("hard", extra=struct.pack("<HHLLHH", 0xD, 18, 0, 0, 0, 0) + b"passwd"),
        "may be a link",
    ),
    ("encrypted", encrypted, "is encrypted"),
    ("lzma", lambda path: packed(path, files_of(path), zipfile.ZIP_LZMA), "compressed in a way"),
    ("twice", another("manifest.json"), "manifest.json is there twice"),
    ("case", another("Manifest.JSON"), "is manifest.json on some systems"),
    ("normalisation", twins(NFC, NFD), "on some systems"),
    ("file and folder", another("manifest.json/x"), "is a file, and the folder of"),
    ("one more", another("contents/" + "0" * 64), "0000 isn't part of it"),
    ("readme", another("README.md"), "README.md isn't part of it"),
    ("nested", nested, "inner.zip isn't part of it"),
    ("one less", unlisted, r"of version \d is missing"),
    ("no manifest", without_manifest, "manifest.json is missing"),
    ("wrong hash", other_content, "hasn't the content that the manifest says"),
    ("wrong size", longer_content, "hasn't the size that the manifest says"),
    ("flipped bit", flipped, r"rules\.py of version 1 is damaged"),
    ("says less", sizes(lambda size: size - 1), "hasn't the size|damaged"),
    ("says more", sizes(lambda size: size + 1), "hasn't the size|damaged"),
    ("says terabytes", sizes(lambda size: 0xFFFFFFF0), "too large"),
    ("bomb", bomb, "unpack to .* more than 200 times"),
    ("overlapping", overlapping, "too large|damaged"),
    ("cut in the middle", cut(0.5), "damaged or cut off"),
    ("cut at the end", cut(0.99), "damaged or cut off"),
    ("cut to nothing", cut(0), "isn't a zip archive"),
    ("no zip", lambda path: path.write_bytes(b"\x1f\x8b" + bytes(500)), "isn't a zip archive"),
    ("prefix", lambda path: path.write_bytes(b"#!/bin/sh\n" + path.read_bytes()), "isn't a zip"),
    ("empty zip", lambda path: packed(path, {}), "isn't a zip archive"),
]


@pytest.mark.parametrize(
    ("make", "said"), [one[1:] for one in ARCHIVES], ids=[one[0] for one in ARCHIVES]
)
def test_an_archive_with_anything_wrong_is_refused(
    services: Services, path: Path, make: Make, said: str
) -> None:
    make(path)
    message = refused(services, path)
    assert re.search(said, message), message


def set_at(*keys: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(manifest: dict[str, Any]) -> None:
        found: Any = manifest
        for key in keys[:-1]:
            found = found[key]
        found[keys[-1]] = to

    return change


def renamed(*names: str) -> Callable[[dict[str, Any]], None]:
    """The first accompanying files of a version are called so."""

    def change(manifest: dict[str, Any]) -> None:
        for file, name in zip(manifest["versions"][0]["files"], names, strict=False):
            file["path"] = name

    return change


V = ("versions", 0)
D: Any = []
for _ in range(120):
    D = [D]
MANIFESTS: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (set_at("format", to="jupyter-ext-review"), "isn't that of an exported specification"),
    (set_at("version", to=2), "has format 2, .* upgrade"),
    (set_at("version", to="1"), "version"),
    (set_at("version", to=True), "version"),
    (set_at("more", to=1), "more: "),
    (set_at("specification", to=[]), "specification: "),
    (set_at("specification", "name", to=7), "specification.name"),
    (set_at("specification", "name", to=""), "specification.name"),
    (set_at("specification", "name", to="a\nb"), "U\\+000A"),
    (set_at("specification", "description", to="a\x00b"), "NUL"),
    (set_at("specification", "tags", to="risk"), "specification.tags"),
    (set_at("specification", "tags", to=["x"] * 51), "specification.tags"),
    (set_at("specification", "body_kind", to="pipeline"), "specification.body_kind"),
    (set_at("specification", "body_kind", to="script"), r"versions\[0\].body: it isn't a script"),
    (set_at("specification", "owner", to="x" * 300), "specification.owner"),
    (set_at("specification", "created_at", to=1), "specification.created_at"),
    (set_at("specification", "created_at", to="2024-01-01"), "specification.created_at"),
    (set_at("versions", to={}), "versions"),
    (set_at("versions", to=[]), "versions"),
    (set_at(*V, "number", to=1.0), r"versions\[0\].number"),
    (set_at(*V, "number", to=-1), r"versions\[0\].number"),
    (set_at(*V, "number", to=2), "numbered upwards"),
    (set_at(*V, "number", to=2**80), r"versions\[0\].number"),
    (set_at(*V, "comment", to=None), r"versions\[0\].comment"),
    (set_at(*V, "creator", to={"id": "root"}), r"versions\[0\].creator"),
    (set_at(*V, "git", to="main"), r"versions\[0\].git"),
    (set_at(*V, "filename", to="../score.ipynb"), "leads out"),
    (set_at(*V, "filename", to="a/score.ipynb"), "is a path"),
    (set_at(*V, "filename", to="score.exe"), "neither a notebook"),
    (set_at(*V, "body", "size", to="7"), r"versions\[0\].body.size"),
    (set_at(*V, "body", "size", to=2**40), r"versions\[0\].body.size"),
    (set_at(*V, "body", "size", to=1), "size that the manifest says|two sizes"),
    (set_at(*V, "body", "sha256", to="../../etc/passwd"), r"versions\[0\].body.sha256"),
    (set_at(*V, "body", "sha256", to="A" * 64), r"versions\[0\].body.sha256"),
    (set_at(*V, "body", "sha256", to="0" * 64), "is missing|isn't part"),
    (set_at(*V, "files", to=None), r"versions\[0\].files"),
    (renamed("../rules.py"), r"files\[0\].path: \.\./rules.py leads out"),
    (renamed("/rules.py"), "absolute"),
    (renamed("C:/rules.py"), "absolute"),
    (renamed("a\\rules.py"), "backslash"),
    (renamed("a\x00.py"), "NUL"),
    (renamed("a/"), "is a folder"),
    (renamed("x" * 300), "too long"),
    (renamed("a.py", "a.py"), "a.py is there twice"),
    (renamed("a.py", "A.py"), "A.py is a.py on some systems"),
    (renamed("é.py", "e\u0301.py"), "on some systems"),
    (renamed("a", "a/b"), "is a file, and the folder of a/b"),
    (renamed("score.ipynb"), "score.ipynb is there twice"),
    (set_at(*V, "signature", to=[]), r"versions\[0\].signature"),
    (set_at(*V, "signature", "inputs", to={}), r"signature.inputs: The inputs are a list"),
    (set_at(*V, "signature", "inputs", 0, to=7), r"signature.inputs\[0\]"),
    (set_at(*V, "signature", "inputs", 0, "alias", to="../x"), r"signature.inputs\[0\].alias"),
    (set_at(*V, "signature", "inputs", 0, "required", to="yes"), r"inputs\[0\].required"),
    (set_at(*V, "signature", "inputs", 0, "secret", to=1), "inputs.secret isn't a part"),
    (set_at(*V, "signature", "inputs", 0, "description", to="\x00"), "NUL"),
    (set_at(*V, "signature", "more", to=[]), "more isn't a part"),
    (set_at(*V, "signature", "parameters", 0, "default", to="x"), r"parameters\[0\].default"),
    (set_at(*V, "signature", "parameters", 0, "type", to=[]), r"parameters\[0\].type"),
    (set_at(*V, "signature", "parameters", 0, "type", to="code"), r"parameters\[0\].type"),
    (set_at(*V, "signature", "parameters", 1, "default", to=2**63), r"parameters\[1\].default"),
    (set_at(*V, "signature", "parameters", 2, "choices", to={}), r"parameters\[2\].choices"),
    (
        set_at(*V, "signature", "parameters", 1, to={"alias": "d", "type": "json", "default": D}),
        "nested too deeply",
    ),
]


@pytest.mark.parametrize(("change", "said"), MANIFESTS)
def test_a_manifest_with_anything_wrong_is_refused(
    services: Services, path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    message = refused(services, with_manifest(path, change))
    assert re.search(said, message), message


TEXTS = [
    (b"", "isn't JSON"),
    (b"\xff\xfe", "isn't JSON"),
    (b"[" * 200_000, "isn't JSON"),
    (b"[]", "isn't that of"),
    (b"null", "isn't that of"),
    (b'{"format": "jupyter-ext-specification", "version": NaN}', "NaN isn't a JSON value"),
    (b'{"format": "jupyter-ext-specification", "version": 1e999}', "too large a number"),
    (b'{"format": 1, "format": "jupyter-ext-specification"}', "format is there twice"),
    (b'{"format": "jupyter-ext-specification", "version": ' + b"9" * 5000 + b"}", "isn't JSON"),
    (b'{"format": "jupyter-ext-specification", "version": 1}', "specification: "),
    (b" " * (17 * 2**20), "too large"),
]


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
