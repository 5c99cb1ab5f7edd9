"""A runner's process, as whoever started it knows it."""

from __future__ import annotations

import subprocess
from typing import Protocol


class Runner(Protocol):
    """A process that runs one attempt."""

    @property
    def pid(self) -> int: ...

    def has_ended(self) -> bool: ...

    def exit_code(self) -> int | None:
        """Its exit code, or minus the signal that ended it; None while it runs, or if nobody
        knows."""


class Spawned:
    """A runner that is a child of this process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def exit_code(self) -> int | None:
        return self._process.poll()
