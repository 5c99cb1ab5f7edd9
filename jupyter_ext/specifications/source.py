"""A body as it was found: its saved bytes, its folder, the files beside it, the state of git."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class SourceMember:
    """A file beside the body."""

    path: str  # relative to the body's folder, with forward slashes
    data: bytes


@dataclass(frozen=True)
class Source:
    """The saved state of a notebook or script.

    `folder` is the local folder it stands in, None where the server's files aren't local.
    `path` is how it is shown: below the server's root, or absolute for the CLI. `location` is what
    identifies a local file, whoever names it: its absolute path without links.
    """

    path: str
    filename: str
    data: bytes
    folder: Path | None = None
    members: tuple[SourceMember, ...] = ()
    location: str = ""
    git: dict[str, Any] | None = field(default=None)  # {commit, branch, dirty}

    def is_at(self, path: str, location: str) -> bool:
        """Whether this is the file that stands at a kept path and location."""
        if location and self.location:
            return location == self.location
        return path == self.path
