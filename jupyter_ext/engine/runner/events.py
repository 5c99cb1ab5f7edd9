"""What the code of a run told of itself in `.jx/events.jsonl`: metrics, results, what it read."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from jupyter_ext.engine.left_behind import NotAFile, open_regular

from .outgoing import Outgoing
from .outputs import media_type
from .safe_text import safe

_LONGEST_LINE = 16 * 1024 * 1024
_MOST = 100_000
_MOST_BYTES = 512 * 1024 * 1024
_INLINE = 64 * 1024
_KINDS = frozenset({"table", "image", "html", "markdown", "text", "vega", "json"})
_NOT_A_NUMBER = frozenset({"NaN", "Infinity", "-Infinity"})


@dataclass
class Told:
    """The events of a run, checked; `problems` says what couldn't be read, `lost` why nothing."""

    metrics: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    reads: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    lost: str | None = None


def read_events(path: Path, workspace: Path, outgoing: Outgoing) -> Told:
    """Read the events file; the files of results are handed over. Never raises for its content."""
    told = Told()
    try:
        with open_regular(path) as stream:
            _take_lines(stream, told, workspace, outgoing)
    except FileNotFoundError:
        return told
    except (OSError, NotAFile) as error:
        told.lost = f"what the run told of itself (metrics, results) can't be read: {error}"
    return told


def _take_lines(stream: BinaryIO, told: Told, workspace: Path, outgoing: Outgoing) -> None:
    seen: set[tuple[str, str]] = set()
    for number, line in _lines(stream):
        if number > _MOST or stream.tell() > _MOST_BYTES:
            told.problems.append(f"only the first {number - 1} events were kept")
            break
        try:
            event = safe(json.loads(line))
            kind = event["type"]
            if kind == "metric":
                told.metrics.append(_metric(event))
            elif kind == "result":
                told.results.append(_result(event, workspace, outgoing))
            elif kind == "read":
                mark = (str(event["alias"]), str(event["version_id"]))
                if mark not in seen:
                    seen.add(mark)
                    told.reads.append({"alias": mark[0], "version_id": mark[1]})
        except (ValueError, KeyError, TypeError, OSError, NotAFile, RecursionError) as error:
            told.problems.append(f"event {number} can't be read: {error!r}"[:300])


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if line.strip():
            yield number, line


def _metric(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": str(event["name"])[:200],
        "value": _number(event["value"]),
        "step": None if event.get("step") is None else _number(event["step"]),
        "time": event.get("time"),
    }


def _number(value: Any) -> float | int | str:
    if value in _NOT_A_NUMBER and isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} isn't a number")
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _result(event: Mapping[str, Any], workspace: Path, outgoing: Outgoing) -> dict[str, Any]:
    if event["kind"] not in _KINDS:
        raise ValueError(f"{event['kind']!r} isn't a kind of result")
    facts = {"name": str(event["name"])[:200], "kind": event["kind"], "time": event.get("time")}
    if event.get("path") is None:
        data = event["data"]
        text = data if isinstance(data, str) else json.dumps(data)
        named = str(event.get("media_type") or "text/plain")
        if len(text) <= _INLINE:
            return {**facts, "media_type": named, "data": text}
        sha256, size = outgoing.put(text.encode("utf-8"))
        return {**facts, "media_type": named, "sha256": sha256, "size": size}
    path = (workspace / str(event["path"])).resolve()
    if not path.is_relative_to(workspace.resolve()):
        raise ValueError("its path leaves the workspace")
    sha256, size = outgoing.take(path, keep=True)
    named = str(event.get("media_type") or media_type(path.name))
    return {**facts, "media_type": named, "sha256": sha256, "size": size}
