"""The bundle: one specification as one file that another installation can take.

A zip archive that isn't compressed; the same versions are the same bytes, whenever and by whom
they are exported.

manifest.json     the specification, its versions, and the hash and size of every content
contents/SHA256   each body and accompanying file, once
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from ..errors import InvalidInput
from ..records import BodyKind, Name, Request, Tags, Text, clean_text, from_validation
from ..store.archives import Limits, collision, path_problem, shown
from .files import MAX_BYTES, MAX_FILES
from .records import VersionNumber
from .signature import normalised, problems

FORMAT = "jupyter-ext-specification"
VERSION = 1
MANIFEST = "manifest.json"
CONTENTS = "contents/"
NOUN = "an exported specification"
MOST_VERSIONS = 1000
MOST_MANIFEST = 16 * 2**20  # bytes
MOST_BODY = 64 * 2**20  # bytes; a body is read whole, to see what it is
LIMITS = Limits(files=20_000, size=4 * 2**30, ratio=200)


def _path(value: str) -> str:
    why = path_problem(value)
    if why:
        raise ValueError(f"{shown(value)} {why}")
    return value


Line = Annotated[str, StringConstraints(max_length=255), AfterValidator(clean_text)]
Path = Annotated[str, StringConstraints(min_length=1, max_length=1024), AfterValidator(_path)]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class _Strict(Request):
    """As written, nothing is turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Stored(_Strict):
    """A content of the bundle."""

    sha256: Sha256
    size: int = Field(ge=0, le=MAX_BYTES, description="bytes")


class StoredFile(Stored):
    """An accompanying file."""

    path: Path


class Git(_Strict):
    """Where the body came from, as it was said at the commit."""

    commit: Line
    branch: Line | None = None
    dirty: bool | None = None


class BundleVersion(_Strict):
    """One committed body."""

    number: VersionNumber
    comment: Text
    filename: Path
    body: Stored
    signature: dict[str, Any]
    files: Annotated[list[StoredFile], Field(max_length=MAX_FILES)]
    git: Git | None
    creator: Line
    created_at: AwareDatetime


class BundleSpecification(_Strict):
    """What the versions are of."""

    id: Line
    name: Name
    description: Text
    note: Text = ""
    tags: Tags
    body_kind: BodyKind
    owner: Line
    created_at: AwareDatetime
    registered_at: AwareDatetime | None


class Manifest(_Strict):
    """What is in a bundle."""

    format: Literal["jupyter-ext-specification"]
    version: Literal[1]
    specification: BundleSpecification
    versions: Annotated[list[BundleVersion], Field(min_length=1, max_length=MOST_VERSIONS)]

    def contents(self) -> dict[str, int]:
        """Every content: its sha256 and its size."""
        return {one.sha256: one.size for one in self.stored()}

    def known_as(self) -> dict[str, str]:
        """What a reader knows each content as, by its sha256: the first file that has it."""
        names: dict[str, str] = {}
        for version in self.versions:
            where = f"of version {version.number}"
            names.setdefault(version.body.sha256, f"{version.filename} {where}")
            for one in version.files:
                names.setdefault(one.sha256, f"{shown(one.path)} {where}")
        return names

    def stored(self) -> Iterator[Stored]:
        for version in self.versions:
            yield version.body
            yield from version.files

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return self.model_dump(mode="json")


def entry(sha256: str) -> str:
    """The name of a content in the archive."""
    return CONTENTS + sha256


def parsed(data: bytes) -> Manifest:
    """The manifest, every word of it looked at.

    Raises:
        InvalidInput: it isn't one, or what it says can't be; the place is named.
    """
    try:
        found = json.loads(
            data.decode(),
            parse_constant=_refused,
            parse_float=_finite,
            object_pairs_hook=_each_once,
        )
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _bad(f"it isn't JSON: {shown(str(error))}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _bad(f"it isn't that of {NOUN}")
    version = found.get("version")
    if type(version) is not int:
        raise _bad("version: it isn't a number")
    if version > VERSION:
        raise _bad(
            f"it has format {version}, this installation knows up to {VERSION}: upgrade "
            "jupyter-ext to import it"
        )
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise _bad(from_validation(error).message) from error
    for why in _contradictions(manifest):
        raise _bad(why)
    return manifest


def _contradictions(manifest: Manifest) -> Iterator[str]:
    """What each field may say, and all of them together can't."""
    sizes: dict[str, int] = {}
    for one in manifest.stored():
        if sizes.setdefault(one.sha256, one.size) != one.size:
            yield f"the content {one.sha256[:12]} has two sizes"
    if len(sizes) >= LIMITS.files or sum(sizes.values()) > LIMITS.size:
        yield f"it is too large: at most {LIMITS.files:,} files and {LIMITS.size:,} bytes"
    numbers = [version.number for version in manifest.versions]
    if numbers != sorted(set(numbers)):
        yield "the versions aren't numbered upwards, each once"
    for index, version in enumerate(manifest.versions):
        place = f"versions[{index}]"
        if "/" in version.filename:
            yield f"{place}.filename: {shown(version.filename)} is a path"
        if version.body.size > MOST_BODY:
            yield f"{place}.body: it is too large: at most {MOST_BODY:,} bytes"
        why = collision([version.filename, *(one.path for one in version.files)])
        if why:
            yield f"{place}.files: {why}"
        for text in _texts(version.signature):
            try:
                clean_text(text)
            except ValueError as error:
                yield f"{place}.signature: {error}"
        for problem in problems(version.signature):
            yield f"{place}.signature.{problem.field}: {problem.message}"
        if _unknown(version.signature):
            yield f"{place}.signature: {_unknown(version.signature)} isn't a part of a signature"


def _unknown(signature: dict[str, Any]) -> str | None:
    """A key that no signature has."""
    known = normalised(signature)
    for group, entries in signature.items():
        if group not in known:
            return shown(group)
        for given, kept in zip(entries, known[group], strict=False):
            for key in given:
                if key not in kept:
                    return shown(f"{group}.{key}")
    return None


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    level = [value]
    while level:
        one = level.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            level.extend((*one.keys(), *one.values()))
        elif isinstance(one, list):
            level.extend(one)


def _bad(why: str) -> InvalidInput:
    return InvalidInput(f"{MANIFEST}: {why}.", field="bundle")


def _refused(name: str) -> None:
    raise ValueError(f"{name} isn't a JSON value")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _each_once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"{key[:40]} is there twice")
        made[key] = value
    return made


def when(at: datetime | None) -> str | None:
    """A time as the bundle has it."""
    return None if at is None else at.isoformat()
