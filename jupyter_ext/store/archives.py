"""Zip archives: our own, written as a stream, and those from elsewhere, refused whole.

Nothing is ever unpacked under a name that an archive gives: its files are read by name, as far
as its list says and no further.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import InvalidInput
from .blobs import CHUNK

MOST_PATH = 1024  # bytes of a path
MOST_PART = 255  # bytes of one part of it, on every file system in use
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = (stat.S_IFREG | 0o644) << 16
_FIRST = b"PK\x03\x04"
_ENTRY = 256  # bytes of one file's line in an archive's list: more than any of ours has
_SMALL = 2**20  # bytes that may be packed as tightly as they like
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_EXTRAS = {0x0001, 0x000A, 0x5455, 0x7875}  # large sizes, times, owners: nothing that links
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Limits:
    """What an archive may be at most."""

    files: int
    size: int  # bytes of all files, unpacked
    ratio: int  # bytes unpacked for each byte of the archive


def as_json(value: Any) -> bytes:
    """JSON as archives hold it: the same value is the same bytes."""
    return (
        json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
    ).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def zip_chunks(
    entries: Iterable[tuple[str, Iterable[bytes]]], *, level: int | None
) -> Iterator[bytes]:
    """Entries (path, its bytes) as one zip, piece by piece; `level` None: not compressed.

    Times, modes and the system are the same everywhere, so the same entries that aren't
    compressed are the same bytes.
    """
    sink = _Sink()
    method = zipfile.ZIP_STORED if level is None else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(sink, "w", method, compresslevel=level) as archive:  # type: ignore[call-overload]
        for path, chunks in entries:
            info = zipfile.ZipInfo(path, _EPOCH)
            info.compress_type = method
            info.create_system, info.external_attr = 3, _FILE_MODE
            with archive.open(info, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
                    yield sink.take()
    yield sink.take()


@dataclass(frozen=True)
class OutgoingZip:
    """A zip that can be written: all that goes into it is there."""

    filename: str
    size: int  # bytes of what is in it
    entries: Iterable[tuple[str, Iterable[bytes]]]

    def chunks(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        return zip_chunks(self.entries, level=None)


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A file to be written in one step: it is there whole, or as it was before. Raises OSError.

    What stands there and isn't a file (a device, a pipe) is written into.
    """
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            yield file
        return
    beside = target.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with beside.open("xb") as file:  # never through a link that somebody else put there
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def write_beside(target: Path, chunks: Iterable[bytes]) -> None:
    """Write a whole file. Raises OSError."""
    with whole_file(target) as file:
        file.writelines(chunks)


class Archive:
    """An archive from elsewhere whose list of files holds; the files aren't read yet."""

    def __init__(self, file: BinaryIO, name: str, noun: str, limits: Limits) -> None:
        self._said = f"{name} isn't {noun}"
        with self._readable():
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            if file.read(len(_FIRST)) != _FIRST:
                raise self.bad("it isn't a zip archive, or it is damaged")
            most = max(2**16 + limits.files * _ENTRY, 2 * CHUNK)
            self._zip = zipfile.ZipFile(_Careful(file, most, self))
            self._check(self._zip.infolist(), limits, size)
        self.sizes = {one.filename: one.file_size for one in self._zip.infolist()}

    def bad(self, why: str) -> InvalidInput:
        """The error that says what is wrong with it."""
        return InvalidInput(f"{self._said}: {why}.", field="bundle")

    def chunks(self, name: str, called: str = "") -> Iterator[bytes]:
        """A file of it in pieces; `called`: what somebody who reads of it knows it as.

        Raises:
            InvalidInput: it is damaged, or has another size than the list says.
        """
        left = self.sizes[name]
        with self._readable(called or name), self._zip.open(name) as file:
            while chunk := file.read(CHUNK):
                left -= len(chunk)
                yield chunk
        if left:
            raise self.bad(f"{called or name} hasn't the size that the archive says")

    def read(self, name: str, most: int) -> bytes:
        """A small file of it.

        Raises:
            InvalidInput: it is missing, damaged, or larger than `most` bytes.
        """
        if name not in self.sizes:
            raise self.bad(f"{name} is missing")
        if self.sizes[name] > most:
            raise self.bad(f"{name} is too large: at most {most:,} bytes")
        return b"".join(self.chunks(name))

    def _check(self, entries: list[zipfile.ZipInfo], limits: Limits, size: int) -> None:
        if len(entries) > limits.files:
            raise self.too_many()
        for one in entries:
            why = path_problem(one.orig_filename) or _entry_problem(one)
            if why:
                raise self.bad(f"{shown(one.orig_filename)} {why}")
        why = collision([one.orig_filename for one in entries])
        if why:
            raise self.bad(why)
        total = sum(one.file_size for one in entries)
        if total > limits.size:
            raise self.bad(f"it is too large: {total:,} bytes unpacked, at most {limits.size:,}")
        if total > max(_SMALL, limits.ratio * size):
            raise self.bad(
                f"it is too large: {size:,} bytes unpack to {total:,}, "
                f"more than {limits.ratio} times as many"
            )

    def too_many(self) -> InvalidInput:
        return self.bad("it lists too many files")

    @contextmanager
    def _readable(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except _BROKEN as error:
            why = (
                f"{name} is damaged" if name else f"it is damaged or cut off ({shown(str(error))})"
            )
            raise self.bad(why) from error
        except OSError as error:
            if error.errno not in (None, errno.EINVAL):  # what a seek to nowhere gives
                raise
            raise self.bad("it is damaged or cut off") from error


@contextmanager
def opened(path: Path, limits: Limits, *, name: str, noun: str) -> Iterator[Archive]:
    """An archive from elsewhere.

    Raises:
        InvalidInput: it can't be read, isn't one, or anything that its list of files says of
            them isn't what `noun` has; nothing of it was unpacked.
    """
    try:
        # a FIFO would keep us waiting
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise InvalidInput(f"{name} isn't {noun}: it isn't a file.", field="bundle")
            yield Archive(file, name, noun, limits)
    except OSError as error:
        raise InvalidInput(
            f"{name} can't be read: {error.strerror or error}.", field="bundle"
        ) from error


def path_problem(path: str) -> str | None:
    """Why a path can't be one of a file inside a folder, on every system; None: it can."""
    parts = path.split("/")
    if "\x00" in path:
        return "holds a NUL character"
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in path):
        return "holds a control character"
    if "\\" in path:
        return "holds a backslash"
    if path.startswith("/") or re.match("[A-Za-z]:", path):
        return "is an absolute path"
    if ".." in parts:
        return "leads out of its folder"
    if path.endswith("/"):
        return "is a folder"
    if "" in parts or "." in parts:
        return "isn't a plain path"
    if len(path.encode()) > MOST_PATH or any(len(one.encode()) > MOST_PART for one in parts):
        return "is too long a name"
    return None


def zip_name(path: str) -> str:
    """A name that stays below the folder in which somebody unpacks, on every system."""
    parts = re.sub(r'[\x00-\x1f\\:*?"<>|]', "_", path).split("/")
    return "/".join("_" if part.strip(". ") == "" else part for part in parts if part) or "_"


def collision(paths: Iterable[str]) -> str | None:
    """Two paths that can't both be in one folder, on every system; None: all can."""
    taken: dict[str, str] = {}
    for path in paths:
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        other = taken.get(key)
        if other is not None:
            same = "is there twice" if other == path else f"is {shown(other)} on some systems"
            return f"{shown(path)} {same}"
        taken[key] = path
    for key, path in taken.items():
        parts = key.split("/")
        for end in range(1, len(parts)):
            above = taken.get("/".join(parts[:end]))
            if above is not None:
                return f"{shown(above)} is a file, and the folder of {shown(path)}"
    return None


def shown(text: str) -> str:
    """A text from elsewhere, short and on one line."""
    short = text if len(text) <= 80 else text[:80] + "…"
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in short)


def _entry_problem(one: zipfile.ZipInfo) -> str | None:
    if stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG):
        return "isn't a regular file (a link, a device or a folder)"
    if one.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in a way that isn't accepted"
    extra = one.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind not in _EXTRAS:
            return "isn't a plain file (it may be a link)"
        extra = extra[4 + length :]
    return None


class _Careful:
    """A file of which nothing large is read at once: an archive's list is read in one go."""

    def __init__(self, file: BinaryIO, most: int, archive: Archive) -> None:
        self._file, self._most, self._archive = file, most, archive
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise self._archive.too_many()
        data = self._file.read(self._most + 1 if size is None or size < 0 else size)
        if len(data) > self._most:
            raise self._archive.too_many()
        return data

    def close(self) -> None:
        """Whoever opened it closes it."""


class _Sink:
    """A file-like object whose written bytes are taken away piece by piece."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is buffered here."""

    def take(self) -> bytes:
        data = b"".join(self.parts)
        self.parts.clear()
        return data
