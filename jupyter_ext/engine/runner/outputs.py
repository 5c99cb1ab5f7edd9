"""What a run has put out: the declared outputs, found by their aliases and handed over.

Output `scores` is what lies at `outputs/scores`, or the one `outputs/scores.<suffix>`: a file or a
folder.
"""

import hashlib
import json
import mimetypes
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_ext.engine.left_behind import NotAFile

from .outgoing import Outgoing

_MEDIA_TYPES = {
    ".ipynb": "application/x-ipynb+json",
    ".parquet": "application/vnd.apache.parquet",
    ".feather": "application/vnd.apache.arrow.file",
    ".arrow": "application/vnd.apache.arrow.file",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".geojson": "application/geo+json",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".npy": "application/x-npy",
    ".pkl": "application/octet-stream",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}


@dataclass
class CollectedOutputs:
    """The outputs that were there, the required ones that weren't, and what is wrong."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def collect(
    folder: Path, declared: Sequence[Mapping[str, Any]], outgoing: Outgoing
) -> CollectedOutputs:
    """Hand over the declared outputs in `folder`. What is wrong with one is said, not raised."""
    found = CollectedOutputs()
    names = sorted(os.listdir(folder)) if folder.is_dir() else []
    taken: set[str] = set()
    for one in declared:
        alias = one["alias"]
        candidates = [name for name in names if name == alias or name.startswith(alias + ".")]
        taken.update(candidates)
        if not candidates:
            if one.get("required"):
                found.missing.append(alias)
            continue
        if len(candidates) > 1:
            found.problems.append(f"output {alias} is ambiguous: {', '.join(candidates)}")
            continue
        try:
            found.outputs.append(_hand_over(alias, folder / candidates[0], outgoing))
        except (NotAFile, OSError, UnicodeError) as error:
            found.problems.append(f"output {alias} can't be kept: {error}")
    strays = [name for name in names if name not in taken]
    hint = f" (outputs/ holds {', '.join(strays[:5])})" if strays and found.missing else ""
    found.problems += [f"output {alias} was not written{hint}" for alias in found.missing]
    return found


def _hand_over(alias: str, path: Path, outgoing: Outgoing) -> dict[str, Any]:
    _check_name(path.name)
    facts: dict[str, Any] = {"alias": alias, "filename": path.name}
    if not path.is_dir():
        sha256, size = outgoing.take(path)
        return {
            **facts,
            "kind": "file",
            "media_type": media_type(path.name),
            "size": size,
            "sha256": sha256,
            "members": None,
        }
    members = []
    for relative, member in sorted(_members(path)):
        _check_name(relative)
        sha256, size = outgoing.take(member)
        members.append({"path": relative, "sha256": sha256, "size": size})
    return {
        **facts,
        "kind": "folder",
        "media_type": "application/x-directory",
        "size": sum(member["size"] for member in members),
        "sha256": hash_of_members(members),
        "members": members,
    }


def hash_of_members(members: Sequence[Mapping[str, Any]]) -> str:
    """The sha256 of a folder: of the JSON list of its [path, sha256, size], sorted by path."""
    rows = sorted([one["path"], one["sha256"], one["size"]] for one in members)
    packed = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(packed.encode("utf-8")).hexdigest()


def media_type(filename: str) -> str:
    """The media type that a file's name tells."""
    suffix = os.path.splitext(filename)[1].lower()
    guessed = _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(filename, strict=False)[0]
    return guessed or "application/octet-stream"


def _members(folder: Path) -> Iterator[tuple[str, Path]]:
    """Everything below a folder that isn't a folder; links to folders aren't followed."""
    for root, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(root, name))]
        if links:
            raise NotAFile(f"{links[0]} in it is a link to a folder")
        for name in files:
            path = Path(root, name)
            yield path.relative_to(folder).as_posix(), path


def _check_name(name: str) -> None:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise NotAFile(f"the name {name!r} isn't text") from None
    if "\\" in name:
        raise NotAFile(f"the name {name!r} holds a backslash, which is a folder elsewhere")
