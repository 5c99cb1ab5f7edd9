"""Folders of data laid out for live kernels: `<data>/live/<id>`, gone when their kernel is.

A folder notes the server process it was made by and its kernel. Linked contents are looked at
when it goes: one that the kernel changed is set aside and no longer given out. Replays have a
room of their own, whose folders live as long as their replay does.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import Gone
from ..platforms import processes
from ..store.base import new_id
from ..store.blobs import Blobs

NOTE = "kernel.json"
ROOM = "live"
GRACE_SECONDS = 600.0  # from the laying out to the kernel's start


@dataclass(frozen=True)
class Link:
    """A stored content that the workspace links to, and what it looked like then."""

    sha256: str
    looked: tuple[int, int, int]  # size, mtime_ns, ctime_ns


def make(data_dir: Path, room: str = ROOM) -> Path:
    """A new folder, this server's; its name is an id."""
    folder = data_dir / room / new_id()
    folder.mkdir(parents=True, mode=0o700)
    _write(folder, {"kernel_id": None, "links": []})
    return folder


def note_links(folder: Path, links: Iterable[Link]) -> None:
    """Remember which contents the workspace links to."""
    _write(folder, _read(folder) | {"links": [asdict(link) for link in links]})


def note_kernel(folder: Path, kernel_id: str, pid: int | None = None) -> None:
    """Remember which kernel has the data, and its process where it shall not outlive the server."""
    found = processes.identify(pid) if pid else None
    process = found.to_json() if found else None
    _write(folder, _read(folder) | {"kernel_id": kernel_id, "process": process})


def remove(blobs: Blobs, folder: Path) -> None:
    """Remove a folder; a linked content that was changed is set aside, a deleted one passed by."""
    for link in _read(folder).get("links", []):
        with contextlib.suppress(OSError, KeyError, Gone):
            sha256 = str(link["sha256"])
            if look(blobs.local_path(sha256)) != tuple(link["looked"]) and not blobs.verify(sha256):
                blobs.quarantine(sha256)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(blobs: Blobs, data_dir: Path, kernels: Collection[str] = (), room: str = ROOM) -> None:
    """Remove the folders whose kernel is gone; `kernels` are those that this server runs.

    A kernel that its server left behind is ended first, if its process was noted.
    """
    for folder in (data_dir / room).glob("*"):
        note = _read(folder)
        server = note.get("server")
        ours = server == _server()
        if not ours and server and processes.is_alive(processes.ProcessIdentity.from_json(server)):
            continue
        if ours and note.get("kernel_id") in kernels:
            continue
        if ours and note.get("kernel_id") is None and _age(folder) < GRACE_SECONDS:
            continue
        if not ours and note.get("process"):
            processes.kill_tree(processes.ProcessIdentity.from_json(note["process"]))
        remove(blobs, folder)


def look(path: Path) -> tuple[int, int, int]:
    """What changes when somebody writes to a file."""
    seen = path.stat()
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def _server() -> dict[str, Any] | None:
    found = processes.identify()
    return found.to_json() if found else None


def _read(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / NOTE).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(folder: Path, note: dict[str, Any]) -> None:
    beside = folder / f".{NOTE}"
    beside.write_text(json.dumps(note | {"server": _server()}))
    beside.replace(folder / NOTE)


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0
