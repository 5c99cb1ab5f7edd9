"""The folder of one attempt: where its files are, and what its manifest asks for."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
ENVIRONMENT = "environment.json"  # the runtime's variables, until the runner has taken them
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much a run may keep, and how long it is waited for."""

    copy_bytes: int = 64 * MEGABYTE
    """inputs and files up to this many bytes in all are copied; the rest is linked"""
    cell_output_bytes: int = 50 * MEGABYTE
    """of one cell in the executed notebook"""
    notebook_output_bytes: int = 512 * MEGABYTE
    """of all cells in the executed notebook"""
    journal_bytes: int = 512 * MEGABYTE
    interrupt_seconds: float = 3.0
    """from the interrupt to the terminating signal"""
    terminate_seconds: float = 2.0
    """from the terminating signal to the kill"""
    shutdown_seconds: float = 10.0
    """for a kernel to leave by itself after the last cell"""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Limits":
        known = {name for name in cls.__dataclass_fields__ if value.get(name) is not None}
        return cls(**{name: value[name] for name in known})


@dataclass(frozen=True)
class Runtime:
    """Where and how the code runs."""

    name: str = ""
    kernelspec: str | None = None
    working_folder: str = "isolated"
    notebook_folder: str | None = None
    start_timeout: float | None = 60
    cell_timeout: float | None = None
    run_timeout: float | None = None
    nice: int = 0
    memory_limit: int | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Runtime":
        timeouts = value.get("timeouts") or {}
        return cls(
            name=value.get("name") or "",
            kernelspec=value.get("kernelspec") or None,
            working_folder=value.get("working_folder") or "isolated",
            notebook_folder=value.get("notebook_folder"),
            start_timeout=timeouts.get("start", 60),
            cell_timeout=timeouts.get("cell"),
            run_timeout=timeouts.get("run"),
            nice=int(value.get("nice") or 0),
            memory_limit=value.get("memory_limit"),
        )


class Attempt:
    """The files of one attempt, and its manifest (format 1, made by the dispatcher)."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder).resolve()
        self.alive = self.folder / "alive"
        self.cancel = self.folder / "cancel"
        self.journal = self.folder / "journal.jsonl"
        self.progress = self.folder / "progress.json"
        self.result = self.folder / "result.json"
        self.executed = self.folder / "executed.ipynb"
        self.runner_log = self.folder / "runner.log"
        self.kernel_log = self.folder / "kernel.log"
        self.outgoing = self.folder / "outgoing"
        self.workspace = self.folder / "workspace"
        self.outputs = self.workspace / "outputs"
        self.jx = self.workspace / ".jx"
        self.events = self.jx / "events.jsonl"
        self.manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_bytes())
        if self.manifest.get("format") != FORMAT:
            raise ValueError(
                f"the manifest is in format {self.manifest.get('format')!r}; "
                f"this version reads format {FORMAT}"
            )
        self.body: dict[str, Any] = self.manifest["body"]
        self.runtime = Runtime.from_json(self.manifest.get("runtime") or {})
        self.limits = Limits.from_json(self.manifest.get("limits") or {})

    def take_environment(self) -> dict[str, str]:
        """The runtime's variables, by value; they are in no file any more after this."""
        path = self.folder / ENVIRONMENT
        try:
            values: dict[str, str] = json.loads(path.read_bytes())
        except FileNotFoundError:
            return {}
        path.unlink()
        return values

    @property
    def working_folder(self) -> Path:
        """Where the code runs: the workspace, or the folder of the user's notebook."""
        if self.runtime.working_folder == "notebook" and self.runtime.notebook_folder:
            return Path(self.runtime.notebook_folder)
        return self.workspace

    @property
    def data(self) -> Path:
        """The data folder that the attempt lies in (`<data>/attempts/<execution>/<attempt>`)."""
        parents = self.folder.parents
        inside = len(parents) > 2 and parents[1].name == "attempts"
        return parents[2] if inside else self.folder
