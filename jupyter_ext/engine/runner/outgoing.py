"""`outgoing/`: finished files under their sha256, for the blob store to adopt."""

import contextlib
import hashlib
import os
import shutil
import stat
from pathlib import Path

from jupyter_ext.engine.left_behind import NotAFile, create, kind_of
from jupyter_ext.platforms.files import reflink

_CHUNK = 1024 * 1024


class Outgoing:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, path: Path, *, keep: bool = False) -> tuple[str, int]:
        """Hand over the file at `path`; its sha256 and size.

        It is moved, or copied where others may still hold it (a link to it, another name of it) or
        when it is to be kept. Raises NotAFile, OSError.
        """
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with open(fd, "rb") as stream:
            seen = os.fstat(fd)
            if not stat.S_ISREG(seen.st_mode):
                raise NotAFile(f"{path.name} is {kind_of(seen.st_mode)}, not a file")
            move = not keep and not path.is_symlink() and seen.st_nlink == 1
            if not move:
                return self._copy(stream.fileno())
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        target = self._folder / digest
        if not target.exists():
            try:
                os.rename(path, target)
            except OSError:  # another disk, or a folder we may only read
                shutil.copyfile(path, target)
        return digest, seen.st_size

    def put(self, data: bytes) -> tuple[str, int]:
        """Hand over bytes; their sha256 and size."""
        digest = hashlib.sha256(data).hexdigest()
        target = self._folder / digest
        if not target.exists():
            target.write_bytes(data)
        return digest, len(data)

    def place(self, path: Path, sha256: str) -> None:
        """Hand over a copy of a file whose hash is known."""
        target = self._folder / sha256
        if not target.exists() and not reflink(path, target):
            shutil.copyfile(path, target)

    def _copy(self, fd: int) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        beside = self._folder / ".part"
        try:
            with create(beside) as stream:
                while chunk := os.read(fd, _CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    stream.write(chunk)
            os.replace(beside, self._folder / digest.hexdigest())
        finally:
            with contextlib.suppress(OSError):
                beside.unlink()
        return digest.hexdigest(), size
