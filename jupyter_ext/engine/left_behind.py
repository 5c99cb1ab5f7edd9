"""Files in a run's folder: its code could have put anything in their place."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class NotAFile(ValueError):
    """What should be a regular file is none; the message says what it is."""


def open_regular(path: Path) -> BinaryIO:
    """A regular file, for reading; no link is followed, no pipe waited for.

    Raises:
        OSError: there is no such file, or it can't be read.
        NotAFile: it is something else.
    """
    try:
        fd = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotAFile(f"{path.name} is a link, not a file") from error
        raise
    mode = os.fstat(fd).st_mode
    if not stat.S_ISREG(mode):
        os.close(fd)
        raise NotAFile(f"{path.name} is {kind_of(mode)}, not a file")
    return os.fdopen(fd, "rb")


def read_regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file of at most `most`.

    Raises:
        OSError: there is no such file.
        ValueError: it is something else, or larger.
    """
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise ValueError(f"{path.name} is larger than {most:,} bytes")
        return file.read(most)


def read_json(path: Path, most: int) -> Any:
    """The JSON in a regular file of at most `most` bytes.

    Raises:
        OSError: there is no such file.
        ValueError: it is something else, larger, or no JSON.
    """
    try:
        return json.loads(read_regular(path, most))
    except RecursionError as error:
        raise ValueError(f"{path.name} is nested too deeply") from error


def create(path: Path) -> BinaryIO:
    """A new file, for writing, in the place of whatever was there.

    Raises:
        OSError: what is there can't be removed, or the file not be made.
    """
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    return path.open("xb")


def kind_of(mode: int) -> str:
    """What a mode says that something is, which isn't a regular file."""
    for test, name in (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    ):
        if test(mode):
            return name
    return "something else"
