"""Specifications that are exported and imported, and archives as nobody should make them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_ext.access.identity import Actor
from jupyter_ext.services import Services
from jupyter_ext.settings import Settings
from jupyter_ext.specifications.records import (
    CommitRequest,
    Signature,
    SpecificationCreate,
    SpecificationUpdate,
)
from jupyter_ext.specifications.source import Source, SourceMember
from jupyter_ext.store.archives import as_json, write_beside

BODY = """import jx
data = jx.input("data").read()
rate = jx.parameter("rate")
jx.output("scores").write(data)
"""
SIGNATURE: dict[str, Any] = {
    "inputs": [{"alias": "data", "description": "é\u0301", "required": True}],
    "parameters": [
        {"alias": "rate", "type": "float", "default": 0.1, "minimum": 0.0, "maximum": 1.0},
        {"alias": "big", "type": "integer", "default": 2**53 + 1},
        {"alias": "kind", "type": "choice", "default": "a", "choices": ["a", 1, True]},
    ],
    "outputs": [{"alias": "scores", "optional": True}],
}
FILES = {"rules.py": b"RATE = 1\n", "lookup/a.csv": b"a,b\n1,2\n", "lookup/empty.txt": b""}
GIT = {"commit": "0" * 40, "branch": "main", "dirty": False}


def notebook(source: str = BODY, **metadata: Any) -> bytes:
    cell = {"id": "one", "cell_type": "code", "metadata": {}, "source": source}
    cell |= {"outputs": [], "execution_count": None}
    made = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [cell]}
    return json.dumps(made).encode()


def commit(
    services: Services, actor: Actor, specification_id: str, data: bytes, **files: bytes
) -> Any:
    members = tuple(SourceMember(path, content) for path, content in {**FILES, **files}.items())
    source = Source("risk/score.ipynb", "score.ipynb", data, members=members, git=GIT)
    signature = Signature.model_validate(SIGNATURE)
    wish = CommitRequest(path=source.path, comment="as told", signature=signature)
    return services.specifications.commit(actor, specification_id, wish, source)


def specification(services: Services, actor: Actor, versions: int = 3) -> Any:
    """A registered one with some versions, the last of which is the first once more."""
    wish = SpecificationCreate(
        name="Score", description="What it does", note="Agreed\nin Q3", tags=["risk", "été"]
    )
    made = services.specifications.create(actor, wish, None).specification
    services.specifications.update(actor, made.id, SpecificationUpdate(starred=True))
    for number in range(versions):
        last = number == versions - 1
        commit(services, actor, made.id, notebook(BODY if last else BODY + f"# {number % 2}\n"))
    return services.specifications.register(actor, made.id)


def exported(services: Services, actor: Actor, specification_id: str, path: Path) -> Path:
    write_beside(path, services.bundle_export.export(actor, specification_id).chunks())
    return path


@contextmanager
def elsewhere(folder: Path) -> Iterator[Services]:
    """Another installation, with a data folder of its own."""
    services = Services(Settings(data_dir=folder, capacity=0))
    try:
        yield services
    finally:
        services.close()


def files_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(
    path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_STORED, **changed: Any
) -> Path:
    """An archive of these files; `changed`: attributes of every file's entry."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            for key, value in changed.items():
                setattr(info, key, value)
            archive.writestr(info, data)
    return path


def with_manifest(path: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    """A bundle whose manifest says something else."""
    files = files_of(path)
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    return packed(path, files | {"manifest.json": as_json(manifest)})


def with_body(path: Path, data: bytes) -> Path:
    """A bundle whose first body is something else, all hashes being right."""
    sha256 = hashlib.sha256(data).hexdigest()

    def change(manifest: dict[str, Any]) -> None:
        manifest["versions"][0]["body"] = {"sha256": sha256, "size": len(data)}

    files = files_of(with_manifest(path, change)) | {f"contents/{sha256}": data}
    used = {f"contents/{one}" for one in _hashes(json.loads(files["manifest.json"]))}
    return packed(path, {k: v for k, v in files.items() if k in used | {"manifest.json"}})


def _hashes(manifest: dict[str, Any]) -> Iterator[str]:
    for version in manifest["versions"]:
        for one in (version["body"], *version["files"]):
            yield one["sha256"]


def left(folder: Path) -> set[str]:
    """Everything in a data folder that an import could leave: contents, uploads, scratch."""
    return {
        str(one.relative_to(folder))
        for room in ("blobs", "uploads", "scratch")
        for one in (folder / room).rglob("*")
        if one.is_file()
    }
