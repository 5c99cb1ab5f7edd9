"""The workspace of a run: its inputs, its files and its notebook, laid out and looked over.

Content comes from the blob store by reflink, else as a copy up to a limit, else as a symbolic
link; never as a hard link, through which root could write into the store.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_ext.platforms.files import reflink

from . import jx_manifest
from .attempt import Attempt

_LONGEST_NAME = 255


class PathUnsafe(Exception):
    """A path in the manifest that would leave the workspace."""


@dataclass(frozen=True)
class _Link:
    """A linked blob, and what it looked like when it was linked."""

    alias: str | None
    blob: Path
    sha256: str
    looked: tuple[int, int, int]


@dataclass
class Workspace:
    """A laid out workspace."""

    folder: Path
    body: Path
    links: list[_Link] = field(default_factory=list)

    def changed_inputs(self) -> list[str]:
        """The aliases whose linked blobs no longer hold what they held."""
        changed = {
            link.alias
            for link in self.links
            if link.alias is not None
            and _look(link.blob) != link.looked
            and _hash(link.blob) != link.sha256
        }
        return sorted(changed)


def lay_out(attempt: Attempt) -> Workspace:
    """Make the workspace that the manifest describes. Raises PathUnsafe, OSError."""
    return _Layout(attempt).make()


@dataclass(frozen=True)
class Placed:
    """A content of a manifest, and where it goes in the workspace."""

    path: str
    content: Mapping[str, Any]
    alias: str | None
    """of the input that it belongs to"""
    chosen: bool
    """not one of an input's older versions"""


def plan(manifest: Mapping[str, Any]) -> tuple[list[Placed], dict[str, Any]]:
    """Where inputs and files of a manifest go, and the manifest that the code reads there.

    Raises PathUnsafe.
    """
    places = [
        Placed(checked(one["path"]), one, None, chosen=True) for one in manifest.get("files") or []
    ]
    paths: dict[str, str] = {}
    older: dict[str, dict[int, str]] = {}
    for one in manifest.get("inputs") or []:
        if not one.get("configured") or one.get("version") is None:
            continue
        alias, name, chosen = one["alias"], safe_name(one["alias"]), one["version"]
        paths[alias], more = _version(chosen, f"inputs/{name}", alias, chosen=True)
        places += more
        for version in one.get("versions") or []:
            if version["id"] != chosen["id"]:
                home = f"inputs/.versions/{name}/{version['number']}"
                path, more = _version(version, home, alias, chosen=False)
                older.setdefault(alias, {})[int(version["number"])] = path
                places += more
    return places, jx_manifest.build(manifest, paths, older)


def _version(
    version: Mapping[str, Any], home: str, alias: str, *, chosen: bool
) -> tuple[str, list[Placed]]:
    """The path of a version that lies in `home`, and the contents there."""
    if version["kind"] == "folder":
        members = version.get("members") or []
        return home, [
            Placed(f"{home}/{checked(one['path'])}", one, alias, chosen) for one in members
        ]
    path = f"{home}/{safe_name(version['filename'])}"
    return path, [Placed(path, version, alias, chosen)]


class _Layout:
    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._folder = attempt.workspace
        self._room = attempt.limits.copy_bytes
        self._links: list[_Link] = []

    def make(self) -> Workspace:
        for folder in (self._folder, self._attempt.outputs, self._attempt.jx):
            folder.mkdir(parents=True, exist_ok=True)
        self._attempt.outgoing.mkdir(exist_ok=True)
        self._attempt.events.touch()
        body = self._folder / safe_name(self._attempt.body["filename"])
        _copy(Path(self._attempt.body["blob"]), body)
        places, content = plan(self._attempt.manifest)
        for one in content["inputs"]:
            for version in (one["version"], *one["versions"]):
                if version is not None and version["kind"] == "folder":  # it may be empty
                    (self._folder / version["path"]).mkdir(parents=True, exist_ok=True)
        for place in places:
            self._place(place)
        jx_manifest.write(self._folder, content)
        return Workspace(self._folder, body, self._links)

    def _place(self, place: Placed) -> None:
        blob, target = Path(place.content["blob"]), self._folder / place.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if reflink(blob, target):
            return
        size = blob.stat().st_size
        if place.chosen and size <= self._room:
            self._room -= size
            _copy(blob, target)
            return
        target.symlink_to(blob)
        self._links.append(_Link(place.alias, blob, place.content["sha256"], _look(blob)))


def checked(path: str) -> str:
    """`path`, one that stays inside its folder. Raises PathUnsafe for one that would leave it."""
    parts = path.split("/")
    if not path or "\0" in path or "\\" in path or any(part in ("", ".", "..") for part in parts):
        raise PathUnsafe(f"the path {path!r} isn't one inside a folder")
    return path


def safe_name(name: str) -> str:
    """`name` as a name of one file in a folder: no separators, no longer than a system allows."""
    kept = "".join("_" if char in "/\\\0" else char for char in name).strip()
    if kept in ("", ".", ".."):
        return "_"
    stem, dot, suffix = kept.rpartition(".")
    while len(os.fsencode(kept)) > _LONGEST_NAME:
        if not stem:
            suffix = suffix[:-1]
        stem = stem[:-1]
        kept = stem + dot + suffix
    return kept


def _copy(source: Path, target: Path) -> None:
    if not reflink(source, target):
        shutil.copyfile(source, target)


def _look(path: Path) -> tuple[int, int, int]:
    try:
        seen = path.stat()
    except OSError:
        return (-1, 0, 0)
    return (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
