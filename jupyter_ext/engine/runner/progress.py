"""`progress.json`: the small page that says how far a run is, at most five times a second."""

import contextlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_ext.engine.left_behind import create
from jupyter_ext.platforms.processes import ProcessIdentity, identify

from .safe_text import safe_text, without_ansi

_INTERVAL = 0.2
_HEAD = 120
_NEWEST = 200
_TAIL_READ = 2000


class Progress:
    """How far the run is. Each change is written soon, a change of phase at once.

    Not for use by several threads. `schedule` calls a function after some seconds; without one,
    what changed is written with the next change that is due.
    """

    def __init__(
        self,
        path: Path,
        schedule: Callable[[float, Callable[[], None]], Any] | None = None,
    ) -> None:
        self._path = path
        self._beside = path.with_name(path.name + ".part")
        self.schedule = schedule
        self._scheduled = False
        self._written_at = 0.0
        mine = identify()
        self.started_at = time.time()
        self._facts: dict[str, Any] = {
            "format": 1,
            "phase": "starting",
            "cells_total": 0,
            "cells_done": 0,
            "cell": None,
            "newest_output": None,
            "journal_bytes": 0,
            "started_at": self.started_at,
            "updated_at": self.started_at,
            "runner": mine.to_json() if mine else None,
            "kernel": None,
        }

    @property
    def cells_done(self) -> int:
        return int(self._facts["cells_done"])

    @property
    def cells_total(self) -> int:
        return int(self._facts["cells_total"])

    def phase(self, name: str) -> None:
        self._facts["phase"] = name
        self.write()

    def total(self, cells: int) -> None:
        self._facts["cells_total"] = cells

    def kernel(self, identity: ProcessIdentity | None) -> None:
        self._facts["kernel"] = identity.to_json() if identity else None

    def cell(self, index: int, number: int | None, cell_id: str | None, source: str) -> None:
        """A cell begins: `index` among the code cells from 0, `number` as in `cell_numbers`."""
        head = source.strip().split("\n", 1)[0][:_HEAD]
        self._facts["cell"] = {
            "index": index,
            "number": number,
            "id": cell_id,
            "head": safe_text(head),
            "started_at": time.time(),
        }
        self._changed()

    def cell_ended(self, *, done: bool) -> None:
        """A cell ended; `done`: it counts, and ended well."""
        self._facts["cells_done"] += done
        self._facts["cell"] = None
        self._changed()

    def newest(self, text: str) -> None:
        """Something was put out; its last line is shown."""
        lines = without_ansi(text[-_TAIL_READ:]).replace("\r", "\n").rstrip("\n").rsplit("\n", 1)
        if lines[-1].strip():
            self._facts["newest_output"] = safe_text(lines[-1][-_NEWEST:])
        self._changed()

    def journal_bytes(self, count: int) -> None:
        self._facts["journal_bytes"] = count

    def write(self) -> None:
        """Write the page now."""
        self._written_at = time.monotonic()
        self._facts["updated_at"] = time.time()
        with contextlib.suppress(OSError):  # a full disk: the next page may go through
            with create(self._beside) as stream:
                stream.write(json.dumps(self._facts).encode("ascii"))
            os.replace(self._beside, self._path)

    def _changed(self) -> None:
        due = self._written_at + _INTERVAL - time.monotonic()
        if due <= 0:
            self.write()
        elif self.schedule is not None and not self._scheduled:
            self._scheduled = True
            self.schedule(due, self._write_scheduled)

    def _write_scheduled(self) -> None:
        self._scheduled = False
        self.write()
