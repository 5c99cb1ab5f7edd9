"""One attempt as its dispatcher sees it from outside: its progress page, its lock, its result."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..platforms.locks import is_locked
from ..platforms.processes import ProcessIdentity
from ..sessions.states import State
from ..store.base import utcnow
from .executors.runners import Runner
from .left_behind import read_json

SILENT_SECONDS = 20.0  # without a new page the runner counts as not responding
YOUNG_SECONDS = 3.0  # a run just started, or about to end, is looked at often
QUICK, STEADY = 0.02, 0.2  # seconds between two looks
MOST_PAGE = 2**20  # bytes of a progress page; the runner's are a few thousand


@dataclass
class Followed:
    """An attempt under way. Used by the dispatcher's thread only."""

    execution_id: str
    session_id: str
    owner: str
    attempt: int
    folder: Path
    state: State
    run_timeout: float | None = None
    estimated: float | None = None  # seconds of the whole run, from earlier ones
    process: Runner | None = None  # None: started by another dispatcher
    runner: ProcessIdentity | None = None
    claimed_at: datetime | None = None
    progress: dict[str, Any] | None = None
    responding: bool = True
    unannounced: bool = False  # the page has changed since it was last announced
    over: bool = False  # its end is being committed
    killed: str | None = None  # why this dispatcher killed the runner
    _due_at: datetime | None = None
    _due: float = float("inf")  # monotonic
    _stamp: int = 0
    _changed: float = field(default_factory=time.monotonic)
    _began: float = field(default_factory=time.monotonic)
    _announced: float = 0.0

    def look(self) -> None:
        """Read the progress page if it was rewritten; notice silence."""
        try:
            stamp = os.stat(self.folder / "progress.json").st_mtime_ns
        except OSError:
            stamp = 0
        now = time.monotonic()
        if stamp != self._stamp:
            self._stamp, self._changed = stamp, now
            self.progress = read_progress(self.folder) or self.progress
            self.unannounced = True
        responding = now - self._changed < SILENT_SECONDS
        if responding != self.responding:
            self.responding, self.unannounced = responding, True

    def due(self, deadline_at: datetime | None) -> None:
        """The state it is in ends by then. What is left is counted by a clock that nobody sets."""
        if deadline_at != self._due_at:
            self._due_at = deadline_at
            left = (deadline_at - utcnow()).total_seconds() if deadline_at else float("inf")
            self._due = time.monotonic() + left

    def is_late(self) -> bool:
        """Whether its state should have ended."""
        return time.monotonic() > self._due

    def has_result(self) -> bool:
        return (self.folder / "result.json").exists()

    def is_gone(self) -> bool:
        """Whether its runner has ended. By the lock alone where another dispatcher started it."""
        if self.process is not None:
            return self.process.has_ended()
        return not is_locked(self.folder / "alive")

    def known_runner(self) -> ProcessIdentity | None:
        """Its runner, as its dispatcher or its own page knows it."""
        page: Any = (self.progress or {}).get("runner")
        return self.runner or (ProcessIdentity.from_json(page) if page else None)

    def pause(self) -> float:
        """Seconds until it is worth looking again."""
        young = time.monotonic() - self._began < YOUNG_SECONDS
        ending = self.progress is not None and self.progress.get("phase") in ("saving", "ending")
        return QUICK if young or ending or self.state is State.CANCELLING else STEADY

    def may_announce(self, gap: float) -> bool:
        """Whether a change waits to be told and the last one was told `gap` seconds ago."""
        return self.unannounced and time.monotonic() - self._announced >= gap

    def announced(self) -> None:
        self.unannounced, self._announced = False, time.monotonic()

    def runs_cells(self) -> bool:
        """Whether the page says that the kernel is up."""
        return self.progress is not None and self.progress.get("phase") not in (None, "starting")

    def started_at(self) -> datetime | None:
        """When the runner began, by its page."""
        return moment((self.progress or {}).get("started_at"))


def moment(seconds: Any) -> datetime | None:
    """A time as a page gives it, None where no clock shows such a time."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def read_progress(folder: Path) -> dict[str, Any] | None:
    """An attempt's progress page; None where there is none or it can't be read."""
    try:
        page = read_json(folder / "progress.json", MOST_PAGE)
    except (OSError, ValueError):
        return None
    return page if isinstance(page, dict) else None
