"""`result.json`: how a run ended and what it left, written last and at once."""

import datetime
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_ext.engine.left_behind import create

from .safe_text import safe


@dataclass
class Outcome:
    """How the execution of the body ended."""

    state: str = "SUCCEEDED"
    reason: str | None = None
    error: dict[str, Any] | None = None
    signal: int | None = None

    def fail(self, reason: str) -> None:
        """What would have been a success is none; the end of any other run stays what it was."""
        if self.state == "SUCCEEDED":
            self.state, self.reason = "FAILED", reason


@dataclass
class Result:
    """Everything that `result.json` holds (format 1)."""

    outcome: Outcome
    started_at: float
    cells_total: int = 0
    cells_done: int = 0
    notebook: dict[str, Any] | None = None
    logs: dict[str, str | None] = field(default_factory=dict)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    missing_outputs: list[str] = field(default_factory=list)
    metrics: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    reads: list[dict[str, Any]] = field(default_factory=list)
    changed_inputs: list[str] = field(default_factory=list)
    provenance: dict[str, Any] = field(default_factory=dict)

    def to_json(self, ended_at: float) -> dict[str, Any]:
        made: dict[str, Any] = safe(
            {
                "format": 1,
                "state": self.outcome.state,
                "reason": self.outcome.reason,
                "error": self.outcome.error,
                "signal": self.outcome.signal,
                "started_at": utc(self.started_at),
                "ended_at": utc(ended_at),
                "cells": {"total": self.cells_total, "done": self.cells_done},
                "notebook": self.notebook,
                "logs": self.logs,
                "outputs": self.outputs,
                "missing_outputs": self.missing_outputs,
                "metrics": self.metrics,
                "results": self.results,
                "reads": self.reads,
                "changed_inputs": self.changed_inputs,
                "provenance": self.provenance,
            }
        )
        return made


def write(path: Path, content: dict[str, Any]) -> None:
    """Write the result whole or not at all."""
    beside = path.with_name(path.name + ".part")
    with create(beside) as stream:
        stream.write(json.dumps(content).encode("ascii"))
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(beside, path)


def utc(when: float) -> str:
    """Seconds since 1970 as ISO text in UTC."""
    return datetime.datetime.fromtimestamp(when, datetime.UTC).isoformat(timespec="milliseconds")
