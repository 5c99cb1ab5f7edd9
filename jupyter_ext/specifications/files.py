"""Local files that a body brings along."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ..errors import InvalidInput, NotFound, TooLarge
from .gitstate import git_state
from .source import Source, SourceMember

MAX_FILES = 1000
MAX_BYTES = 512 * 2**20  # of one file
MAX_TOTAL = 1024 * 2**20  # bytes of all accompanying files
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
NO_BLOCK = getattr(os, "O_NONBLOCK", 0)


def read_regular(path: Path) -> bytes:
    """A regular file's bytes; a link, FIFO or device is refused, also one swapped in.

    Raises:
        InvalidInput: it isn't a regular file, or can't be read.
        TooLarge: more than 512 MiB.
    """
    try:
        handle = os.open(path, os.O_RDONLY | NO_FOLLOW | NO_BLOCK)
    except OSError as error:
        raise InvalidInput(f"{path.name} can't be read: {error.strerror}.") from error
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise InvalidInput(f"{path.name} isn't a regular file.")
        if facts.st_size > MAX_BYTES:
            raise TooLarge(
                f"{path.name} is larger than {MAX_BYTES // 2**20} MiB; make it an input."
            )
        return file.read()


def collect(folder: Path, patterns: list[str], *, exclude: str) -> Iterator[SourceMember]:
    """The files below `folder` that the patterns (globs allowed) name, in order, each once.

    Raises:
        InvalidInput: a pattern leads out of the folder, or too many files match.
        NotFound: a pattern matches nothing.
    """
    seen: set[str] = set()
    total = 0
    base = folder.resolve()
    for position, pattern in enumerate(patterns):
        field = f"files[{position}]"
        if pattern.startswith("/") or ".." in pattern.split("/") or "\x00" in pattern:
            raise InvalidInput(f"{pattern} leads out of the notebook's folder.", field=field)
        found = False
        for path in sorted(base.glob(pattern)):
            if not path.is_file() or path.is_symlink():
                continue
            if not path.resolve().is_relative_to(base):
                raise InvalidInput(f"{pattern} leads out of the notebook's folder.", field=field)
            found = True
            relative = path.relative_to(base).as_posix()
            if relative in seen or relative == exclude:
                continue
            seen.add(relative)
            if len(seen) > MAX_FILES:
                raise InvalidInput(f"More than {MAX_FILES} files match.", field=field)
            data = read_regular(path)
            total += len(data)
            if total > MAX_TOTAL:
                raise TooLarge(
                    "The accompanying files are too large; make them inputs.", field=field
                )
            yield SourceMember(relative, data)
        if not found:
            raise NotFound(f"No file matches {pattern}.", field=field)


def local_source(path: Path, patterns: list[str]) -> Source:
    """The saved state of a local file, for the command line.

    Raises:
        NotFound: there is no such file.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", field="path")
    real = path.resolve()
    return Source(
        path=str(real),
        filename=real.name,
        data=read_regular(real),
        folder=real.parent,
        location=str(real),
        members=tuple(collect(real.parent, patterns, exclude=real.name)),
        git=git_state(real),
    )
