"""The state of git around a file, found without running anything that its folder names.

A repository's own configuration can name programs (a file-system monitor, filters, helpers) that
git then runs. A folder from elsewhere is data: git is asked only where that configuration holds
nothing but what every repository has, and never with this process's environment.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LINK = b"gitdir: "
_MOST_CONFIG = 2**16
_HEADER = re.compile(rb'\s*\[(\w+)(?: "[^"\\]*")?\]\s*')
_ENTRY = re.compile(rb"\s*([\w-]+)\s*=([^\\\"]*)")
_HARMLESS = {
    b"core": {
        b"repositoryformatversion", b"filemode", b"bare", b"logallrefupdates", b"ignorecase",
        b"precomposeunicode", b"symlinks", b"autocrlf", b"eol", b"safecrlf",
    },
    b"remote": {b"url", b"fetch", b"pushurl", b"tagopt"},
    b"branch": {b"remote", b"merge", b"rebase"},
    b"user": {b"name", b"email"},
    b"pull": {b"rebase", b"ff"},
    b"push": {b"default"},
    b"init": {b"defaultbranch"},
    b"submodule": {b"active", b"url"},
    b"extensions": {b"objectformat", b"worktreeconfig"},
}  # fmt: skip
_SET = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "safe.directory=*",  # what is done here is harmless in anybody's folder
)
_PASSED = ("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "LANG", "TMPDIR", "TEMP")


@dataclass(frozen=True)
class _Repository:
    tree: Path
    folder: Path  # what git calls its directory
    common: Path  # the same, or that of the main working tree


def git_state(file: Path) -> dict[str, Any] | None:
    """{commit, branch, dirty} of the repository that holds a file, None without one.

    A file that is in no commit makes it dirty, also where git was told to ignore it. Nothing is
    said of a repository whose own configuration says more than usual: it could name programs.
    """
    found = _repository(file.parent)
    if found is None or not _is_plain(found):
        return None
    commit = _git(found, file.parent, "rev-parse", "--verify", "HEAD")
    if commit is None:
        return None
    status = _git(found, file.parent, "status", "--porcelain", "--ignore-submodules=all", "--", ".")
    known = _git(found, file.parent, "ls-files", "--error-unmatch", "--", file.name) is not None
    return {
        "commit": commit,
        "branch": _git(found, file.parent, "rev-parse", "--abbrev-ref", "HEAD"),
        "dirty": None if status is None else bool(status) or not known,
    }


def _repository(folder: Path) -> _Repository | None:
    """The nearest one above; never a bare one that lies there as a folder."""
    for tree in (folder, *folder.parents):
        place = tree / ".git"
        try:
            if place.is_dir():
                return _Repository(tree, place, place)
            if place.is_file():
                return _linked(tree, place)
        except (OSError, ValueError):
            return None
    return None


def _linked(tree: Path, place: Path) -> _Repository | None:
    """A working tree beside the main one, or a submodule."""
    text = place.read_bytes()[:4096]
    if not text.startswith(_LINK):
        return None
    folder = tree / os.fsdecode(text[len(_LINK) :].strip())
    commondir = folder / "commondir"
    common = folder / commondir.read_text().strip() if commondir.is_file() else folder
    return _Repository(tree, folder, common)


def _is_plain(found: _Repository) -> bool:
    configs = {found.common / "config", found.folder / "config", found.folder / "config.worktree"}
    try:
        return all(_is_harmless(config) for config in configs if os.path.lexists(config))
    except OSError:
        return False


def _is_harmless(config: Path) -> bool:
    """Whether a configuration names nothing that git would run, or read settings from."""
    if not config.is_file():
        return False
    with config.open("rb") as file:
        text = file.read(_MOST_CONFIG + 1)
    if len(text) > _MOST_CONFIG or b"\0" in text or b"\r" in text:
        return False
    known: set[bytes] = set()
    for line in text.split(b"\n"):
        if not line.strip() or line.lstrip()[:1] in (b"#", b";"):
            continue
        header, entry = _HEADER.fullmatch(line), _ENTRY.fullmatch(line)
        if header is not None:
            known = _HARMLESS.get(header[1].lower(), set())
        elif entry is None or entry[1].lower() not in known:
            return False
    return True


def _git(found: _Repository, folder: Path, *args: str) -> str | None:
    """What git answers, None if it doesn't."""
    settings = [word for one in _SET for word in ("-c", one)]
    places = [f"--git-dir={found.folder}", f"--work-tree={found.tree}"]
    env = {name: os.environ[name] for name in _PASSED if name in os.environ}
    env |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", *settings, *places, *args],
            cwd=folder, env=env, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=5, check=False,
        )  # fmt: skip
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
