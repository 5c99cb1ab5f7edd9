"""Content-addressed files: stored once under their sha256, never changed, checked when read.

`file:` keeps them on the local disk, read-only; any other fsspec URL (`memory:`, `s3://…`)
keeps them there, with local copies in a cache folder where code needs a real file.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import fsspec

from ..errors import Gone, StoreUnavailable

CHUNK = 1024 * 1024  # bytes


@dataclass(frozen=True)
class Content:
    """Something that can be downloaded: one stored content, or the members of a folder.

    `members` is None for a file, else [(relative path, sha256, size)].
    """

    filename: str
    media_type: str
    size: int
    sha256: str
    members: tuple[tuple[str, str, int], ...] | None = None


def hash_file(path: Path) -> tuple[str, int]:
    """sha256 and size in bytes of a file, read in chunks."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


class Blobs:
    """The store of contents at an fsspec URL."""

    def __init__(self, url: str, scratch: Path) -> None:
        """`scratch` is a local folder on the disk of a `file:` store, for files in the making."""
        try:
            self._fs, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise StoreUnavailable(f"blob_url {url!r} can't be used: {error}") from error
        self._root = root.rstrip("/")
        self._local = "file" in _protocols(self._fs)
        self._scratch = scratch
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._local:
            Path(self._root).mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Store a stream of bytes; give its sha256 and size. Nothing is kept when it breaks off."""
        digest = hashlib.sha256()
        size = 0
        handle, name = tempfile.mkstemp(dir=self._scratch)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            self.adopt(path, digest.hexdigest())
        finally:
            path.unlink(missing_ok=True)
        return digest.hexdigest(), size

    def put_bytes(self, data: bytes) -> str:
        """Store bytes; give their sha256."""
        return self.put([data])[0]

    def adopt(self, path: Path, sha256: str) -> None:
        """Take a finished local file into the store; the file is moved or copied away.

        The caller has hashed it. The same content is stored once.
        """
        if self.exists(sha256):
            path.unlink(missing_ok=True)
            return
        if self._local:
            target = self._path(sha256)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = target.with_name(f".{sha256}.{os.getpid()}.{os.urandom(4).hex()}")
            try:
                path.rename(beside)
            except OSError:  # another disk
                shutil.copyfile(path, beside)
                path.unlink(missing_ok=True)
            beside.chmod(0o444)
            beside.rename(target)
        else:
            key = self._key(sha256)
            self._fs.makedirs(key.rsplit("/", 1)[0], exist_ok=True)
            self._fs.put_file(str(path), key)
            path.unlink(missing_ok=True)

    def exists(self, sha256: str) -> bool:
        return (
            self._path(sha256).exists() if self._local else bool(self._fs.exists(self._key(sha256)))
        )

    def open(self, sha256: str) -> BinaryIO:
        """The content, for reading.

        Raises:
            Gone: it isn't in the store any more.
        """
        try:
            if self._local:
                return self._path(sha256).open("rb")
            stream: BinaryIO = self._fs.open(self._key(sha256), "rb")
        except FileNotFoundError as error:
            raise Gone(f"The content {sha256[:12]} is no longer in the store.") from error
        return stream

    def read(self, sha256: str) -> bytes:
        with self.open(sha256) as file:
            return file.read()

    def chunks(self, sha256: str) -> Iterator[bytes]:
        """The content in pieces of 1 MiB."""
        with self.open(sha256) as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def local_path(self, sha256: str) -> Path:
        """A local read-only file with the content; fetched first when the store is elsewhere.

        Raises:
            Gone: it isn't in the store any more.
        """
        if self._local:
            path = self._path(sha256)
            if not path.exists():
                raise Gone(f"The content {sha256[:12]} is no longer in the store.")
            return path
        path = self._fetched(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f"{sha256}.{os.urandom(4).hex()}")
            with beside.open("wb") as file:
                for chunk in self.chunks(sha256):
                    file.write(chunk)
            beside.chmod(0o444)
            beside.rename(path)
        return path

    def verify(self, sha256: str) -> bool:
        """Whether the stored bytes still have their hash.

        A local copy of what is stored elsewhere goes if its bytes haven't: it is fetched anew.
        """
        fetched = self._fetched(sha256)
        if fetched.exists() and hash_file(fetched)[0] != sha256:
            fetched.unlink(missing_ok=True)
        digest = hashlib.sha256()
        for chunk in self.chunks(sha256):
            digest.update(chunk)
        return digest.hexdigest() == sha256

    def was_changed(self, sha256: str, since: float) -> bool:
        """Whether the local file that code is given was written to since a time, in seconds."""
        path = self._path(sha256) if self._local else self._fetched(sha256)
        try:
            return path.stat().st_ctime >= since and hash_file(path)[0] != sha256
        except OSError:  # it is gone, or set aside already
            return False

    def quarantine(self, sha256: str) -> None:
        """Set a content whose bytes were changed aside: it is no longer given out."""
        if self._local:
            path = self._path(sha256)
            if path.exists():
                path.rename(path.with_name(f"{sha256}.changed"))
        elif self._fs.exists(self._key(sha256)):
            self._fs.mv(self._key(sha256), self._key(sha256) + ".changed")
        self._fetched(sha256).unlink(missing_ok=True)

    def delete(self, sha256: str) -> None:
        """Remove a content; removing what isn't there is no error."""
        if self._local:
            self._path(sha256).unlink(missing_ok=True)
        elif self._fs.exists(self._key(sha256)):
            self._fs.rm_file(self._key(sha256))
        self._fetched(sha256).unlink(missing_ok=True)

    def _fetched(self, sha256: str) -> Path:
        return self._scratch / "fetched" / sha256

    def _key(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def _path(self, sha256: str) -> Path:
        return Path(self._key(sha256))


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)
