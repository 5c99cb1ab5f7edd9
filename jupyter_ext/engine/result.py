"""What a runner left: `result.json`, read carefully: the code it ran could have touched it."""

from __future__ import annotations

import contextlib
import math
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from ..artifacts.media_types import UNKNOWN
from ..sessions.states import State
from .follow import moment
from .left_behind import read_json
from .runner.safe_text import safe
from .runner.workspace import PathUnsafe, checked

MOST_BYTES = 2**30  # of a result
MOST_REASON = 10_000  # characters
_HEADER = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(; ?[\w-]+=[\w.\"-]+)*", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SPECIAL = {"NaN", "Infinity", "-Infinity"}
_UNREADABLE = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
    PathUnsafe,
)
T = TypeVar("T")


class ResultBroken(Exception):
    """The result can't be read; the message says what is wrong with it."""


@dataclass(frozen=True)
class Produced:
    """An output that lies in `outgoing/`."""

    alias: str
    kind: str
    filename: str
    media_type: str
    size: int
    sha256: str
    members: list[dict[str, Any]] | None

    def contents(self) -> list[tuple[str, int]]:
        """The hashes and sizes of its files."""
        if self.members is None:
            return [(self.sha256, self.size)]
        return [(member["sha256"], member["size"]) for member in self.members]

    def partial(self) -> dict[str, Any]:
        """As it is kept on a session that didn't succeed."""
        return {
            "kind": self.kind,
            "filename": self.filename,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "members": self.members,
        }


@dataclass(frozen=True)
class Measured:
    """One logged number; `special` where it has no JSON form."""

    name: str
    value: float | None
    special: str | None
    step: int | None
    at: datetime


@dataclass(frozen=True)
class Result:
    """How an attempt ended and what it left."""

    state: State
    reason: str | None = None
    error: dict[str, Any] | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cells_total: int | None = None
    cells_done: int | None = None
    notebook: tuple[str, int] | None = None  # sha256, size
    outputs: tuple[Produced, ...] = ()
    missing_outputs: tuple[str, ...] = ()
    metrics: tuple[Measured, ...] = ()
    results: tuple[dict[str, Any], ...] = ()
    reads: tuple[dict[str, Any], ...] = ()
    changed_inputs: tuple[str, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)

    def ended_as(self, state: State, reason: str | None) -> Result:
        """The same, ended otherwise."""
        return replace(self, state=state, reason=reason)


def read_result(folder: Path) -> Result:
    """The result in an attempt's folder.

    Raises:
        ResultBroken: there is none, or it isn't one.
    """
    try:
        raw = read_json(folder / "result.json", MOST_BYTES)
    except OSError as error:
        raise ResultBroken("the runner left no result") from error
    except ValueError as error:
        raise ResultBroken(f"the runner's result isn't valid JSON: {error}") from error
    return parse(raw)


def parse(raw: Any) -> Result:
    """A result as the runner or the rebuilding from a journal gives it.

    Raises:
        ResultBroken: a part of it isn't what it must be.
    """
    try:
        raw = safe(raw)
        state = State(raw["state"])
        if not state.is_terminal:
            raise ValueError(f"{state} is no end")
        notebook = raw.get("notebook")
        cells = raw.get("cells") or {}
        return Result(
            state=state,
            reason=str(raw["reason"])[:MOST_REASON] if raw.get("reason") is not None else None,
            error=_error(raw.get("error")),
            started_at=_time(raw.get("started_at")),
            ended_at=_time(raw.get("ended_at")),
            cells_total=_count(cells.get("total")),
            cells_done=_count(cells.get("done")),
            notebook=(_hash(notebook["sha256"]), _size(notebook["size"])) if notebook else None,
            outputs=tuple(_produced(one) for one in raw.get("outputs") or ()),
            missing_outputs=tuple(str(alias) for alias in raw.get("missing_outputs") or ()),
            metrics=tuple(_each(_measured, raw.get("metrics"))),
            results=tuple(_each(_logged, raw.get("results"))),
            reads=tuple(dict(one) for one in raw.get("reads") or ()),
            changed_inputs=tuple(str(alias) for alias in raw.get("changed_inputs") or ()),
            provenance=dict(raw.get("provenance") or {}),
        )
    except _UNREADABLE as error:
        raise ResultBroken(f"the runner's result can't be read: {error!r}") from error


def _each(read: Callable[[Any], T], raw: Any) -> Iterator[T]:
    """Those that can be read: one that can't be costs the run nothing else."""
    for one in raw or ():
        with contextlib.suppress(*_UNREADABLE):
            yield read(one)


def _error(raw: Any) -> dict[str, Any] | None:
    if not isinstance(raw, dict):
        return None
    lines = raw.get("traceback")
    return {
        "cell_index": _count(raw.get("cell_index")),
        "cell_number": _count(raw.get("cell_number")),
        "cell_id": None if raw.get("cell_id") is None else str(raw["cell_id"]),
        "ename": str(raw.get("ename") or ""),
        "evalue": str(raw.get("evalue") or ""),
        "traceback": [str(line) for line in lines] if isinstance(lines, list) else [],
    }


def _produced(raw: dict[str, Any]) -> Produced:
    members = None
    if raw["kind"] == "folder":
        members = [
            {
                "path": checked(str(m["path"])),
                "size": _size(m["size"]),
                "sha256": _hash(m["sha256"]),
            }
            for m in raw.get("members") or []
        ]
    name = str(raw["filename"])[:255]
    if "/" in name or name in ("", ".", ".."):
        raise ValueError(f"{name!r} isn't a file's name")
    return Produced(
        alias=str(raw["alias"]),
        kind="file" if members is None else "folder",
        filename=name,
        media_type=_media_type(raw.get("media_type"), UNKNOWN),
        size=_size(raw["size"]),
        sha256=_hash(raw["sha256"]),
        members=members,
    )


def _logged(raw: dict[str, Any]) -> dict[str, Any]:
    facts = dict(raw) | {"media_type": _media_type(raw.get("media_type"), "")}
    if not isinstance(raw.get("data"), str):
        facts |= {"sha256": _hash(raw["sha256"]), "size": _size(raw["size"])}
    return facts


def _measured(raw: dict[str, Any]) -> Measured:
    value, special = raw["value"], None
    if isinstance(value, str):
        special = value if value in _SPECIAL else "NaN"
    elif isinstance(value, float) and not math.isfinite(value):
        special = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    elif isinstance(value, int) and abs(value) > sys.float_info.max:
        special = "Infinity" if value > 0 else "-Infinity"
    step = raw.get("step")
    return Measured(
        name=str(raw["name"])[:255],
        value=None if special else float(value),
        special=special,
        step=step if isinstance(step, int) and abs(step) < 2**63 else None,
        at=_time(raw.get("time")) or datetime.now(UTC),
    )


def _time(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return moment(value)
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _count(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value < 2**31 else None


def _size(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError("a content's size isn't one")
    return value


def _media_type(value: Any, otherwise: str) -> str:
    """What can stand in a header; anything else is `otherwise`."""
    named = str(value or "")[:255]
    return named if _HEADER.fullmatch(named) else otherwise


def _hash(value: Any) -> str:
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise ValueError("a content's hash isn't one")
    return value
