"""A file or folder of the user's, read into the store without following a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..engine.runner.outputs import hash_of_members
from ..errors import Conflict, InvalidInput, TooLarge
from ..store.blobs import CHUNK, Blobs
from .contents import storing
from .media_types import FOLDER, HEAD, media_type
from .names import checked_filename
from .versions import NewContent

MAX_MEMBERS = 100_000
MAX_TOTAL = 2**40  # bytes of a folder
LEFT_OUT = {".ipynb_checkpoints"}  # JupyterLab puts them everywhere; nobody means them
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_into(blobs: Blobs, path: Path, filename: str) -> NewContent:
    """The file or folder at `path`, stored.

    Raises:
        InvalidInput: it is, or holds, something that isn't a regular file, or has a bad name.
        TooLarge: a folder of too many files or bytes.
        Conflict: a file changed while it was read.
    """
    name = checked_filename(filename, "path")
    if not path.is_dir():
        head, sha256, size = _store(blobs, path, path.name)
        return NewContent(name, media_type(name, head), size, sha256)
    members = [_member(blobs, relative, found) for relative, found in _walk(path)]
    if not members:
        raise InvalidInput("The folder is empty: there is nothing to keep.", field="path")
    return NewContent(
        filename=name,
        media_type=FOLDER,
        size=sum(member["size"] for member in members),
        sha256=hash_of_members(members),
        members=members,
    )


def _member(blobs: Blobs, relative: str, path: Path) -> dict[str, Any]:
    _, sha256, size = _store(blobs, path, relative)
    return {"path": relative, "sha256": sha256, "size": size}


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below `folder` with its relative path, in order; sizes are summed up first."""
    found: list[tuple[str, Path]] = []
    total = 0
    for root, folders, files in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        for name in sorted(files) + [one for one in folders if os.path.islink(f"{root}/{one}")]:
            path = Path(root, name)
            relative = path.relative_to(folder).as_posix()
            total += _size_of_regular(path, relative)
            found.append((relative, path))
            if len(found) > MAX_MEMBERS:
                raise TooLarge(f"The folder holds more than {MAX_MEMBERS:,} files.", field="path")
            if total > MAX_TOTAL:
                raise TooLarge("The folder holds more than 1 TiB.", field="path")
    yield from sorted(found)


def _unreadable(error: OSError) -> None:
    raise InvalidInput(f"A folder can't be read: {error.strerror}.", field="path") from error


def _size_of_regular(path: Path, relative: str) -> int:
    try:
        relative.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(
            f"The file name {relative!r} isn't valid text; rename the file.", field="path"
        ) from error
    if "\\" in relative:
        raise InvalidInput(
            f"The file name {relative!r} holds a backslash, which is a folder elsewhere; rename "
            "the file.",
            field="path",
        )
    facts = path.lstat()
    _check_regular(facts.st_mode, relative)
    return facts.st_size


def _check_regular(mode: int, name: str) -> None:
    if stat.S_ISREG(mode):
        return
    kind = "a link" if stat.S_ISLNK(mode) else "not a regular file"
    raise InvalidInput(
        f"{name} is {kind}; only regular files are kept. Put a copy in its place, then try again.",
        field="path",
    )


def _store(blobs: Blobs, path: Path, name: str) -> tuple[bytes, str, int]:
    """The first bytes, sha256 and size of a regular file, now in the store."""
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        raise InvalidInput(f"{name} can't be read: {error.strerror}.", field="path") from error
    with os.fdopen(handle, "rb") as file:
        before = os.fstat(file.fileno())
        _check_regular(before.st_mode, name)
        head = file.read(HEAD)
        file.seek(0)
        with storing():
            sha256, size = blobs.put(iter(lambda: file.read(CHUNK), b""))
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Conflict(f"{name} changed while it was read. Try again.", field="path")
    return head, sha256, size
